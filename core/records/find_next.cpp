// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/find_next.h"

#include "core/records/scan_pass.h"

#include <limits>
#include <tuple>

namespace weir {
namespace {

/// Sees every record, so that a partition whose records are younger than the best match counts as done.
class NextSearch
{
public:
    explicit NextSearch(const ScanRequest& request)
        : m_request(request), m_matcher(request.filter.matcher()), m_all(request.filter.matchesEverything())
    {
        for (const auto& [partition, range] : request.range)
            if (range.begin < range.end)
                m_open[partition.partition] = true;
    }

    SinkAnswer take(const RecordView& record)
    {
        const auto open = m_open.find(record.partition);
        if (open == m_open.end() || !open->second)
            return SinkAnswer::Continue;
        const TimestampMs time = record.timestamp.value_or(std::numeric_limits<TimestampMs>::min());
        if (m_best && time > timeOf(*m_best)) {
            open->second = false;
        } else if (m_all || m_matcher->matches(record)) {
            open->second = false;
            if (!m_best || std::tuple(time, record.partition) < std::tuple(timeOf(*m_best), m_best->partition))
                m_best = previewOf(record, m_request.previewBytes);
        }
        return anyOpen() ? SinkAnswer::Continue : SinkAnswer::Stop;
    }

    [[nodiscard]] bool isOpen(std::int32_t partition) const
    {
        const auto open = m_open.find(partition);
        return open != m_open.end() && open->second;
    }
    [[nodiscard]] std::optional<ScanHit> best() const { return m_best; }

private:
    static TimestampMs timeOf(const ScanHit& hit)
    {
        return hit.timestamp.value_or(std::numeric_limits<TimestampMs>::min());
    }
    [[nodiscard]] bool anyOpen() const
    {
        for (const auto& [partition, open] : m_open)
            if (open)
                return true;
        return false;
    }

    const ScanRequest& m_request;
    std::unique_ptr<RecordMatcher> m_matcher;
    const bool m_all;
    std::map<std::int32_t, bool> m_open;
    std::optional<ScanHit> m_best;
};

} // namespace

FoundNext findNext(Cluster& cluster, Reader& reader, const ScanRequest& request, const Call& call)
{
    NextSearch search(request);
    ScanRequest everything = request;
    everything.filter = Filter();
    everything.maxHits = 0;
    everything.newestFirst = false;
    ScanState state = freshScanState(everything);
    scanRecords(cluster, reader, everything, state, [&](const RecordView& record) { return search.take(record); }, {}, call);
    FoundNext found{search.best(), true, {}};
    for (const auto& [partition, part] : state.partitions) {
        if (!search.isOpen(partition) || part.finished)
            continue;
        found.certain = false;
        if (part.error)
            found.failures.push_back({toString(TopicPartition{request.topic, partition}), *part.error});
    }
    return found;
}

} // namespace weir
