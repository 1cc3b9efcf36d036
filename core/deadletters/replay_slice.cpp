// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_slice.h"

#include "core/deadletters/source_record.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::size_t mostBytes = 16'000'000;

std::size_t bytesOf(const OutgoingRecord& record)
{
    std::size_t bytes = (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
    for (const Header& header : record.headers)
        bytes += header.name.size() + (header.value ? header.value->size() : 0);
    return bytes;
}

ReplayResult unsent(std::size_t index, ReplayOutcome outcome, std::string reason)
{
    ReplayResult result;
    result.index = static_cast<std::int64_t>(index);
    result.outcome = outcome;
    result.reason = std::move(reason);
    return result;
}

} // namespace

ReplaySlice ReplaySlice::takeFirst(std::size_t most)
{
    if (records.size() <= most)
        return std::exchange(*this, {end, end, {}, {}, {}});
    ReplaySlice first;
    first.begin = begin;
    first.end = indexes[most];
    begin = first.end;
    const auto count = static_cast<std::ptrdiff_t>(most);
    first.records.assign(std::make_move_iterator(records.begin()), std::make_move_iterator(records.begin() + count));
    first.indexes.assign(indexes.begin(), indexes.begin() + count);
    records.erase(records.begin(), records.begin() + count);
    indexes.erase(indexes.begin(), indexes.begin() + count);
    const auto later = std::ranges::stable_partition(
        unsent, [&](const ReplayResult& result) { return result.index < first.end; });
    first.unsent.assign(std::make_move_iterator(unsent.begin()), std::make_move_iterator(later.begin()));
    unsent.erase(unsent.begin(), later.begin());
    return first;
}

ReplaySliceReader::ReplaySliceReader(std::shared_ptr<const ReplayPlan> plan, std::unique_ptr<LetterSource> source,
                                     std::shared_ptr<const ReplayJournal> journal)
    : m_plan(std::move(plan)), m_source(std::move(source)), m_journal(std::move(journal))
{
}

std::size_t ReplaySliceReader::lettersAtOnce() const
{
    return std::clamp<std::size_t>(mostBytes / std::max<std::size_t>(m_recordBytes, 1), 1, 5'000);
}

Result<ReplaySlice> ReplaySliceReader::read(std::int64_t begin, std::size_t mostRecords,
                                            std::span<const ReplayOutcome> outcomes, const Call& call)
{
    ReplaySlice slice;
    slice.begin = slice.end = begin;
    std::size_t bytes = 0;
    while (static_cast<std::size_t>(slice.end) < outcomes.size() && slice.records.size() < mostRecords &&
           bytes < mostBytes) {
        const std::size_t wanted = std::min(lettersAtOnce(), mostRecords - slice.records.size());
        const auto from = static_cast<std::size_t>(slice.end);
        std::size_t to = from;
        for (std::size_t waiting = 0; to < outcomes.size() && waiting < wanted; ++to)
            waiting += outcomes[to] == ReplayOutcome::Pending ? 1 : 0;
        auto letters = m_source->fetch(from, to, call);
        if (letters.size() != to - from)
            return fail(ErrorKind::Internal, "The dead letters could not be read again: other ones came back.");
        const auto others = putBackMeanwhile(from, to, outcomes);
        if (!others)
            return fail(others.error());
        const std::size_t had = slice.records.size();
        auto other = others->begin();
        for (std::size_t i = from; i < to; ++i) {
            if (other != others->end() && other->index == static_cast<std::int64_t>(i)) {
                slice.unsent.push_back(*other++);
                continue;
            }
            if (outcomes[i] == ReplayOutcome::Pending)
                if (auto added = add(slice, i, std::move(letters[i - from]), call); !added)
                    return fail(added.error());
        }
        std::size_t fresh = 0;
        for (std::size_t i = had; i < slice.records.size(); ++i)
            fresh += bytesOf(slice.records[i]);
        if (slice.records.size() > had)
            m_recordBytes = fresh / (slice.records.size() - had);
        bytes += fresh;
        slice.end = static_cast<std::int64_t>(to);
    }
    return slice;
}

/// Two plans may hold the same letter; when the second job comes to it, the first has put it back. Sorted by index.
Result<std::vector<ReplayResult>> ReplaySliceReader::putBackMeanwhile(std::size_t from, std::size_t to,
                                                                      std::span<const ReplayOutcome> outcomes) const
{
    std::vector<ReplayResult> results;
    if (m_plan->options.againIfReplayed || !m_journal)
        return results;
    std::vector<LetterPlace> places;
    for (std::size_t i = from; i < to; ++i)
        if (outcomes[i] == ReplayOutcome::Pending)
            places.push_back(m_plan->placeOf(m_plan->items[i]));
    const auto earlier = m_journal->earlier(m_plan->cluster, places);
    if (!earlier)
        return fail(earlier.error());
    for (std::size_t i = from; i < to && !earlier->empty(); ++i) {
        if (outcomes[i] != ReplayOutcome::Pending)
            continue;
        const auto found = earlier->find(m_plan->placeOf(m_plan->items[i]));
        if (found == earlier->end() || found->second.job == m_plan->job)
            continue;
        results.push_back(
            unsent(i, ReplayOutcome::Skipped,
                   "Since this plan was made, job " + found->second.job + " has put it back (" + formatUtc(found->second.time) + ")."));
    }
    return results;
}

Result<void> ReplaySliceReader::add(ReplaySlice& slice, std::size_t index, Result<Record> letter, const Call& call)
{
    if (!letter) {
        switch (letter.error().kind) {
        case ErrorKind::NotFound:
            slice.unsent.push_back(unsent(index, ReplayOutcome::Gone, letter.error().message));
            return {};
        case ErrorKind::InvalidInput:
            slice.unsent.push_back(unsent(index, ReplayOutcome::Changed, letter.error().message));
            return {};
        default: break;
        }
        if (!meansDamage(letter.error()))
            return fail(letter.error());
        slice.unsent.push_back(unsent(index, ReplayOutcome::Failed, letter.error().message));
        return {};
    }
    std::optional<Record> source;
    if (!letter->value && lacksData(*letter, readFailure(letter->headers, m_plan->options.conventions))) {
        auto data = m_source->fetchData(*letter, call);
        if (!data && data.error().kind != ErrorKind::NotFound && data.error().kind != ErrorKind::InvalidInput)
            return fail(data.error());
        if (!data) {
            slice.unsent.push_back(unsent(index, ReplayOutcome::Gone, data.error().message));
            return {};
        }
        source = std::move(*data);
    }
    auto record = prepareReplay(*m_plan, m_plan->items[index], *letter, source ? &*source : nullptr);
    if (!record) {
        slice.unsent.push_back(unsent(index, ReplayOutcome::Failed, record.error().message));
        return {};
    }
    slice.records.push_back(std::move(*record));
    slice.indexes.push_back(static_cast<std::int64_t>(index));
    return {};
}

} // namespace weir
