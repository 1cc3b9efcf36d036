// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_plan.h"

#include "core/base/bytes.h"
#include "core/groups/group_activity.h"
#include "core/groups/offset_target.h"

#include <algorithm>
#include <set>

namespace weir {
namespace {

using To = ResetTarget::To;

class Planner
{
public:
    Planner(Cluster& cluster, const std::string& group, const ResetTarget& target, const ResetScope& scope,
            const Call& call)
        : m_cluster(cluster), m_target(target), m_scope(scope), m_call(call)
    {
        m_plan.group = group;
    }

    Result<OffsetPlan> plan()
    {
        auto activity = groupActivity(m_cluster, m_plan.group, m_call);
        if (!activity && m_scope.newGroup && activity.error().kind == ErrorKind::NotFound)
            activity = GroupActivity{};
        if (!activity)
            return fail(std::move(activity.error()));
        m_plan.refused = std::move(activity->refused);
        m_ground.committed = std::move(activity->committed);
        m_commitErrors = std::move(activity->commitErrors);
        if (auto read = readWanted(); !read)
            return fail(std::move(read.error()));
        auto metadata = m_cluster.admin().metadata(m_call);
        if (!metadata)
            return fail(std::move(metadata.error()));
        const std::set<TopicPartition> scope = partitionsOfScope(*metadata);
        if (scope.empty() && m_plan.failures.empty())
            return fail(ErrorKind::NotFound, nothingThere());
        keepExisting(scope, *metadata);
        readLog();
        auto wished = wishedOffsets(m_cluster, m_target, m_ground, m_wanted, m_call);
        if (!wished)
            return fail(std::move(wished.error()));
        if (m_call.stop.stop_requested())
            return fail(cancelledError("Planning the reset of group " + escapeForDisplay(m_plan.group)));
        compare(*wished);
        return std::move(m_plan);
    }

private:
    /// What LikeGroup and Offsets copy.
    Result<void> readWanted()
    {
        if (m_target.to == To::Offsets) {
            m_wanted = m_target.offsets;
            if (m_wanted.empty())
                return fail(ErrorKind::InvalidInput, "No offsets were given.");
            return {};
        }
        if (m_target.to != To::LikeGroup)
            return {};
        auto other = m_cluster.admin().committedOffsets({m_target.group}, m_call);
        const auto whole = std::ranges::find(other.failures, m_target.group, &Failure::subject);
        if (whole != other.failures.end())
            return fail(whole->error);
        m_wanted = std::move(other.values[m_target.group]);
        if (m_wanted.empty())
            return fail(ErrorKind::NotFound,
                        "Group " + escapeForDisplay(m_target.group) + " has no committed offsets to copy.");
        return {};
    }

    std::set<TopicPartition> partitionsOfScope(const Partial<ClusterMetadata>& metadata)
    {
        if (!m_scope.partitions.empty())
            return {m_scope.partitions.begin(), m_scope.partitions.end()};
        std::set<TopicPartition> all;
        const bool copies = m_target.to == To::Offsets;
        if (m_scope.topics.empty()) {
            const OffsetMap& from = copies || (m_ground.committed.empty() && m_target.to == To::LikeGroup)
                                        ? m_wanted
                                        : m_ground.committed;
            for (const auto& [partition, offset] : from)
                all.insert(partition);
            if (!copies)
                for (const auto& [partition, error] : m_commitErrors)
                    all.insert(partition);
            return all;
        }
        for (const std::string& name : m_scope.topics)
            addTopic(name, metadata, copies, all);
        return all;
    }

    void addTopic(const std::string& name, const Partial<ClusterMetadata>& metadata, bool copies,
                  std::set<TopicPartition>& all)
    {
        if (copies) {
            for (const auto& [partition, offset] : m_wanted)
                if (partition.topic == name)
                    all.insert(partition);
            return;
        }
        const auto topic = std::ranges::find(metadata.values.topics, name, &TopicMetadata::name);
        if (topic == metadata.values.topics.end()) {
            m_plan.failures.push_back({name, whyMissing(name, metadata)});
            return;
        }
        for (const PartitionMetadata& partition : topic->partitions)
            all.insert({name, partition.id});
    }

    static Error whyMissing(const std::string& topic, const Partial<ClusterMetadata>& metadata)
    {
        const auto failure = std::ranges::find(metadata.failures, topic, &Failure::subject);
        if (failure != metadata.failures.end())
            return failure->error;
        return {ErrorKind::NotFound, "Topic " + escapeForDisplay(topic) + " does not exist (any more).", {}, 0, false};
    }

    void keepExisting(const std::set<TopicPartition>& scope, const Partial<ClusterMetadata>& metadata)
    {
        std::map<std::string_view, const TopicMetadata*> topics;
        for (const TopicMetadata& topic : metadata.values.topics)
            topics.emplace(topic.name, &topic);
        for (const TopicPartition& partition : scope) {
            const auto topic = topics.find(partition.topic);
            if (topic == topics.end())
                m_plan.failures.push_back({toString(partition), whyMissing(partition.topic, metadata)});
            else if (std::ranges::find(topic->second->partitions, partition.partition, &PartitionMetadata::id) ==
                     topic->second->partitions.end())
                m_plan.failures.push_back({toString(partition),
                                           {ErrorKind::NotFound,
                                            "Topic " + partition.topic + " has no partition " +
                                                std::to_string(partition.partition) + ".",
                                            {}, 0, false}});
            else if (const auto error = m_commitErrors.find(partition); error != m_commitErrors.end())
                m_plan.failures.push_back({toString(partition), error->second});
            else
                m_ground.partitions.push_back(partition);
        }
    }

    /// Log starts before ends, so that a start never lies behind its end.
    void readLog()
    {
        for (const OffsetPoint point : {OffsetPoint::LogStart, OffsetPoint::End}) {
            if (m_ground.partitions.empty())
                return;
            auto found = m_cluster.admin().offsets(m_ground.partitions, point, m_call);
            std::ranges::move(found.failures, std::back_inserter(m_plan.failures));
            std::erase_if(m_ground.partitions,
                          [&](const TopicPartition& partition) { return !found.values.contains(partition); });
            (point == OffsetPoint::LogStart ? m_ground.logStart : m_ground.end) = std::move(found.values);
        }
        std::erase_if(m_ground.logStart, [&](const auto& entry) { return !m_ground.end.contains(entry.first); });
    }

    void compare(WishedOffsets& wished)
    {
        std::ranges::move(wished.failures, std::back_inserter(m_plan.failures));
        for (const auto& [partition, wish] : wished.offsets) {
            OffsetChange change;
            change.partition = partition;
            if (const auto at = m_ground.committed.find(partition); at != m_ground.committed.end())
                change.before = at->second;
            const std::int64_t start = m_ground.logStart.at(partition);
            const std::int64_t end = std::max(start, m_ground.end.at(partition));
            change.after = std::clamp(wish, start, end);
            change.moved = change.after != wish;
            change.logStart = start;
            change.end = end;
            if (const auto skipped = wished.skipped.find(partition); skipped != wished.skipped.end())
                change.skipped = std::move(skipped->second);
            if (change.before == change.after)
                m_plan.unchanged.push_back(partition);
            else
                m_plan.changes.push_back(std::move(change));
        }
    }

    [[nodiscard]] std::string nothingThere() const
    {
        if (m_target.to == To::Offsets)
            return "The offsets given name no partition of the topics chosen.";
        return "Group " + escapeForDisplay(m_plan.group) +
               " has no committed offsets. Name the topics whose offsets shall be set.";
    }

    Cluster& m_cluster;
    const ResetTarget& m_target;
    const ResetScope& m_scope;
    const Call& m_call;
    OffsetPlan m_plan;
    ResetGround m_ground;
    std::map<TopicPartition, Error> m_commitErrors;
    OffsetMap m_wanted;
};

} // namespace

std::string describe(const ResetTarget& target)
{
    switch (target.to) {
    case To::Earliest: return "to the earliest offset";
    case To::Latest: return "to the end";
    case To::Offset: return "to offset " + std::to_string(target.number);
    case To::Time: return "to " + formatUtc(target.time);
    case To::ShiftBy: return "by " + std::string(target.number > 0 ? "+" : "") + std::to_string(target.number);
    case To::LikeGroup: return "like group " + escapeForDisplay(target.group);
    case To::Offsets: return "to given offsets";
    case To::SkipRecord: return "behind the record it is stuck on";
    }
    return {};
}

std::optional<std::int64_t> OffsetChange::difference() const
{
    return before ? std::optional(after - *before) : std::nullopt;
}

Result<OffsetPlan> planReset(Cluster& cluster, const std::string& group, const ResetTarget& target,
                             const ResetScope& scope, const Call& call)
{
    return Planner(cluster, group, target, scope, call).plan();
}

} // namespace weir
