// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/admin_request.h"
#include "core/kafka/real_admin.h"

#include <algorithm>
#include <span>

namespace weir {
namespace {

std::string alterWhat(const std::string& group)
{
    return "Could not change the committed offsets of group " + group;
}

std::string deleteWhat(const std::string& group)
{
    return "Could not delete committed offsets of group " + group;
}

std::string deleteGroupWhat(const std::string& group)
{
    return "Could not delete consumer group " + group;
}

/// Answer of a request about one group: each partition has an error of its own, or the group has one for all.
/// `take` gets the partitions that went well.
template <typename Value, typename Take>
void takePartitions(AdminRequest& request, const std::string& group, const rd_kafka_group_result_t* const* answers,
                    std::size_t count, Partial<Value>& result, Take take)
{
    for (const rd_kafka_group_result_t* answer : std::span(answers, count)) {
        if (const rd_kafka_error_t* error = rd_kafka_group_result_error(answer); error != nullptr) {
            result.failures.push_back(
                {group, request.error(rd_kafka_error_code(error), rd::text(rd_kafka_error_string(error)))});
            continue;
        }
        const rd_kafka_topic_partition_list_t* list = rd_kafka_group_result_partitions(answer);
        if (list == nullptr)
            continue;
        const std::span elements(list->elems, static_cast<std::size_t>(list->cnt));
        // A group with members refuses partition by partition, always for the same reason: said once.
        if (!elements.empty() && std::ranges::all_of(elements, [](const auto& element) {
                return element.err == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID;
            })) {
            result.failures.push_back({group, request.error(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)});
            continue;
        }
        for (const auto& element : elements) {
            const TopicPartition partition{rd::text(element.topic), element.partition};
            if (element.err == RD_KAFKA_RESP_ERR_NO_ERROR)
                take(partition);
            else
                result.failures.push_back(
                    {toString(partition),
                     request.error(element.err, request.what() + " for " + toString(partition), {})});
        }
    }
}

} // namespace

Partial<OffsetMap> RealAdmin::alterCommittedOffsets(const std::string& group, const OffsetMap& offsets,
                                                    const Call& call)
{
    Partial<OffsetMap> result;
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, alterWhat(group), call);
    const rd::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
    for (const auto& [partition, offset] : offsets) {
        // Below zero the client refuses the whole request; one bad partition shall not cost the others.
        if (offset < 0)
            result.failures.push_back({toString(partition), request.error(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)});
        else
            rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)->offset =
                offset;
    }
    if (list->cnt == 0)
        return result;
    const rd::AlteredOffsets wanted(rd_kafka_AlterConsumerGroupOffsets_new(group.c_str(), list.get()));
    rd_kafka_AlterConsumerGroupOffsets_t* one = wanted.get();
    rd_kafka_AlterConsumerGroupOffsets(request.rk(), &one, 1, request.options(), request.queue());
    const auto event = request.answer();
    if (!event) {
        result.failures.push_back({group, event.error()});
        return result;
    }
    std::size_t count = 0;
    const auto* answers = rd_kafka_AlterConsumerGroupOffsets_result_groups(
        rd_kafka_event_AlterConsumerGroupOffsets_result(event->get()), &count);
    takePartitions(request, group, answers, count, result, [&](const TopicPartition& partition) {
        if (const auto asked = offsets.find(partition); asked != offsets.end())
            result.values.insert(*asked);
    });
    return result;
}

Partial<std::vector<TopicPartition>>
RealAdmin::deleteCommittedOffsets(const std::string& group, const std::vector<TopicPartition>& partitions,
                                  const Call& call)
{
    Partial<std::vector<TopicPartition>> result;
    if (partitions.empty())
        return result;
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_DELETECONSUMERGROUPOFFSETS, deleteWhat(group), call);
    const rd::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const TopicPartition& partition : partitions)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition);
    const rd::DeletedOffsets wanted(rd_kafka_DeleteConsumerGroupOffsets_new(group.c_str(), list.get()));
    rd_kafka_DeleteConsumerGroupOffsets_t* one = wanted.get();
    rd_kafka_DeleteConsumerGroupOffsets(request.rk(), &one, 1, request.options(), request.queue());
    const auto event = request.answer();
    if (!event) {
        result.failures.push_back({group, event.error()});
        return result;
    }
    std::size_t count = 0;
    const auto* answers = rd_kafka_DeleteConsumerGroupOffsets_result_groups(
        rd_kafka_event_DeleteConsumerGroupOffsets_result(event->get()), &count);
    takePartitions(request, group, answers, count, result,
                   [&](const TopicPartition& partition) { result.values.push_back(partition); });
    return result;
}

Partial<std::vector<std::string>> RealAdmin::deleteGroups(const std::vector<std::string>& groups, const Call& call)
{
    Partial<std::vector<std::string>> result;
    if (groups.empty())
        return result;
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_DELETEGROUPS, "Could not delete consumer groups", call);
    std::vector<rd::DeleteGroup> owned;
    std::vector<rd_kafka_DeleteGroup_t*> wanted;
    for (const std::string& group : groups) {
        owned.emplace_back(rd_kafka_DeleteGroup_new(group.c_str()));
        wanted.push_back(owned.back().get());
    }
    rd_kafka_DeleteGroups(request.rk(), wanted.data(), wanted.size(), request.options(), request.queue());
    const auto event = request.answer();
    if (!event) {
        for (const std::string& group : groups)
            result.failures.push_back({group, event.error()});
        return result;
    }
    std::size_t count = 0;
    const auto* answers =
        rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event->get()), &count);
    for (const rd_kafka_group_result_t* answer : std::span(answers, count)) {
        const std::string group = rd::text(rd_kafka_group_result_name(answer));
        if (const rd_kafka_error_t* error = rd_kafka_group_result_error(answer); error != nullptr)
            result.failures.push_back({group, request.error(rd_kafka_error_code(error), deleteGroupWhat(group),
                                                            rd::text(rd_kafka_error_string(error)))});
        else
            result.values.push_back(group);
    }
    return result;
}

} // namespace weir
