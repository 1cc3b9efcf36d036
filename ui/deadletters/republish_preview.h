// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/republish.h"
#include "ui/widgets/card.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

class DataTable;
class NoticeBar;
class PillLabel;
class PlainLabel;

/// One header of the plan; `index` keeps repeated names apart.
struct HeaderDecisionRow {
    int index = 0;
    HeaderDecision decision;
};
[[nodiscard]] std::vector<HeaderDecisionRow> headerDecisionRows(const std::vector<HeaderDecision>& decisions);
[[nodiscard]] std::vector<Column<HeaderDecisionRow>> headerDecisionColumns();
[[nodiscard]] QString headerDecisionKey(const HeaderDecisionRow& row);

/// What would be sent, before anything is sent: where to, how large, which headers and why, and what to think about.
/// GUI thread.
class RepublishPreview : public Card
{
    Q_OBJECT
public:
    explicit RepublishPreview(QWidget* parent = nullptr);
    ~RepublishPreview() override;

    void showChecking();
    void showPlan(const RepublishPlan& plan);
    /// There is no plan: `sentence` says what is missing; `error` when a call failed.
    void showBlocked(const QString& sentence);
    void showError(const weir::Error& error);

Q_SIGNALS:
    void retryRequested();

private:
    TableModel<HeaderDecisionRow> m_model;
    PillLabel* m_state;
    PlainLabel* m_summary;
    PlainLabel* m_headerCounts;
    NoticeBar* m_error;
    PlainLabel* m_warnings;
    DataTable* m_table;
};

} // namespace weir::ui
