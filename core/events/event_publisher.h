// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/envelope.h"
#include "core/events/known_topics.h"
#include "core/events/send_record.h"

#include <optional>
#include <string>

namespace weir {

struct PublishedEvent {
    EventEnvelope envelope;
    std::string topic;
    Delivery delivery;
};

/// Publishes events in the envelope to `events.<type in lower case>`, keyed by aggregate id: events of one aggregate land in
/// one partition, in the order of the calls. Thread-safe.
class EventPublisher
{
public:
    explicit EventPublisher(Cluster& cluster);

    /// The record that publish() would send; nothing is sent. For previews.
    [[nodiscard]] static Result<OutgoingRecord> compose(const EventEnvelope& envelope,
                                                        const std::optional<std::string>& aggregateId,
                                                        const Headers& headers);
    /// Makes an envelope with a fresh id and the time now, sends it and waits for the confirmation. Without an aggregate id
    /// the record has no key. NotFound: there is no such topic; it is never created on the way.
    [[nodiscard]] Result<PublishedEvent> publish(std::string_view eventType, std::string_view dataJson,
                                                 const std::optional<std::string>& aggregateId,
                                                 const Headers& headers, const Call& call);
    /// The same with an envelope of the caller's own. A service that must publish an event even if it dies meanwhile writes
    /// the envelope down first and publishes it again after the restart: it keeps its id, so consumers know it again.
    [[nodiscard]] Result<PublishedEvent> publish(const EventEnvelope& envelope,
                                                 const std::optional<std::string>& aggregateId, const Headers& headers,
                                                 const Call& call);

private:
    Cluster& m_cluster;
    KnownTopics m_topics;
};

} // namespace weir
