// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/letter_marks.h"
#include "ui/widgets/table_model.h"

#include <QtWidgets/QWidget>

class QPushButton;

namespace weir::ui {

class DataTable;
class InboxFeed;
class PlainLabel;
class StateView;

/// A kind of failure or a single letter that somebody has handled, ignores, or has noted something about.
struct HandledRow {
    std::string group{};                ///< failureId(); empty: a single letter
    std::optional<LetterPlace> letter{};
    MarkedLetter word;
    TimestampMs until = 0;              ///< of a group: later letters are open again
    QString title{};
    QString detail{};
    std::optional<qint64> covered{};    ///< letters of the group it holds for; absent when the inbox does not know the group
    qint64 open = 0;                    ///< of the group, in spite of it
};

[[nodiscard]] QString handledKey(const HandledRow& row);
[[nodiscard]] std::vector<Column<HandledRow>> handledColumns();
/// Groups first, then letters, newest word first; at most `most` letters.
[[nodiscard]] std::vector<HandledRow> handledRows(const InboxFeed& feed, std::size_t most = 5'000);

/// What is no longer open by somebody's word, with notes, and the way back. GUI thread.
class HandledTab : public QWidget
{
    Q_OBJECT
public:
    explicit HandledTab(InboxFeed& feed, QWidget* parent = nullptr);
    ~HandledTab() override;

    void setFilter(const QString& text) { m_model.setFilter(text); }
    [[nodiscard]] int count() const { return m_model.totalRows(); }

Q_SIGNALS:
    void countChanged();

private:
    void showRows();
    void showSelected();
    void openAgain();
    void askForNote();
    void say(const HandledRow& row, const MarkedLetter& word);

    InboxFeed& m_feed;
    TableModel<HandledRow> m_model;
    DataTable* m_table = nullptr;
    PlainLabel* m_title = nullptr;
    PlainLabel* m_foot = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_note = nullptr;
    StateView* m_view = nullptr;
};

} // namespace weir::ui
