// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/pages.h"

namespace weir::app {

ui::PageCatalogue pageCatalogue()
{
    return [](const ui::PageContext&) { return std::vector<ui::PageEntry>(); };
}

} // namespace weir::app
