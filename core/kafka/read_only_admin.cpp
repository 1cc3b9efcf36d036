// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/read_only_admin.h"

namespace weir {

Error readOnlyRefusal(const std::string& what)
{
    return {ErrorKind::NotAuthorized, what + " was refused: this connection was opened for reading only.", {}, 0, false};
}

Result<Partial<ClusterMetadata>> ReadOnlyAdmin::metadata(const Call& call)
{
    return m_admin.metadata(call);
}

Result<TopicMetadata> ReadOnlyAdmin::topic(const std::string& name, const Call& call)
{
    return m_admin.topic(name, call);
}

Partial<OffsetMap> ReadOnlyAdmin::offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                                          const Call& call)
{
    return m_admin.offsets(partitions, point, call);
}

Partial<OffsetMap> ReadOnlyAdmin::offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                                const Call& call)
{
    return m_admin.offsetsAtTime(partitions, time, call);
}

Partial<std::map<std::string, std::vector<ConfigEntry>>>
ReadOnlyAdmin::topicConfigs(const std::vector<std::string>& topics, const Call& call)
{
    return m_admin.topicConfigs(topics, call);
}

Result<Partial<std::vector<GroupListing>>> ReadOnlyAdmin::groups(const Call& call)
{
    return m_admin.groups(call);
}

Partial<std::vector<GroupDescription>> ReadOnlyAdmin::describeGroups(const std::vector<std::string>& ids,
                                                                     const Call& call)
{
    return m_admin.describeGroups(ids, call);
}

Partial<std::map<std::string, OffsetMap>> ReadOnlyAdmin::committedOffsets(const std::vector<std::string>& groups,
                                                                          const Call& call)
{
    return m_admin.committedOffsets(groups, call);
}

Partial<OffsetMap> ReadOnlyAdmin::alterCommittedOffsets(const std::string& group, const OffsetMap&, const Call&)
{
    return {{}, {{group, readOnlyRefusal("Changing the committed offsets of group " + group)}}};
}

Partial<std::vector<TopicPartition>>
ReadOnlyAdmin::deleteCommittedOffsets(const std::string& group, const std::vector<TopicPartition>&, const Call&)
{
    return {{}, {{group, readOnlyRefusal("Deleting committed offsets of group " + group)}}};
}

Partial<std::vector<std::string>> ReadOnlyAdmin::deleteGroups(const std::vector<std::string>& groups, const Call&)
{
    Partial<std::vector<std::string>> answer;
    for (const std::string& group : groups)
        answer.failures.push_back({group, readOnlyRefusal("Deleting group " + group)});
    return answer;
}

Result<void> ReadOnlyAdmin::createTopic(const NewTopic& topic, const Call&)
{
    return fail(readOnlyRefusal("Creating topic " + topic.name));
}

Result<void> ReadOnlyAdmin::deleteTopic(const std::string& name, const Call&)
{
    return fail(readOnlyRefusal("Deleting topic " + name));
}

Partial<OffsetMap> ReadOnlyAdmin::deleteRecordsBefore(const OffsetMap& offsets, const Call&)
{
    Partial<OffsetMap> answer;
    for (const auto& [partition, offset] : offsets)
        answer.failures.push_back(
            {toString(partition), readOnlyRefusal("Deleting records of " + toString(partition))});
    return answer;
}

} // namespace weir
