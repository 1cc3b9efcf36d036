// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/cell_look.h"

#include <QtWidgets/QStyledItemDelegate>

namespace weir::ui {

/// Draws every cell of a DataTable from the roles in cell.h. GUI thread.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit CellDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// The row under the mouse, or -1; the table sets it.
    void setHoveredRow(int row) { m_hoveredRow = row; }

    static constexpr int padding = cellPadding;
    static constexpr int indentWidth = 16;

private:
    void paintSection(QPainter& painter, const QRect& area, const Theme& theme, const QModelIndex& index) const;
    int m_hoveredRow = -1;
};

} // namespace weir::ui
