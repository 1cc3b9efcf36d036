// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>

namespace weir::ui {

/// What a word of a payload may mean, for a PayloadView: explainScalar() of core/records against the clock of now.
[[nodiscard]] QStringList valueHints(const QString& word, bool number);

} // namespace weir::ui
