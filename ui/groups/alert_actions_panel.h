// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/alert_feed.h"

#include <QtWidgets/QScrollArea>

#include <memory>

class QBoxLayout;
class QCheckBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace weir::ui {

class Card;
class PlainLabel;

/// What happens when an alert begins: desktop notification, a program, an HTTP POST. The latter two are off until a
/// person switches them on here; Test runs what is typed, before it is saved. GUI thread.
class AlertActionsPanel : public QScrollArea
{
    Q_OBJECT
public:
    explicit AlertActionsPanel(std::shared_ptr<AlertFeed> feed, QWidget* parent = nullptr);

    /// Shows what the feed knows; what is being typed stays.
    void showAction();
    [[nodiscard]] bool isChanged() const;

private:
    Card* makeNotification();
    Card* makeCommand();
    Card* makePost();
    QWidget* makeButtons();
    void fill(const weir::AlertAction& action);
    [[nodiscard]] weir::AlertAction typed() const;
    /// Why what was typed cannot be saved.
    [[nodiscard]] QString problem() const;
    void check();
    void showOutcome(AlertRunner::Kind kind, PlainLabel* sentence, PlainLabel* tail);

    std::shared_ptr<AlertFeed> m_feed;
    weir::AlertAction m_shown;
    QCheckBox* m_notify = nullptr;
    PlainLabel* m_notifyState = nullptr;
    QCheckBox* m_runCommand = nullptr;
    QLineEdit* m_program = nullptr;
    QPlainTextEdit* m_arguments = nullptr;
    QPushButton* m_testCommand = nullptr;
    PlainLabel* m_commandOutcome = nullptr;
    PlainLabel* m_commandTail = nullptr;
    QCheckBox* m_post = nullptr;
    QLineEdit* m_url = nullptr;
    QPushButton* m_testPost = nullptr;
    PlainLabel* m_postOutcome = nullptr;
    PlainLabel* m_postTail = nullptr;
    PlainLabel* m_problem = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_revert = nullptr;
};

} // namespace weir::ui
