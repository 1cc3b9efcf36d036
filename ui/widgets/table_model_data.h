// SPDX-License-Identifier: GPL-3.0-or-later
// The bodies of TableModel<Row>; included by table_model.h only.
#pragma once

#include "ui/widgets/plain_text.h"

namespace weir::ui {

template <typename Row> const Row* TableModel<Row>::find(const QString& key) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return m_key(row) == key; });
    return found == m_rows.end() ? nullptr : &*found;
}

template <typename Row> std::optional<int> TableModel<Row>::shownRowOf(const QString& key) const
{
    const auto at = m_shownKeys.indexOf(key);
    return at < 0 ? std::nullopt : std::optional<int>(static_cast<int>(at));
}

template <typename Row> bool TableModel<Row>::passes(const Row& row) const
{
    if (m_predicate && !m_predicate(row))
        return false;
    if (m_words.isEmpty())
        return true;
    QString all;
    for (const auto& column : m_columns) {
        if (!column.searchable)
            continue;
        all += column.text(row) + QLatin1Char('\n');
        if (column.subText)
            all += column.subText(row) + QLatin1Char('\n');
    }
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

template <typename Row> RowOrder TableModel<Row>::order(const std::vector<Row>& rows) const
{
    RowOrder shown;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (passes(rows[i]))
            shown.push_back(i);
    }
    if (m_sortColumn < 0 || m_sortColumn >= columnCount())
        return shown;
    const auto& column = columnAt(m_sortColumn);
    std::vector<SortKey> keys(rows.size());
    for (const std::size_t i : shown)
        keys[i] = column.sortKey ? column.sortKey(rows[i]) : SortKey(column.text(rows[i]));
    const bool up = m_sortOrder == Qt::AscendingOrder;
    std::stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
        // What is not known stays at the end, whichever way the rest is sorted.
        const bool knownA = keys[a].index() != 0;
        const bool knownB = keys[b].index() != 0;
        if (knownA != knownB)
            return knownA;
        return up ? sortsBefore(keys[a], keys[b]) : sortsBefore(keys[b], keys[a]);
    });
    return shown;
}

template <typename Row>
QStringList TableModel<Row>::keysOf(const std::vector<Row>& rows, const RowOrder& shown) const
{
    QStringList keys;
    keys.reserve(static_cast<qsizetype>(shown.size()));
    for (const std::size_t i : shown)
        keys << m_key(rows[i]);
    return keys;
}

template <typename Row> void TableModel<Row>::setRows(std::vector<Row> rows)
{
    RowOrder next = order(rows);
    QStringList keys = keysOf(rows, next);
    if (keys == m_shownKeys) {
        bool same = false;
        if constexpr (std::equality_comparable<Row>)
            same = rows == m_rows;
        m_rows = std::move(rows);
        m_shown = std::move(next);
        if (!same && !m_shown.empty())
            announceData(0, rowCount() - 1);
    } else {
        change(&rows, std::move(next), std::move(keys));
    }
    Q_EMIT shownChanged(rowCount(), totalRows());
}

template <typename Row> void TableModel<Row>::reorder()
{
    RowOrder next = order(m_rows);
    QStringList keys = keysOf(m_rows, next);
    if (keys != m_shownKeys)
        change(nullptr, std::move(next), std::move(keys));
    Q_EMIT shownChanged(rowCount(), totalRows());
}

template <typename Row> void TableModel<Row>::change(std::vector<Row>* rows, RowOrder next, QStringList keys)
{
    const auto plan = planRowChange(m_shownKeys, keys);
    if (!plan) {
        beginResetModel();
        if (rows)
            m_rows = std::move(*rows);
        m_shown = std::move(next);
        m_shownKeys = std::move(keys);
        endResetModel();
        return;
    }
    for (const RowRange& gone : plan->removals) {
        beginRemoveRows({}, gone.first, gone.last);
        m_shown.erase(m_shown.begin() + gone.first, m_shown.begin() + gone.last + 1);
        m_shownKeys.remove(gone.first, gone.last - gone.first + 1);
        endRemoveRows();
    }
    RowOrder survivors;
    QStringList survivorKeys;
    std::size_t run = 0;
    for (int i = 0; i < static_cast<int>(next.size()); ++i) {
        while (run < plan->insertions.size() && i > plan->insertions[run].last)
            ++run;
        if (run < plan->insertions.size() && i >= plan->insertions[run].first)
            continue;
        survivors.push_back(next[static_cast<std::size_t>(i)]);
        survivorKeys << keys[i];
    }
    if (!plan->moves.empty())
        Q_EMIT layoutAboutToBeChanged();
    if (rows)
        m_rows = std::move(*rows);
    m_shown = std::move(survivors);
    m_shownKeys = std::move(survivorKeys);
    if (!plan->moves.empty()) {
        const QModelIndexList from = persistentIndexList();
        QModelIndexList to;
        for (const QModelIndex& old : from)
            to << index(plan->moves[static_cast<std::size_t>(old.row())], old.column());
        changePersistentIndexList(from, to);
        Q_EMIT layoutChanged();
    }
    for (const RowRange& fresh : plan->insertions) {
        beginInsertRows({}, fresh.first, fresh.last);
        m_shown.insert(m_shown.begin() + fresh.first, next.begin() + fresh.first, next.begin() + fresh.last + 1);
        for (int i = fresh.first; i <= fresh.last; ++i)
            m_shownKeys.insert(i, keys[i]);
        endInsertRows();
    }
    if (rows && !m_shown.empty())
        announceData(0, rowCount() - 1);
}

template <typename Row> QVariant cellData(const Column<Row>& column, const Row& row, const QString& key, int role)
{
    switch (role) {
    case Qt::DisplayRole: return column.text(row);
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(column.alignment | Qt::AlignVCenter));
    case Qt::ToolTipRole: return column.toolTip ? QVariant(plainToolTip(column.toolTip(row))) : QVariant();
    case Qt::AccessibleTextRole: return column.accessible ? column.accessible(row) : column.text(row);
    case MarkRole: return column.mark ? QVariant::fromValue(column.mark(row)) : QVariant();
    case MonoRole: return column.mono;
    case ToneRole: return column.tone ? QVariant(static_cast<int>(column.tone(row))) : QVariant();
    case SubTextRole: return column.subText ? QVariant(column.subText(row)) : QVariant();
    case StrongRole: return column.strong && column.strong(row);
    case KeyRole: return key;
    default: return {};
    }
}

template <typename Row> QVariant columnHeaderData(const Column<Row>& column, int role)
{
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return column.title;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(column.alignment | Qt::AlignVCenter));
    return {};
}

template <typename Row> QVariant TableModel<Row>::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return cellData(columnAt(index.column()), at(index.row()), m_shownKeys.value(index.row()), role);
}

template <typename Row> QVariant TableModel<Row>::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    return columnHeaderData(columnAt(section), role);
}

} // namespace weir::ui
