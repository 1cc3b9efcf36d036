// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/sent_history.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <vector>

class QPushButton;

namespace weir::ui {

class DataTable;
class NoticeBar;
class PlainLabel;

/// What became of one send; its topic is in the tooltip of its time.
struct SendResultRow {
    int number = 0; ///< counts up in this window
    SentRecordPtr sent;
};
[[nodiscard]] QString sendResultKey(const SendResultRow& row);
[[nodiscard]] std::vector<Column<SendResultRow>> sendResultColumns();

/// The results of this window's sends, newest first; an acknowledged one leads to its record, each can be
/// sent again. GUI thread.
class SendResults : public Card
{
    Q_OBJECT
public:
    static constexpr std::size_t most = 500;

    explicit SendResults(Navigator& navigator, QWidget* parent = nullptr);
    ~SendResults() override;

    void add(const SentRecordPtr& sent);
    [[nodiscard]] int acknowledged() const { return m_acknowledged; }
    [[nodiscard]] int failed() const { return m_failed; }

Q_SIGNALS:
    /// "Send the same again": the very bytes of that send.
    void sendAgain(const weir::ui::SentRecordPtr& sent);

private:
    void showSummary();
    void openRecord(const QString& key);
    Navigator& m_navigator;
    TableModel<SendResultRow> m_model;
    std::vector<SendResultRow> m_rows;
    int m_acknowledged = 0;
    int m_failed = 0;
    PlainLabel* m_summary;
    NoticeBar* m_failure;
    PlainLabel* m_none;
    DataTable* m_table;
    QPushButton* m_again;
};

} // namespace weir::ui
