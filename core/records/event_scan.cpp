// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/event_scan.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace weir {
namespace {

constexpr std::chrono::milliseconds betweenReports{250};
/// The clock is looked at once in so many records.
constexpr std::int64_t recordsPerLook = 1'024;

/// What one read of a range has come to.
class EventRead
{
public:
    EventRead(const ResolvedRange& range, const std::function<void(const EventScan&)>& progress) : m_progress(progress)
    {
        for (const auto& [partition, part] : range) {
            m_scan.offsetsInRange += part.size();
            if (part.size() > 0)
                m_ranges.push_back({partition, part.begin, part.end});
            m_next[partition.partition] = part.begin;
        }
    }

    [[nodiscard]] const std::vector<ReadRange>& ranges() const { return m_ranges; }

    SinkAnswer take(const RecordView& record)
    {
        m_counter.add(record);
        std::int64_t& next = m_next[record.partition];
        m_scan.offsetsScanned += record.offset + 1 - next;
        next = record.offset + 1;
        if (++m_records % recordsPerLook == 0)
            report();
        return SinkAnswer::Continue;
    }

    [[nodiscard]] Partial<EventScan> finish(Partial<std::map<TopicPartition, ReadProgress>> read)
    {
        m_scan.offsetsScanned = 0;
        m_scan.finished = read.failures.empty();
        for (const ReadRange& range : m_ranges) {
            const auto reached = read.values.find(range.partition);
            const bool whole = reached != read.values.end() && reached->second.finished;
            const std::int64_t next = whole ? range.end
                                      : reached == read.values.end()
                                          ? m_next[range.partition.partition]
                                          : std::clamp(reached->second.next, range.begin, range.end);
            m_scan.offsetsScanned += next - range.begin;
            m_scan.finished = m_scan.finished && whole;
        }
        m_scan.summary = m_counter.summary();
        return {std::move(m_scan), std::move(read.failures)};
    }

private:
    void report()
    {
        const auto now = std::chrono::steady_clock::now();
        if (!m_progress || now - m_reported < betweenReports)
            return;
        m_scan.summary = m_counter.summary();
        m_progress(m_scan);
        m_reported = now;
    }

    const std::function<void(const EventScan&)>& m_progress;
    std::vector<ReadRange> m_ranges;
    std::map<std::int32_t, std::int64_t> m_next;
    std::int64_t m_records = 0;
    std::chrono::steady_clock::time_point m_reported = std::chrono::steady_clock::now();
    EventCounter m_counter;
    EventScan m_scan;
};

} // namespace

Result<Partial<EventScan>> scanEvents(Cluster& cluster, const ResolvedRange& range, Isolation isolation,
                                      const std::function<void(const EventScan&)>& progress, const Call& call)
{
    EventRead read(range, progress);
    if (read.ranges().empty())
        return read.finish({});
    auto reader = cluster.newReader(isolation);
    if (!reader)
        return fail(reader.error());
    return read.finish(
        (*reader)->read(read.ranges(), [&read](const RecordView& record) { return read.take(record); }, call));
}

} // namespace weir
