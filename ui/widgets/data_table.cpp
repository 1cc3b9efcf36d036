// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/data_table.h"

#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/table_header.h"

#include <QtCore/QSettings>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace weir::ui {

DataTable::DataTable(TableModelBase* model, const QString& name, const QString& settingsKey, QWidget* parent)
    : QTableView(parent), m_model(model), m_delegate(new CellDelegate(this)), m_settingsKey(settingsKey)
{
    setAccessibleName(name);
    setItemDelegate(m_delegate);
    setModel(model);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setCornerButtonEnabled(false);
    setUpHeader();
    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (!isLink(index))
            Q_EMIT rowActivated(m_model->keyAt(index.row()));
    });
    connect(this, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (isLink(index))
            Q_EMIT linkActivated(m_model->keyAt(index.row()), index.column());
    });
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_keyBeforeReset = m_toldKey; });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (m_keyBeforeReset.isEmpty() || !selectKey(m_keyBeforeReset))
            currentChanged(currentIndex(), {});
    });
}

DataTable::~DataTable()
{
    rememberWidths();
}

void DataTable::hideEvent(QHideEvent* event)
{
    QTableView::hideEvent(event);
    rememberWidths();
}

void DataTable::setUpHeader()
{
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setRowHeight(Theme::rowHeight);
    auto* header = new TableHeader(this);
    setHorizontalHeader(header);
    header->setSortIndicator(m_model->sortColumn(), m_model->sortOrder());
    header->setSortIndicatorShown(m_model->sortColumn() >= 0);
    connect(header, &QHeaderView::sectionClicked, this, [this](int column) {
        const bool again = column == m_model->sortColumn() && m_model->sortOrder() == Qt::AscendingOrder;
        sortBy(column, again ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
    restoreWidths();
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int before, int after) {
        if (m_stretching)
            return;
        // A column that is hidden or shown keeps the width it had.
        if (before > 0 && after > 0 && m_model->columnWidth(column) > 0)
            m_changedWidths.insert(m_model->columnId(column), after);
        stretchColumns();
    });
}

void DataTable::setRowHeight(int pixels)
{
    verticalHeader()->setMinimumSectionSize(pixels);
    verticalHeader()->setDefaultSectionSize(pixels);
}

void DataTable::sortBy(int column, Qt::SortOrder order)
{
    m_model->sort(column, order);
    horizontalHeader()->setSortIndicatorShown(true);
    horizontalHeader()->setSortIndicator(column, order);
}

QString DataTable::currentKey() const
{
    return currentIndex().isValid() ? m_model->keyAt(currentIndex().row()) : QString();
}

bool DataTable::selectKey(const QString& key)
{
    const auto row = m_model->shownRowOf(key);
    if (!row)
        return false;
    const int column = std::max(0, currentIndex().column());
    setCurrentIndex(m_model->index(*row, column));
    scrollTo(currentIndex());
    return true;
}

void DataTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    const QString key = current.isValid() ? m_model->keyAt(current.row()) : QString();
    if (key == m_toldKey)
        return;
    m_toldKey = key;
    Q_EMIT currentKeyChanged(key);
}

void DataTable::keyPressEvent(QKeyEvent* event)
{
    const QModelIndex at = currentIndex();
    if (event->matches(QKeySequence::Copy)) {
        copyCell();
    } else if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        copyRow();
    } else if (at.isValid() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        if (isLink(at))
            Q_EMIT linkActivated(m_model->keyAt(at.row()), at.column());
        else
            Q_EMIT rowActivated(m_model->keyAt(at.row()));
    } else {
        QTableView::keyPressEvent(event);
    }
}

void DataTable::mouseMoveEvent(QMouseEvent* event)
{
    QTableView::mouseMoveEvent(event);
    const QModelIndex at = indexAt(event->position().toPoint());
    hover(at.isValid() ? at.row() : -1);
    viewport()->setCursor(isLink(at) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void DataTable::leaveEvent(QEvent* event)
{
    QTableView::leaveEvent(event);
    hover(-1);
}

void DataTable::hover(int row)
{
    m_delegate->setHoveredRow(row);
    viewport()->update();
}

void DataTable::contextMenuEvent(QContextMenuEvent* event)
{
    if (!currentIndex().isValid())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& text, const QKeySequence& keys, void (DataTable::*action)() const) {
        auto* entry = menu->addAction(text);
        entry->setShortcut(keys);
        connect(entry, &QAction::triggered, this, [this, action] { (this->*action)(); });
    };
    add(tr("Copy cell"), QKeySequence::Copy, &DataTable::copyCell);
    add(tr("Copy row"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), &DataTable::copyRow);
    menu->popup(event->globalPos());
}

void DataTable::copyCell() const
{
    if (currentIndex().isValid())
        copyText(currentIndex().data(Qt::AccessibleTextRole).toString());
}

void DataTable::copyRow() const
{
    if (!currentIndex().isValid())
        return;
    QStringList cells;
    for (int column = 0; column < m_model->columnCount(); ++column)
        cells << currentIndex().siblingAtColumn(column).data(Qt::AccessibleTextRole).toString();
    copyText(cells.join(u'\t'));
}

bool DataTable::isLink(const QModelIndex& index) const
{
    return index.isValid() && std::holds_alternative<LinkCell>(index.data(MarkRole).value<CellMark>())
        && !index.data(Qt::DisplayRole).toString().isEmpty();
}

void DataTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    stretchColumns();
}

void DataTable::stretchColumns()
{
    int used = 0;
    std::vector<int> elastic;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (m_model->columnWidth(column) == 0)
            elastic.push_back(column);
        else if (!isColumnHidden(column))
            used += columnWidth(column);
    }
    if (elastic.empty())
        return;
    m_stretching = true;
    const int share = std::max(120, (viewport()->width() - used) / static_cast<int>(elastic.size()));
    for (const int column : elastic)
        setColumnWidth(column, share);
    m_stretching = false;
}

void DataTable::restoreWidths()
{
    const QSettings settings;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const int start = m_model->columnWidth(column);
        if (start == 0)
            continue;
        const QString key = QStringLiteral("columns/%1/%2").arg(m_settingsKey, m_model->columnId(column));
        const int width = m_settingsKey.isEmpty() ? start : settings.value(key, start).toInt();
        setColumnWidth(column, std::clamp(width, 36, 2000));
    }
}

void DataTable::rememberWidths() const
{
    // The model may be gone already: siblings are destroyed in the order they were made.
    if (m_settingsKey.isEmpty() || m_changedWidths.isEmpty())
        return;
    QSettings settings;
    for (auto width = m_changedWidths.cbegin(); width != m_changedWidths.cend(); ++width)
        settings.setValue(QStringLiteral("columns/%1/%2").arg(m_settingsKey, width.key()), width.value());
}

} // namespace weir::ui
