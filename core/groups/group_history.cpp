// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_history.h"

#include "core/base/log.h"

#include "core/groups/history_store.h"
#include "core/groups/lag_lines.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <limits>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds fullResolution = 1s;
constexpr std::size_t eventsInMemory = 10'000;
constexpr TimestampMs slice = 2 * 60'000; // of one transaction
constexpr TimestampMs fine = HistoryStore::tenSeconds.count();
constexpr TimestampMs coarse = HistoryStore::oneMinute.count();

TimestampMs floorTo(TimestampMs time, TimestampMs width) { return time / width * width; }

/// How a question is answered.
struct Plan {
    TimestampMs from = 0;
    TimestampMs to = -1;
    enum class Tier { Full, Fine, Coarse } tier = Tier::Full;
    std::int64_t factor = 1; ///< of the coarse tier
    bool tooOld = false;
};

} // namespace

struct GroupHistory::Parts {
    Parts(const std::filesystem::path& path, HistoryLimits limits)
    {
        if (path.empty())
            return;
        store.emplace(path, limits);
        writer = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

    void run(const std::stop_token& stop);
    Result<void> writeOut(bool partial);
    Result<void> writeSlices(bool partial);
    Result<void> writeEvents();
    void note(const Result<void>& done);
    [[nodiscard]] Plan plan(const HistoryQuery& query);
    [[nodiscard]] std::vector<TierBucket> buckets(const SeriesId& id, LagMeasure measure, const Plan& plan,
                                                  const HistoryStore::Stored& stored) const;

    LagLines lines;
    std::atomic<TimestampMs> started = -1;  ///< time of the first sample of this run
    std::atomic<std::int64_t> knownBefore = 0; ///< 10 s slots below were written by this run

    mutable std::mutex mutex; ///< guards events and error; never held while the disk works
    std::deque<GroupEvent> events; ///< not yet in the file; without one, the newest
    std::optional<Error> error;

    std::optional<HistoryStore> store;
    std::mutex writing; ///< one writes at a time; guards writtenUntil
    TimestampMs writtenUntil = 0;
    std::atomic<TimestampMs> setBack = std::numeric_limits<TimestampMs>::max();

    std::mutex sleeping;
    std::condition_variable_any wake;
    std::jthread writer; // last: it uses the members above
};

void GroupHistory::Parts::run(const std::stop_token& stop)
{
    note(store->open());
    while (!stop.stop_requested()) {
        std::unique_lock lock(sleeping);
        if (wake.wait_for(lock, stop, 1min, [] { return false; }) || stop.stop_requested())
            break;
        lock.unlock();
        (void)writeOut(false);
    }
    (void)writeOut(true);
}

void GroupHistory::Parts::note(const Result<void>& done)
{
    const std::scoped_lock lock(mutex);
    if (!done && (!error || error->message != done.error().message))
        log(LogLevel::Warning, "lag history", done.error().message);
    error = done ? std::nullopt : std::optional(done.error());
}

Result<void> GroupHistory::Parts::writeOut(bool partial)
{
    if (!store)
        return {};
    const std::scoped_lock lock(writing);
    auto done = store->open();
    if (done)
        done = writeEvents();
    if (done)
        done = writeSlices(partial);
    if (const auto span = lines.span(); done && span)
        done = store->tidy(span->last);
    note(done);
    return done;
}

Result<void> GroupHistory::Parts::writeEvents()
{
    std::vector<GroupEvent> unsaved;
    {
        const std::scoped_lock lock(mutex);
        unsaved.assign(events.begin(), events.end());
    }
    if (unsaved.empty())
        return {};
    if (auto done = store->write({}, 0, unsaved); !done)
        return done;
    const std::scoped_lock lock(mutex);
    // Newer ones may have pushed some of them out meanwhile.
    for (const GroupEvent& event : unsaved)
        if (!events.empty() && events.front() == event)
            events.pop_front();
    return {};
}

Result<void> GroupHistory::Parts::writeSlices(bool partial)
{
    writtenUntil = std::min(writtenUntil, floorTo(setBack.exchange(std::numeric_limits<TimestampMs>::max()), fine));
    const auto span = lines.span();
    if (!span)
        return {};
    const TimestampMs until = partial ? span->last + 1 : floorTo(span->last, fine);
    for (;;) {
        const auto first = lines.firstFrom(writtenUntil);
        if (!first || *first >= until)
            return {};
        const TimestampMs from = std::max(writtenUntil, floorTo(*first, fine));
        const TimestampMs end = std::min(from + slice, until);
        std::vector<HistoryStore::Entry> entries;
        lines.visit(HistoryStore::tenSeconds, from, end, [&](const SeriesId& id, auto records, auto milliseconds) {
            entries.push_back({id, std::move(records), std::move(milliseconds)});
        });
        if (auto done = store->write(entries, knownBefore, {}); !done)
            return done;
        // What was written of a bucket that is not yet over is written again when it is.
        writtenUntil = floorTo(end, fine);
        knownBefore = std::max(knownBefore.load(), (end - 1) / fine + 1);
        if (end == until)
            return {};
    }
}

GroupHistory::GroupHistory(std::filesystem::path path, HistoryLimits limits)
    : m_parts(std::make_unique<Parts>(path, limits))
{
}

GroupHistory::~GroupHistory() = default;

std::filesystem::path GroupHistory::pathIn(const std::filesystem::path& folder, const std::string& clusterId)
{
    if (clusterId.empty())
        return {};
    constexpr std::size_t longest = 120;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name;
    for (const char c : clusterId) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
            name += c;
        else
            name += std::string("%") + digits[byte >> 4U] + digits[byte & 15U];
    }
    if (name.size() > longest) {
        std::uint64_t hash = 14'695'981'039'346'656'037U; // FNV-1a: two long names must not share a file
        for (const char c : clusterId)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
        name.resize(longest);
        name += "~" + std::to_string(hash);
    }
    return folder / (name + ".db");
}

void GroupHistory::add(const LagSample& sample, const std::vector<GroupStatus>& statuses)
{
    if (sample.time < 0)
        return;
    TimestampMs none = -1;
    m_parts->started.compare_exchange_strong(none, sample.time);
    if (const auto back = m_parts->lines.add(sample, statuses)) {
        TimestampMs known = m_parts->setBack;
        while (*back < known && !m_parts->setBack.compare_exchange_weak(known, *back)) {
        }
    }
}

void GroupHistory::add(const GroupEvent& event)
{
    const std::scoped_lock lock(m_parts->mutex);
    m_parts->events.push_back(event);
    if (m_parts->events.size() > eventsInMemory)
        m_parts->events.pop_front();
}

HistorySeries GroupHistory::recent(const SeriesId& id, LagMeasure measure, TimestampMs from) const
{
    return {id, m_parts->lines.points(id, measure, from, std::numeric_limits<TimestampMs>::max())};
}

std::vector<SeriesId> GroupHistory::seriesOf(const std::string& group) const { return m_parts->lines.seriesOf(group); }

Plan GroupHistory::Parts::plan(const HistoryQuery& query)
{
    Plan plan;
    const auto span = lines.span();
    const auto found = store ? store->extent() : Result<HistoryStore::Extent>();
    const HistoryStore::Extent extent = found.value_or(HistoryStore::Extent{});
    std::optional<TimestampMs> oldest = extent.fine;
    for (const auto& begin : {extent.coarse, span ? std::optional(span->first) : std::nullopt})
        if (begin)
            oldest = std::min(oldest.value_or(*begin), *begin);
    if (!oldest)
        return plan;
    plan.tooOld = query.from < *oldest;
    plan.from = std::max(query.from, *oldest);
    plan.to = std::min(query.to, std::max(extent.end.value_or(0), span ? span->last : 0));
    const std::size_t most = std::max<std::size_t>(query.mostPoints, 1);

    // In memory is what was sampled in the last hour, or all of this run; then the file adds only what is older.
    const TimestampMs before = store ? store->extentWhenOpened().end.value_or(0) : 0;
    const bool allOfTheRun = span && span->first <= started && before <= plan.from;
    const bool inMemory = span && (plan.from >= span->first || !extent.end || allOfTheRun);
    const auto count = [&](TimestampMs width) {
        return static_cast<std::size_t>(std::max<TimestampMs>(plan.to / width - plan.from / width + 1, 0));
    };
    const bool isFineKept = inMemory || !extent.coarse || (extent.fine && *extent.fine <= plan.from);
    if (inMemory && lines.samplesBetween(plan.from, plan.to) <= most)
        return plan;
    plan.tier = isFineKept && count(fine) <= most ? Plan::Tier::Fine : Plan::Tier::Coarse;
    if (plan.tier == Plan::Tier::Coarse)
        // One bucket may be cut in two by the alignment.
        while (count(coarse * plan.factor) > most && plan.factor < 1'000'000)
            plan.factor = std::max(plan.factor + 1, plan.factor * static_cast<std::int64_t>(count(coarse * plan.factor)) /
                                                        static_cast<std::int64_t>(most));
    return plan;
}

std::vector<TierBucket> GroupHistory::Parts::buckets(const SeriesId& id, LagMeasure measure, const Plan& plan,
                                                     const HistoryStore::Stored& stored) const
{
    const auto live = lines.buckets(id, measure, HistoryStore::tenSeconds, floorTo(plan.from, fine), plan.to);
    auto tens = merged(stored.tens, live, knownBefore);
    if (plan.tier == Plan::Tier::Fine)
        return tens;
    constexpr auto all = std::numeric_limits<std::int64_t>::max();
    const auto minutes = merged(stored.minutes, coarser(tens, coarse / fine), all);
    return plan.factor > 1 ? coarser(minutes, plan.factor) : minutes;
}

Result<HistoryAnswer> GroupHistory::read(const HistoryQuery& query, const Call& call) const
{
    Parts& parts = *m_parts;
    const Plan plan = parts.plan(query);
    HistoryAnswer answer;
    answer.tooOld = plan.tooOld;
    answer.resolution = plan.tier == Plan::Tier::Full   ? fullResolution
                        : plan.tier == Plan::Tier::Fine ? HistoryStore::tenSeconds
                                                        : HistoryStore::oneMinute * plan.factor;
    std::vector<HistoryStore::Stored> stored(query.series.size());
    if (parts.store && plan.tier != Plan::Tier::Full) {
        auto found = parts.store->read(query.series, query.measure, plan.tier == Plan::Tier::Coarse, plan.from, plan.to, call);
        if (found)
            stored = std::move(*found);
        else if (found.error().kind == ErrorKind::Cancelled || found.error().kind == ErrorKind::TimedOut)
            return fail(found.error());
        else
            parts.note(fail(found.error())); // what is in memory is still worth showing
    }
    for (std::size_t i = 0; i < query.series.size(); ++i) {
        if (call.over())
            return fail(call.stop.stop_requested() ? cancelledError("Reading the lag history")
                                                   : timedOutError("Reading the lag history"));
        const SeriesId& id = query.series[i];
        answer.series.push_back({id, plan.tier == Plan::Tier::Full
                                         ? parts.lines.points(id, query.measure, plan.from, plan.to)
                                         : pointsOf(parts.buckets(id, query.measure, plan, stored[i]), answer.resolution)});
    }
    return answer;
}

Result<std::vector<GroupEvent>> GroupHistory::events(const std::string& group, TimestampMs from, TimestampMs to,
                                                     std::size_t most) const
{
    std::vector<GroupEvent> all;
    {
        const std::scoped_lock lock(m_parts->mutex);
        std::ranges::copy_if(m_parts->events, std::back_inserter(all), [&](const GroupEvent& event) {
            return (event.group == group || event.group.empty()) && event.time >= from && event.time <= to;
        });
    }
    // After those in memory: one that is written in between is found twice, and not never.
    if (m_parts->store)
        if (auto stored = m_parts->store->events(group, from, to, most))
            all.insert(all.begin(), std::move_iterator(stored->begin()), std::move_iterator(stored->end()));
    std::ranges::stable_sort(all, {}, &GroupEvent::time);
    std::vector<GroupEvent> unique;
    for (GroupEvent& event : all) {
        const auto sameTime = std::ranges::lower_bound(unique, event.time, {}, &GroupEvent::time);
        if (std::find(sameTime, unique.end(), event) == unique.end())
            unique.push_back(std::move(event));
    }
    if (unique.size() > most)
        unique.erase(unique.begin(), unique.end() - static_cast<std::ptrdiff_t>(most));
    return unique;
}

Result<void> GroupHistory::flush() { return m_parts->writeOut(true); }

std::optional<Error> GroupHistory::storageError() const
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->error;
}

std::size_t GroupHistory::bytesInMemory() const
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->lines.bytes() + m_parts->events.size() * sizeof(GroupEvent);
}

} // namespace weir
