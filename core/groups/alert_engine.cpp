// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/alert_engine.h"

namespace weir {

struct AlertEngine::Parts {};
AlertEngine::AlertEngine() : m_parts(new Parts) {}
AlertEngine::~AlertEngine() = default;
void AlertEngine::setRules(std::vector<AlertRule>) {}
void AlertEngine::resume(const std::vector<Alert>&) {}
std::vector<AlertChange> AlertEngine::add(const LagSample&, const std::vector<GroupStatus>&) { return {}; }

} // namespace weir
