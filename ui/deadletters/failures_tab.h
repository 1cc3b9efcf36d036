// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/failure_group_table.h"
#include "ui/deadletters/letter_card.h"
#include "ui/deadletters/letter_choice.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QPushButton;

namespace weir::ui {

class DataTable;
class FailurePanel;
class InboxFeed;
class PlainLabel;
class StateView;

/// The inbox: kinds of failure, worst first, the letters of one of them, and one letter in full. GUI thread.
class FailuresTab : public QWidget
{
    Q_OBJECT
public:
    explicit FailuresTab(InboxFeed& feed, QWidget* parent = nullptr);
    ~FailuresTab() override;

    void setFilter(const QString& text);
    /// Also failures of which no letter is open.
    void setClosedShown(bool shown);
    /// What "plan replay" and "archive" act upon.
    [[nodiscard]] LetterChoice choice() const;
    [[nodiscard]] int openKinds() const; ///< for the tab's title
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] LetterCard& letters() const { return *m_letters; }
    [[nodiscard]] FailurePanel& panel() const { return *m_panel; }

Q_SIGNALS:
    void choiceChanged();
    void countChanged();
    void noticeWanted(const QString& sentence);
    void replayWanted(const weir::LetterPlace& place, bool edit);

private:
    QWidget* makeLists();
    QLayout* makeFoot();
    void connectParts();
    void showInbox();
    void showState();
    void showFoot();
    void showChosen();
    void showActions();
    void apply(LetterCard::Action action);
    void markLetters(LetterMark mark, const QString& note);
    void markGroup(LetterMark mark, const std::optional<QString>& note);
    void askForNote();

    InboxFeed& m_feed;
    TableModel<FailureGroupRow> m_model;
    bool m_closedShown = false;
    bool m_everChosen = false;
    int m_openKinds = 0;
    QTimer m_soon; ///< an inbox that is filled changes ten times a second

    DataTable* m_groups = nullptr;
    LetterCard* m_letters = nullptr;
    FailurePanel* m_panel = nullptr;
    PlainLabel* m_coverage = nullptr;
    QPushButton* m_scan = nullptr;
    QPushButton* m_pause = nullptr;
    StateView* m_view = nullptr;
};

} // namespace weir::ui
