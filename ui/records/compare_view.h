// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/byte_diff.h"
#include "core/records/record_diff.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <QtWidgets/QDialog>

#include <memory>

class QButtonGroup;
class QPushButton;
class QStackedWidget;

namespace weir::ui {

class DataTable;
class HexPair;
class HexView;
class PlainLabel;
class SegmentedTabs;

/// Two records side by side: their differences by field as a table, and by bytes as two hexadecimal views that scroll
/// together, with "next difference". Works in a window of its own that blocks nothing: show() it. Compares in a worker; a
/// difference is marked by a word or a line besides its colour. GUI thread.
class CompareView : public QDialog
{
    Q_OBJECT
public:
    CompareView(const PageContext& context, std::shared_ptr<const weir::Record> left,
                std::shared_ptr<const weir::Record> right, QWidget* parent = nullptr);
    ~CompareView() override;

    enum Tab { FieldsTab, BytesTab };
    enum class Part { Value, Key };
    [[nodiscard]] SegmentedTabs* tabs() const { return m_tabs; }
    [[nodiscard]] DataTable* table() const { return m_table; }
    [[nodiscard]] HexView* leftBytes() const;
    [[nodiscard]] HexView* rightBytes() const;
    /// "3 differences", "no differences"; empty while it compares.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QString bytesSummary() const;
    void setPart(Part part);
    /// Moves both cursors to the next difference, from the last to the first.
    void showNextDifference();

private:
    struct Row {
        int index;
        weir::FieldDifference difference;
    };
    [[nodiscard]] static std::vector<Column<Row>> columns();
    [[nodiscard]] QWidget* makeHeading(const QString& side, const weir::Record& record);
    [[nodiscard]] QWidget* makeFields();
    [[nodiscard]] QWidget* makeBytes();
    void compareFields();
    void compareBytes();
    void showFields(weir::RecordDiff diff);
    void showBytes(const weir::ByteDiff& diff);
    [[nodiscard]] const weir::OptionalBytes& bytesOf(const weir::Record& record) const;

    PageContext m_context;
    std::shared_ptr<const weir::Record> m_left;
    std::shared_ptr<const weir::Record> m_right;
    Part m_part = Part::Value;
    TableModel<Row> m_rows;
    SegmentedTabs* m_tabs;
    QStackedWidget* m_pages;
    PlainLabel* m_summary;
    DataTable* m_table = nullptr;
    PlainLabel* m_bytesSummary = nullptr;
    QPushButton* m_next = nullptr;
    QButtonGroup* m_parts = nullptr;
    HexPair* m_pair = nullptr;
    LatestTask m_fieldsTask;
    LatestTask m_bytesTask;
};

} // namespace weir::ui
