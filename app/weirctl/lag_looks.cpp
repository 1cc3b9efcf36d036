// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/lag_looks.h"

#include "core/groups/lag_once.h"
#include "core/topics/topic_list.h"

namespace weir::cli {
namespace {

constexpr std::size_t recordsEachLook = 200;

} // namespace

LagLooks::LagLooks(Session& session, Cluster& cluster, std::vector<std::string> ids, LagDetail detail)
    : m_session(session), m_cluster(cluster), m_ids(std::move(ids)), m_detail(detail)
{
}

Result<LagLooks::Answer> LagLooks::next()
{
    Answer answer;
    answer.look.time = nowMs();
    auto groups = groupLags(m_cluster, m_ids, m_session.call());
    if (!groups)
        return fail(groups.error());
    answer.failures = groups->failures;
    if (m_detail.rates) {
        readRetentions(groups->values);
        LagSample sample;
        sample.time = answer.look.time;
        sample.took = std::chrono::milliseconds(nowMs() - sample.time);
        sample.interval = std::chrono::milliseconds(m_last ? sample.time - *m_last : 0);
        sample.groups = std::move(*groups);
        m_last = sample.time;
        answer.look.statuses = m_analysis.add(sample);
        answer.look.groups = std::move(sample.groups->values);
        if (m_detail.times)
            readRecords(m_session.call()); // what they say is in the next look
        return answer;
    }
    answer.look.groups = std::move(groups->values);
    if (m_detail.times)
        answer.look.statuses = readTimeLags(m_cluster, answer.look.groups, m_session.call());
    return answer;
}

void LagLooks::readRetentions(const std::vector<GroupLag>& groups)
{
    std::vector<std::string> fresh;
    for (const GroupLag& group : groups)
        for (const PartitionLag& row : group.rows)
            if (m_topics.insert(row.partition.topic).second)
                fresh.push_back(row.partition.topic);
    if (fresh.empty())
        return;
    // Without the configuration only the time until retention overtakes a group is unknown.
    for (const auto& [topic, entries] : m_cluster.admin().topicConfigs(fresh, m_session.call()).values)
        if (const auto retention = retentionFrom(entries))
            m_analysis.setRetention(topic, {retention->time, retention->bytes, retention->compacts, retention->deletes});
}

void LagLooks::readRecords(const Call& call)
{
    const auto questions = m_analysis.times().questions({}, recordsEachLook);
    if (questions.empty())
        return;
    if (!m_reader) {
        auto made = m_cluster.newPageReader(Isolation::ReadUncommitted);
        if (!made)
            return m_session.note("Records cannot be read: " + made.error().message);
        m_reader = std::move(*made);
    }
    for (const TimeAnswer& answer : readTimes(*m_reader, questions, call))
        m_analysis.times().add(answer);
}

} // namespace weir::cli
