// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/sent_history.h"
#include "ui/widgets/table_model.h"

class QPlainTextEdit;
class QPushButton;

namespace weir::ui {

class DataTable;
class FilterEdit;
class NoticeBar;
class PlainLabel;
class StateView;

[[nodiscard]] QString sentKey(const SentRecordPtr& sent);
[[nodiscard]] std::vector<Column<SentRecordPtr>> sentColumns();

/// The "History" tab of the Send page: what was sent through this connection, what was written for it and what went out. It
/// can be opened again, sent again and looked at. GUI thread.
class HistoryTab : public QWidget
{
    Q_OBJECT
public:
    HistoryTab(PageContext context, SentHistory& history, QWidget* parent = nullptr);
    ~HistoryTab() override;

    bool focusFilter();

Q_SIGNALS:
    void openRequested(const weir::EventTemplate& written);
    void sendAgain(const weir::ui::SentRecordPtr& sent);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeList();
    QWidget* makeDetail();
    QWidget* makeActions(QWidget* parent);
    void showHistory();
    void showDetail();
    void showRecord();
    void askToClear();
    [[nodiscard]] SentRecordPtr current() const;

    PageContext m_context;
    SentHistory& m_history;
    TableModel<SentRecordPtr> m_model;
    StateView* m_state = nullptr;
    NoticeBar* m_notice = nullptr;
    DataTable* m_table = nullptr;
    PlainLabel* m_count = nullptr;
    QPushButton* m_clear = nullptr;
    FilterEdit* m_filter = nullptr;
    PlainLabel* m_title = nullptr;
    QPlainTextEdit* m_written = nullptr;
    QPlainTextEdit* m_sent = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_again = nullptr;
    QPushButton* m_record = nullptr;
};

} // namespace weir::ui
