// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtCore/QString>

namespace weir::ui {

/// What the person's word for an environment means: its colour in the window, and whether changes ask again. Pure.
/// "production", "prod", "prod-eu", "live" count as production, without case; anything unknown does not.
[[nodiscard]] bool isProduction(const QString& environment);
/// Bad for production, Warning for staging, Ok for test and development, Neutral for anything else.
[[nodiscard]] Tone environmentTone(const QString& environment);

} // namespace weir::ui
