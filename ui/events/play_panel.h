// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/play_words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"

class QPushButton;

namespace weir::ui {

class DataTable;
class KeyFigure;
class NoticeBar;
class PillLabel;
class PlainLabel;

/// One play consumer at work: its members, counters and newest records. GUI thread.
class PlayPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PlayPanel(Navigator& navigator, QWidget* parent = nullptr);
    ~PlayPanel() override;

    /// nullptr: none yet.
    void showPlayer(const PlayView* view);

private:
    QWidget* makeHead();
    void showNotice(const PlayView& view);

    Navigator& m_navigator;
    QString m_group;
    QString m_letters; ///< dead-letter topic of its first topic
    std::vector<PlayedRecord> m_newest;
    TableModel<PlayMember> m_memberRows;
    TableModel<PlayedRow> m_recordRows;
    PillLabel* m_state = nullptr;
    PlainLabel* m_name = nullptr;
    PlainLabel* m_none = nullptr;
    QWidget* m_figures = nullptr;
    KeyFigure* m_handled = nullptr;
    KeyFigure* m_failed = nullptr;
    KeyFigure* m_deadLetters = nullptr;
    KeyFigure* m_rebalances = nullptr;
    QPushButton* m_lag = nullptr;
    QPushButton* m_inbox = nullptr;
    NoticeBar* m_notice = nullptr;
    DataTable* m_members = nullptr;
    DataTable* m_records = nullptr;
    Card* m_membersCard = nullptr;
    Card* m_recordsCard = nullptr;
};

} // namespace weir::ui
