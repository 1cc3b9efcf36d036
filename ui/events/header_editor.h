// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"
#include "ui/events/input_bytes.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <utility>
#include <vector>

class QVBoxLayout;

namespace weir::ui {

class PlainLabel;

/// The headers of a record being written, in order; names may repeat. GUI thread.
/// Each row has a name, a type and a value; "NULL" and "empty" are types, so they cannot be mistaken for words.
class HeaderEditor : public QWidget
{
    Q_OBJECT
public:
    explicit HeaderEditor(QWidget* parent = nullptr);
    ~HeaderEditor() override;

    void setHeaders(const std::vector<std::pair<Bytes, OptionalBytes>>& headers);
    /// The headers as they will be sent; InvalidInput names the first row that makes none.
    [[nodiscard]] Result<Headers> headers() const;
    [[nodiscard]] int count() const;

public Q_SLOTS:
    /// Adds an empty row and puts the cursor into it.
    void addRow();

Q_SIGNALS:
    void changed();

private:
    struct Row;
    Row& appendRow(const Bytes& name, const OptionalBytes& value);
    void removeRow(const Row* row);
    void nameRows();
    void showRow(Row& row);

    QVBoxLayout* m_list;
    PlainLabel* m_none;
    std::vector<std::unique_ptr<Row>> m_rows;
};

} // namespace weir::ui
