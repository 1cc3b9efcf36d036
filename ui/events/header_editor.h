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
/// Keyboard: Up and Down move between rows, Enter in the last one adds another, Ctrl+Delete removes the row.
class HeaderEditor : public QWidget
{
    Q_OBJECT
public:
    explicit HeaderEditor(QWidget* parent = nullptr);
    ~HeaderEditor() override;

    /// Takes headers over without changing their bytes.
    void setHeaders(const std::vector<std::pair<Bytes, OptionalBytes>>& headers);
    void setWritten(const std::vector<TemplateHeader>& headers);
    /// The headers as a template holds them; InvalidInput names the first row that can never be sent.
    [[nodiscard]] Result<std::vector<TemplateHeader>> written() const;
    /// The same without a look at whether it can be sent.
    [[nodiscard]] std::vector<TemplateHeader> draft() const;
    /// The headers as they will be sent where nothing has placeholders; InvalidInput as above.
    [[nodiscard]] Result<Headers> headers() const;
    [[nodiscard]] int count() const;

public Q_SLOTS:
    /// Adds an empty row and puts the cursor into it.
    void addRow();

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row;
    QWidget* makeCaptions();
    Row& appendRow();
    void fill(Row& row, const Bytes& name, const Input& input, const OptionalBytes& original);
    void removeRow(const Row* row);
    void clear();
    void nameRows();
    void showRow(Row& row);
    bool moveTo(int row, const QObject* column);

    QVBoxLayout* m_list;
    QWidget* m_captions;
    PlainLabel* m_none;
    std::vector<std::unique_ptr<Row>> m_rows;
};

} // namespace weir::ui
