// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/table_model_base.h"

#include <QtCore/QHash>
#include <QtWidgets/QTableView>

namespace weir::ui {

class CellDelegate;

/// A table as every page shows it: 27 px rows with a hairline, one row selected, sorted by clicks on the header, copied
/// with Ctrl+C (cell) and Ctrl+Shift+C (row), columns with remembered widths. GUI thread.
/// Put it in a Card(Padding::None).
class DataTable : public QTableView
{
    Q_OBJECT
public:
    /// `name` is what screen readers say; `settingsKey` (not translated, may be empty) remembers the column widths.
    DataTable(TableModelBase* model, const QString& name, const QString& settingsKey, QWidget* parent = nullptr);
    ~DataTable() override;

    /// 27, or 45 for tables with a second line.
    void setRowHeight(int pixels);
    /// Sorts and shows the arrow in the header.
    void sortBy(int column, Qt::SortOrder order);
    /// The key of the current row; empty when there is none.
    [[nodiscard]] QString currentKey() const;
    /// Selects the row with that key and scrolls to it; false when it is not shown.
    bool selectKey(const QString& key);
    [[nodiscard]] TableModelBase* tableModel() const { return m_model; }

Q_SIGNALS:
    /// Another row became current (mouse, keyboard or selectKey). Empty when none is.
    void currentKeyChanged(const QString& key);
    /// Enter or a double click on a row.
    void rowActivated(const QString& key);
    /// A click or Enter on a LinkCell.
    void linkActivated(const QString& key, int column);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void setUpHeader();
    void restoreWidths();
    void rememberWidths() const;
    void stretchColumns();
    void copyCell() const;
    void copyRow() const;
    [[nodiscard]] bool isLink(const QModelIndex& index) const;
    void hover(int row);

    TableModelBase* m_model;
    CellDelegate* m_delegate;
    QString m_settingsKey;
    QString m_toldKey;
    QString m_keyBeforeReset;
    bool m_stretching = false;
    QHash<QString, int> m_changedWidths; ///< by column id, since the table was made
};

} // namespace weir::ui
