// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/placeholder.h"

namespace weir {

std::vector<PlaceholderSpan> findPlaceholders(std::string_view) { return {}; }
const std::vector<PlaceholderHelp>& placeholderHelp()
{
    static const std::vector<PlaceholderHelp> none;
    return none;
}

} // namespace weir
