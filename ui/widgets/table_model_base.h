// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/cell.h"

#include <QtCore/QAbstractTableModel>

#include <optional>

namespace weir::ui {

/// What DataTable needs from a TableModel<Row> without knowing Row. GUI thread.
class TableModelBase : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// The width a column starts with, in pixels; 0 stretches it over what is left.
    [[nodiscard]] virtual int columnWidth(int column) const = 0;
    /// A stable word for remembered widths, not translated.
    [[nodiscard]] virtual QString columnId(int column) const = 0;
    [[nodiscard]] virtual QString keyAt(int shownRow) const = 0;
    [[nodiscard]] virtual std::optional<int> shownRowOf(const QString& key) const = 0;
    /// All words must occur in the searchable columns of a row, in any order, without case. Empty shows all.
    virtual void setFilter(const QString& text) = 0;
    [[nodiscard]] virtual int totalRows() const = 0;
    [[nodiscard]] virtual int sortColumn() const = 0;
    [[nodiscard]] virtual Qt::SortOrder sortOrder() const = 0;

Q_SIGNALS:
    /// The rows that pass the filter changed in number, or their number stayed and all of them changed.
    void shownChanged(int shown, int total);
};

} // namespace weir::ui
