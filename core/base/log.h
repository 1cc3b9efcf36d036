// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string_view>

namespace weir {

enum class LogLevel { Debug, Info, Warning, Error };

/// Receives every log line of the core; called from any thread, must be quick and must not call back into the core.
using LogSink = std::function<void(LogLevel, std::string_view area, std::string_view line)>;

/// Sets the one sink of the process (default: none). Call it before the first client is made.
void setLogSink(LogSink sink);
void log(LogLevel level, std::string_view area, std::string_view line);

} // namespace weir
