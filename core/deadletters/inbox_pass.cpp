// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/inbox_pass.h"

#include "core/records/scan_pass.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::size_t mostRanges = 500; ///< partitions that are read at once
constexpr int mostReturns = 5;          ///< how often a partition is tried again whose log moves below us
constexpr int lettersBetweenLooks = 64; ///< at the clock

class InboxPass
{
public:
    InboxPass(Cluster& cluster, Reader& reader, InboxPartitions& partitions, const InboxPassSinks& sinks, const Call& call)
        : m_cluster(cluster), m_reader(reader), m_partitions(partitions), m_sinks(sinks), m_call(call)
    {
    }

    void run()
    {
        for (auto ranges = plan(); !ranges.empty() && !m_call.over(); ranges = plan()) {
            m_current = nullptr;
            absorb(ranges, m_reader.read(
                               ranges, [this](const RecordView& record) { return take(record); }, m_call));
            m_sinks.progress();
        }
        if (m_call.over())
            return;
        tell(m_partitions.confirmMissing(m_cluster, m_call));
        nameOpenTransactions();
    }

private:
    using Slot = InboxPartitions::Slot;

    [[nodiscard]] std::vector<ReadRange> plan() const
    {
        std::vector<ReadRange> ranges;
        for (const Slot& slot : m_partitions.slots())
            if (slot.chosen && slot.begun && !slot.coverage.error && slot.coverage.next < slot.readable &&
                ranges.size() < mostRanges)
                ranges.push_back({slot.place, slot.coverage.next, slot.readable});
        return ranges;
    }

    SinkAnswer take(const RecordView& record)
    {
        if (m_current == nullptr || record.partition != m_current->place.partition ||
            record.topic != std::string_view(m_current->place.topic)) {
            m_number = m_partitions.slotOf({std::string(record.topic), record.partition});
            m_current = &m_partitions.slots()[m_number];
        }
        m_current->coverage.next = record.offset + 1;
        ++m_current->records;
        m_sinks.letter(m_number, record);
        if (--m_untilLook == 0) {
            m_untilLook = lettersBetweenLooks;
            m_sinks.progress();
        }
        return SinkAnswer::Continue;
    }

    void absorb(const std::vector<ReadRange>& ranges, const Partial<std::map<TopicPartition, ReadProgress>>& read)
    {
        std::map<std::string, const Error*> failures;
        for (const Failure& failure : read.failures)
            failures[failure.subject] = &failure.error;
        for (const ReadRange& range : ranges) {
            const std::uint32_t number = m_partitions.slotOf(range.partition);
            InboxCoverage& coverage = m_partitions.slots()[number].coverage;
            if (const auto progress = read.values.find(range.partition); progress != read.values.end())
                coverage.next = std::max(coverage.next, progress->second.finished
                                                            ? range.end
                                                            : std::min(progress->second.next, range.end));
            if (const auto failure = failures.find(toString(range.partition)); failure != failures.end())
                failed(number, *failure->second);
            else if (coverage.next <= range.begin && !m_call.over())
                coverage.error = timedOutError("Reading " + toString(range.partition)); // or it would be asked for ever
        }
    }

    void failed(std::uint32_t number, const Error& error)
    {
        if (m_call.over()) // then the error says only that
            return;
        Slot& slot = m_partitions.slots()[number];
        if (error.kind == ErrorKind::InvalidInput && ++m_returns[number] <= mostReturns) {
            InboxPartitions::Forgotten forgotten;
            if (!m_partitions.surveyOne(m_cluster, number, forgotten, m_call))
                slot.coverage.error = error;
            return tell(forgotten);
        }
        if (meansDamage(error) || error.kind == ErrorKind::TimedOut)
            readCarefully(number);
        else
            slot.coverage.error = error;
    }

    /// One partition in the way of a scan, which finds the ends of damaged batches and tells silence from damage.
    void readCarefully(std::uint32_t number)
    {
        Slot& slot = m_partitions.slots()[number];
        ScanRequest request;
        request.topic = slot.place.topic;
        request.isolation = Isolation::ReadCommitted;
        request.maxHits = 0;
        const std::int32_t partition = slot.place.partition;
        ScanState state;
        ScanCoverage& part = state.partitions[partition];
        part.begin = part.next = slot.coverage.next;
        part.end = slot.readable;
        do {
            m_current = nullptr;
            scanRecords(m_cluster, m_reader, request, state, [this](const RecordView& record) { return take(record); }, {},
                        m_call);
            if (part.atDamage)
                skipDamage(m_cluster, m_reader, request, partition, state, m_call);
        } while (!part.finished && !part.error && !m_call.over());
        slot.coverage.next = part.next;
        slot.coverage.lost += part.deleted;
        slot.coverage.damaged += part.damagedOffsets();
        if (!m_call.over())
            slot.coverage.error = part.error;
    }

    void tell(const InboxPartitions::Forgotten& forgotten) const
    {
        if (!forgotten.empty())
            m_sinks.forget(forgotten);
    }

    /// What an open transaction hides would otherwise look as if it were not there.
    void nameOpenTransactions() const
    {
        for (Slot& slot : m_partitions.slots())
            if (slot.chosen && slot.begun && !slot.coverage.error && slot.coverage.next < slot.coverage.end)
                slot.coverage.error =
                    Error{ErrorKind::Broker,
                          "Could not read " + toString(slot.place) + " beyond offset " + std::to_string(slot.coverage.next) +
                              ": a transaction that is still open holds readers of committed records back.",
                          {}, 0, true};
    }

    Cluster& m_cluster;
    Reader& m_reader;
    InboxPartitions& m_partitions;
    const InboxPassSinks& m_sinks;
    const Call& m_call;
    Slot* m_current = nullptr;
    std::uint32_t m_number = 0;
    int m_untilLook = lettersBetweenLooks;
    std::map<std::uint32_t, int> m_returns;
};

} // namespace

void readLetters(Cluster& cluster, Reader& reader, InboxPartitions& partitions, const InboxPassSinks& sinks, const Call& call)
{
    InboxPass(cluster, reader, partitions, sinks, call).run();
}

} // namespace weir
