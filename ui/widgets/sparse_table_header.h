// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/sparse_window.h"
#include "ui/widgets/table_header.h"

#include <QtCore/QHash>
#include <QtCore/QStringList>

class QMenu;

namespace weir::ui {

/// The header of a SparseTable: the columns' widths, order and whether they are shown, changed with the mouse (edge, drag,
/// context menu) and remembered by the columns' ids. GUI thread.
class SparseTableHeader : public TableHeader
{
    Q_OBJECT
public:
    /// `settingsKey` (not translated) may be empty: nothing is remembered.
    SparseTableHeader(const QString& settingsKey, QWidget* parent);
    ~SparseTableHeader() override;

    /// Columns that were there before keep what the user made of them.
    void setColumns(const std::vector<SparseColumn>& columns);
    [[nodiscard]] const std::vector<SparseColumn>& columns() const { return m_columns; }
    /// Logical indexes from left to right, without hidden ones.
    [[nodiscard]] std::vector<int> shownColumns() const;
    /// Gives the columns of width 0 the room the others leave.
    void stretch(int available);
    void setColumnShown(int column, bool shown);
    /// The shown column `steps` further right; the same at the edge, -1 without columns.
    [[nodiscard]] int neighbour(int column, int steps) const;
    void moveColumn(int column, int steps);
    void widen(int column, int pixels);
    /// As wide as its title and the loaded ones of these rows need.
    void fitColumn(int column, const SparseRows& source, const std::vector<SparseWindow::Row>& rows);
    /// As it was before anybody changed it.
    void restoreDefaults();
    /// Entries to show and hide columns; for the table's context menu, too.
    void fillMenu(QMenu& menu);
    void remember();

Q_SIGNALS:
    /// Widths, order or the columns shown changed: the table lays itself out and draws again.
    void layoutChanged();

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    class Model;
    void apply();
    void noteWidth(int column, int before, int after);

    Model* m_model;
    QString m_settingsKey;
    std::vector<SparseColumn> m_columns;
    QHash<QString, int> m_widths; ///< changed by the user, by column id
    QStringList m_order;          ///< ids, empty: as given
    QStringList m_hidden;
    bool m_applying = false;
    bool m_changed = false;
    int m_available = 0;
};

} // namespace weir::ui
