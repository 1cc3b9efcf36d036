// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cell_look.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtGui/QPainter>
#include <QtGui/QPaintEvent>

namespace weir::ui {
namespace {

CellLook lookOf(const SparseCell& cell, const SparseColumn& column)
{
    CellLook look{.text = cell.text, .mark = cell.mark};
    if (cell.tone != Tone::Neutral)
        look.tone = cell.tone;
    look.mono = column.mono;
    look.strong = cell.strong;
    look.alignment = column.alignment | Qt::AlignVCenter;
    return look;
}

} // namespace

QRect SparseTable::rectOf(const SparseWindow::Row& row, int column) const
{
    return {m_header->sectionViewportPosition(column), row.y, m_header->sectionSize(column), Theme::rowHeight};
}

QRect SparseTable::cellRect(qint64 position, int column)
{
    const SparseWindow::Row* row = shown().rowOf(position);
    return row && column >= 0 && column < m_header->count() ? rectOf(*row, column) : QRect();
}

void SparseTable::paintEvent(QPaintEvent* event)
{
    settle();
    QPainter painter(viewport());
    const Theme& theme = themeOf(this);
    painter.fillRect(event->rect(), theme.panel);
    for (const SparseWindow::Row& row : m_window.rows()) {
        if (!event->rect().intersects(QRect(0, row.y, viewport()->width(), Theme::rowHeight)))
            continue;
        if (row.loaded)
            paintRow(painter, row);
        else
            paintLoadingRow(painter, row);
    }
    // Without a current row nothing else shows where the keyboard is.
    if (!m_current && hasFocus() && QWidget::window()->testAttribute(Qt::WA_KeyboardFocusChange))
        paintCellFocus(painter, viewport()->rect().adjusted(0, 0, 0, 1), theme);
}

void SparseTable::paintRow(QPainter& painter, const SparseWindow::Row& row)
{
    const Theme& theme = themeOf(this);
    const QRect whole(0, row.y, viewport()->width(), Theme::rowHeight);
    paintCellGround(painter, whole, theme,
                    isSelected(row.position)      ? CellGround::Selected
                    : m_hovered == row.position   ? CellGround::Hovered
                                                  : CellGround::Plain);
    const auto& columns = m_header->columns();
    for (const int column : m_header->shownColumns()) {
        const QRect area = rectOf(row, column);
        if (!area.intersects(whole))
            continue;
        const SparseColumn& what = columns[static_cast<std::size_t>(column)];
        const QRect inner = area.adjusted(cellPadding, 0, -cellPadding, -1);
        paintCellContent(painter, inner, theme, lookOf(m_rows->cell(row.position, column), what));
    }
    if (m_current == row.position && m_column >= 0 && hasFocus()
        && QWidget::window()->testAttribute(Qt::WA_KeyboardFocusChange))
        paintCellFocus(painter, rectOf(row, m_column), theme);
}

void SparseTable::paintLoadingRow(QPainter& painter, const SparseWindow::Row& row)
{
    const Theme& theme = themeOf(this);
    const QRect whole(0, row.y, viewport()->width(), Theme::rowHeight);
    paintCellGround(painter, whole, theme, isSelected(row.position) ? CellGround::Selected : CellGround::Plain);
    bool first = true;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const int column : m_header->shownColumns()) {
        const QRect inner = rectOf(row, column).adjusted(cellPadding, 0, -cellPadding, -1);
        if (first) {
            CellLook look{.text = tr("loading…"), .tone = Tone::Neutral};
            look.alignment = Qt::AlignLeft | Qt::AlignVCenter;
            paintCellContent(painter, inner.adjusted(0, 0, cellPadding, 0), theme, look);
            first = false;
            continue;
        }
        // Lengths that differ from row to row look like text, and the same row always looks the same.
        const auto seed = static_cast<quint64>(row.position) * 2654435761U + static_cast<quint64>(column) * 40503U;
        const int width = inner.width() * (45 + static_cast<int>(seed % 41)) / 100;
        const bool right = m_header->columns()[static_cast<std::size_t>(column)].alignment.testFlag(Qt::AlignRight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.secondPanel);
        painter.drawRoundedRect(right ? inner.right() - width : inner.left(), inner.center().y() - 4, width, 9, 4, 4);
    }
    painter.restore();
}

} // namespace weir::ui
