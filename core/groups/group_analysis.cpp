// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_analysis.h"

#include "core/groups/lag_rates.h"

#include <algorithm>
#include <unordered_map>

namespace weir {
namespace {

using std::chrono::milliseconds;

/// What is remembered of one partition of a group.
struct Track {
    TopicPartition partition;
    RateWindow rates;
    HealthTracker health;
};

struct GroupTrack {
    std::vector<Track> tracks; ///< in the order of the last rows, which are sorted
    std::uint64_t round = 0;
};

/// While a rebalance goes on nobody has anything for a moment; that is not the same as a topic nobody reads.
Ownership settledOwnership(const GroupLag& group, Ownership ownership)
{
    const bool rebalancing = group.state == "PreparingRebalance" || group.state == "CompletingRebalance" ||
                             group.state == "Assigning" || group.state == "Reconciling";
    return rebalancing && ownership == Ownership::Orphaned ? Ownership::Unknown : ownership;
}

void addRate(std::optional<double>& sum, const std::optional<double>& value)
{
    if (value)
        sum = sum.value_or(0) + *value;
}

class TotalOfGroup
{
public:
    explicit TotalOfGroup(GroupStatus& status) : m_status(status) {}

    void add(const PartitionLag& row, const LagStatus& part)
    {
        LagStatus& total = m_status.total;
        addRate(total.consumed, part.consumed);
        addRate(total.produced, part.produced);
        addRate(total.change, part.change);
        if (row.lag && *row.lag > 0 && part.time.kind == TimeLag::Kind::Unknown) {
            ++m_status.unknownTimes;
            m_unknownTime = part.time;
        }
        if (row.lag) {
            // Before the first: an unknown time lag of a partition without lag says nothing of the group.
            if (!m_any || worse(part.time, total.time))
                total.time = part.time;
            total.drained = m_any ? later(total.drained, part.drained) : part.drained;
            total.overtaken = m_any ? sooner(total.overtaken, part.overtaken) : part.overtaken;
            m_any = true;
        }
        keepWorst(row, part.health);
    }

    void finish()
    {
        // With partitions of which nothing is known it cannot be said that the group has caught up.
        if (m_unknownTime && m_status.total.time.kind == TimeLag::Kind::CaughtUp)
            m_status.total.time = *m_unknownTime;
        HealthVerdict& health = m_status.total.health;
        if (m_worst == nullptr) {
            health.reason = "No partitions.";
            return;
        }
        health = *m_worst;
        if (severity(health.health) > 0 || m_count == 1)
            health.reason = toString(*m_where) + ": " + health.reason;
        else if (health.health == Health::Ok)
            health.reason = m_unknown == 0 ? "All partitions are well."
                                           : "All partitions of which something is known are well.";
        if (m_bad > 1)
            health.reason += " " + std::to_string(m_bad - 1) + (m_bad == 2 ? " more partition" : " more partitions") +
                             " in trouble.";
    }

private:
    void keepWorst(const PartitionLag& row, const HealthVerdict& health)
    {
        ++m_count;
        m_bad += severity(health.health) > 0 ? 1U : 0U;
        m_unknown += health.health == Health::Unknown ? 1U : 0U;
        // Unknown is below Ok here: one well partition is more than nothing.
        const bool more = m_worst == nullptr || health.health > m_worst->health ||
                          (health.health == m_worst->health && health.since < m_worst->since);
        if (!more)
            return;
        m_worst = &health;
        m_where = &row.partition;
    }

    GroupStatus& m_status;
    std::optional<TimeLag> m_unknownTime;
    const HealthVerdict* m_worst = nullptr;
    const TopicPartition* m_where = nullptr;
    std::size_t m_count = 0;
    std::size_t m_bad = 0;
    std::size_t m_unknown = 0;
    bool m_any = false;
};

} // namespace

struct GroupAnalysis::Parts {
    HealthRules rules;
    TimeLagBook times;
    std::unordered_map<std::string, TopicRetention> retentions;
    std::unordered_map<std::string, GroupTrack> groups;
    std::uint64_t round = 0;
    TimestampMs last = 0;

    Parts(const HealthRules& wanted) : rules(wanted) {}
    void align(GroupTrack& track, const GroupLag& group) const;
    [[nodiscard]] LagStatus statusOf(const PartitionLag& row, Ownership ownership, Track& track, TimestampMs now,
                                     const HealthRules& pace, milliseconds window) const;
    void startAnew() { groups.clear(); }
};

/// Makes the tracks those of the group's rows: mostly they are already.
void GroupAnalysis::Parts::align(GroupTrack& track, const GroupLag& group) const
{
    const auto same = [](const Track& one, const PartitionLag& row) { return one.partition == row.partition; };
    if (std::ranges::equal(track.tracks, group.rows, same))
        return;
    std::vector<Track> tracks;
    tracks.reserve(group.rows.size());
    for (const PartitionLag& row : group.rows) {
        const auto found = std::ranges::find(track.tracks, row.partition, &Track::partition);
        if (found != track.tracks.end())
            tracks.push_back(std::move(*found));
        else
            tracks.push_back({row.partition, {}, {}});
    }
    track.tracks = std::move(tracks);
}

LagStatus GroupAnalysis::Parts::statusOf(const PartitionLag& row, Ownership ownership, Track& track, TimestampMs now,
                                         const HealthRules& pace, milliseconds window) const
{
    LagStatus status;
    status.time = times.lagOf(row, now);
    track.rates.add({now, row.committed, row.logStart, row.end, row.lag, status.time}, window);
    status.consumed = track.rates.consumed();
    status.produced = track.rates.produced();
    status.change = track.rates.change();
    if (row.lag) {
        const auto known = retentions.find(row.partition.topic);
        status.drained = track.rates.drained();
        status.overtaken = track.rates.overtaken(known == retentions.end() ? std::nullopt
                                                                           : std::optional(known->second));
    }
    status.health = track.health.add({now, row.committed, row.logStart, row.end, row.lastStable, row.lag, row.note,
                                      ownership, status.time, status.overtaken},
                                     pace);
    return status;
}

GroupAnalysis::GroupAnalysis(HealthRules rules) : m_parts(new Parts(rules)) {}
GroupAnalysis::~GroupAnalysis() = default;

std::vector<GroupStatus> GroupAnalysis::add(const LagSample& sample)
{
    Parts& parts = *m_parts;
    std::vector<GroupStatus> all;
    if (!sample.groups) {
        parts.startAnew();
        return all;
    }
    // Rare samples are no silence, and need a longer window for the same number of samples.
    constexpr int fewPauses = 3;
    constexpr int fewSamples = 6;
    HealthRules pace = parts.rules;
    pace.silence = std::max(pace.silence, fewPauses * sample.interval + sample.took);
    const milliseconds window = std::max<milliseconds>(RateWindow::length, fewSamples * sample.interval);
    if (parts.last != 0 && (sample.time < parts.last || sample.time - parts.last > pace.silence.count()))
        parts.startAnew();
    parts.last = sample.time;
    parts.times.add(sample);

    ++parts.round;
    all.reserve(sample.groups->values.size());
    for (const GroupLag& group : sample.groups->values) {
        GroupStatus& status = all.emplace_back();
        status.group = group.group;
        status.partitions.reserve(group.rows.size());
        GroupTrack& track = parts.groups[group.group];
        track.round = parts.round;
        parts.align(track, group);
        for (std::size_t i = 0; i < group.rows.size(); ++i) {
            const PartitionLag& row = group.rows[i];
            const Ownership ownership = settledOwnership(group, row.ownership);
            status.partitions.push_back(
                parts.statusOf(row, ownership, track.tracks[i], sample.time, pace, window));
        }
        TotalOfGroup total(status); // points into status.partitions, which grow no more
        for (std::size_t i = 0; i < group.rows.size(); ++i)
            total.add(group.rows[i], status.partitions[i]);
        total.finish();
    }
    // A group may be missing because its coordinator did not answer this time.
    constexpr std::uint64_t roundsKept = 30;
    std::erase_if(parts.groups, [&](const auto& entry) { return entry.second.round + roundsKept < parts.round; });
    return all;
}

TimeLagBook& GroupAnalysis::times() { return m_parts->times; }

void GroupAnalysis::setRetention(const std::string& topic, const TopicRetention& retention)
{
    m_parts->retentions.insert_or_assign(topic, retention);
}

} // namespace weir
