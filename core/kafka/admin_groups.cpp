// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/admin_request.h"
#include "core/kafka/real_admin.h"

#include <algorithm>
#include <charconv>
#include <span>

namespace weir {
namespace {

constexpr std::size_t describedAtOnce = 100;
/// ListConsumerGroupOffsets takes exactly one group per call (librdkafka up to 2.15), so calls overlap.
constexpr std::size_t overlapping = 200;

GroupType toType(rd_kafka_consumer_group_type_t type)
{
    switch (type) {
    case RD_KAFKA_CONSUMER_GROUP_TYPE_CLASSIC: return GroupType::Classic;
    case RD_KAFKA_CONSUMER_GROUP_TYPE_CONSUMER: return GroupType::Consumer;
    default: return GroupType::Unknown;
    }
}

/// The client's own errors name the broker as "Broker [3] …"; a broker that did not answer has no name in them.
std::string brokerSubject(const std::string& text)
{
    constexpr std::string_view prefix = "Broker [";
    int id = 0;
    if (text.starts_with(prefix) &&
        std::from_chars(text.data() + prefix.size(), text.data() + text.size(), id).ec == std::errc())
        return "broker " + std::to_string(id);
    return "broker ?";
}

GroupMember toMember(const rd_kafka_MemberDescription_t* from)
{
    GroupMember member;
    member.id = rd::text(rd_kafka_MemberDescription_consumer_id(from));
    member.clientId = rd::text(rd_kafka_MemberDescription_client_id(from));
    member.host = rd::text(rd_kafka_MemberDescription_host(from));
    if (const char* instance = rd_kafka_MemberDescription_group_instance_id(from); instance != nullptr)
        member.instanceId = instance;
    if (const auto* assignment = rd_kafka_MemberDescription_assignment(from); assignment != nullptr)
        if (const auto* list = rd_kafka_MemberAssignment_partitions(assignment); list != nullptr)
            for (const auto& element : std::span(list->elems, static_cast<std::size_t>(list->cnt)))
                member.assigned.push_back({rd::text(element.topic), element.partition});
    std::ranges::sort(member.assigned);
    return member;
}

GroupDescription toDescription(const rd_kafka_ConsumerGroupDescription_t* from)
{
    GroupDescription group;
    group.id = rd::text(rd_kafka_ConsumerGroupDescription_group_id(from));
    group.state = rd::text(rd_kafka_consumer_group_state_name(rd_kafka_ConsumerGroupDescription_state(from)));
#if RD_KAFKA_VERSION >= 0x020a00ff
    group.type = toType(rd_kafka_ConsumerGroupDescription_type(from));
#else
    group.type = GroupType::Classic; // groups of the new protocol are told apart in settleDeadGroups()
#endif
    group.assignor = rd::text(rd_kafka_ConsumerGroupDescription_partition_assignor(from));
    if (const rd_kafka_Node_t* node = rd_kafka_ConsumerGroupDescription_coordinator(from); node != nullptr)
        group.coordinator = rd_kafka_Node_id(node);
    const std::size_t members = rd_kafka_ConsumerGroupDescription_member_count(from);
    for (std::size_t i = 0; i < members; ++i)
        group.members.push_back(toMember(rd_kafka_ConsumerGroupDescription_member(from, i)));
    return group;
}

std::string describeWhat(const std::string& group)
{
    return "Could not describe consumer group " + group;
}

std::string offsetsWhat(const std::string& group)
{
    return "Could not read the committed offsets of group " + group;
}

void takeDescriptions(AdminRequest& request, const rd::Event& event, Partial<std::vector<GroupDescription>>& result)
{
    std::size_t count = 0;
    const auto* groups = rd_kafka_DescribeConsumerGroups_result_groups(
        rd_kafka_event_DescribeConsumerGroups_result(event.get()), &count);
    for (const rd_kafka_ConsumerGroupDescription_t* group : std::span(groups, count)) {
        const rd_kafka_error_t* error = rd_kafka_ConsumerGroupDescription_error(group);
        if (error != nullptr && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR) {
            const std::string id = rd::text(rd_kafka_ConsumerGroupDescription_group_id(group));
            result.failures.push_back({id, request.error(rd_kafka_error_code(error), describeWhat(id),
                                                         rd::text(rd_kafka_error_string(error)))});
            continue;
        }
        request.answered();
        result.values.push_back(toDescription(group));
    }
}

} // namespace

Result<Partial<std::vector<GroupListing>>> RealAdmin::groups(const Call& call)
{
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, "Could not list the consumer groups", call);
    rd_kafka_ListConsumerGroups(request.rk(), request.options(), request.queue());
    const auto event = request.next();
    if (!event)
        return fail(event.error());
    if (const auto code = rd_kafka_event_error(event->get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(request.error(code, rd::text(rd_kafka_event_error_string(event->get()))));

    Partial<std::vector<GroupListing>> result;
    const auto* answer = rd_kafka_event_ListConsumerGroups_result(event->get());
    std::size_t count = 0;
    const auto* listings = rd_kafka_ListConsumerGroups_result_valid(answer, &count);
    for (const rd_kafka_ConsumerGroupListing_t* listing : std::span(listings, count)) {
        GroupListing group;
        group.id = rd::text(rd_kafka_ConsumerGroupListing_group_id(listing));
        group.state = rd::text(rd_kafka_consumer_group_state_name(rd_kafka_ConsumerGroupListing_state(listing)));
        group.type = toType(rd_kafka_ConsumerGroupListing_type(listing));
        group.simple = rd_kafka_ConsumerGroupListing_is_simple_consumer_group(listing) == 1;
        result.values.push_back(std::move(group));
    }
    std::ranges::sort(result.values, {}, &GroupListing::id);
    // The call is a "success" even when every broker failed: the errors lie beside the list.
    const auto* errors = rd_kafka_ListConsumerGroups_result_errors(answer, &count);
    for (const rd_kafka_error_t* error : std::span(errors, count)) {
        const std::string text = rd::text(rd_kafka_error_string(error));
        result.failures.push_back({brokerSubject(text), request.error(rd_kafka_error_code(error), text)});
    }
    if (result.values.empty() && !result.failures.empty() &&
        result.failures.front().error.kind == ErrorKind::Unreachable)
        return fail(result.failures.front().error);
    if (result.complete())
        request.answered();
    return result;
}

Partial<std::vector<GroupDescription>> RealAdmin::describeGroups(const std::vector<std::string>& ids, const Call& call)
{
    Partial<std::vector<GroupDescription>> result;
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, "Could not describe consumer groups",
                         call);
    for (std::size_t at = 0; at < ids.size(); at += describedAtOnce) {
        const std::span chunk = std::span(ids).subspan(at, std::min(describedAtOnce, ids.size() - at));
        std::vector<const char*> names;
        for (const std::string& id : chunk)
            names.push_back(id.c_str());
        rd_kafka_DescribeConsumerGroups(request.rk(), names.data(), names.size(), request.options(), request.queue());
        const auto event = request.answer();
        if (event) {
            takeDescriptions(request, *event, result);
            continue;
        }
        for (const std::string& id : chunk)
            result.failures.push_back({id, event.error()});
    }
    settleDeadGroups(result, call);
    return result;
}

/// A client without ConsumerGroupDescribe (librdkafka < 2.10) is told "Dead", no members and no error both for a group
/// of the new protocol (KIP-848) and for one that does not exist (GroupMetadataManager.java of Kafka 4). The list of
/// groups knows which it is.
void RealAdmin::settleDeadGroups(Partial<std::vector<GroupDescription>>& result, const Call& call)
{
    const auto dead = [](const GroupDescription& group) { return group.state == "Dead" && group.members.empty(); };
    if (std::ranges::none_of(result.values, dead))
        return;
    const auto listed = groups(call);
    std::vector<GroupDescription> kept;
    for (GroupDescription& group : result.values) {
        if (!dead(group)) {
            kept.push_back(std::move(group));
            continue;
        }
        if (!listed) {
            result.failures.push_back({group.id, listed.error()});
            continue;
        }
        const auto at = std::ranges::find(listed->values, group.id, &GroupListing::id);
        if (at != listed->values.end()) {
            group.state = at->state;
            group.type = at->type;
            group.membersVisible = at->type != GroupType::Consumer;
            kept.push_back(std::move(group));
        } else if (!listed->complete()) {
            result.failures.push_back({group.id, listed->failures.front().error});
        } else {
            result.failures.push_back(
                {group.id, m_handle->log().explain(RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND, describeWhat(group.id))});
        }
    }
    result.values = std::move(kept);
}

Partial<std::map<std::string, OffsetMap>> RealAdmin::committedOffsets(const std::vector<std::string>& groups,
                                                                      const Call& call)
{
    Partial<std::map<std::string, OffsetMap>> result;
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, "Could not read committed offsets",
                         call);
    std::vector<bool> open(groups.size(), true);
    std::size_t sent = 0;
    for (std::size_t done = 0; done < groups.size(); ++done) {
        for (; sent < groups.size() && sent < done + overlapping; ++sent) {
            const rd::GroupOffsets asked(rd_kafka_ListConsumerGroupOffsets_new(groups[sent].c_str(), nullptr));
            rd_kafka_ListConsumerGroupOffsets_t* one = asked.get();
            rd_kafka_ListConsumerGroupOffsets(request.rk(), &one, 1, request.options(sent), request.queue());
        }
        const auto event = request.next();
        if (!event) {
            for (std::size_t i = 0; i < groups.size(); ++i)
                if (open[i])
                    result.failures.push_back({groups[i], event.error()});
            return result;
        }
        const std::size_t tag = AdminRequest::tag(*event);
        open[tag] = false;
        takeOffsets(groups[tag], *event, result);
    }
    return result;
}

void RealAdmin::takeOffsets(const std::string& group, const rd::Event& event,
                            Partial<std::map<std::string, OffsetMap>>& result)
{
    const ClientLog& log = m_handle->log();
    const auto failGroup = [&](rd_kafka_resp_err_t code, const char* text) {
        result.failures.push_back({group, log.explain(code, offsetsWhat(group), rd::text(text))});
    };
    if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return failGroup(code, rd_kafka_event_error_string(event.get()));
    std::size_t count = 0;
    const auto* answers = rd_kafka_ListConsumerGroupOffsets_result_groups(
        rd_kafka_event_ListConsumerGroupOffsets_result(event.get()), &count);
    for (const rd_kafka_group_result_t* answer : std::span(answers, count)) {
        if (const rd_kafka_error_t* error = rd_kafka_group_result_error(answer); error != nullptr)
            return failGroup(rd_kafka_error_code(error), rd_kafka_error_string(error));
        m_handle->log().answered();
        OffsetMap& offsets = result.values[group];
        const rd_kafka_topic_partition_list_t* list = rd_kafka_group_result_partitions(answer);
        if (list == nullptr)
            continue;
        for (const auto& element : std::span(list->elems, static_cast<std::size_t>(list->cnt))) {
            TopicPartition partition{rd::text(element.topic), element.partition};
            if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR)
                result.failures.push_back(
                    {group + " " + toString(partition),
                     log.explain(element.err, "Could not read the committed offset of group " + group + " for " +
                                                  toString(partition))});
            else if (element.offset >= 0) // below zero: nothing committed
                offsets.emplace_hint(offsets.end(), std::move(partition), element.offset);
        }
    }
}

} // namespace weir
