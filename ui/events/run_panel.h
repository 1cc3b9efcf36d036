// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/run_feed.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <vector>

class QProgressBar;
class QPushButton;

namespace weir::ui {

class KeyFigure;
class NoticeBar;
class PillLabel;
class PlainLabel;
class RunCharts;

/// One run in full: how far it is, how fast, what went wrong, and what can be done about it. Shows what the feed knows when
/// showProgress() is called. GUI thread.
class RunPanel : public QWidget
{
    Q_OBJECT
public:
    RunPanel(PageContext context, std::shared_ptr<RunFeed> feed, QWidget* parent = nullptr);
    ~RunPanel() override;

    void setRun(const QString& id);
    [[nodiscard]] const QString& run() const { return m_id; }
    void showProgress();

Q_SIGNALS:
    void againWanted(const QString& id);

private:
    QWidget* makeHead();
    QWidget* makeFigures();
    QWidget* makeFailures();
    void showFigures(const RunProgress& progress);
    void showButtons(const RunProgress& progress);
    void showCharts(const RunView& view);
    void askToCancel();

    struct Failures;
    PageContext m_context;
    std::shared_ptr<RunFeed> m_feed;
    QString m_id;
    quint64 m_nextSecond = 0;
    std::unique_ptr<Failures> m_failures;
    PlainLabel* m_title = nullptr;
    PillLabel* m_state = nullptr;
    PlainLabel* m_about = nullptr;
    PlainLabel* m_summary = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_again = nullptr;
    NoticeBar* m_notice = nullptr;
    QProgressBar* m_bar = nullptr;
    std::vector<KeyFigure*> m_figures;
    RunCharts* m_charts = nullptr;
    QWidget* m_failureCard = nullptr;
};

} // namespace weir::ui
