// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

class QPushButton;

namespace weir::ui {

class DataTable;
class PlainLabel;

struct TransactionRecordRow {
    quint64 number = 0; ///< never used twice: the row's key
    int place = 0;      ///< from 1, as they will be sent
    OutgoingRecord record;
};
[[nodiscard]] std::vector<Column<TransactionRecordRow>> transactionRecordColumns();
[[nodiscard]] QString transactionRecordKey(const TransactionRecordRow& row);

/// The records of a transaction that is being put together: in order, moved, removed, taken back into the composer.
/// GUI thread.
class TransactionList : public Card
{
    Q_OBJECT
public:
    explicit TransactionList(Navigator& navigator, QWidget* parent = nullptr);
    ~TransactionList() override;

    void add(const OutgoingRecord& record);
    [[nodiscard]] std::vector<OutgoingRecord> records() const;
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }

Q_SIGNALS:
    void changed();

private:
    QWidget* makeButtons();
    [[nodiscard]] std::optional<std::size_t> current() const;
    void move(int by);
    void removeCurrent();
    void editCurrent();
    void show(const QString& select);
    void showButtons();

    Navigator& m_navigator;
    quint64 m_number = 0;
    std::vector<TransactionRecordRow> m_rows;
    TableModel<TransactionRecordRow> m_model;
    PlainLabel* m_summary;
    PlainLabel* m_none;
    DataTable* m_table;
    QPushButton* m_edit = nullptr;
    QPushButton* m_up = nullptr;
    QPushButton* m_down = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_clear = nullptr;
};

} // namespace weir::ui
