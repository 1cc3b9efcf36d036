// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_router.h"

#include "core/base/bytes.h"

namespace weir {

void EventRouter::on(std::string eventType, EventHandler handler)
{
    m_handlers[std::move(eventType)] = std::move(handler);
}

void EventRouter::otherwise(std::function<Handled(const Record&, const std::string&)> handler)
{
    m_otherwise = std::move(handler);
}

Handled EventRouter::handle(const Record& record) const
{
    const auto passOver = [&](const std::string& why) { return m_otherwise ? m_otherwise(record, why) : Handled(); };
    if (!record.value)
        return passOver("The record has no value (a tombstone), so it is no event.");
    auto envelope = decodeEnvelope(*record.value);
    if (!envelope)
        return passOver("The record is no event in the envelope: " + envelope.error().message);
    const auto handler = m_handlers.find(envelope->eventType);
    if (handler == m_handlers.end() || !handler->second)
        return passOver("Nobody handles events of the type \"" + escapeForDisplay(envelope->eventType, 120) + "\".");
    return handler->second(ReceivedEvent{std::move(*envelope), record.key, record});
}

} // namespace weir
