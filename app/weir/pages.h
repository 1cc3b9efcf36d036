// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page_entry.h"

namespace weir::app {

/// Every page of the program, in the order of the navigation.
[[nodiscard]] ui::PageCatalogue pageCatalogue();

} // namespace weir::app
