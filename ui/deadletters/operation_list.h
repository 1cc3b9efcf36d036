// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/record_edit.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <vector>

class QVBoxLayout;

namespace weir::ui {

class PlainLabel;

/// Field operations, one a line in the notation of record_edit.h, checked while they are typed. GUI thread.
class OperationList : public QWidget
{
    Q_OBJECT
public:
    explicit OperationList(QWidget* parent = nullptr);
    ~OperationList() override;

    void setOperations(const std::vector<FieldOperation>& operations);
    /// Of all lines that are not empty; InvalidInput names the first line that is none.
    [[nodiscard]] Result<std::vector<FieldOperation>> operations() const;
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    /// Appends a line and puts the cursor into it, behind what is given.
    void addLine(const QString& text = {});

Q_SIGNALS:
    void changed();

private:
    struct Row;
    void remove(const Row* row);
    void check(Row& row);
    void nameRows();

    QVBoxLayout* m_list;
    PlainLabel* m_none;
    std::vector<std::unique_ptr<Row>> m_rows;
};

} // namespace weir::ui
