// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/envelope.h"
#include "core/events/send_record.h"

#include <optional>
#include <string>

namespace weir {

struct PublishedEvent {
    EventEnvelope envelope;
    std::string topic;
    Delivery delivery;
};

/// Publishes events in the envelope to `events.<type in lower case>`, keyed by aggregate id. Thread-safe.
class EventPublisher
{
public:
    explicit EventPublisher(Cluster& cluster);

    /// The record that publish() would send; nothing is sent. For previews.
    [[nodiscard]] static Result<OutgoingRecord> compose(const EventEnvelope& envelope,
                                                        const std::optional<std::string>& aggregateId,
                                                        const Headers& headers);
    /// Sends and waits for the confirmation. Without an aggregate id the record has no key.
    [[nodiscard]] Result<PublishedEvent> publish(std::string_view eventType, std::string_view dataJson,
                                                 const std::optional<std::string>& aggregateId,
                                                 const Headers& headers, const Call& call);

private:
    Cluster& m_cluster;
};

} // namespace weir
