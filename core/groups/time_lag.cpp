// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/time_lag.h"

#include "core/groups/partition_times.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace weir {
namespace {

using std::chrono::milliseconds;
using Moment = PartitionTimes::Moment;

/// A read that failed is not tried again sooner.
constexpr TimestampMs retryAfter = 15'000;
/// How often the newest record of a log that keeps growing is read again.
constexpr TimestampMs newestAgain = 10'000;
/// An estimate this close is good enough for a group nobody looks at.
constexpr milliseconds goodEnough(2500);
constexpr milliseconds goodEnoughOnScreen(400);
/// Samples with the same commit until its record is worth reading whatever the estimate.
constexpr int stuckSamples = 3;

struct PartitionHash {
    std::size_t operator()(const TopicPartition& partition) const
    {
        const std::size_t number = static_cast<std::uint32_t>(partition.partition);
        return std::hash<std::string>()(partition.topic) ^ (number * 0x9E3779B97F4A7C15ULL);
    }
};

struct Place {
    std::int64_t offset = 0;
    int samples = 1; ///< in a row in which a group stood there
};

struct Entry {
    PartitionTimes times;
    std::vector<Place> before{}; ///< committed places of the last round
    std::vector<Place> now{};
    std::vector<std::pair<TimeQuestion, TimestampMs>> failed{};
    TimestampMs newestRead = std::numeric_limits<TimestampMs>::min();
    std::uint64_t round = 0; ///< in which it was seen last
};
using Entries = std::unordered_map<TopicPartition, Entry, PartitionHash>;

/// A partition of a group with something to read.
struct Waiting {
    Entries::value_type* entry = nullptr;
    std::int64_t offset = 0;
    std::int64_t end = 0;
    int samples = 1;
    std::size_t group = 0;
};

TimeLag unknown(TimeLag::Why why)
{
    TimeLag lag;
    lag.why = why;
    return lag;
}

/// The first offset the group may read, where that is known.
std::optional<std::int64_t> nextOffset(const PartitionLag& row)
{
    if (!row.committed || !row.end || !row.lag || *row.lag <= 0)
        return std::nullopt;
    return std::max(*row.committed, row.logStart.value_or(0));
}

bool failedAt(const Entry& entry, std::int64_t offset, bool newest, TimestampMs now)
{
    return std::ranges::any_of(entry.failed, [&](const auto& failure) {
        return failure.first.newest == newest && (newest || failure.first.offset == offset) &&
               now - failure.second < retryAfter;
    });
}

TimeLag compare(const Moment& next, const Moment& newest, bool readFailed)
{
    TimeLag lag;
    if (next.kind == Moment::Kind::Exact || next.kind == Moment::Kind::Estimate)
        lag.nextUnread = next.time;
    if (next.kind == Moment::Kind::NoTimestamp || newest.kind == Moment::Kind::NoTimestamp) {
        lag.why = TimeLag::Why::NoTimestamp;
        return lag;
    }
    if (next.kind == Moment::Kind::Unknown || newest.kind == Moment::Kind::Unknown) {
        lag.why = readFailed ? TimeLag::Why::ReadFailed : TimeLag::Why::NotYetRead;
        return lag;
    }
    const bool exact = next.kind == Moment::Kind::Exact && newest.kind == Moment::Kind::Exact;
    lag.kind = exact ? TimeLag::Kind::Exact : TimeLag::Kind::Estimate;
    lag.behind = milliseconds(std::max<TimestampMs>(0, newest.time - next.time));
    lag.bound = next.bound + newest.bound;
    return lag;
}

} // namespace

bool worse(const TimeLag& one, const TimeLag& other)
{
    const auto rank = [](const TimeLag& lag) {
        return lag.kind == TimeLag::Kind::Unknown ? 0 : lag.kind == TimeLag::Kind::CaughtUp ? 1 : 2;
    };
    return rank(one) != rank(other) ? rank(one) > rank(other) : one.behind > other.behind;
}

struct TimeLagBook::Parts {
    Entries entries;
    std::vector<Waiting> waiting;
    std::vector<std::string> groups;
    /// The entries in the order of the rows, which hardly changes: saves most look-ups.
    std::vector<Entries::value_type*> order;
    std::size_t rows = 0;
    mutable std::size_t cursor = 0;
    TimestampMs time = 0;
    std::uint64_t round = 0;

    void addRow(const PartitionLag& row, std::size_t group, TimestampMs from, TimestampMs to);
    void forgetReadOffsets();
    [[nodiscard]] Entries::value_type& slotOf(const TopicPartition& partition)
    {
        const std::size_t at = rows++;
        if (at < order.size() && order[at]->first == partition)
            return *order[at];
        Entries::value_type& slot = *entries.try_emplace(partition).first;
        if (at < order.size())
            order[at] = &slot;
        else
            order.push_back(&slot);
        return slot;
    }
    [[nodiscard]] const Entry* find(const TopicPartition& partition) const
    {
        // Who asks goes through the rows as they came.
        if (cursor < order.size() && order[cursor]->first == partition)
            return &order[cursor++]->second;
        const auto found = entries.find(partition);
        return found == entries.end() ? nullptr : &found->second;
    }
};

void TimeLagBook::Parts::addRow(const PartitionLag& row, std::size_t group, TimestampMs from, TimestampMs to)
{
    if (!row.end)
        return;
    Entries::value_type& slot = slotOf(row.partition);
    Entry& entry = slot.second;
    if (entry.round != round) {
        entry.round = round;
        entry.times.addEnd(*row.end, from, to);
        std::swap(entry.before, entry.now);
        entry.now.clear();
        std::ranges::sort(entry.before, {}, &Place::offset);
        std::erase_if(entry.failed, [&](const auto& failure) { return time - failure.second >= retryAfter; });
    }
    if (row.committed && row.note != LagNote::BeyondEnd) {
        Place place{std::max(*row.committed, row.logStart.value_or(0)), 1};
        const auto was = std::ranges::lower_bound(entry.before, place.offset, {}, &Place::offset);
        if (was != entry.before.end() && was->offset == place.offset)
            place.samples = was->samples + 1;
        entry.now.push_back(place);
        if (const auto next = nextOffset(row))
            waiting.push_back({&slot, *next, *row.end, place.samples, group});
    }
}

void TimeLagBook::Parts::forgetReadOffsets()
{
    for (auto at = entries.begin(); at != entries.end();) {
        Entry& entry = at->second;
        // A partition may be missing from a round because of a passing error; a group that is gone stays away.
        constexpr std::uint64_t roundsKept = 120;
        if (entry.round + roundsKept < round) {
            at = entries.erase(at);
            order.clear();
            continue;
        }
        ++at;
        if (entry.round == round && !entry.now.empty())
            entry.times.forgetBelow(std::ranges::min(entry.now, {}, &Place::offset).offset, entry.now.size());
    }
}

TimeLagBook::TimeLagBook() : m_parts(new Parts) {}
TimeLagBook::~TimeLagBook() = default;

void TimeLagBook::add(const LagSample& sample)
{
    Parts& parts = *m_parts;
    parts.waiting.clear();
    parts.groups.clear();
    if (!sample.groups)
        return;
    parts.time = sample.time;
    ++parts.round;
    parts.rows = parts.cursor = 0;
    const TimestampMs to = sample.time + std::max<TimestampMs>(0, sample.took.count());
    for (const GroupLag& group : sample.groups->values) {
        for (const PartitionLag& row : group.rows)
            parts.addRow(row, parts.groups.size(), sample.time, to);
        parts.groups.push_back(group.group);
    }
    parts.order.resize(parts.rows);
    parts.forgetReadOffsets();
}

void TimeLagBook::add(const TimeAnswer& answer)
{
    const TimeQuestion& question = answer.question;
    Entry& entry = m_parts->entries[question.partition];
    entry.round = std::max<std::uint64_t>(entry.round, 1);
    std::erase_if(entry.failed, [&](const auto& failure) {
        return failure.first.newest == question.newest && (question.newest || failure.first.offset == question.offset);
    });
    // Asked before the log was made anew: the answer is about records that are gone.
    if (entry.times.lastEnd().value_or(question.end) < question.end)
        return;
    if (question.newest)
        entry.newestRead = m_parts->time;
    if (answer.error) {
        constexpr std::size_t fewFailures = 16; // or as many as groups may stand at different places
        if (entry.failed.size() >= std::max(fewFailures, 2 * entry.now.size()))
            entry.failed.erase(entry.failed.begin());
        entry.failed.emplace_back(question, m_parts->time);
    } else if (!answer.found) {
        entry.times.addGap(question.offset, question.end);
    } else if (question.newest) {
        entry.times.addNewest(question.end, *answer.found, answer.timestamp);
    } else {
        entry.times.addRecord(question.offset, *answer.found, answer.timestamp);
    }
}

TimeLag TimeLagBook::lagOf(const PartitionLag& row, TimestampMs now) const
{
    // Looked up for every row that add() took, to keep step with it.
    const Entry* entry = row.end ? m_parts->find(row.partition) : nullptr;
    if (row.note == LagNote::NoCommit)
        return unknown(TimeLag::Why::NoCommit);
    if (row.note == LagNote::BeyondEnd)
        return unknown(TimeLag::Why::BeyondEnd);
    if (!row.lag || !row.committed || !row.end)
        return unknown(row.error ? TimeLag::Why::ReadFailed : TimeLag::Why::NotYetRead);
    TimeLag lag;
    const auto next = nextOffset(row);
    if (!next || (entry && entry->times.skipGaps(*next) >= *row.end)) {
        lag.kind = TimeLag::Kind::CaughtUp;
    } else if (!entry) {
        lag.why = TimeLag::Why::NotYetRead;
    } else {
        const bool failed = failedAt(*entry, *next, false, now) || failedAt(*entry, *next, true, now);
        lag = compare(entry->times.at(*next, now), entry->times.newest(*row.end, now), failed);
    }
    if (row.note == LagNote::BelowLogStart && lag.why == TimeLag::Why::None)
        lag.why = TimeLag::Why::CommitDeleted;
    return lag;
}

std::vector<TimeQuestion> TimeLagBook::questions(const std::set<std::string>& closely, std::size_t most) const
{
    const Parts& parts = *m_parts;
    struct Wish {
        double weight = 0;
        const Waiting* waiting = nullptr;
        bool record = false;
        bool newest = false;
    };
    std::vector<char> onScreen(parts.groups.size());
    for (std::size_t i = 0; i < parts.groups.size(); ++i)
        onScreen[i] = closely.contains(parts.groups[i]) ? 1 : 0;

    std::vector<Wish> wishes;
    for (const Waiting& waiting : parts.waiting) {
        const Entry& entry = waiting.entry->second;
        const std::int64_t offset = entry.times.skipGaps(waiting.offset);
        if (offset >= waiting.end)
            continue;
        const bool watched = onScreen[waiting.group] != 0;
        const milliseconds enough = watched ? goodEnoughOnScreen : goodEnough;
        const Moment next = entry.times.at(offset, parts.time);
        const Moment newest = entry.times.newest(waiting.end, parts.time);
        const bool stuck = waiting.samples >= stuckSamples;
        const auto weak = [&](const Moment& moment) {
            return moment.kind == Moment::Kind::Unknown ||
                   (moment.kind == Moment::Kind::Estimate && (moment.bound > enough || (stuck && watched)));
        };
        Wish wish{0, &waiting, false, false};
        wish.record = (weak(next) || (stuck && next.kind == Moment::Kind::Estimate)) &&
                      !failedAt(entry, waiting.offset, false, parts.time) && !failedAt(entry, offset, false, parts.time);
        const bool readLately = entry.newestRead > parts.time - newestAgain;
        wish.newest = weak(newest) && !failedAt(entry, offset, true, parts.time) &&
                      (newest.kind == Moment::Kind::Unknown || !readLately);
        if (!wish.record && !wish.newest)
            continue;
        constexpr double unknownWeight = 1e15;
        const auto width = [](const Moment& moment) {
            return moment.kind == Moment::Kind::Unknown ? unknownWeight : static_cast<double>(moment.bound.count());
        };
        wish.weight = width(next) + width(newest) + (watched ? 1e18 : 0) + (stuck ? 1e13 : 0);
        wishes.push_back(wish);
    }
    const std::size_t first = std::min(most, wishes.size());
    std::ranges::partial_sort(wishes, wishes.begin() + static_cast<std::ptrdiff_t>(first), std::ranges::greater(),
                              &Wish::weight);

    std::vector<TimeQuestion> questions;
    std::set<std::pair<const void*, std::int64_t>> asked; // several groups may stand at one place; -1: the newest
    for (const Wish& wish : wishes) {
        if (questions.size() >= most)
            break;
        const Waiting& waiting = *wish.waiting;
        const std::int64_t offset = waiting.entry->second.times.skipGaps(waiting.offset);
        if (wish.record && asked.emplace(waiting.entry, offset).second)
            questions.push_back({waiting.entry->first, offset, waiting.end, false});
        if (wish.newest && questions.size() < most && asked.emplace(waiting.entry, -1).second)
            questions.push_back({waiting.entry->first, offset, waiting.end, true});
    }
    return questions;
}

} // namespace weir
