// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/value_hint_text.h"

#include "core/records/value_hints.h"

namespace weir::ui {

QStringList valueHints(const QString& word, bool number)
{
    QStringList hints;
    for (const std::string& hint : weir::explainScalar(word.toStdString(), number, weir::nowMs()))
        hints << QString::fromStdString(hint);
    return hints;
}

} // namespace weir::ui
