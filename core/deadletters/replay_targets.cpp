// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_targets.h"

#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/topic_name.h"

#include <algorithm>
#include <charconv>

namespace weir {
namespace {

/// Headers may name any number of topics that do not exist; the cluster is not asked about more of them.
constexpr int mostAsked = 50;

} // namespace

ReplayTargets::ReplayTargets(Cluster& cluster, const Partial<ClusterMetadata>& metadata, const Call& call)
    : m_cluster(cluster), m_metadata(metadata), m_call(call)
{
}

std::uint32_t ReplayTargets::indexOf(const std::string& topic)
{
    if (const auto known = m_indexes.find(topic); known != m_indexes.end())
        return known->second;
    const auto index = static_cast<std::uint32_t>(m_targets.size());
    m_indexes.emplace(topic, index);
    ReplayTarget target;
    target.topic = topic;
    m_problems.push_back(check(target));
    m_targets.push_back(std::move(target));
    return index;
}

void ReplayTargets::warn(std::uint32_t target, std::string sentence)
{
    auto& warnings = m_targets[target].warnings;
    if (std::ranges::find(warnings, sentence) == warnings.end())
        warnings.push_back(std::move(sentence));
}

ReplayVerdict ReplayTargets::check(ReplayTarget& target)
{
    const std::string& name = target.topic;
    if (!isLegalTopic(name) || name.starts_with("__"))
        return ReplayVerdict::TargetForbidden;
    const auto& topics = m_metadata.values.topics;
    const auto found = std::ranges::lower_bound(topics, name, {}, &TopicMetadata::name);
    if (found == topics.end() || found->name != name)
        return explainMissing(target);
    if (found->internal)
        return ReplayVerdict::TargetForbidden;
    target.partitions = static_cast<std::int32_t>(found->partitions.size());
    if (const auto dead = readDeadLetterName(name))
        target.warnings.push_back(name + (dead->kind == DeadLetterKind::Retry ? " looks like a retry topic by its name."
                                                                              : " looks like a dead-letter topic by its name."));
    readConfiguration(target);
    return ReplayVerdict::Ready;
}

/// A topic that may not be described is left out of a list of all topics; asked for by name the cluster says so.
ReplayVerdict ReplayTargets::explainMissing(ReplayTarget& target)
{
    std::optional<Error> error;
    for (const Failure& failure : m_metadata.failures)
        if (failure.subject == target.topic)
            error = failure.error;
    if (!error && m_asked++ < mostAsked)
        if (const auto asked = m_cluster.admin().topic(target.topic, m_call); !asked)
            error = asked.error();
    if (error && error->kind == ErrorKind::NotAuthorized)
        return ReplayVerdict::NotAuthorized;
    if (error && error->kind != ErrorKind::NotFound)
        target.warnings.push_back(target.topic + " could not be asked for: " + error->message);
    return ReplayVerdict::TargetMissing;
}

void ReplayTargets::readConfiguration(ReplayTarget& target)
{
    const auto configs = m_cluster.admin().topicConfigs({target.topic}, m_call);
    const auto found = configs.values.find(target.topic);
    if (found == configs.values.end()) {
        target.warnings.push_back("The configuration of " + target.topic +
                                  " could not be read, so it is not known whether it is compacted and how large records may be" +
                                  (configs.failures.empty() ? "." : ": " + configs.failures.front().error.message));
        return;
    }
    for (const ConfigEntry& entry : found->second) {
        if (!entry.value)
            continue;
        const std::string& value = *entry.value;
        if (entry.name == "cleanup.policy")
            target.compacted = value.find("compact") != std::string::npos;
        std::int64_t limit = 0;
        if (entry.name == "max.message.bytes" &&
            std::from_chars(value.data(), value.data() + value.size(), limit).ec == std::errc())
            target.maxBytes = limit;
    }
    if (target.compacted)
        target.warnings.push_back(target.topic +
                                  " is compacted: older records would replace newer ones with the same key.");
}

} // namespace weir
