// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/consumer.h"
#include "core/events/envelope.h"

#include <functional>
#include <map>
#include <string>

namespace weir {

/// An event and the record it came in.
struct ReceivedEvent {
    EventEnvelope envelope;
    std::optional<std::string> aggregateId; ///< the record's key
    const Record& record;                   ///< inside the handler call only
};

/// Hands events to handlers by their type. Filled once, then handle() may be called from any thread. It is a handler for
/// Consumer and RetryingConsumer: `[&](const Record& r) { return router.handle(r); }`.
class EventRouter
{
public:
    using EventHandler = std::function<Handled(const ReceivedEvent&)>;

    /// One handler per type, as written in the envelope (case matters); a second one replaces the first.
    void on(std::string eventType, EventHandler handler);
    /// Called for events of a type nobody handles and for records that are no envelope; without it they are passed over in
    /// silence. Its result counts: an error sends the record the way of failures.
    void otherwise(std::function<Handled(const Record&, const std::string& why)> handler);

    [[nodiscard]] Handled handle(const Record& record) const;

private:
    std::map<std::string, EventHandler> m_handlers;
    std::function<Handled(const Record&, const std::string&)> m_otherwise;
};

} // namespace weir
