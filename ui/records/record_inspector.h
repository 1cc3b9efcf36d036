// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"
#include "core/records/field_path.h"
#include "ui/widgets/card.h"
#include "ui/widgets/page.h"
#include "ui/widgets/table_model.h"

#include <memory>

class QGridLayout;
class QStackedLayout;
class QStackedWidget;

namespace weir::ui {

class DataTable;
class JsonTreePane;
class PayloadView;
class PlainLabel;
class RecordLinks;
class SegmentedTabs;

/// One record in full: value, headers, key and what Kafka says about it, each payload pretty, as a tree, text, raw and
/// hexadecimal; below, what leads on from it (RecordLinks). Everything is a read-only view of the bytes. GUI thread.
/// The record is expected to be whole: of a record of which only a part is at hand, fetch it (fetchRecord) and set it again.
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
    [[nodiscard]] PayloadView* keyView() const { return m_key; }
    [[nodiscard]] PayloadView* headerView() const { return m_headerValue; }
    [[nodiscard]] RecordLinks* links() const { return m_links; }

Q_SIGNALS:
    /// A condition in the filter language that the person wants to add, against: to exclude what it names.
    void filterWanted(const QString& term, bool against);
    /// A field as the filter language writes it.
    void columnWanted(const QString& path);
    /// All records with the key of this one, over all partitions and times.
    void followKeyWanted();

private:
    struct HeaderRow {
        int position;
        weir::Header header;
    };
    [[nodiscard]] static std::vector<Column<HeaderRow>> headerColumns();
    [[nodiscard]] PayloadView* makeView(const QString& name, weir::FieldPath::Part part, JsonTreePane*& tree);
    [[nodiscard]] std::shared_ptr<const Bytes> shared(const weir::OptionalBytes& bytes) const;
    void showHeaderValue(const QString& key);
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
    JsonTreePane* m_valueTree = nullptr;
    JsonTreePane* m_keyTree = nullptr;
    JsonTreePane* m_headerTree = nullptr;
    PayloadView* m_value;
    PayloadView* m_key;
    RecordLinks* m_links;
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
