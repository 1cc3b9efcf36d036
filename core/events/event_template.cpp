// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_template.h"

namespace weir {

std::string templateText(const EventTemplate&) { return {}; }
Result<EventTemplate> parseTemplate(std::string_view) { return fail(ErrorKind::Unsupported, "Templates are missing."); }

} // namespace weir
