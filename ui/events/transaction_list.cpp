// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/transaction_list.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <utility>

namespace weir::ui {
namespace {

using Row = TransactionRecordRow;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(TransactionList)
};

qint64 sizeOf(const OutgoingRecord& record)
{
    std::size_t size = (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
    for (const Header& header : record.headers)
        size += header.name.size() + (header.value ? header.value->size() : 0);
    return static_cast<qint64>(size);
}

OpenSend destinationOf(const OutgoingRecord& record)
{
    OpenSend send;
    send.topic = QString::fromStdString(record.topic);
    send.key = record.key;
    send.value = record.value;
    for (const Header& header : record.headers)
        send.headers.emplace_back(header.name, header.value);
    if (record.partition)
        send.partition = *record.partition;
    if (record.timestamp)
        send.timestamp = *record.timestamp;
    return send;
}

} // namespace

QString transactionRecordKey(const TransactionRecordRow& row) { return QString::number(row.number); }

std::vector<Column<TransactionRecordRow>> transactionRecordColumns()
{
    return {
        {.id = QStringLiteral("place"),
         .title = QStringLiteral("#"),
         .text = [](const Row& row) { return QString::number(row.place); },
         .width = 36,
         .alignment = Qt::AlignRight,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.place)); }},
        {.id = QStringLiteral("topic"),
         .title = Words::tr("Topic"),
         .text = [](const Row& row) { return displayText(std::string_view(row.record.topic), 249); },
         .width = 0,
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.record.topic), 249); }},
        {.id = QStringLiteral("partition"),
         .title = Words::tr("Partition"),
         .text = [](const Row& row) {
             return row.record.partition ? QString::number(*row.record.partition) : Words::tr("by key");
         },
         .width = 74},
        {.id = QStringLiteral("key"),
         .title = Words::tr("Key"),
         .text = [](const Row& row) { return displayText(row.record.key, 80); },
         .width = 104,
         .mono = true},
        {.id = QStringLiteral("size"),
         .title = Words::tr("Size"),
         .text = [](const Row& row) { return sizeText(sizeOf(row.record)); },
         .width = 70,
         .alignment = Qt::AlignRight,
         .sortKey = [](const Row& row) { return SortKey(sizeOf(row.record)); }},
    };
}

TransactionList::TransactionList(Navigator& navigator, QWidget* parent)
    : Card(Padding::None, parent),
      m_navigator(navigator),
      m_model(transactionRecordColumns(), transactionRecordKey),
      m_summary(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_none(new PlainLabel(tr("No records yet. Write one in the composer and choose \"Add to transaction\"; records to several "
                               "topics become visible together, or none of them."),
                            PlainLabel::Look::Dim, this)),
      m_table(new DataTable(&m_model, tr("Records of the transaction"), QStringLiteral("transaction-records"), this))
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 8);
    head->setSpacing(8);
    head->addWidget(new PlainLabel(tr("Records"), PlainLabel::Look::Strong, this));
    head->addWidget(m_summary);
    head->addStretch(1);
    body()->addLayout(head);
    m_none->setWordWrap(true);
    m_none->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_none->setContentsMargins(16, 4, 16, 16);
    body()->addWidget(m_none, 1);
    body()->addWidget(m_table, 1);
    body()->addWidget(makeButtons());
    m_table->sortBy(0, Qt::AscendingOrder);
    connect(m_table, &DataTable::currentKeyChanged, this, &TransactionList::showButtons);
    connect(m_table, &DataTable::rowActivated, this, &TransactionList::editCurrent);
    show({});
}

TransactionList::~TransactionList()
{
    delete m_table; // before the model it shows
}

QWidget* TransactionList::makeButtons()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 8, 16, 12);
    row->setSpacing(8);
    m_edit = plainButton(tr("Edit"), bar);
    m_edit->setToolTip(plainToolTip(tr("Takes the record out of the list and back into the composer.")));
    m_up = plainButton(tr("Up"), bar);
    m_down = plainButton(tr("Down"), bar);
    m_remove = plainButton(tr("Remove"), bar);
    m_clear = linkButton(tr("Remove all"), bar);
    for (QPushButton* button : {m_edit, m_up, m_down, m_remove})
        row->addWidget(button);
    row->addStretch(1);
    row->addWidget(m_clear);
    connect(m_edit, &QPushButton::clicked, this, &TransactionList::editCurrent);
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_remove, &QPushButton::clicked, this, &TransactionList::removeCurrent);
    connect(m_clear, &QPushButton::clicked, this, [this] {
        m_rows.clear();
        show({});
    });
    return bar;
}

void TransactionList::add(const OutgoingRecord& record)
{
    m_rows.push_back({++m_number, 0, record});
    show(transactionRecordKey(m_rows.back()));
}

std::vector<OutgoingRecord> TransactionList::records() const
{
    std::vector<OutgoingRecord> records;
    for (const Row& row : m_rows)
        records.push_back(row.record);
    return records;
}

std::optional<std::size_t> TransactionList::current() const
{
    const QString key = m_table->currentKey();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (transactionRecordKey(m_rows[i]) == key)
            return i;
    return std::nullopt;
}

void TransactionList::move(int by)
{
    const auto at = current();
    const auto to = at ? static_cast<std::ptrdiff_t>(*at) + by : -1;
    if (to < 0 || to >= static_cast<std::ptrdiff_t>(m_rows.size()))
        return;
    std::swap(m_rows[*at], m_rows[static_cast<std::size_t>(to)]);
    show(transactionRecordKey(m_rows[static_cast<std::size_t>(to)]));
}

void TransactionList::removeCurrent()
{
    const auto at = current();
    if (!at)
        return;
    m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(*at));
    show(m_rows.empty() ? QString() : transactionRecordKey(m_rows[std::min(*at, m_rows.size() - 1)]));
}

void TransactionList::editCurrent()
{
    const auto at = current();
    if (!at)
        return;
    const OpenSend destination = destinationOf(m_rows[*at].record);
    removeCurrent();
    m_navigator.go(destination);
}

void TransactionList::show(const QString& select)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i].place = static_cast<int>(i) + 1;
    m_model.setRows(m_rows);
    if (!select.isEmpty())
        m_table->selectKey(select);
    qint64 bytes = 0;
    for (const Row& row : m_rows)
        bytes += sizeOf(row.record);
    m_summary->setText(m_rows.empty() ? QString()
                                      : tr("%1, %2").arg(countedText(count(), tr("1 record"), tr("%1 records")), sizeText(bytes)));
    m_none->setVisible(m_rows.empty());
    m_table->setVisible(!m_rows.empty());
    showButtons();
    Q_EMIT changed();
}

void TransactionList::showButtons()
{
    const auto at = current();
    m_edit->setEnabled(at.has_value());
    m_remove->setEnabled(at.has_value());
    m_up->setEnabled(at && *at > 0);
    m_down->setEnabled(at && *at + 1 < m_rows.size());
    m_clear->setEnabled(!m_rows.empty());
}

} // namespace weir::ui
