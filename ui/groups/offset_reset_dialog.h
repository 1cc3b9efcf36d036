// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/groups/noted_offsets.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

#include <optional>

class QLineEdit;
class QPushButton;

namespace weir::ui {

class NoticeBar;
class OffsetPreview;
class OffsetResetForm;
class PlainLabel;

/// Moves the committed offsets of a group: choose where to, see old and new offset of every partition, confirm, see what
/// became of each, undo. Shown with open(); deletes itself when closed. While the group is active nothing can be applied
/// and the dialog says so; where the environment is production the group's name has to be typed. While the broker's
/// answer is awaited it stays open (the wait is bounded by the call's deadline).
class OffsetResetDialog : public QDialog
{
    Q_OBJECT
public:
    /// `scope` and `target` preset the form: To::SkipRecord with one partition is "skip it".
    OffsetResetDialog(PageContext context, std::string group, std::optional<ResetScope> scope = {},
                      std::optional<ResetTarget> target = {}, QWidget* parent = nullptr);

    /// Escape and Cancel; nothing happens while offsets are being changed.
    void reject() override;

Q_SIGNALS:
    /// The offsets of `result.applied` were taken by the broker.
    void applied(const weir::OffsetPlan& plan, const weir::OffsetResult& result);

private:
    QWidget* makeHead();
    QWidget* makeConfirm();
    QWidget* makeTools();
    QWidget* makeButtons();
    void connectParts();
    void loadNames();
    void formChanged();
    void makePlan();
    void takePlan(Result<UndoPlan> plan);
    void apply();
    void takeResult(Result<NotedResult> done);
    void showDone(const NotedResult& done);
    void undoLast();
    void chooseUndo();
    void beginUndo(const UndoEntry& entry);
    void copyCommand();
    void chooseSaveFile();
    void save(const QString& file);
    void updateButtons();
    [[nodiscard]] QString whyNot() const;
    [[nodiscard]] QString confirmText() const;

    PageContext m_context;
    const std::string m_group;
    std::optional<OffsetQuestion> m_question; ///< of m_plan, or of the one being asked for
    std::optional<UndoPlan> m_plan;
    QString m_problem;                        ///< why there is no plan
    std::optional<UndoEntry> m_undoing;       ///< instead of the form: the way back from this
    std::optional<UndoEntry> m_lastReset;     ///< what was applied here
    bool m_applying = false;
    bool m_done = false;

    OffsetResetForm* m_form;
    OffsetPreview* m_preview;
    NoticeBar* m_refused;
    NoticeBar* m_outcome;
    QWidget* m_confirmArea = nullptr;
    QLineEdit* m_typedName = nullptr;
    PlainLabel* m_status = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_earlier = nullptr;
    QPushButton* m_undo = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_confirm = nullptr;
    QTimer m_typing;
    LatestTask m_groupsTask;
    LatestTask m_topicsTask;
    LatestTask m_planning;
    LatestTask m_applyTask;
    LatestTask m_saveTask;
};

} // namespace weir::ui
