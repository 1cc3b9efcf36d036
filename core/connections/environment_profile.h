// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/profile.h"

#include <functional>
#include <optional>
#include <string>

namespace weir {

/// Looks up an environment variable; nullopt when it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(const char* name)>;
[[nodiscard]] EnvironmentLookup processEnvironment();

/// The profile "from environment" made of KAFKA__BOOTSTRAP_SERVERS, KAFKA__GROUP_ID and KAFKA__AUTO_OFFSET_RESET.
/// nullopt when the first is not set; InvalidInput, naming the variable, when one has a bad value.
[[nodiscard]] Result<std::optional<Profile>> profileFromEnvironment(const EnvironmentLookup& lookup);

} // namespace weir
