// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <functional>

class QPushButton;
class QWidget;

namespace weir::ui {

/// A link "Insert placeholder" with a menu of what placeholderHelp() knows; `insert` gets the example that was chosen.
[[nodiscard]] QPushButton* placeholderButton(const QString& accessibleName, std::function<void(const QString&)> insert, QWidget* parent);

} // namespace weir::ui
