// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/message_pattern.h"

namespace weir {

std::string messagePattern(std::string_view message) { return std::string(message.substr(0, 200)); }

} // namespace weir
