// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtCore/QSize>

#include <span>

class QPainter;
class QRectF;

namespace weir::ui {

/// How the small marks of tables and cards are drawn, in one place. GUI thread. `theme` is the one in force.
[[nodiscard]] QFont pillFont();
[[nodiscard]] QSize pillSize(const QString& text);
void paintPill(QPainter& painter, const QRectF& area, const Theme& theme, const QString& text, Tone tone,
               Qt::Alignment alignment);

/// Tiny columns that show skew; `hot` (or -1) is the one drawn in vermillion. More values than pixels are merged by maximum.
void paintBars(QPainter& painter, const QRectF& area, const Theme& theme, std::span<const double> values, int hot);

/// A line over equally spaced values; NaN breaks the line.
void paintSparkline(QPainter& painter, const QRectF& area, const QColor& color, std::span<const double> values);

/// A horizontal bar that fills `share` (0..1) of the area from the right.
void paintMeter(QPainter& painter, const QRectF& area, const QColor& color, double share);

} // namespace weir::ui
