// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/profile.h"
#include "core/connections/profile_file.h"
#include "ui/shell/connector.h"

#include <optional>

namespace weir::app {

/// Opens profiles by name: the one from the command line, the demo, "from environment", or one of the file. The demo
/// comes with traffic, which ends with its connection.
[[nodiscard]] ui::Connector profileConnector(std::optional<Profile> fromCommandLine, ProfileFile file);

} // namespace weir::app
