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
    return publish(*envelope, aggregateId, headers, call);
}

Result<PublishedEvent> EventPublisher::publish(const EventEnvelope& envelope, const std::optional<std::string>& aggregateId,
                                               const Headers& headers, const Call& call)
{
    auto record = compose(envelope, aggregateId, headers);
    if (!record)
        return fail(record.error());
    if (m_cluster.readOnly())
        return fail(ErrorKind::NotAuthorized,
                    "Nothing was sent to " + record->topic + ": this connection is for reading only.");
    if (auto known = m_topics.check(m_cluster, record->topic, call); !known)
        return fail(std::move(known.error()));
    const auto producer = m_cluster.producer();
    if (!producer)
        return fail(producer.error());
    auto results = (*producer)->send({&*record, 1}, call);
    if (results.size() != 1)
        return fail(ErrorKind::Internal, "The result of sending to " + record->topic + " is missing.");
    if (!results.front())
        return fail(std::move(results.front().error()));
    return PublishedEvent{envelope, std::move(record->topic), *results.front()};
}

} // namespace weir
