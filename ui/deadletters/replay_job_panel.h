// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_job.h"
#include "ui/widgets/page.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <string>
#include <vector>

class QProgressBar;
class QPushButton;
class QSpinBox;

namespace weir::ui {

class CanaryCard;
class KeyFigure;
class NoticeBar;
class PillLabel;
class PlainLabel;
class ReplayFeed;
class ReplayResultRows;
class SparseTable;

/// One replay job in full: how far it is, what became of each record, and what can be done about it. GUI thread.
class ReplayJobPanel : public QWidget
{
    Q_OBJECT
public:
    ReplayJobPanel(PageContext context, std::shared_ptr<ReplayFeed> feed, QWidget* parent = nullptr);
    ~ReplayJobPanel() override;

    /// Empty: none.
    void setJob(const std::string& job);
    [[nodiscard]] const std::string& job() const { return m_job; }
    /// The feed knows something newer.
    void showProgress();

private:
    QWidget* makeHead();
    QWidget* makeFigures();
    QWidget* makeRate();
    QWidget* makeRecords();
    void connectParts();
    void showNotice(const ReplayProgress& progress, bool here);
    void showFigures(const ReplayProgress& progress);
    void showButtons(const ReplayProgress& progress, bool here, bool starting);
    void askToCancel();
    void chooseReceiptFile();
    void showRecordButtons();
    void openLetter();
    void openTarget();
    [[nodiscard]] QString id() const { return QString::fromStdString(m_job); }

    PageContext m_context;
    std::shared_ptr<ReplayFeed> m_feed;
    std::string m_job;
    qint64 m_shownDone = -1; ///< records with an outcome when the table was read
    ReplayState m_shownState = ReplayState::Planned;

    PlainLabel* m_title = nullptr;
    PillLabel* m_state = nullptr;
    PlainLabel* m_caption = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_receipt = nullptr;
    NoticeBar* m_notice = nullptr;
    NoticeBar* m_saved = nullptr;
    CanaryCard* m_canary = nullptr;
    QProgressBar* m_bar = nullptr;
    PlainLabel* m_progress = nullptr;
    std::vector<KeyFigure*> m_figures;
    QWidget* m_rateArea = nullptr;
    QSpinBox* m_rate = nullptr;
    ReplayResultRows* m_rows;
    SparseTable* m_table = nullptr;
    QPushButton* m_openLetter = nullptr;
    QPushButton* m_openTarget = nullptr;
    PlainLabel* m_tableError = nullptr;
};

} // namespace weir::ui
