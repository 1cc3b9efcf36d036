// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_event.h"

namespace weir {

std::string_view eventCode(GroupEvent::Kind) { return "state_changed"; }
std::optional<GroupEvent::Kind> eventKindFromCode(std::string_view) { return std::nullopt; }
struct EventDetector::Parts {};
EventDetector::EventDetector() : m_parts(new Parts) {}
EventDetector::~EventDetector() = default;
std::vector<GroupEvent> EventDetector::add(const LagSample&, const std::vector<GroupStatus>&) { return {}; }

} // namespace weir
