// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/admin_request.h"
#include "core/kafka/real_admin.h"

#include <algorithm>
#include <array>
#include <span>

namespace weir {
namespace {

using namespace std::chrono_literals;

/// rd_kafka_metadata() does not hand on the broker's flag; the broker sets it by these very names
/// (Topic.INTERNAL_TOPICS of Kafka 4.x).
bool isInternal(std::string_view topic)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"__consumer_offsets", "__transaction_state", "__share_group_state", "__cluster_metadata"});
    return std::ranges::find(names, topic) != names.end();
}

PartitionMetadata toPartition(const rd_kafka_metadata_partition& from)
{
    PartitionMetadata partition;
    partition.id = from.id;
    if (from.leader >= 0)
        partition.leader = from.leader;
    partition.replicas.assign(from.replicas, from.replicas + from.replica_cnt);
    partition.inSync.assign(from.isrs, from.isrs + from.isr_cnt);
    return partition;
}

TopicMetadata toTopic(const rd_kafka_metadata_topic& from)
{
    TopicMetadata topic;
    topic.name = rd::text(from.topic);
    topic.internal = isInternal(topic.name);
    const std::span partitions(from.partitions, static_cast<std::size_t>(from.partition_cnt));
    for (const rd_kafka_metadata_partition& partition : partitions)
        topic.partitions.push_back(toPartition(partition));
    std::ranges::sort(topic.partitions, {}, &PartitionMetadata::id);
    return topic;
}

/// A topic some of whose partitions have no leader is reported with this code, and is complete all the same.
bool usable(const rd_kafka_metadata_topic& topic)
{
    return topic.err == RD_KAFKA_RESP_ERR_NO_ERROR ||
           (topic.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE && topic.partition_cnt > 0);
}

ClusterMetadata toCluster(rd_kafka_t* rk, const struct rd_kafka_metadata& from)
{
    ClusterMetadata cluster;
    const std::span brokers(from.brokers, static_cast<std::size_t>(from.broker_cnt));
    for (const rd_kafka_metadata_broker& broker : brokers)
        cluster.brokers.push_back({broker.id, rd::text(broker.host), broker.port, std::nullopt});
    std::ranges::sort(cluster.brokers, {}, &Broker::id);
    // Both come from the metadata answer just received and do not wait.
    char* id = rd_kafka_clusterid(rk, 0);
    cluster.clusterId = rd::text(id);
    rd_kafka_mem_free(rk, id);
    const std::int32_t controller = rd_kafka_controllerid(rk, 0);
    if (std::ranges::find(cluster.brokers, controller, &Broker::id) != cluster.brokers.end())
        cluster.controller = controller;
    return cluster;
}

} // namespace

RealAdmin::RealAdmin(std::unique_ptr<ClientHandle> handle) : m_handle(std::move(handle)) {}

Result<Partial<ClusterMetadata>> RealAdmin::metadata(const Call& call)
{
    auto answer = m_handle->metadata(ClientHandle::Scope::AllTopics, {}, "Could not list the topics", call);
    if (!answer)
        return fail(answer.error());
    Partial<ClusterMetadata> result;
    result.values = toCluster(m_handle->rk(), **answer);
    const std::span topics((*answer)->topics, static_cast<std::size_t>((*answer)->topic_cnt));
    for (const rd_kafka_metadata_topic& topic : topics) {
        const std::string name = rd::text(topic.topic);
        if (usable(topic))
            result.values.topics.push_back(toTopic(topic));
        else
            result.failures.push_back({name, m_handle->log().explain(topic.err, "Could not look up topic " + name)});
    }
    std::ranges::sort(result.values.topics, {}, &TopicMetadata::name);
    fillRacks(result.values, call);
    return result;
}

Result<TopicMetadata> RealAdmin::topic(const std::string& name, const Call& call)
{
    const std::string what = "Could not look up topic " + name;
    auto answer = m_handle->metadata(ClientHandle::Scope::OneTopic, name, what, call);
    if (!answer)
        return fail(answer.error());
    const rd_kafka_metadata_topic* found = findTopic(*answer, name);
    if (found == nullptr)
        return fail(m_handle->log().explain(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, what));
    if (!usable(*found))
        return fail(m_handle->log().explain(found->err, what));
    return toTopic(*found);
}

Result<ClusterMetadata> RealAdmin::brokers(const Call& call)
{
    auto answer = m_handle->metadata(ClientHandle::Scope::Brokers, {}, "Could not ask the cluster who it is", call);
    if (!answer)
        return fail(answer.error());
    ClusterMetadata cluster = toCluster(m_handle->rk(), **answer);
    fillRacks(cluster, call);
    return cluster;
}

/// rd_kafka_metadata() knows no racks, so DescribeCluster is asked, once for each broker that turns up. It is an
/// extra: where no answer can be had soon (the mock cluster names no controller to ask) the rack stays unknown.
void RealAdmin::fillRacks(ClusterMetadata& cluster, const Call& call)
{
    const auto unknown = [&](const Broker& broker) { return !m_racks.contains(broker.id); };
    std::unique_lock lock(m_mutex);
    if (cluster.controller && std::ranges::any_of(cluster.brokers, unknown)) {
        for (const Broker& broker : cluster.brokers)
            m_racks.try_emplace(broker.id);
        lock.unlock();
        const auto racks = askRacks(call);
        lock.lock();
        for (const auto& [id, rack] : racks)
            m_racks[id] = rack;
    }
    for (Broker& broker : cluster.brokers)
        if (const auto rack = m_racks.find(broker.id); rack != m_racks.end())
            broker.rack = rack->second;
}

std::map<std::int32_t, std::string> RealAdmin::askRacks(const Call& call)
{
    Call quick = call;
    if (call.deadline.remaining() > 1000ms)
        quick.deadline = Deadline::after(1000ms);
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_DESCRIBECLUSTER, "Could not describe the cluster", quick);
    rd_kafka_DescribeCluster(request.rk(), request.options(), request.queue());
    std::map<std::int32_t, std::string> racks;
    if (auto event = request.answer()) {
        std::size_t count = 0;
        const rd_kafka_Node_t** nodes = rd_kafka_DescribeCluster_result_nodes(
            rd_kafka_event_DescribeCluster_result(event->get()), &count);
        for (const rd_kafka_Node_t* node : std::span(nodes, count))
            if (const char* rack = rd_kafka_Node_rack(node); rack != nullptr && *rack != '\0')
                racks[rd_kafka_Node_id(node)] = rack;
    }
    return racks;
}

} // namespace weir
