// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/cell.h"

#include <QtCore/QRect>

#include <optional>

class QPainter;

namespace weir::ui {

/// Everything that decides how one cell of a table is drawn: what DataTable reads from a model's roles and SparseTable
/// from a SparseCell, so that both look alike.
struct CellLook {
    QString text;
    CellMark mark{};
    std::optional<Tone> tone{}; ///< absent: the colour of text
    bool mono = false;
    bool strong = false;
    Qt::Alignment alignment = Qt::AlignLeft;
    QString second{}; ///< a dim line below
};

enum class CellGround { Plain, Hovered, Selected, Section };

/// Space between the edge of a cell and its text.
inline constexpr int cellPadding = 10;

/// The ground of a cell or of a whole row, with the hairline below. GUI thread.
void paintCellGround(QPainter& painter, const QRect& area, const Theme& theme, CellGround ground);
/// The frame around the cell that Ctrl+C copies, for people who use the keyboard.
void paintCellFocus(QPainter& painter, const QRect& area, const Theme& theme);
/// Text and mark; `inner` is the cell without its padding and its hairline.
void paintCellContent(QPainter& painter, const QRect& inner, const Theme& theme, const CellLook& look);
/// Width a cell needs for its text, padding included; of a very long text the beginning counts.
[[nodiscard]] int cellWidth(const QString& text, bool mono);

} // namespace weir::ui
