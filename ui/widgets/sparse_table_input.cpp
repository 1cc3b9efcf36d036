// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/cell_look.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtCore/QMetaMethod>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QHelpEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolTip>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr qint64 mostCopied = 10'000;
/// Ten thousand large values would stall the window and whoever reads the clipboard.
constexpr qint64 mostCharacters = 16'000'000;
/// Ctrl+A is for tables one can oversee.
constexpr qint64 mostSelectedAtOnce = 1'000'000;
constexpr qsizetype longestToolTip = 2'000;
constexpr int widthStep = 16;

} // namespace

// --- keys -------------------------------------------------------------------------------------

void SparseTable::keyPressEvent(QKeyEvent* event)
{
    settle();
    const Select select = event->modifiers().testFlag(Qt::ShiftModifier) ? Select::Extend : Select::Alone;
    if (event->matches(QKeySequence::Copy))
        return copyCell();
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        return copyRows();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    if (columnKey(*event))
        return;
    switch (event->key()) {
    case Qt::Key_Up: moveBy(-1, select); break;
    case Qt::Key_Down: moveBy(1, select); break;
    case Qt::Key_PageUp: moveBy(-std::max(1, m_window.pageRows() - 1), select); break;
    case Qt::Key_PageDown: moveBy(std::max(1, m_window.pageRows() - 1), select); break;
    case Qt::Key_Home: goToEdge(Edge::Begin, select); break;
    case Qt::Key_End: goToEdge(Edge::End, select); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current && !m_awaited)
            Q_EMIT activated(*m_current);
        break;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

bool SparseTable::columnKey(const QKeyEvent& event)
{
    const bool left = event.key() == Qt::Key_Left;
    if (event.key() == Qt::Key_M && event.modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        openColumnsMenu();
        return true;
    }
    if (!left && event.key() != Qt::Key_Right)
        return false;
    const int step = left ? -1 : 1;
    if (event.modifiers().testFlag(Qt::ControlModifier) && event.modifiers().testFlag(Qt::ShiftModifier)) {
        m_header->moveColumn(m_column, step);
    } else if (event.modifiers().testFlag(Qt::ControlModifier)) {
        m_header->widen(m_column, step * widthStep);
    } else {
        m_column = m_header->neighbour(m_column, step);
        announce();
    }
    if (m_column >= 0) {
        QScrollBar* bar = horizontalScrollBar();
        const int x = m_header->sectionPosition(m_column);
        const int width = std::min(m_header->sectionSize(m_column), viewport()->width());
        if (x < bar->value())
            bar->setValue(x);
        else if (x + width > bar->value() + viewport()->width())
            bar->setValue(x + width - viewport()->width());
    }
    viewport()->update();
    return true;
}

void SparseTable::moveBy(int steps, Select select)
{
    if (!m_rows)
        return;
    if (!m_current) {
        if (!m_window.rows().empty())
            moveTo(m_window.rows().front(), select);
        return;
    }
    moveTo(m_window.step(*m_current, steps), select);
}

void SparseTable::moveTo(const std::optional<SparseWindow::Row>& row, Select select)
{
    if (!row)
        return;
    makeCurrent(*row, select);
    m_window.reveal(row->position);
    showPlace();
}

void SparseTable::goToEdge(Edge edge, Select select)
{
    if (!m_rows)
        return;
    if (edge == Edge::Begin)
        m_window.toBegin();
    else
        m_window.toEnd();
    const auto row = edge == Edge::Begin ? m_window.firstRow() : m_window.lastRow();
    if (row)
        makeCurrent(*row, select);
    showPlace();
    if (edge == m_followEdge && edge != Edge::None)
        switchFollow(true);
}

void SparseTable::selectAll()
{
    if (!m_rows || m_rows->end() - m_rows->begin() > mostSelectedAtOnce)
        return;
    const auto first = m_window.firstRow();
    const auto last = m_window.lastRow();
    if (!first || !last)
        return;
    // The view stays where it is: this is for copying, not for going somewhere.
    const auto current = m_current;
    m_mark = first->position;
    m_current = last->position;
    m_awaited = !last->loaded;
    viewport()->update();
    Q_EMIT selectionChanged();
    if (current != m_current)
        Q_EMIT currentChanged(m_current);
}

// --- mouse ------------------------------------------------------------------------------------

int SparseTable::columnAt(int x) const
{
    return m_header->logicalIndexAt(x);
}

void SparseTable::hover(std::optional<qint64> position)
{
    if (m_hovered == position)
        return;
    m_hovered = position;
    viewport()->update();
}

void SparseTable::mousePressEvent(QMouseEvent* event)
{
    settle();
    const QPoint at = event->position().toPoint();
    const SparseWindow::Row* row = m_window.rowAt(at.y());
    if (!row || (event->button() != Qt::LeftButton && event->button() != Qt::RightButton))
        return;
    if (const int column = columnAt(at.x()); column >= 0)
        m_column = column;
    // A right click inside of a selection is about the selection.
    if (event->button() == Qt::RightButton && isSelected(row->position))
        return;
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    m_selecting = event->button() == Qt::LeftButton;
    makeCurrent(*row, extend ? Select::Extend : Select::Alone);
}

void SparseTable::mouseMoveEvent(QMouseEvent* event)
{
    settle();
    const QPoint at = event->position().toPoint();
    const SparseWindow::Row* row = viewport()->rect().contains(at) ? m_window.rowAt(at.y()) : nullptr;
    hover(row ? std::optional(row->position) : std::nullopt);
    if (!m_selecting || !event->buttons().testFlag(Qt::LeftButton))
        return;
    m_dragAt = at;
    const bool outside = at.y() < 0 || at.y() >= viewport()->height();
    if (outside && !m_autoScroll.isActive())
        m_autoScroll.start(40, this);
    else if (!outside)
        m_autoScroll.stop();
    selectTo(at);
}

void SparseTable::selectTo(QPoint at)
{
    const auto& rows = m_window.rows();
    if (rows.empty())
        return;
    const SparseWindow::Row* row = m_window.rowAt(std::clamp(at.y(), 0, std::max(0, viewport()->height() - 1)));
    makeCurrent(row ? *row : at.y() < 0 ? rows.front() : rows.back(), Select::Extend);
}

void SparseTable::mouseReleaseEvent(QMouseEvent* event)
{
    m_selecting = false;
    m_autoScroll.stop();
    QAbstractScrollArea::mouseReleaseEvent(event);
}

void SparseTable::mouseDoubleClickEvent(QMouseEvent* event)
{
    settle();
    const SparseWindow::Row* row = m_window.rowAt(event->position().toPoint().y());
    if (event->button() == Qt::LeftButton && row && row->loaded)
        Q_EMIT activated(row->position);
}

bool SparseTable::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        hover(std::nullopt);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        showCellToolTip(help->pos(), help->globalPos());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void SparseTable::showCellToolTip(QPoint at, QPoint global)
{
    const SparseWindow::Row* row = shown().rowAt(at.y());
    const int column = columnAt(at.x());
    if (!row || !row->loaded || column < 0)
        return QToolTip::hideText();
    const SparseCell cell = m_rows->cell(row->position, column);
    const bool fits = cellWidth(cell.text, m_header->columns()[static_cast<std::size_t>(column)].mono)
        <= m_header->sectionSize(column);
    if (fits)
        return QToolTip::hideText();
    QToolTip::showText(global, plainToolTip(m_rows->fullText(row->position, column).left(longestToolTip)), viewport(),
                       rectOf(*row, column));
}

// --- menus ------------------------------------------------------------------------------------

void SparseTable::contextMenuEvent(QContextMenuEvent* event)
{
    settle();
    if (!m_current)
        return;
    QPoint global = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const QRect cell = cellRect(*m_current, std::max(0, m_column));
        global = viewport()->mapToGlobal(cell.isValid() ? cell.bottomLeft() : QPoint(0, 0));
    }
    openMenu(*m_current, m_column, global);
}

void SparseTable::openMenu(qint64 position, int column, QPoint global)
{
    if (isSignalConnected(QMetaMethod::fromSignal(&SparseTable::contextMenuRequested))) {
        Q_EMIT contextMenuRequested(position, column, global);
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* cell = menu->addAction(tr("Copy cell"));
    cell->setShortcut(QKeySequence::Copy);
    connect(cell, &QAction::triggered, this, &SparseTable::copyCell);
    QAction* rows = menu->addAction(tr("Copy rows"));
    rows->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    connect(rows, &QAction::triggered, this, &SparseTable::copyRows);
    menu->popup(global);
}

void SparseTable::openColumnsMenu()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_header->fillMenu(*menu);
    menu->popup(m_header->mapToGlobal(QPoint(std::max(0, m_header->sectionViewportPosition(m_column)), m_header->height())));
}

// --- clipboard --------------------------------------------------------------------------------

void SparseTable::copyCell()
{
    if (!m_rows || !m_current || m_column < 0)
        return;
    const auto found = m_rows->atOrAfter(*m_current);
    if (found.state == SparseRows::Lookup::State::Row && found.position == *m_current)
        copyText(m_rows->fullText(*m_current, m_column));
}

QString SparseTable::rowText(qint64 position) const
{
    QStringList cells;
    for (const int column : m_header->shownColumns())
        cells << m_rows->fullText(position, column);
    return cells.join(u'\t');
}

void SparseTable::copyRows()
{
    const auto range = selection();
    if (!m_rows || !range)
        return;
    QStringList lines;
    bool missing = false;
    qint64 characters = 0;
    qint64 at = range->first;
    while (lines.size() < mostCopied && characters < mostCharacters && at <= range->second) {
        const auto found = m_rows->atOrAfter(at);
        if (found.state == SparseRows::Lookup::State::None || found.position > range->second) {
            at = range->second + 1;
            break;
        }
        // Rows that are not loaded have no bounds that are worth guessing: what is beyond them is left out, too.
        if (found.state == SparseRows::Lookup::State::Loading) {
            missing = true;
            break;
        }
        lines << rowText(found.position);
        characters += lines.back().size();
        at = found.position + 1;
    }
    const qint64 left = missing ? 0 : range->second - at + 1;
    if (!lines.isEmpty())
        copyText(lines.join(u'\n'));
    Q_EMIT copied(lines.size(), left, missing);
    if (!missing && left == 0)
        return;
    const QString why = missing ? tr("The rows after them are not loaded.") : tr("More are not copied at once.");
    QToolTip::showText(viewport()->mapToGlobal(QPoint(20, 20)),
                       plainToolTip(countedText(lines.size(), tr("1 row was copied."), tr("%1 rows were copied.")) + u' ' + why),
                       viewport());
}

} // namespace weir::ui
