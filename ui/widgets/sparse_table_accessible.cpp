// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparse_table_accessible.h"

#include "ui/widgets/sparse_table.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtCore/QHash>
#include <QtGui/QAccessible>
#include <QtWidgets/QAccessibleWidget>

#include <algorithm>
#include <utility>

namespace weir::ui {
namespace {

/// Interfaces that are kept although their rows left the view; screen readers may still hold them.
constexpr qsizetype mostCells = 4'096;

using CellKey = std::pair<qint64, int>;

/// A cell, or the title of a column.
class AccessibleCell : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    AccessibleCell(SparseTable* table, qint64 position, int column, bool title)
        : m_table(table), m_position(position), m_column(column), m_title(title)
    {
    }

    bool isValid() const override { return m_table && m_column < m_table->header()->count(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_table); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return m_title ? QAccessible::ColumnHeader : QAccessible::Cell; }
    void setText(QAccessible::Text, const QString&) override {}
    QString text(QAccessible::Text what) const override;
    QRect rect() const override;
    QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface && !m_title ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
    }

    bool isSelected() const override { return state().selected; }
    QList<QAccessibleInterface*> columnHeaderCells() const override;
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override;
    int rowIndex() const override;
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

    [[nodiscard]] bool isTitle() const { return m_title; }

private:
    [[nodiscard]] const SparseWindow::Row* row() const { return m_title ? nullptr : m_table->shown().rowOf(m_position); }

    QPointer<SparseTable> m_table;
    qint64 m_position;
    int m_column;
    bool m_title;
};

class AccessibleSparseTable : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit AccessibleSparseTable(SparseTable* table)
        : QAccessibleWidget(table, QAccessible::Table, table->accessibleName())
    {
    }
    ~AccessibleSparseTable() override;

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    /// The titles, then the cells row by row.
    int childCount() const override { return (rowCount() + 1) * columnCount(); }
    QAccessibleInterface* child(int index) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* focusChild() const override;
    QAccessible::State state() const override;

    QAccessibleInterface* cellAt(int row, int column) const override { return child((row + 1) * columnCount() + column); }
    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QString columnDescription(int column) const override;
    QString rowDescription(int) const override { return {}; }
    int columnCount() const override { return static_cast<int>(columns().size()); }
    int rowCount() const override { return static_cast<int>(table()->shown().rows().size()); }
    int selectedCellCount() const override { return selectedRowCount() * columnCount(); }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override { return static_cast<int>(selectedRows().size()); }
    QList<QAccessibleInterface*> selectedCells() const override;
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override;
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override { return selectedRows().contains(row); }
    bool selectRow(int row) override;
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent*) override {}

    [[nodiscard]] QAccessibleInterface* cellOf(qint64 position, int column, bool title) const;

private:
    [[nodiscard]] SparseTable* table() const { return static_cast<SparseTable*>(widget()); }
    [[nodiscard]] std::vector<int> columns() const { return table()->header()->shownColumns(); }
    static void forget(QHash<CellKey, QAccessible::Id>& cells);

    mutable QHash<CellKey, QAccessible::Id> m_cells;
    mutable QHash<int, QAccessible::Id> m_titles;
};

// --- the cell ---------------------------------------------------------------------------------

QString AccessibleCell::text(QAccessible::Text what) const
{
    if (!isValid() || what != QAccessible::Name)
        return {};
    if (m_title)
        return m_table->header()->columns()[static_cast<std::size_t>(m_column)].title;
    const SparseWindow::Row* at = row();
    if (!at)
        return {};
    if (!at->loaded || !m_table->rows())
        return SparseTable::tr("loading…");
    return m_table->rows()->fullText(m_position, m_column).left(4'096);
}

QRect AccessibleCell::rect() const
{
    if (!isValid())
        return {};
    const SparseTableHeader* header = m_table->header();
    if (m_title) {
        const QPoint corner(header->sectionViewportPosition(m_column), 0);
        return {header->mapToGlobal(corner), QSize(header->sectionSize(m_column), header->height())};
    }
    const QRect cell = m_table->cellRect(m_position, m_column);
    return cell.isValid() ? QRect(m_table->viewport()->mapToGlobal(cell.topLeft()), cell.size()) : QRect();
}

QAccessible::State AccessibleCell::state() const
{
    QAccessible::State state;
    if (!isValid() || (!m_title && !row())) {
        state.invalid = true;
        return state;
    }
    state.invisible = !m_table->isVisible();
    state.readOnly = true;
    if (m_title)
        return state;
    const auto selection = m_table->selection();
    state.selectable = true;
    state.selected = selection && m_position >= selection->first && m_position <= selection->second;
    state.focusable = true;
    state.focused = m_table->hasFocus() && m_table->current() == m_position && m_table->currentColumn() == m_column;
    state.busy = !row()->loaded;
    return state;
}

QList<QAccessibleInterface*> AccessibleCell::columnHeaderCells() const
{
    const auto* table = static_cast<AccessibleSparseTable*>(parent());
    return table ? QList{table->cellOf(0, m_column, true)} : QList<QAccessibleInterface*>();
}

int AccessibleCell::columnIndex() const
{
    if (!isValid())
        return -1;
    const auto shown = m_table->header()->shownColumns();
    const auto at = std::ranges::find(shown, m_column);
    return at == shown.end() ? -1 : static_cast<int>(at - shown.begin());
}

int AccessibleCell::rowIndex() const
{
    const SparseWindow::Row* at = isValid() ? row() : nullptr;
    return at ? static_cast<int>(at - m_table->shown().rows().data()) : -1;
}

// --- the table --------------------------------------------------------------------------------

void AccessibleSparseTable::forget(QHash<CellKey, QAccessible::Id>& cells)
{
    for (const QAccessible::Id id : std::as_const(cells))
        QAccessible::deleteAccessibleInterface(id);
    cells.clear();
}

AccessibleSparseTable::~AccessibleSparseTable()
{
    forget(m_cells);
    for (const QAccessible::Id id : std::as_const(m_titles))
        QAccessible::deleteAccessibleInterface(id);
}

QAccessibleInterface* AccessibleSparseTable::cellOf(qint64 position, int column, bool title) const
{
    const QAccessible::Id known = title ? m_titles.value(column) : m_cells.value({position, column});
    if (known != 0) {
        if (QAccessibleInterface* cell = QAccessible::accessibleInterface(known))
            return cell;
    }
    if (m_cells.size() > mostCells)
        forget(m_cells);
    auto* cell = new AccessibleCell(table(), position, column, title);
    const QAccessible::Id id = QAccessible::registerAccessibleInterface(cell);
    if (title)
        m_titles.insert(column, id);
    else
        m_cells.insert({position, column}, id);
    return cell;
}

QAccessibleInterface* AccessibleSparseTable::child(int index) const
{
    const auto shown = columns();
    const auto& rows = table()->shown().rows();
    if (index < 0 || shown.empty())
        return nullptr;
    const int row = index / static_cast<int>(shown.size()) - 1;
    const int column = shown[static_cast<std::size_t>(index) % shown.size()];
    if (row < 0)
        return cellOf(0, column, true);
    return row < static_cast<int>(rows.size()) ? cellOf(rows[static_cast<std::size_t>(row)].position, column, false) : nullptr;
}

QAccessibleInterface* AccessibleSparseTable::childAt(int x, int y) const
{
    const QPoint at = table()->viewport()->mapFromGlobal(QPoint(x, y));
    const SparseWindow::Row* row = table()->shown().rowAt(at.y());
    const int column = table()->header()->logicalIndexAt(at.x());
    if (column < 0 || (!row && at.y() >= 0))
        return nullptr;
    return cellOf(row && at.y() >= 0 ? row->position : 0, column, at.y() < 0);
}

int AccessibleSparseTable::indexOfChild(const QAccessibleInterface* child) const
{
    const auto* cell = dynamic_cast<const AccessibleCell*>(child);
    if (!cell || cell->columnIndex() < 0)
        return -1;
    if (cell->isTitle())
        return cell->columnIndex();
    return cell->rowIndex() < 0 ? -1 : (cell->rowIndex() + 1) * columnCount() + cell->columnIndex();
}

QAccessibleInterface* AccessibleSparseTable::focusChild() const
{
    const auto current = table()->current();
    if (!current || table()->currentColumn() < 0 || !table()->shown().rowOf(*current))
        return nullptr;
    return cellOf(*current, table()->currentColumn(), false);
}

QAccessible::State AccessibleSparseTable::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.multiSelectable = true;
    return state;
}

QString AccessibleSparseTable::columnDescription(int column) const
{
    const auto shown = columns();
    if (column < 0 || column >= static_cast<int>(shown.size()))
        return {};
    return table()->header()->columns()[static_cast<std::size_t>(shown[static_cast<std::size_t>(column)])].title;
}

QList<int> AccessibleSparseTable::selectedRows() const
{
    QList<int> result;
    const auto selection = table()->selection();
    const auto& rows = table()->shown().rows();
    for (std::size_t i = 0; selection && i < rows.size(); ++i) {
        if (rows[i].position >= selection->first && rows[i].position <= selection->second)
            result << static_cast<int>(i);
    }
    return result;
}

QList<QAccessibleInterface*> AccessibleSparseTable::selectedCells() const
{
    QList<QAccessibleInterface*> result;
    for (const int row : selectedRows()) {
        for (int column = 0; column < columnCount(); ++column)
            result << cellAt(row, column);
    }
    return result;
}

bool AccessibleSparseTable::selectRow(int row)
{
    const auto& rows = table()->shown().rows();
    if (row < 0 || row >= static_cast<int>(rows.size()))
        return false;
    table()->setCurrent(rows[static_cast<std::size_t>(row)].position);
    return true;
}

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* table = qobject_cast<SparseTable*>(object);
    return table ? new AccessibleSparseTable(table) : nullptr;
}

} // namespace

void installSparseTableAccessibility()
{
    // Qt keeps a list of factories: the same one again would only be asked twice.
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(installed);
}

void announceCurrentCell(SparseTable& table)
{
    if (!QAccessible::isActive() || !table.hasFocus())
        return;
    QAccessibleInterface* whole = QAccessible::queryAccessibleInterface(&table);
    QAccessibleInterface* cell = whole ? whole->focusChild() : nullptr;
    if (!cell)
        return;
    QAccessibleEvent event(&table, QAccessible::Focus);
    event.setChild(whole->indexOfChild(cell));
    QAccessible::updateAccessibility(&event);
}

void announceRows(SparseTable& table)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleTableModelChangeEvent event(&table, QAccessibleTableModelChangeEvent::ModelReset);
    QAccessible::updateAccessibility(&event);
}

} // namespace weir::ui
