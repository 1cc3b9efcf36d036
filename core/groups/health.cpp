// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/health.h"

namespace weir {

HealthVerdict HealthTracker::add(const HealthInput&, const HealthRules&) { return {}; }

} // namespace weir
