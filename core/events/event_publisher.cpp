// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_publisher.h"

namespace weir {

EventPublisher::EventPublisher(Cluster& cluster) : m_cluster(cluster) {}

Result<OutgoingRecord> EventPublisher::compose(const EventEnvelope& envelope,
                                               const std::optional<std::string>& aggregateId, const Headers& headers)
{
    auto topic = topicForEventType(envelope.eventType);
    if (!topic)
        return fail(topic.error());
    OutgoingRecord record;
    record.topic = std::move(*topic);
    record.key = aggregateId;
    record.value = encodeEnvelope(envelope);
    record.headers = headers;
    return record;
}

Result<PublishedEvent> EventPublisher::publish(std::string_view eventType, std::string_view dataJson,
                                               const std::optional<std::string>& aggregateId, const Headers& headers,
                                               const Call& call)
{
    auto envelope = makeEnvelope(eventType, dataJson, nowMs());
    if (!envelope)
        return fail(envelope.error());
    auto record = compose(*envelope, aggregateId, headers);
    if (!record)
        return fail(record.error());
    auto delivery = sendRecord(m_cluster, *record, call);
    if (!delivery)
        return fail(delivery.error());
    return PublishedEvent{std::move(*envelope), std::move(record->topic), *delivery};
}

} // namespace weir
