// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_options.h"

namespace weir {

Result<void> checkOptions(const ReplayOptions&) { return {}; }
std::string toJson(const ReplayOptions&) { return "{}"; }
Result<ReplayOptions> parseReplayOptions(std::string_view) { return ReplayOptions(); }

} // namespace weir
