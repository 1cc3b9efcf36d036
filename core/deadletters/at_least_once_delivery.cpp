// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/batch_delivery.h"

#include <algorithm>
#include <set>

namespace weir {
namespace {

using Kind = BatchEnd::Kind;

struct Copy {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
};
/// Copies of records in the target, by what they are recognised by.
using Copies = std::map<std::string, std::vector<Copy>>;

bool passing(const Error& error)
{
    return error.retriable || error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::TimedOut ||
           error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::AuthenticationFailed;
}

class AtLeastOnceDelivery final : public BatchDelivery
{
public:
    explicit AtLeastOnceDelivery(DeliveryDesk desk) : m_desk(std::move(desk)) {}

    BatchEnd takeOver() override { return {}; } // nothing fences a plain producer; hence the grace
    BatchEnd settle(std::span<const ReplayOutcome> outcomes) override;
    BatchEnd send(std::int64_t number, const ReplaySlice& slice) override;
    BatchEnd finish() override;

private:
    [[nodiscard]] Call call() const { return Call::within(m_desk.patience.batch, m_desk.stop); }
    void reached(ReplayStep step) const
    {
        if (m_desk.atStep)
            m_desk.atStep(step);
    }
    /// The records are given 75 s by the client; the call must not end before they do, or they are written later.
    [[nodiscard]] Call sendCall() const { return Call::within(m_desk.patience.batch * 5, m_desk.stop); }
    [[nodiscard]] Result<OffsetMap> targetEnds(const ReplaySlice& slice) const;
    [[nodiscard]] std::string sourceOf(std::int64_t index) const;
    [[nodiscard]] std::string markOf(const RecordView& record) const;
    [[nodiscard]] std::map<std::int64_t, std::string> marksOf(const ReplayBatch& batch,
                                                              std::span<const ReplayOutcome> outcomes) const;
    [[nodiscard]] Result<Copies> search(const OffsetMap& from, const std::set<std::string>& marks) const;
    [[nodiscard]] BatchEnd conclude(const ReplayBatch& batch, const std::map<std::int64_t, std::string>& marks,
                                    const Copies& copies);
    [[nodiscard]] BatchEnd giveUp(const ReplayBatch& batch, std::span<const ReplayOutcome> outcomes, const Error& why);

    const DeliveryDesk m_desk;
    bool m_prepared = false;
    /// Records that were sent a second time: the first may turn up yet. With how many copies are known, and from where
    /// they are to be looked for.
    std::map<std::string, std::int64_t> m_suspects;
    OffsetMap m_suspectEnds;
};

std::string AtLeastOnceDelivery::sourceOf(std::int64_t index) const
{
    return placeText(m_desk.plan.placeOf(m_desk.plan.items[static_cast<std::size_t>(index)]));
}

/// Weir's own headers tell a record of this job; without them this way of delivering is refused (checkOptions).
std::string AtLeastOnceDelivery::markOf(const RecordView& record) const
{
    bool ours = false;
    std::string source;
    record.eachHeader([&](std::string_view name, OptionalBytesView value) {
        ours = ours || (name == replay_header::job && value && *value == m_desk.plan.job);
        if (name == replay_header::source && value)
            source = *value;
    });
    return ours ? source : std::string();
}

Result<OffsetMap> AtLeastOnceDelivery::targetEnds(const ReplaySlice& slice) const
{
    std::set<TopicPartition> partitions;
    for (const OutgoingRecord& record : slice.records) {
        if (record.partition) {
            partitions.insert({record.topic, *record.partition});
            continue;
        }
        for (const ReplayTarget& target : m_desk.plan.targets)
            for (std::int32_t i = 0; target.topic == record.topic && i < target.partitions; ++i)
                partitions.insert({record.topic, i});
    }
    auto ends = m_desk.target.admin().offsets({partitions.begin(), partitions.end()}, OffsetPoint::End, call());
    if (!ends.complete())
        return fail(ends.failures.front().error);
    return std::move(ends.values);
}

BatchEnd AtLeastOnceDelivery::send(std::int64_t number, const ReplaySlice& slice)
{
    const auto ends = targetEnds(slice);
    if (!ends)
        return endWith(passing(ends.error()) ? Kind::Retry : Kind::Refused, ends.error());
    auto producer = m_desk.target.producer();
    if (!producer)
        return endWith(Kind::Stop, producer.error());
    const std::string& job = m_desk.plan.job;
    const ReplayBatch batch{number, slice.begin, slice.end, ReplayBatch::State::Begun, *ends, 0};
    if (auto begun = m_desk.journal.batchBegun(job, batch, slice.unsent); !begun)
        return endWith(Kind::Stop, begun.error());
    reached(ReplayStep::BatchBegun);
    const auto answers = (*producer)->send(slice.records, sendCall());
    reached(ReplayStep::Sent);
    BatchEnd end;
    end.begun = true;
    bool uncertain = false;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i]) {
            ReplayResult& result = end.results.emplace_back(resultFor(slice.indexes[i], ReplayOutcome::Committed));
            result.targetPartition = answers[i]->partition;
            result.targetOffset = answers[i]->offset;
            continue;
        }
        const Error& error = answers[i].error();
        if (mayBeWritten(error))
            uncertain = true;
        else if (troubleOf(error) == DeliveryTrouble::Record || error.kind == ErrorKind::NotAuthorized) {
            end.results.push_back(resultFor(slice.indexes[i], ReplayOutcome::Failed, error.message));
            continue;
        }
        if (!end.error || mayBeWritten(error))
            end.error = error;
    }
    // A batch with records whose fate is not known stays open; what is known of it is written down with it.
    const auto kept = uncertain ? m_desk.journal.batchBegun(job, batch, end.results)
                                : m_desk.journal.settled(job, number, ReplayBatch::State::Committed, end.results);
    if (!kept) {
        end = endWith(Kind::Stop, kept.error());
        end.begun = true;
        return end;
    }
    if (!uncertain)
        reached(ReplayStep::Settled);
    end.kind = uncertain ? Kind::Unsettled : end.error ? Kind::Retry : Kind::Settled;
    return end;
}

std::map<std::int64_t, std::string> AtLeastOnceDelivery::marksOf(const ReplayBatch& batch,
                                                                 std::span<const ReplayOutcome> outcomes) const
{
    std::map<std::int64_t, std::string> marks;
    for (std::int64_t i = batch.begin; i < batch.end; ++i)
        if (outcomes[static_cast<std::size_t>(i)] == ReplayOutcome::Pending)
            marks[i] = sourceOf(i);
    return marks;
}

Result<Copies> AtLeastOnceDelivery::search(const OffsetMap& from, const std::set<std::string>& marks) const
{
    Copies copies;
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, offset] : from)
        partitions.push_back(partition);
    const auto ends = m_desk.target.admin().offsets(partitions, OffsetPoint::End, call());
    const auto starts = m_desk.target.admin().offsets(partitions, OffsetPoint::LogStart, call());
    if (!ends.complete() || !starts.complete())
        return fail((ends.complete() ? starts : ends).failures.front().error);
    std::vector<ReadRange> ranges;
    for (const auto& [partition, offset] : from) {
        const std::int64_t end = ends.values.at(partition);
        // What was deleted meanwhile can hide a copy: then nobody can tell.
        if (starts.values.at(partition) > offset)
            return fail(ErrorKind::NotFound, "Records of " + toString(partition) + " were deleted since they may have been "
                                             "written.");
        if (offset < end)
            ranges.push_back({partition, offset, end});
    }
    if (ranges.empty())
        return copies;
    auto reader = m_desk.target.newReader(Isolation::ReadUncommitted);
    if (!reader)
        return fail(reader.error());
    const auto read = (*reader)->read(
        ranges,
        [&](const RecordView& record) {
            if (std::string mark = markOf(record); !mark.empty() && marks.contains(mark))
                copies[std::move(mark)].push_back({record.partition, record.offset});
            return SinkAnswer::Continue;
        },
        Call::within(m_desk.patience.batch * 4, m_desk.stop));
    if (!read.complete())
        return fail(read.failures.front().error);
    for (const auto& [partition, progress] : read.values)
        if (!progress.finished)
            return fail(timedOutError("Searching " + toString(partition) + " for records that may have been written"));
    return copies;
}

BatchEnd AtLeastOnceDelivery::settle(std::span<const ReplayOutcome> outcomes)
{
    const auto last = m_desk.journal.lastBatch(m_desk.plan.job);
    if (!last)
        return endWith(Kind::Stop, last.error());
    const bool open = *last && (*last)->state != ReplayBatch::State::Committed && (*last)->state != ReplayBatch::State::Aborted;
    if (open) {
        // A request that was never answered may still lie in a broker's queue.
        const TimestampMs over = (*last)->begun + m_desk.patience.grace.count();
        if (const TimestampMs now = nowMs(); now < over && (*last)->begun <= now)
            return endWith(Kind::Unsettled,
                           {ErrorKind::TimedOut,
                            "Records of the last batch may still be written; the target is searched for them in " +
                                formatDuration(std::chrono::milliseconds(over - now)) + ".",
                            {}, 0, true});
    }
    if (!std::exchange(m_prepared, true))
        reached(ReplayStep::Prepared);
    if (!open)
        return {};
    const auto marks = marksOf(**last, outcomes);
    std::set<std::string> wanted;
    for (const auto& [index, mark] : marks)
        wanted.insert(mark);
    const auto copies = search((*last)->targetEnds, wanted);
    if (!copies)
        return passing(copies.error()) ? endWith(Kind::Retry, copies.error()) : giveUp(**last, outcomes, copies.error());
    for (const auto& [partition, offset] : (*last)->targetEnds)
        m_suspectEnds.try_emplace(partition, offset);
    return conclude(**last, marks, *copies);
}

BatchEnd AtLeastOnceDelivery::conclude(const ReplayBatch& batch, const std::map<std::int64_t, std::string>& marks,
                                       const Copies& copies)
{
    BatchEnd end;
    end.begun = true;
    std::map<std::string, std::size_t> taken;
    for (const auto& [index, mark] : marks) {
        const auto found = copies.find(mark);
        const std::size_t used = taken[mark];
        if (found == copies.end() || found->second.size() <= used) {
            m_suspects.emplace(mark, 1); // sent again; the next time one copy is expected
            continue;
        }
        const Copy& copy = found->second[used];
        ++taken[mark];
        ReplayResult& result = end.results.emplace_back(resultFor(index, ReplayOutcome::Committed));
        result.reason = "The answer was lost; it was found in the target.";
        result.targetPartition = copy.partition;
        result.targetOffset = copy.offset;
    }
    for (const auto& [mark, found] : copies) {
        const std::int64_t more = static_cast<std::int64_t>(found.size()) - static_cast<std::int64_t>(taken[mark]);
        end.copies += std::max<std::int64_t>(more, 0);
        if (const auto suspect = m_suspects.find(mark); suspect != m_suspects.end())
            suspect->second = std::max(suspect->second, static_cast<std::int64_t>(found.size()));
    }
    auto kept = m_desk.journal.settled(m_desk.plan.job, batch.number, ReplayBatch::State::Committed, end.results, end.copies);
    return kept ? end : endWith(Kind::Stop, kept.error());
}

/// The target cannot be read: a person has to look whether the records are there.
BatchEnd AtLeastOnceDelivery::giveUp(const ReplayBatch& batch, std::span<const ReplayOutcome> outcomes, const Error& why)
{
    BatchEnd end;
    end.begun = true;
    for (std::int64_t i = batch.begin; i < batch.end; ++i)
        if (outcomes[static_cast<std::size_t>(i)] == ReplayOutcome::Pending)
            end.results.push_back(resultFor(i, ReplayOutcome::Unknown,
                                            "The answer was lost and the target could not be searched: " + why.message));
    auto kept = m_desk.journal.settled(m_desk.plan.job, batch.number, ReplayBatch::State::Committed, end.results);
    return kept ? end : endWith(Kind::Stop, kept.error());
}

/// Counts copies of records that were sent twice.
BatchEnd AtLeastOnceDelivery::finish()
{
    if (m_suspects.empty())
        return {};
    std::set<std::string> marks;
    for (const auto& [mark, known] : m_suspects)
        marks.insert(mark);
    const auto copies = search(m_suspectEnds, marks);
    if (!copies)
        return passing(copies.error()) ? endWith(Kind::Retry, copies.error()) : BatchEnd{};
    const auto last = m_desk.journal.lastBatch(m_desk.plan.job);
    if (!last || !*last)
        return {};
    BatchEnd end;
    for (const auto& [mark, found] : *copies)
        end.copies += std::max<std::int64_t>(static_cast<std::int64_t>(found.size()) - m_suspects[mark], 0);
    m_suspects.clear();
    auto kept = m_desk.journal.settled(m_desk.plan.job, (*last)->number, ReplayBatch::State::Committed, {}, end.copies);
    return kept ? end : endWith(Kind::Retry, kept.error());
}

} // namespace

std::unique_ptr<BatchDelivery> makeAtLeastOnceDelivery(DeliveryDesk desk)
{
    return std::make_unique<AtLeastOnceDelivery>(std::move(desk));
}

} // namespace weir
