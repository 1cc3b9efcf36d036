// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparse_table_header.h"

#include "ui/widgets/cell_look.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QSettings>
#include <QtGui/QContextMenuEvent>
#include <QtWidgets/QMenu>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr int narrowest = 36;
constexpr int widest = 2000;
constexpr int elasticMinimum = 120;

QString settingsPath(const char* what, const QString& key)
{
    return QStringLiteral("%1/%2").arg(QLatin1String(what), key);
}

} // namespace

/// What QHeaderView asks for: the titles, and no rows.
class SparseTableHeader::Model : public QAbstractTableModel
{
public:
    Model(const std::vector<SparseColumn>& columns, QObject* parent) : QAbstractTableModel(parent), m_columns(columns) {}
    void reset(const std::function<void()>& change)
    {
        beginResetModel();
        change();
        endResetModel();
    }
    int rowCount(const QModelIndex&) const override { return 0; }
    int columnCount(const QModelIndex&) const override { return static_cast<int>(m_columns.size()); }
    QVariant data(const QModelIndex&, int) const override { return {}; }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount({}))
            return {};
        const SparseColumn& column = m_columns[static_cast<std::size_t>(section)];
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::Alignment(column.alignment | Qt::AlignVCenter));
        return role == Qt::DisplayRole ? QVariant(column.title) : QVariant();
    }

private:
    const std::vector<SparseColumn>& m_columns;
};

SparseTableHeader::SparseTableHeader(const QString& settingsKey, QWidget* parent)
    : TableHeader(parent), m_model(new Model(m_columns, this)), m_settingsKey(settingsKey)
{
    setModel(m_model);
    setSectionsMovable(true);
    setFirstSectionMovable(true);
    if (!m_settingsKey.isEmpty()) {
        const QSettings settings;
        m_order = settings.value(settingsPath("columnOrder", m_settingsKey)).toStringList();
        m_hidden = settings.value(settingsPath("columnsHidden", m_settingsKey)).toStringList();
    }
    connect(this, &QHeaderView::sectionResized, this, &SparseTableHeader::noteWidth);
    connect(this, &QHeaderView::sectionMoved, this, [this] {
        if (m_applying)
            return;
        m_order.clear();
        for (int visual = 0; visual < count(); ++visual)
            m_order << m_columns[static_cast<std::size_t>(logicalIndex(visual))].id;
        m_changed = true;
        Q_EMIT layoutChanged();
    });
}

SparseTableHeader::~SparseTableHeader()
{
    remember();
}

void SparseTableHeader::hideEvent(QHideEvent* event)
{
    TableHeader::hideEvent(event);
    remember();
}

void SparseTableHeader::setColumns(const std::vector<SparseColumn>& columns)
{
    if (columns == m_columns)
        return;
    m_applying = true;
    m_model->reset([&] { m_columns = columns; });
    m_applying = false;
    apply();
}

void SparseTableHeader::apply()
{
    m_applying = true;
    const QSettings settings;
    std::vector<std::pair<qsizetype, int>> places;
    for (int column = 0; column < count(); ++column) {
        const SparseColumn& what = m_columns[static_cast<std::size_t>(column)];
        setSectionHidden(column, m_hidden.contains(what.id));
        if (what.width > 0) {
            int width = what.width;
            if (m_widths.contains(what.id))
                width = m_widths.value(what.id);
            else if (!m_settingsKey.isEmpty())
                width = settings.value(settingsPath("columns", m_settingsKey) + u'/' + what.id, width).toInt();
            resizeSection(column, std::clamp(width, narrowest, widest));
        }
        const qsizetype known = m_order.indexOf(what.id);
        places.emplace_back(known < 0 ? m_order.size() + column : known, column);
    }
    // A column nobody placed yet stays behind those that were placed, in the order given.
    std::ranges::sort(places);
    for (int visual = 0; visual < count(); ++visual)
        moveSection(visualIndex(places[static_cast<std::size_t>(visual)].second), visual);
    if (count() > 0 && hiddenSectionCount() == count())
        setSectionHidden(logicalIndex(0), false);
    m_applying = false;
    stretch(m_available);
    Q_EMIT layoutChanged();
}

void SparseTableHeader::noteWidth(int column, int before, int after)
{
    if (m_applying)
        return;
    const SparseColumn& what = m_columns[static_cast<std::size_t>(column)];
    if (before > 0 && after > 0 && what.width > 0) {
        m_widths.insert(what.id, after);
        m_changed = true;
    }
    stretch(m_available);
    Q_EMIT layoutChanged();
}

std::vector<int> SparseTableHeader::shownColumns() const
{
    std::vector<int> result;
    for (int visual = 0; visual < count(); ++visual) {
        if (!isSectionHidden(logicalIndex(visual)))
            result.push_back(logicalIndex(visual));
    }
    return result;
}

void SparseTableHeader::stretch(int available)
{
    m_available = available;
    int used = 0;
    std::vector<int> elastic;
    for (const int column : shownColumns()) {
        if (m_columns[static_cast<std::size_t>(column)].width == 0)
            elastic.push_back(column);
        else
            used += sectionSize(column);
    }
    const bool outer = m_applying;
    m_applying = true;
    for (const int column : elastic)
        resizeSection(column, std::max(elasticMinimum, (available - used) / static_cast<int>(elastic.size())));
    m_applying = outer;
}

void SparseTableHeader::setColumnShown(int column, bool shown)
{
    if (column < 0 || column >= count() || isSectionHidden(column) != shown)
        return;
    if (!shown && hiddenSectionCount() + 1 >= count())
        return;
    setSectionHidden(column, !shown);
    const QString id = m_columns[static_cast<std::size_t>(column)].id;
    if (shown)
        m_hidden.removeAll(id);
    else
        m_hidden << id;
    m_changed = true;
    stretch(m_available);
    Q_EMIT layoutChanged();
}

int SparseTableHeader::neighbour(int column, int steps) const
{
    const auto shown = shownColumns();
    if (shown.empty())
        return -1;
    const auto at = std::ranges::find(shown, column);
    const auto index = at == shown.end() ? 0 : at - shown.begin() + steps;
    return shown[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(index, 0, std::ssize(shown) - 1))];
}

void SparseTableHeader::moveColumn(int column, int steps)
{
    const int other = neighbour(column, steps);
    if (other >= 0 && other != column)
        moveSection(visualIndex(column), visualIndex(other));
}

void SparseTableHeader::widen(int column, int pixels)
{
    if (column >= 0 && column < count() && m_columns[static_cast<std::size_t>(column)].width > 0)
        resizeSection(column, std::clamp(sectionSize(column) + pixels, narrowest, widest));
}

void SparseTableHeader::fitColumn(int column, const SparseRows& source, const std::vector<SparseWindow::Row>& rows)
{
    if (column < 0 || column >= count() || m_columns[static_cast<std::size_t>(column)].width == 0)
        return;
    int width = sectionSizeFromContents(column).width();
    for (const SparseWindow::Row& row : rows) {
        if (row.loaded)
            width = std::max(width, cellWidth(source.cell(row.position, column).text,
                                              m_columns[static_cast<std::size_t>(column)].mono));
    }
    resizeSection(column, std::clamp(width, narrowest, widest / 2));
}

void SparseTableHeader::restoreDefaults()
{
    m_order.clear();
    m_hidden.clear();
    for (const SparseColumn& column : m_columns)
        m_widths.insert(column.id, column.width);
    m_changed = true;
    apply();
}

void SparseTableHeader::fillMenu(QMenu& menu)
{
    for (int visual = 0; visual < count(); ++visual) {
        const int column = logicalIndex(visual);
        // "&" would become a mnemonic, and these titles may come from the records.
        QString title = m_columns[static_cast<std::size_t>(column)].title;
        QAction* entry = menu.addAction(title.replace(u'&', QStringLiteral("&&")));
        entry->setCheckable(true);
        entry->setChecked(!isSectionHidden(column));
        entry->setEnabled(isSectionHidden(column) || hiddenSectionCount() + 1 < count());
        connect(entry, &QAction::toggled, this, [this, column](bool on) { setColumnShown(column, on); });
    }
    menu.addSeparator();
    connect(menu.addAction(tr("Reset columns")), &QAction::triggered, this, &SparseTableHeader::restoreDefaults);
}

void SparseTableHeader::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu);
    menu->popup(event->globalPos());
}

void SparseTableHeader::remember()
{
    if (m_settingsKey.isEmpty() || !m_changed)
        return;
    m_changed = false;
    QSettings settings;
    for (auto width = m_widths.cbegin(); width != m_widths.cend(); ++width) {
        if (width.value() > 0)
            settings.setValue(settingsPath("columns", m_settingsKey) + u'/' + width.key(), width.value());
    }
    settings.setValue(settingsPath("columnOrder", m_settingsKey), m_order);
    settings.setValue(settingsPath("columnsHidden", m_settingsKey), m_hidden);
}

} // namespace weir::ui
