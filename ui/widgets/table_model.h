// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/row_order.h"
#include "ui/widgets/table_model_base.h"

#include <QtCore/QStringList>

#include <algorithm>
#include <concepts>
#include <functional>
#include <utility>
#include <vector>

namespace weir::ui {

/// One column of a TableModel, written as a table of designated initialisers. Only `title` and `text` are needed.
template <typename Row> struct Column {
    QString id{};    ///< for remembered widths; empty: the title
    QString title{}; ///< translated
    std::function<QString(const Row&)> text{};
    int width = 120; ///< 0: takes the space that is left
    Qt::Alignment alignment = Qt::AlignLeft;
    bool mono = false;
    bool searchable = true;
    std::function<SortKey(const Row&)> sortKey{};     ///< absent: sorted by text
    std::function<CellMark(const Row&)> mark{};       ///< absent: text only
    std::function<Tone(const Row&)> tone{};           ///< absent: plain text colour
    std::function<QString(const Row&)> subText{};     ///< second dim line
    std::function<bool(const Row&)> strong{};         ///< semi-bold
    std::function<QString(const Row&)> toolTip{};     ///< plain text
    std::function<QString(const Row&)> accessible{};  ///< absent: the text
};

/// What a column answers about a row for a role; for models that mix rows with headings.
template <typename Row>
[[nodiscard]] QVariant cellData(const Column<Row>& column, const Row& row, const QString& key, int role);
template <typename Row> [[nodiscard]] QVariant columnHeaderData(const Column<Row>& column, int role);

/// Rows of one type, shown sorted and filtered. setRows() replaces the rows with the fewest model changes: rows with a
/// known key keep their selection and scroll position. Keys must be unique. GUI thread.
template <typename Row> class TableModel : public TableModelBase
{
public:
    using Key = std::function<QString(const Row&)>;

    TableModel(std::vector<Column<Row>> columns, Key key, QObject* parent = nullptr)
        : TableModelBase(parent), m_columns(std::move(columns)), m_key(std::move(key))
    {
    }

    void setRows(std::vector<Row> rows);
    /// An additional condition beside the filter text (chips, for example). Null removes it.
    void setPredicate(std::function<bool(const Row&)> predicate)
    {
        m_predicate = std::move(predicate);
        reorder();
    }
    void setFilter(const QString& text) override
    {
        m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        reorder();
    }
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override
    {
        m_sortColumn = column;
        m_sortOrder = order;
        reorder();
    }
    [[nodiscard]] const Row& at(int shownRow) const { return m_rows[shownIndex(shownRow)]; }
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    /// nullptr when no row has the key, shown or not.
    [[nodiscard]] const Row* find(const QString& key) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const final;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const final;
    [[nodiscard]] int columnWidth(int column) const final { return columnAt(column).width; }
    [[nodiscard]] QString columnId(int column) const final
    {
        return columnAt(column).id.isEmpty() ? columnAt(column).title : columnAt(column).id;
    }
    [[nodiscard]] QString keyAt(int shownRow) const final { return m_key(at(shownRow)); }
    [[nodiscard]] std::optional<int> shownRowOf(const QString& key) const final;
    [[nodiscard]] int totalRows() const final { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] int sortColumn() const final { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const final { return m_sortOrder; }

private:
    [[nodiscard]] const Column<Row>& columnAt(int column) const { return m_columns[static_cast<std::size_t>(column)]; }
    [[nodiscard]] std::size_t shownIndex(int row) const { return m_shown[static_cast<std::size_t>(row)]; }
    [[nodiscard]] bool passes(const Row& row) const;
    [[nodiscard]] RowOrder order(const std::vector<Row>& rows) const;
    [[nodiscard]] QStringList keysOf(const std::vector<Row>& rows, const RowOrder& shown) const;
    void reorder();
    /// `rows` null: the rows stay, only which are shown changes.
    void change(std::vector<Row>* rows, RowOrder next, QStringList keys);
    void announceData(int first, int last)
    {
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    }

    std::vector<Column<Row>> m_columns;
    Key m_key;
    std::vector<Row> m_rows;
    RowOrder m_shown;        ///< indexes into m_rows
    QStringList m_shownKeys; ///< keys of m_shown
    QStringList m_words;
    std::function<bool(const Row&)> m_predicate;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace weir::ui

#include "ui/widgets/table_model_data.h"
