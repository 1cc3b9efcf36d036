// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/offset_change_table.h"

#include <QtWidgets/QWidget>

namespace weir::ui {

class Card;
class DataTable;
class PlainLabel;
class StateView;

/// What a reset would do, partition by partition, and afterwards what became of each. GUI thread.
class OffsetPreview : public QWidget
{
    Q_OBJECT
public:
    explicit OffsetPreview(QWidget* parent = nullptr);

    void showChecking();
    /// Something has to be chosen first: says what.
    void showBlocked(const QString& sentence);
    void showError(const weir::Error& error);
    void showPlan(const UndoPlan& plan);
    void showResult(const UndoPlan& plan, const OffsetResult& result);

Q_SIGNALS:
    void retryRequested();

private:
    void showRows(std::vector<OffsetChangeRow> rows);

    TableModel<OffsetChangeRow> m_rows;
    PlainLabel* m_totals;
    PlainLabel* m_skipped;
    Card* m_card;
    DataTable* m_table;
    StateView* m_view;
};

} // namespace weir::ui
