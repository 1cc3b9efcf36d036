// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/letter_rows.h"
#include "ui/widgets/card.h"

class QPushButton;
class QStackedWidget;

namespace weir::ui {

class PlainLabel;
class SparseTable;

/// The letters of what is chosen in the table of failures: to look at, to tick, to mark. GUI thread.
class LetterCard : public Card
{
    Q_OBJECT
public:
    enum class Action { Handled, Ignore, OpenAgain, Note };
    Q_ENUM(Action)

    explicit LetterCard(InboxFeed& feed, QWidget* parent = nullptr);
    ~LetterCard() override;

    /// `title` names the failure; empty ids: all failures. `shown` are the letters of it that are open.
    void setGroups(std::vector<std::string> ids, const QString& title, qint64 open);
    [[nodiscard]] LetterRows& rows() const { return *m_rows; }
    [[nodiscard]] SparseTable& table() const { return *m_table; }
    [[nodiscard]] const std::optional<LetterPlace>& current() const { return m_current; }
    /// What the buttons act upon is told by their tool tips; `reason` is why they cannot.
    void setActions(bool possible, const QString& reason);

Q_SIGNALS:
    void currentChanged(const std::optional<weir::LetterPlace>& place);
    void actionRequested(weir::ui::LetterCard::Action action);
    void allRequested();
    /// A double click or Enter.
    void activated(const weir::LetterPlace& place);

protected:
    /// Ticks boxes: a click on one, the space bar for the selected rows.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLayout* makeHead();
    void showTitle();
    void followList(bool shifted);
    void setCurrent(std::optional<qint64> position);
    void openMenu(qint64 position, QPoint global);

    InboxFeed& m_feed;
    LetterRows* m_rows;
    SparseTable* m_table;
    PlainLabel* m_title = nullptr;
    PlainLabel* m_hint = nullptr;
    QStackedWidget* m_stack = nullptr;
    QPushButton* m_all = nullptr;
    QPushButton* m_uncheck = nullptr;
    std::vector<QPushButton*> m_actions;
    QString m_name;
    qint64 m_open = 0;
    bool m_possible = false;
    std::optional<LetterPlace> m_current;
};

} // namespace weir::ui
