// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/connection_choice.h"
#include "ui/shell/theme_switch.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace weir::app {

/// What the command line of the desktop program says.
struct Options {
    ConnectionChoice connection;
    std::optional<QString> screenshots; ///< folder
    std::optional<ui::ThemeChoice> theme;
};

/// Whether --help or --version is among the arguments, and then its text; works without a display.
[[nodiscard]] std::optional<QString> informationAsked(const QStringList& arguments);
/// InvalidInput names what is wrong. `arguments` without those that Qt took for itself.
[[nodiscard]] Result<Options> parseOptions(const QStringList& arguments);

} // namespace weir::app
