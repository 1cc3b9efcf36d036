// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_router.h"

namespace weir {

void EventRouter::on(std::string eventType, EventHandler handler) { m_handlers[std::move(eventType)] = std::move(handler); }
void EventRouter::otherwise(std::function<Handled(const Record&, const std::string&)> handler) { m_otherwise = std::move(handler); }
Handled EventRouter::handle(const Record&) const { return {}; }

} // namespace weir
