// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/plan_rows.h"
#include "ui/widgets/card.h"

#include <memory>

class QPushButton;
class QStackedWidget;

namespace weir::ui {

class DataTable;
class NoticeBar;
class PillLabel;
class PlainLabel;
class PlanSamples;
class SegmentedTabs;
class StateView;
class TaskPool;

/// What a replay would do, before anything is sent: how many records go where, what is left out and why, what happens to
/// headers, samples before and after. GUI thread.
class PlanPreview : public Card
{
    Q_OBJECT
public:
    explicit PlanPreview(std::shared_ptr<TaskPool> tasks, QWidget* parent = nullptr);
    ~PlanPreview() override;

    /// A plan is being made; the old one stays visible below and no longer counts.
    void showPlanning();
    /// `selected` 0: not known.
    void showProgress(qint64 looked, qint64 selected);
    void showPlan(std::shared_ptr<const ReplayPlan> plan);
    /// There is no plan: `sentence` says what is missing.
    void showBlocked(const QString& sentence);
    void showError(const weir::Error& error);

Q_SIGNALS:
    void retryRequested();
    /// The planning should be given up.
    void stopRequested();

private:
    QWidget* makePlanPage();
    QWidget* makeHeadersPage();
    void setBusy(bool busy);
    void clearPlan();

    TableModel<PlanRow> m_rows;
    TableModel<HeaderSummary> m_headers;
    std::shared_ptr<TaskPool> m_tasks;
    PillLabel* m_state;
    PlainLabel* m_progress;
    QPushButton* m_stop;
    NoticeBar* m_error;
    SegmentedTabs* m_tabs;
    QStackedWidget* m_stack;
    DataTable* m_table = nullptr;
    PlainLabel* m_warnings = nullptr;
    PlainLabel* m_headersLine = nullptr;
    PlainLabel* m_deliveryLine = nullptr;
    DataTable* m_headersTable = nullptr;
    PlanSamples* m_samples = nullptr;
};

} // namespace weir::ui
