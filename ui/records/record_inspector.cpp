// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/record_inspector.h"

#include "core/records/filter_terms.h"
#include "core/records/payload_format.h"
#include "core/records/record_json.h"
#include "ui/records/json_tree_pane.h"
#include "ui/records/record_links.h"
#include "ui/records/value_hint_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {
namespace {

QString payloadSize(const weir::OptionalBytes& bytes)
{
    if (!bytes)
        return RecordInspector::tr("NULL");
    return bytes->empty() ? RecordInspector::tr("empty") : sizeText(static_cast<qint64>(bytes->size()));
}

QString localTimeText(const std::optional<weir::TimestampMs>& time)
{
    if (!time)
        return QStringLiteral("–");
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(*time);
    const bool writable = local.isValid() && local.date().year() > 0 && local.date().year() < 10'000;
    return writable ? local.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz t")) : RecordInspector::tr("out of range");
}

QString timestampTypeText(weir::TimestampType type)
{
    switch (type) {
    case weir::TimestampType::CreateTime: return RecordInspector::tr("set by the producer (CreateTime)");
    case weir::TimestampType::LogAppendTime: return RecordInspector::tr("set by the broker (LogAppendTime)");
    case weir::TimestampType::None: break;
    }
    return RecordInspector::tr("none");
}

} // namespace

RecordInspector::RecordInspector(const PageContext& context, QWidget* parent)
    : Card(Card::Padding::Normal, parent),
      m_context(context),
      m_stack(new QStackedLayout),
      m_tabs(new SegmentedTabs(tr("Parts of the record"), this)),
      m_pages(new QStackedWidget(this)),
      m_value(makeView(tr("Value"), weir::FieldPath::Part::Value, m_valueTree)),
      m_key(makeView(tr("Key"), weir::FieldPath::Part::Key, m_keyTree)),
      m_links(new RecordLinks(context, this)),
      m_headers(new TableModel<HeaderRow>(headerColumns(), [](const HeaderRow& row) { return QString::number(row.position); },
                                          this))
{
    setAccessibleName(tr("Record"));
    auto* nothing = new PlainLabel(tr("Select a record to see its value, headers and key."), PlainLabel::Look::Dim, this);
    nothing->setWordWrap(true);
    nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* content = new QWidget(this);
    m_stack->addWidget(nothing);
    m_stack->addWidget(content);
    body()->addLayout(m_stack, 1);

    m_tabs->setCompact(true);
    for (const QString& title : {tr("Value"), tr("Headers"), tr("Key"), tr("Metadata")})
        m_tabs->addTab(title);
    m_pages->addWidget(m_value);
    m_pages->addWidget(buildHeaders());
    m_pages->addWidget(m_key);
    m_pages->addWidget(buildMetadata());
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);

    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_links);
    connect(m_links, &RecordLinks::followKeyWanted, this, &RecordInspector::followKeyWanted);
}

PayloadView* RecordInspector::makeView(const QString& name, weir::FieldPath::Part part, JsonTreePane*& tree)
{
    auto* view = new PayloadView(name, m_context.tasks, weir::formatPayload, this);
    tree = new JsonTreePane(tr("%1 as a tree").arg(name), m_context.tasks, view);
    tree->setPart(part);
    view->setTree(tree);
    view->setExplainer(valueHints);
    connect(tree, &JsonTreePane::filterWanted, this, [this](const weir::FieldPath& path, const std::string& token, bool against) {
        Q_EMIT filterWanted(QString::fromStdString(weir::filterTermForJson(path, token, against)), against);
    });
    connect(tree, &JsonTreePane::columnWanted, this,
            [this](const weir::FieldPath& path) { Q_EMIT columnWanted(QString::fromStdString(path.text())); });
    return view;
}

std::shared_ptr<const Bytes> RecordInspector::shared(const weir::OptionalBytes& bytes) const
{
    return bytes ? std::shared_ptr<const Bytes>(m_record, &*bytes) : nullptr;
}

std::vector<Column<RecordInspector::HeaderRow>> RecordInspector::headerColumns()
{
    const auto valueText = [](const HeaderRow& row) {
        if (row.header.value && row.header.value->empty())
            return tr("empty");
        return displayText(row.header.value, 512);
    };
    std::vector<Column<HeaderRow>> columns;
    columns.push_back({.id = QStringLiteral("name"), .title = tr("Name"),
                       .text = [](const HeaderRow& row) { return displayText(std::string_view(row.header.name), 256); },
                       .width = 150, .mono = true,
                       .sortKey = [](const HeaderRow& row) { return SortKey(qint64{row.position}); }});
    columns.push_back({.id = QStringLiteral("value"), .title = tr("Value"), .text = valueText, .width = 0, .mono = true,
                       .mark = [valueText](const HeaderRow& row) -> CellMark {
                           if (row.header.value && !row.header.value->empty())
                               return {};
                           return PillCell{valueText(row), Tone::Neutral};
                       }});
    return columns;
}

QWidget* RecordInspector::buildHeaders()
{
    m_headerTable = new DataTable(m_headers, tr("Headers"), QStringLiteral("record-headers"), this);
    m_headerValue = makeView(tr("Header value"), weir::FieldPath::Part::Header, m_headerTree);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_headerTable);
    splitter->addWidget(m_headerValue);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    connect(m_headerTable, &DataTable::currentKeyChanged, this, &RecordInspector::showHeaderValue);
    return splitter;
}

void RecordInspector::showHeaderValue(const QString& key)
{
    const HeaderRow* row = m_headers->find(key);
    if (!row)
        return m_headerValue->clear();
    m_headerTree->setPart(weir::FieldPath::Part::Header, row->header.name);
    m_headerValue->setPayload(row->header.value);
}

QWidget* RecordInspector::buildMetadata()
{
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 4, 0, 0);
    m_facts = new QGridLayout;
    m_facts->setHorizontalSpacing(16);
    m_facts->setVerticalSpacing(8);
    m_facts->setColumnStretch(1, 1);
    addFact(tr("Topic"), m_topic);
    addFact(tr("Partition"), m_partition);
    addFact(tr("Offset"), m_offset);
    addFact(tr("Local time"), m_local);
    addFact(tr("UTC"), m_utc);
    addFact(tr("Timestamp"), m_timeType);
    addFact(tr("Key"), m_keySize);
    addFact(tr("Value"), m_valueSize);
    addFact(tr("With headers"), m_totalSize);
    layout->addLayout(m_facts);
    auto* copy = plainButton(tr("&Copy record as JSON"), page);
    copy->setToolTip(tr("One line that loses nothing; bytes that are no text as base64"));
    connect(copy, &QPushButton::clicked, this, [this] {
        if (m_record)
            copyText(QString::fromStdString(weir::toJsonLine(*m_record)));
    });
    layout->addSpacing(8);
    layout->addWidget(copy, 0, Qt::AlignLeft);
    layout->addStretch(1);
    return page;
}

void RecordInspector::addFact(const QString& name, PlainLabel*& value)
{
    const int row = m_facts->rowCount();
    m_facts->addWidget(new PlainLabel(name, PlainLabel::Look::Dim, this), row, 0, Qt::AlignTop);
    value = new PlainLabel({}, PlainLabel::Look::Mono, this);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->addWidget(value, row, 1);
}

void RecordInspector::setRecord(std::shared_ptr<const weir::Record> record)
{
    if (record == m_record)
        return;
    m_record = std::move(record);
    m_stack->setCurrentIndex(m_record ? 1 : 0);
    m_links->setRecord(m_record);
    if (!m_record)
        return;
    m_value->setPayload(shared(m_record->value));
    m_key->setPayload(shared(m_record->key));
    showHeaders();
    showMetadata();
}

void RecordInspector::showHeaders()
{
    std::vector<HeaderRow> rows;
    for (const auto& header : m_record->headers)
        rows.push_back({static_cast<int>(rows.size()), header});
    const auto count = rows.size();
    m_headers->setRows(std::move(rows));
    m_tabs->setTabText(1, tr("Headers %1").arg(count));
    if (count == 0)
        m_headerValue->clear();
    else if (m_headerTable->currentKey().isEmpty())
        m_headerTable->selectKey(QStringLiteral("0"));
    else
        showHeaderValue(m_headerTable->currentKey());
}

void RecordInspector::showMetadata()
{
    const weir::Record& record = *m_record;
    m_topic->setText(displayText(std::string_view(record.topic)));
    m_partition->setText(QString::number(record.partition));
    m_offset->setText(countText(record.offset));
    m_local->setText(localTimeText(record.timestamp));
    m_utc->setText(record.timestamp ? QString::fromStdString(weir::formatUtc(*record.timestamp)) : QStringLiteral("–"));
    m_timeType->setText(timestampTypeText(record.timestampType));
    m_keySize->setText(payloadSize(record.key));
    m_valueSize->setText(payloadSize(record.value));
    m_totalSize->setText(sizeText(static_cast<qint64>(record.size())));
}

} // namespace weir::ui
