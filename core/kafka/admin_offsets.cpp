// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/admin_request.h"
#include "core/kafka/real_admin.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t chunkSize = 250; ///< librdkafka's work is quadratic in it
constexpr std::size_t inFlight = 64;

struct Question {
    std::int64_t spec = RD_KAFKA_OFFSET_SPEC_LATEST;
    rd_kafka_IsolationLevel_t isolation = RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED;
};

std::string whatOf(const TopicPartition& partition)
{
    return "Could not look up the offset of " + toString(partition);
}

/// One listing of offsets: asks, sorts out what failed, asks again for what may have got better.
class OffsetQuery
{
public:
    OffsetQuery(ClientHandle& handle, Question question, const Call& call)
        : m_handle(handle), m_question(question), m_call(call)
    {
    }

    void run(const std::vector<TopicPartition>& partitions);

    OffsetMap found; ///< -1: no record fits
    std::map<TopicPartition, Error> failed;

private:
    void ask(const std::vector<TopicPartition>& partitions);
    void send(AdminRequest& request, std::size_t tag, std::span<const TopicPartition> chunk);
    void take(AdminRequest& request, const rd::Event& event, std::span<const TopicPartition> chunk);
    void failChunk(std::span<const TopicPartition> chunk, const Error& error);
    void explainWithoutLeaders(std::span<const TopicPartition> chunk);
    [[nodiscard]] std::vector<TopicPartition> worthAsking(int attempt) const;
    void refresh(const std::vector<TopicPartition>& partitions);

    ClientHandle& m_handle;
    const Question m_question;
    const Call& m_call;
    bool m_givenUp = false;
};

void OffsetQuery::run(const std::vector<TopicPartition>& partitions)
{
    std::vector<TopicPartition> pending = partitions;
    if (!std::ranges::is_sorted(pending))
        std::ranges::sort(pending);
    pending.erase(std::ranges::unique(pending).begin(), pending.end());
    auto pause = 100ms;
    for (int attempt = 1; !pending.empty(); ++attempt) {
        ask(pending);
        // What heals by itself is asked for until the deadline: a busy broker takes seconds to open a big new topic.
        pending = worthAsking(attempt);
        if (m_givenUp || pending.empty())
            return;
        // An immediate second try meets the same stale leader.
        for (const auto end = Deadline::after(pause); !end.expired() && !m_call.over();)
            std::this_thread::sleep_for(20ms);
        pause = std::min(pause * 2, 1000ms);
        refresh(pending);
        if (m_call.over())
            return;
    }
}

std::vector<TopicPartition> OffsetQuery::worthAsking(int attempt) const
{
    std::vector<TopicPartition> again;
    for (const auto& [partition, error] : failed) {
        const int code = error.kafkaCode;
        // The client's cache may lag behind: a topic just made, a partition just added, a leader just elected. One
        // look at fresh metadata settles it; a partition that stays without leader must not slow down every round.
        const bool maybeStale = code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
                                code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
                                code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
        if (maybeStale ? attempt == 1 : error.retriable)
            again.push_back(partition);
    }
    return again;
}

void OffsetQuery::refresh(const std::vector<TopicPartition>& partitions)
{
    std::set<std::string> topics;
    for (const TopicPartition& partition : partitions)
        topics.insert(partition.topic);
    if (topics.size() > 3) {
        (void)m_handle.metadata(ClientHandle::Scope::AllTopics, {}, "Could not refresh the metadata", m_call);
        return;
    }
    for (const std::string& topic : topics)
        (void)m_handle.metadata(ClientHandle::Scope::OneTopic, topic, "Could not refresh the metadata", m_call);
}

void OffsetQuery::ask(const std::vector<TopicPartition>& partitions)
{
    AdminRequest request(m_handle, RD_KAFKA_ADMIN_OP_LISTOFFSETS, "Could not look up offsets", m_call);
    const std::size_t chunks = (partitions.size() + chunkSize - 1) / chunkSize;
    const auto chunkOf = [&](std::size_t index) {
        return std::span(partitions).subspan(index * chunkSize,
                                             std::min(chunkSize, partitions.size() - index * chunkSize));
    };
    std::vector<bool> open(chunks, true);
    std::size_t sent = 0;
    for (std::size_t done = 0; done < chunks; ++done) {
        for (; sent < chunks && sent < done + inFlight; ++sent)
            send(request, sent, chunkOf(sent));
        auto event = request.next();
        if (!event) {
            m_givenUp = true;
            for (std::size_t i = 0; i < chunks; ++i)
                if (open[i])
                    failChunk(chunkOf(i), event.error());
            return;
        }
        const std::size_t tag = AdminRequest::tag(*event);
        open[tag] = false;
        take(request, *event, chunkOf(tag));
    }
}

void OffsetQuery::send(AdminRequest& request, std::size_t tag, std::span<const TopicPartition> chunk)
{
    const rd::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(chunk.size())));
    for (const TopicPartition& partition : chunk)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)->offset =
            m_question.spec;
    // A dead leader keeps the whole chunk waiting, so one attempt gets half of the time, the next the rest.
    const auto left = m_call.deadline.remaining();
    rd_kafka_AdminOptions_t* options = request.options(tag, std::max(left / 2, std::min(left, 5000ms)));
    const rd::ErrorObject refused(rd_kafka_AdminOptions_set_isolation_level(options, m_question.isolation));
    rd_kafka_ListOffsets(request.rk(), list.get(), options, request.queue());
}

void OffsetQuery::failChunk(std::span<const TopicPartition> chunk, const Error& error)
{
    for (const TopicPartition& partition : chunk)
        failed.insert_or_assign(partition, error);
}

void OffsetQuery::take(AdminRequest& request, const rd::Event& event, std::span<const TopicPartition> chunk)
{
    if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (code == RD_KAFKA_RESP_ERR__NOENT) // not one partition of the chunk has a leader
            return explainWithoutLeaders(chunk);
        return failChunk(chunk, request.error(code, rd::text(rd_kafka_event_error_string(event.get()))));
    }
    std::size_t count = 0;
    const auto* infos =
        rd_kafka_ListOffsets_result_infos(rd_kafka_event_ListOffsets_result(event.get()), &count);
    auto hint = found.end(); // answers come nearly sorted, and there are thousands
    for (const rd_kafka_ListOffsetsResultInfo_t* info : std::span(infos, count)) {
        const rd_kafka_topic_partition_t* answer = rd_kafka_ListOffsetsResultInfo_topic_partition(info);
        TopicPartition partition{rd::text(answer->topic), answer->partition};
        // When a leader's request fails, librdkafka leaves its partitions at "success" with an invalid offset
        // (rd_kafka_ListOffsets_response_merge, 2.8).
        const auto code = answer->err == RD_KAFKA_RESP_ERR_NO_ERROR && answer->offset == RD_KAFKA_OFFSET_INVALID
                              ? RD_KAFKA_RESP_ERR__TIMED_OUT
                              : answer->err;
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            failed.insert_or_assign(partition, request.error(code, whatOf(partition), {}));
            continue;
        }
        if (!failed.empty())
            failed.erase(partition);
        hint = std::next(found.insert_or_assign(hint, std::move(partition), answer->offset));
    }
    if (!found.empty())
        request.answered();
}

void OffsetQuery::explainWithoutLeaders(std::span<const TopicPartition> chunk)
{
    std::map<std::string, Result<rd::Metadata>> topics;
    for (const TopicPartition& partition : chunk) {
        const std::string what = whatOf(partition);
        if (!topics.contains(partition.topic))
            topics.emplace(partition.topic,
                           m_handle.metadata(ClientHandle::Scope::OneTopic, partition.topic, what, m_call));
        const auto& answer = topics.at(partition.topic);
        if (!answer) {
            failed.insert_or_assign(partition, answer.error());
            continue;
        }
        int code = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
        if (const rd_kafka_metadata_topic* topic = findTopic(*answer, partition.topic)) {
            const std::span known(topic->partitions, static_cast<std::size_t>(topic->partition_cnt));
            const auto at = std::ranges::find(known, partition.partition, &rd_kafka_metadata_partition::id);
            if (at == known.end())
                code = topic->err != RD_KAFKA_RESP_ERR_NO_ERROR ? topic->err : RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
            else
                code = at->leader < 0 ? RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE : RD_KAFKA_RESP_ERR__WAIT_CACHE;
        }
        failed.insert_or_assign(partition, m_handle.log().explain(code, what));
    }
}

void addFailures(std::vector<Failure>& into, const std::map<TopicPartition, Error>& failed)
{
    for (const auto& [partition, error] : failed)
        into.push_back({toString(partition), error});
}

} // namespace

Partial<OffsetMap> RealAdmin::offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                                      const Call& call)
{
    Question question;
    switch (point) {
    case OffsetPoint::LogStart: question.spec = RD_KAFKA_OFFSET_SPEC_EARLIEST; break;
    case OffsetPoint::End: question.spec = RD_KAFKA_OFFSET_SPEC_LATEST; break;
    case OffsetPoint::LastStable: question.isolation = RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED; break;
    case OffsetPoint::MaxTimestamp: question.spec = RD_KAFKA_OFFSET_SPEC_MAX_TIMESTAMP; break;
    }
    OffsetQuery query(*m_handle, question, call);
    query.run(partitions);
    Partial<OffsetMap> result{std::move(query.found), {}};
    std::erase_if(result.values, [](const auto& entry) { return entry.second < 0; });
    addFailures(result.failures, query.failed);
    return result;
}

Partial<OffsetMap> RealAdmin::offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                            const Call& call)
{
    // Negative numbers would be taken for the special points above.
    OffsetQuery query(*m_handle, {std::max<TimestampMs>(time, 0), RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED}, call);
    query.run(partitions);
    Partial<OffsetMap> result;
    addFailures(result.failures, query.failed);
    std::vector<TopicPartition> none;
    for (const auto& [partition, offset] : query.found) {
        if (offset >= 0)
            result.values.emplace(partition, offset);
        else
            none.push_back(partition);
    }
    if (none.empty())
        return result;
    Partial<OffsetMap> ends = offsets(none, OffsetPoint::End, call);
    result.values.merge(ends.values);
    result.failures.insert(result.failures.end(), ends.failures.begin(), ends.failures.end());
    return result;
}

} // namespace weir
