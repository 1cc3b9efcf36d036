// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

class DataTable;
class NoticeBar;
class PlainLabel;

/// What became of one send.
struct SendResultRow {
    int number = 0; ///< counts up in this window
    TimestampMs time = 0;
    std::string topic;
    Result<Delivery> delivery;
};
[[nodiscard]] QString sendResultKey(const SendResultRow& row);
[[nodiscard]] std::vector<Column<SendResultRow>> sendResultColumns();

/// The results of this window's sends, newest first; an acknowledged one leads to its record. GUI thread.
class SendResults : public Card
{
    Q_OBJECT
public:
    static constexpr std::size_t most = 500;

    explicit SendResults(Navigator& navigator, QWidget* parent = nullptr);
    ~SendResults() override;

    void add(const std::string& topic, TimestampMs time, const Result<Delivery>& delivery);
    [[nodiscard]] int acknowledged() const { return m_acknowledged; }
    [[nodiscard]] int failed() const { return m_failed; }

private:
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
};

} // namespace weir::ui
