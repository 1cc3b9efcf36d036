// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <memory>

class QGridLayout;
class QStackedLayout;
class QStackedWidget;

namespace weir::ui {

class DataTable;
class PayloadView;
class PlainLabel;
class SegmentedTabs;

/// One record in full: value, headers, key and what Kafka says about it. Everything is a read-only view of the bytes.
/// GUI thread.
class RecordInspector : public Card
{
    Q_OBJECT
public:
    explicit RecordInspector(const PageContext& context, QWidget* parent = nullptr);

    /// nullptr: nothing is selected.
    void setRecord(std::shared_ptr<const weir::Record> record);
    [[nodiscard]] std::shared_ptr<const weir::Record> record() const { return m_record; }
    [[nodiscard]] SegmentedTabs* tabs() const { return m_tabs; }
    [[nodiscard]] PayloadView* valueView() const { return m_value; }

private:
    struct HeaderRow {
        int position;
        weir::Header header;
    };
    [[nodiscard]] static std::vector<Column<HeaderRow>> headerColumns();
    [[nodiscard]] QWidget* buildHeaders();
    [[nodiscard]] QWidget* buildMetadata();
    void addFact(const QString& name, PlainLabel*& value);
    void showHeaders();
    void showMetadata();

    PageContext m_context;
    std::shared_ptr<const weir::Record> m_record;
    QStackedLayout* m_stack;
    SegmentedTabs* m_tabs;
    QStackedWidget* m_pages;
    PayloadView* m_value;
    PayloadView* m_key;
    PayloadView* m_headerValue = nullptr;
    TableModel<HeaderRow>* m_headers;
    DataTable* m_headerTable = nullptr;
    QGridLayout* m_facts = nullptr;
    PlainLabel* m_topic = nullptr;
    PlainLabel* m_partition = nullptr;
    PlainLabel* m_offset = nullptr;
    PlainLabel* m_local = nullptr;
    PlainLabel* m_utc = nullptr;
    PlainLabel* m_timeType = nullptr;
    PlainLabel* m_keySize = nullptr;
    PlainLabel* m_valueSize = nullptr;
    PlainLabel* m_totalSize = nullptr;
};

} // namespace weir::ui
