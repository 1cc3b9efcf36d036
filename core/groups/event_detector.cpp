// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/groups/group_event.h"
#include "core/groups/sampling_pause.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace weir {
namespace {

constexpr std::size_t mostOfAGroup = 20;
constexpr std::size_t mostOfATopic = 3; // more partitions of one topic are told together
constexpr std::size_t longestName = 100;

std::string withThousands(std::int64_t number)
{
    std::string text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ',');
    return text;
}

std::string name(const TopicPartition& partition)
{
    return escapeForDisplay(partition.topic, longestName) + "-" + std::to_string(partition.partition);
}

std::string counted(std::size_t count, const std::string& singular, const std::string& plural)
{
    return withThousands(static_cast<std::int64_t>(count)) + " " + (count == 1 ? singular : plural);
}

std::string words(Health health)
{
    std::string text(healthCode(health));
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::optional<std::int32_t> brokerOf(const std::string& subject)
{
    constexpr std::string_view start = "broker ";
    if (!subject.starts_with(start))
        return std::nullopt;
    std::int32_t id = 0;
    const char* end = subject.data() + subject.size();
    const auto read = std::from_chars(subject.data() + start.size(), end, id);
    return read.ec == std::errc() && read.ptr == end ? std::optional(id) : std::nullopt;
}

/// Whether members and assignment of this round mean something: the state says that no rebalance is under way, and the
/// client could see them.
bool membersCount(const GroupLag& group)
{
    return group.membersVisible && (group.state == "Stable" || group.state == "Empty");
}

using Assignment = std::map<std::string, std::vector<TopicPartition>>; ///< by member id

Assignment assignmentOf(const GroupLag& group)
{
    Assignment assignment;
    for (const GroupMember& member : group.members) {
        auto partitions = member.assigned;
        std::ranges::sort(partitions);
        assignment.insert_or_assign(member.id, std::move(partitions));
    }
    return assignment;
}

std::string rebalanceText(const Assignment& before, const Assignment& now)
{
    if (before.size() != now.size())
        return withThousands(static_cast<std::int64_t>(before.size())) + " → " + counted(now.size(), "member", "members");
    const auto fresh = static_cast<std::size_t>(
        std::ranges::count_if(now, [&](const auto& entry) { return !before.contains(entry.first); }));
    if (fresh == 0)
        return "Partitions were assigned anew among " + counted(now.size(), "member", "members");
    return counted(now.size(), "member", "members") + ", " + withThousands(static_cast<std::int64_t>(fresh)) + " replaced";
}

/// What one round said about a partition; what it could not say stays from the round before.
struct Seen {
    std::optional<std::int64_t> committed;
    std::optional<std::int64_t> logStart;
    std::optional<std::int64_t> end;
};

struct SeenGroup {
    std::string state;
    std::optional<Assignment> members;
    std::map<TopicPartition, Seen> rows;
    Health health = Health::Unknown;
};

/// Changes of one kind in one topic, told one by one when they are few.
struct Change {
    GroupEvent::Kind kind;
    TopicPartition partition;
    std::int64_t before;
    std::int64_t now;
};

std::string changeText(const Change& change)
{
    const std::string from = withThousands(change.before);
    const std::string to = withThousands(change.now);
    switch (change.kind) {
    case GroupEvent::Kind::TopicRecreated:
        return "The end of " + name(change.partition) + " went back from " + from + " to " + to +
               ": the topic was created anew or truncated";
    case GroupEvent::Kind::DataLost:
        return counted(static_cast<std::size_t>(change.now - change.before), "record", "records") + " of " +
               name(change.partition) + (change.now - change.before == 1 ? " was" : " were") +
               " deleted before the group read " + (change.now - change.before == 1 ? "it" : "them");
    default:
        return "Partition " + name(change.partition) + " went back from " + from + " to " + to;
    }
}

std::string changesText(const std::vector<Change>& changes)
{
    const Change& first = changes.front();
    const std::string partitions =
        counted(changes.size(), "partition", "partitions") + " of " + escapeForDisplay(first.partition.topic, longestName);
    const std::string example = name(first.partition) + " from " + withThousands(first.before) + " to " +
                                withThousands(first.now) + ", …";
    std::int64_t lost = 0;
    switch (first.kind) {
    case GroupEvent::Kind::TopicRecreated:
        return "The ends of " + partitions + " went back (" + example + "): the topic was created anew or truncated";
    case GroupEvent::Kind::DataLost:
        for (const Change& change : changes)
            lost += change.now - change.before;
        return withThousands(lost) + " records of " + partitions + " were deleted before the group read them";
    default:
        return "The group went back in " + partitions + " (" + example + ")";
    }
}

std::optional<Change> changeOf(const TopicPartition& partition, const Seen& before, const Seen& now)
{
    using Kind = GroupEvent::Kind;
    // A leader does not answer with an end that lies behind what it told before (KIP-207), so this is no skew.
    if (before.end && now.end && *now.end < *before.end)
        return Change{Kind::TopicRecreated, partition, *before.end, *now.end};
    if (before.committed && now.committed && *now.committed < *before.committed)
        return Change{Kind::Rewound, partition, *before.committed, *now.committed};
    const bool wasSafe = before.committed && before.logStart && *before.logStart <= *before.committed;
    if (wasSafe && now.committed && now.logStart && *now.logStart > *now.committed)
        return Change{Kind::DataLost, partition, *now.committed, *now.logStart};
    return std::nullopt;
}

} // namespace

struct EventDetector::Parts {
    std::optional<TimestampMs> last;
    std::chrono::milliseconds interval{0};
    std::optional<TimestampMs> failedSince; ///< whole rounds fail
    std::map<std::int32_t, TimestampMs> lostBrokers;
    std::map<std::string, SeenGroup> groups;

    void compareBrokers(const LagSample& sample, std::vector<GroupEvent>& out);
    void compareGroup(const GroupLag& group, const GroupStatus* status, bool hasFailed, TimestampMs time,
                      std::vector<GroupEvent>& out);
    static void compareRows(SeenGroup& seen, const GroupLag& group, TimestampMs time, std::vector<GroupEvent>& out);
};

void EventDetector::Parts::compareBrokers(const LagSample& sample, std::vector<GroupEvent>& out)
{
    const auto tell = [&](GroupEvent::Kind kind, std::string text) {
        out.push_back({sample.time, kind, {}, std::nullopt, Health::Unknown, std::move(text)});
    };
    const auto span = [&](TimestampMs since) { return formatDuration(std::chrono::milliseconds(sample.time - since)); };
    if (!sample.groups) {
        const Error& error = sample.groups.error();
        if (error.kind != ErrorKind::Cancelled && !failedSince) {
            failedSince = sample.time;
            tell(GroupEvent::Kind::BrokerLost, "The cluster does not answer: " + escapeForDisplay(error.message));
        }
        return;
    }
    if (failedSince)
        tell(GroupEvent::Kind::BrokerBack, "The cluster answers again after " + span(*failedSince));
    failedSince.reset();
    std::set<std::int32_t> lost;
    for (const Failure& failure : sample.groups->failures) {
        const auto broker = brokerOf(failure.subject);
        if (!broker || failure.error.kind == ErrorKind::Cancelled || !lost.insert(*broker).second)
            continue;
        if (lostBrokers.try_emplace(*broker, sample.time).second)
            tell(GroupEvent::Kind::BrokerLost, "Broker " + std::to_string(*broker) + " does not answer: " +
                                                   escapeForDisplay(failure.error.message));
    }
    for (auto broker = lostBrokers.begin(); broker != lostBrokers.end();) {
        if (lost.contains(broker->first)) {
            ++broker;
            continue;
        }
        tell(GroupEvent::Kind::BrokerBack,
             "Broker " + std::to_string(broker->first) + " answers again after " + span(broker->second));
        broker = lostBrokers.erase(broker);
    }
}

void EventDetector::Parts::compareRows(SeenGroup& seen, const GroupLag& group, TimestampMs time,
                                       std::vector<GroupEvent>& out)
{
    std::map<std::pair<std::string, GroupEvent::Kind>, std::vector<Change>> changes;
    std::map<TopicPartition, Seen> rows;
    for (const PartitionLag& row : group.rows) {
        const auto before = seen.rows.find(row.partition);
        Seen now{row.committed, row.logStart, row.end};
        if (before != seen.rows.end()) {
            const Seen& old = before->second;
            if (const auto change = changeOf(row.partition, old, now))
                changes[{row.partition.topic, change->kind}].push_back(*change);
            if (!now.committed && row.error)
                now.committed = old.committed;
            if (!now.logStart)
                now.logStart = old.logStart;
            if (!now.end)
                now.end = old.end;
        }
        rows.insert_or_assign(row.partition, now);
    }
    seen.rows = std::move(rows);
    for (const auto& [place, list] : changes) {
        if (list.size() > mostOfATopic) {
            out.push_back({time, place.second, group.group, TopicPartition{place.first, -1}, Health::Unknown, changesText(list)});
            continue;
        }
        for (const Change& change : list)
            out.push_back({time, change.kind, group.group, change.partition, Health::Unknown, changeText(change)});
    }
}

void EventDetector::Parts::compareGroup(const GroupLag& group, const GroupStatus* status, bool hasFailed, TimestampMs time,
                                        std::vector<GroupEvent>& all)
{
    SeenGroup& seen = groups.try_emplace(group.group).first->second;
    std::vector<GroupEvent> out;
    const auto tell = [&](GroupEvent::Kind kind, Health health, std::string text) {
        out.push_back({time, kind, group.group, std::nullopt, health, std::move(text)});
    };
    // A group that could not be read as a whole looks empty; that is no change.
    if (!hasFailed && !group.state.empty() && group.state != "Unknown") {
        if (!seen.state.empty() && seen.state != group.state)
            tell(GroupEvent::Kind::StateChanged, Health::Unknown,
                 escapeForDisplay(seen.state, longestName) + " → " + escapeForDisplay(group.state, longestName));
        seen.state = group.state;
    }
    if (!hasFailed && membersCount(group)) {
        Assignment now = assignmentOf(group);
        if (seen.members && *seen.members != now)
            tell(GroupEvent::Kind::Rebalance, Health::Unknown, rebalanceText(*seen.members, now));
        seen.members = std::move(now);
    }
    compareRows(seen, group, time, out);
    // What is unknown for a moment does not end a state.
    if (const Health now = status != nullptr ? status->total.health.health : Health::Unknown; now != Health::Unknown) {
        const bool firstGood = seen.health == Health::Unknown && now == Health::Ok;
        if (now != seen.health && !firstGood) {
            const std::string& reason = status->total.health.reason;
            tell(GroupEvent::Kind::HealthChanged, now,
                 (seen.health == Health::Unknown ? "Health: " : "Health: " + words(seen.health) + " → ") + words(now) +
                     (reason.empty() ? "" : ". " + escapeForDisplay(reason)));
        }
        seen.health = now;
    }
    if (out.size() > mostOfAGroup) {
        const std::size_t more = out.size() - mostOfAGroup + 1;
        out.resize(mostOfAGroup);
        out.back().partition.reset();
        out.back().health = Health::Unknown;
        out.back().text = "and " + counted(more, "more change", "more changes") + " in the same round";
    }
    all.insert(all.end(), std::move_iterator(out.begin()), std::move_iterator(out.end()));
}

EventDetector::EventDetector() : m_parts(std::make_unique<Parts>()) {}

EventDetector::~EventDetector() = default;

std::vector<GroupEvent> EventDetector::add(const LagSample& sample, const std::vector<GroupStatus>& statuses)
{
    Parts& parts = *m_parts;
    std::vector<GroupEvent> out;
    if (parts.last)
        if (const auto pause = pauseBefore(sample, *parts.last, parts.interval))
            out.push_back({sample.time, GroupEvent::Kind::SamplingPaused, {}, std::nullopt, Health::Unknown,
                           "Nothing was sampled for " + formatDuration(*pause)});
    parts.last = sample.time;
    parts.interval = sample.interval;
    parts.compareBrokers(sample, out);
    if (!sample.groups)
        return out;

    std::set<std::string_view> failed;
    for (const Failure& failure : sample.groups->failures)
        failed.insert(failure.subject);
    const auto& groups = sample.groups->values;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const bool fits = i < statuses.size() && statuses[i].group == groups[i].group;
        parts.compareGroup(groups[i], fits ? &statuses[i] : nullptr, failed.contains(groups[i].group), sample.time, out);
    }
    // Only a list without any failure tells that a group is gone; one with that name later is another one.
    if (sample.groups->complete() && parts.groups.size() > groups.size()) {
        std::set<std::string_view> present;
        for (const GroupLag& group : groups)
            present.insert(group.group);
        std::erase_if(parts.groups, [&](const auto& entry) { return !present.contains(entry.first); });
    }
    return out;
}

} // namespace weir
