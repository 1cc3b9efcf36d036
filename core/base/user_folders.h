// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace weir {

/// Where Weir keeps what belongs to the user, by the XDG base directory specification: relative values of the
/// variables are ignored, as it demands. The folders may not exist yet. Any thread.

/// $XDG_CONFIG_HOME/weir, by default ~/.config/weir.
[[nodiscard]] std::filesystem::path userConfigFolder();
/// $XDG_STATE_HOME/weir, by default ~/.local/state/weir.
[[nodiscard]] std::filesystem::path userStateFolder();

} // namespace weir
