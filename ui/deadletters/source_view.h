// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/source_record.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QPointer>
#include <QtWidgets/QWidget>

#include <memory>
#include <vector>

class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace weir::ui {

class DataTable;
class PayloadView;
class PillLabel;
class PlainLabel;

/// A dead letter's value, and how it stands to the record it was made of: the same, or both side by side with what differs
/// marked, by line and by field, or gone. GUI thread; everything in it is foreign text, shown as plain text.
class SourceView : public QWidget
{
    Q_OBJECT
public:
    explicit SourceView(PageContext context, QWidget* parent = nullptr);
    ~SourceView() override;

    /// nullptr: nothing is shown. The source is being looked for from now on.
    void setLetter(std::shared_ptr<const Record> letter);
    void setSource(SourceRecord source);
    /// "identical", "differs", …; for tests.
    [[nodiscard]] QString word() const;

private:
    struct FieldRow {
        int index = 0;
        FieldDifference difference;
    };
    /// Both values as text, and the lines of each that the other does not have.
    struct Lines {
        QString left, right;
        std::vector<int> leftOnly, rightOnly;
    };
    [[nodiscard]] static std::vector<Column<FieldRow>> columns();
    [[nodiscard]] static Lines compareLines(const Record& source, const Record& letter, const std::stop_token& stop);
    QWidget* makeSides();
    void showDifferences();
    void showLines();
    void markLines(QPlainTextEdit& edit, const std::vector<int>& lines, Tone tone) const;
    void openBytes();

protected:
    void changeEvent(QEvent* event) override;

private:
    PageContext m_context;
    std::shared_ptr<const Record> m_letter;
    std::shared_ptr<const Record> m_sourceRecord;
    Lines m_lines;
    TableModel<FieldRow> m_fields;
    PillLabel* m_state;
    PlainLabel* m_sentence;
    QPushButton* m_bytes;
    QStackedWidget* m_stack;
    PayloadView* m_value;
    QWidget* m_sides = nullptr;
    QPlainTextEdit* m_left = nullptr;
    QPlainTextEdit* m_right = nullptr;
    DataTable* m_table = nullptr;
    LatestTask m_task;
};

} // namespace weir::ui
