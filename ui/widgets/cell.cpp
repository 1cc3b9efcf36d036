// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cell.h"

namespace weir::ui {

bool sortsBefore(const SortKey& a, const SortKey& b)
{
    if (const auto* textA = std::get_if<QString>(&a)) {
        if (const auto* textB = std::get_if<QString>(&b))
            return QString::compare(*textA, *textB, Qt::CaseInsensitive) < 0;
    }
    return a < b;
}

} // namespace weir::ui
