// SPDX-License-Identifier: GPL-3.0-or-later
// What the journal is asked about records: lists, earlier jobs, the receipt.
#include "core/deadletters/journal_store.h"
#include "core/records/record_json.h"

#include <algorithm>

namespace weir {
namespace {

/// Records without an outcome that may be written all the same: their batch was on its way when its job was interrupted.
/// A transaction whose commit was not asked for is none of those.
constexpr std::string_view earlierColumns =
    "SELECT i.partition, i.offset, j.name, o.outcome, o.time, b.begun FROM items i JOIN jobs j ON j.id = i.job"
    " LEFT JOIN outcomes o ON o.job = i.job AND o.item = i.item"
    " LEFT JOIN batches b ON o.outcome IS NULL AND b.job = i.job"
    " AND b.number = (SELECT max(number) FROM batches WHERE job = i.job)"
    " AND i.item >= b.first AND i.item < b.behind AND (b.state = 1 OR (b.state = 0 AND j.delivery = 1))"
    " WHERE i.verdict = 0 AND (o.outcome IN (1, 6) OR (o.outcome IS NULL AND b.job IS NOT NULL)) AND ";

static_assert(static_cast<int>(ReplayBatch::State::Begun) == 0 && static_cast<int>(ReplayBatch::State::CommitSent) == 1 &&
              static_cast<int>(ReplayDelivery::AtLeastOnce) == 1 && static_cast<int>(ReplayVerdict::Ready) == 0 &&
              static_cast<int>(ReplayOutcome::Committed) == 1 && static_cast<int>(ReplayOutcome::Unknown) == 6);

using EarlierMap = std::map<LetterPlace, ReplayJournal::Earlier>;

void addEarlier(EarlierMap& all, const std::string& topic, const Statement& row)
{
    const LetterPlace place{{topic, static_cast<std::int32_t>(row.integer(0))}, row.integer(1)};
    const bool settled = row.integer(3) != 0;
    const ReplayJournal::Earlier earlier{row.text(2), settled ? row.integer(4) : row.integer(5),
                                         settled ? static_cast<ReplayOutcome>(row.integer(3)) : ReplayOutcome::Unknown};
    const auto [at, added] = all.emplace(place, earlier);
    if (!added && at->second.time <= earlier.time)
        at->second = earlier;
}

Result<void> collect(JournalStore& store, Statement& select, EarlierMap& all, const std::string& topic)
{
    for (;;) {
        const auto row = select.step();
        if (!row)
            return store.broken(row.error());
        if (!*row)
            return {};
        addEarlier(all, topic, select);
    }
}

/// nullopt: no job had letters of that topic.
Result<std::optional<std::int64_t>> topicId(JournalStore& store, const std::string& cluster, const std::string& topic)
{
    const auto select = store.statement("SELECT id FROM topics WHERE cluster = ? AND name = ?");
    if (!select)
        return store.broken(select.error());
    const auto row = (*select)->bind(1, std::string_view(cluster)).bind(2, std::string_view(topic)).step();
    if (!row)
        return store.broken(row.error());
    if (!*row)
        return std::nullopt;
    const std::int64_t id = (*select)->integer(0);
    if (const auto end = runToEnd(**select); !end)
        return store.broken(end.error());
    return id;
}

ReplayResult resultOf(const Statement& row)
{
    ReplayResult result;
    result.index = row.integer(0);
    result.letter = {{row.text(1), static_cast<std::int32_t>(row.integer(2))}, row.integer(3)};
    result.targetTopic = row.text(4);
    result.verdict = static_cast<ReplayVerdict>(row.integer(5));
    const auto planned = static_cast<std::int32_t>(row.integer(6));
    if (planned >= 0)
        result.targetPartition = planned;
    result.outcome = result.verdict == ReplayVerdict::Ready ? ReplayOutcome::Pending : ReplayOutcome::Skipped;
    if (row.integer(7) != 0) {
        result.outcome = static_cast<ReplayOutcome>(row.integer(7));
        if (row.integer(12) == 0) {
            result.targetPartition = static_cast<std::int32_t>(row.integer(8));
            result.targetOffset = row.integer(9);
        }
        result.reason = row.text(10);
        result.time = row.integer(11);
    } else if (result.outcome == ReplayOutcome::Skipped) {
        result.reason = verdictText(result.verdict);
    }
    return result;
}

std::string receiptHead(const ReplayJobInfo& info)
{
    const ReplayCounts& c = info.counts;
    std::string line = "{\"job\":" + jsonString(info.job) + ",\"title\":" + jsonString(info.title) +
                       ",\"profile\":" + jsonString(info.profile) + ",\"cluster\":" + jsonString(info.cluster) +
                       ",\"target_cluster\":" + jsonString(info.targetCluster) + ",\"targets\":[";
    for (std::size_t i = 0; i < info.targets.size(); ++i)
        line += (i > 0 ? "," : "") + jsonString(info.targets[i]);
    line += "],\"delivery\":\"" +
            std::string(info.delivery == ReplayDelivery::Transactional ? "transactional" : "at_least_once") +
            "\",\"created\":\"" + formatUtc(info.created) + "\",\"ended\":" +
            (info.ended ? '"' + formatUtc(*info.ended) + '"' : std::string("null")) + ",\"state\":\"" +
            std::string(stateCode(info.state)) + "\",\"reason\":" + jsonString(info.reason);
    const auto count = [&](const char* name, std::int64_t value) {
        line += std::string(",\"") + name + "\":" + std::to_string(value);
    };
    count("total", c.total);
    count("pending", c.pending);
    count("committed", c.committed);
    count("gone", c.gone);
    count("changed", c.changed);
    count("skipped", c.skipped);
    count("failed", c.failed);
    count("unknown", c.unknown);
    count("duplicates", c.duplicates);
    return line + "}\n";
}

std::string receiptLine(const ReplayResult& result)
{
    std::string line = "{\"index\":" + std::to_string(result.index) +
                       ",\"letter\":" + jsonString(placeText(result.letter)) + ",\"outcome\":\"" +
                       std::string(outcomeCode(result.outcome)) + "\"";
    if (result.verdict != ReplayVerdict::Ready)
        line += ",\"verdict\":\"" + std::string(verdictCode(result.verdict)) + "\"";
    if (!result.targetTopic.empty())
        line += ",\"topic\":" + jsonString(result.targetTopic);
    if (result.targetPartition)
        line += ",\"partition\":" + std::to_string(*result.targetPartition);
    if (result.targetOffset)
        line += ",\"offset\":" + std::to_string(*result.targetOffset);
    if (!result.reason.empty())
        line += ",\"reason\":" + jsonString(result.reason);
    if (result.time)
        line += ",\"time\":\"" + formatUtc(*result.time) + "\"";
    return line + "}\n";
}

} // namespace

std::string_view outcomeCode(ReplayOutcome outcome)
{
    switch (outcome) {
    case ReplayOutcome::Pending: return "pending";
    case ReplayOutcome::Committed: return "committed";
    case ReplayOutcome::Gone: return "gone";
    case ReplayOutcome::Changed: return "changed";
    case ReplayOutcome::Skipped: return "skipped";
    case ReplayOutcome::Failed: return "failed";
    case ReplayOutcome::Unknown: return "unknown";
    }
    return {};
}

std::string_view stateCode(ReplayState state)
{
    switch (state) {
    case ReplayState::Planned: return "planned";
    case ReplayState::Running: return "running";
    case ReplayState::Paused: return "paused";
    case ReplayState::Canary: return "canary";
    case ReplayState::Cancelled: return "cancelled";
    case ReplayState::Stopped: return "stopped";
    case ReplayState::Done: return "done";
    }
    return {};
}

Result<std::vector<ReplayResult>> ReplayJournal::results(const std::string& job, std::int64_t from,
                                                         std::size_t most) const
{
    const std::scoped_lock lock(m_parts->mutex);
    JournalStore& store = m_parts->store;
    const auto id = store.idOf(job);
    if (!id)
        return fail(id.error());
    const auto select = store.statement(
        "SELECT i.item, t.name, i.partition, i.offset, coalesce(g.topic, ''), i.verdict, i.target_partition,"
        " coalesce(o.outcome, 0), o.partition, o.offset, o.reason, o.time, o.offset IS NULL"
        " FROM items i JOIN topics t ON t.id = i.topic LEFT JOIN targets g ON g.job = i.job AND g.position = i.target"
        " LEFT JOIN outcomes o ON o.job = i.job AND o.item = i.item WHERE i.job = ? AND i.item >= ? ORDER BY i.item LIMIT ?");
    if (!select)
        return store.broken(select.error());
    constexpr std::size_t atMost = 1'000'000'000;
    (*select)->bind(1, *id).bind(2, from).bind(3, static_cast<std::int64_t>(std::min(most, atMost)));
    std::vector<ReplayResult> all;
    for (;;) {
        const auto row = (*select)->step();
        if (!row)
            return store.broken(row.error());
        if (!*row)
            return all;
        all.push_back(resultOf(**select));
    }
}

Result<EarlierMap> ReplayJournal::earlier(const std::string& cluster, const std::vector<LetterPlace>& places) const
{
    const std::scoped_lock lock(m_parts->mutex);
    JournalStore& store = m_parts->store;
    const auto select = store.statement(std::string(earlierColumns) + "i.topic = ? AND i.partition = ? AND i.offset = ?");
    if (!select)
        return store.broken(select.error());
    EarlierMap all;
    std::map<std::string, std::optional<std::int64_t>> topics;
    for (const LetterPlace& place : places) {
        auto known = topics.find(place.partition.topic);
        if (known == topics.end()) {
            const auto id = topicId(store, cluster, place.partition.topic);
            if (!id)
                return fail(id.error());
            known = topics.emplace(place.partition.topic, *id).first;
        }
        if (!known->second)
            continue;
        (*select)->bind(1, *known->second).bind(2, std::int64_t{place.partition.partition}).bind(3, place.offset);
        if (auto found = collect(store, **select, all, place.partition.topic); !found)
            return fail(found.error());
    }
    return all;
}

Result<EarlierMap> ReplayJournal::earlierOf(const std::string& cluster, const std::string& topic) const
{
    const std::scoped_lock lock(m_parts->mutex);
    JournalStore& store = m_parts->store;
    EarlierMap all;
    const auto id = topicId(store, cluster, topic);
    if (!id)
        return fail(id.error());
    if (!*id)
        return all;
    const auto select = store.statement(std::string(earlierColumns) + "i.topic = ?");
    if (!select)
        return store.broken(select.error());
    (*select)->bind(1, **id);
    if (auto found = collect(store, **select, all, topic); !found)
        return fail(found.error());
    return all;
}

Result<void> writeReceipt(const ReplayJournal& journal, const std::string& job,
                          const std::function<Result<void>(std::string_view)>& sink)
{
    constexpr std::size_t rowsAtOnce = 5'000;
    const auto info = journal.info(job);
    if (!info)
        return fail(info.error());
    if (auto written = sink(receiptHead(*info)); !written)
        return written;
    for (std::int64_t from = 0;;) {
        const auto rows = journal.results(job, from, rowsAtOnce);
        if (!rows)
            return fail(rows.error());
        if (rows->empty())
            return {};
        std::string text;
        for (const ReplayResult& row : *rows)
            text += receiptLine(row);
        if (auto written = sink(text); !written)
            return written;
        from = rows->back().index + 1;
    }
}

} // namespace weir
