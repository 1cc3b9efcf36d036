// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/send_record.h"

#include <algorithm>

namespace weir {
namespace {

Result<void> checkPlace(Cluster& cluster, const OutgoingRecord& record, const Call& call)
{
    // Asked first, on the admin handle: a producer asking for an unknown topic creates it (librdkafka's
    // allow.auto.create.topics is on for producers), and a typing error must not become a topic.
    const auto topic = cluster.admin().topic(record.topic, call);
    if (!topic)
        return fail(topic.error());
    if (!record.partition)
        return {};
    const auto& all = topic->partitions;
    if (std::ranges::none_of(all, [&](const PartitionMetadata& p) { return p.id == *record.partition; }))
        return fail(ErrorKind::InvalidInput, "The topic " + record.topic + " has no partition " +
                                                 std::to_string(*record.partition) + "; it has " +
                                                 std::to_string(all.size()) + ", counted from 0.");
    return {};
}

} // namespace

Result<Delivery> sendRecord(Cluster& cluster, const OutgoingRecord& record, const Call& call)
{
    if (record.topic.empty())
        return fail(ErrorKind::InvalidInput, "A record needs a topic.");
    if (cluster.readOnly())
        return fail(ErrorKind::NotAuthorized,
                    "Nothing was sent to " + record.topic + ": this connection is for reading only.");
    if (auto checked = checkPlace(cluster, record, call); !checked)
        return fail(std::move(checked.error()));
    const auto producer = cluster.producer();
    if (!producer)
        return fail(producer.error());
    auto results = (*producer)->send({&record, 1}, call);
    if (results.size() != 1)
        return fail(ErrorKind::Internal, "The result of sending to " + record.topic + " is missing.");
    return std::move(results.front());
}

} // namespace weir
