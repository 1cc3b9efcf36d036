// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include <string>

namespace weir::cli {

/// A word of a shell's command line, quoted where it has to be.
[[nodiscard]] std::string shellWord(const std::string& text);

/// "weirctl --profile shop " and what follows: a command on the connection of this one, to be copied.
[[nodiscard]] std::string commandLine(const Session& session, const std::string& rest);

} // namespace weir::cli
