// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/send_results.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace weir::ui {
namespace {

using Row = SendResultRow;

class ResultWords
{
    Q_DECLARE_TR_FUNCTIONS(SendResults)
};

QString unknown(const Row& row)
{
    return row.sent->delivery ? QString() : sentenceOf(row.sent->delivery.error());
}

Column<Row> stateColumn()
{
    return {.id = QStringLiteral("state"),
            .title = ResultWords::tr("State"),
            .text = [](const Row& row) {
                return row.sent->delivery ? ResultWords::tr("acknowledged")
                                    : ResultWords::tr("failed: %1").arg(sentenceOf(row.sent->delivery.error()));
            },
            .width = 0,
            .mark = [](const Row& row) -> CellMark {
                return row.sent->delivery ? PillCell{ResultWords::tr("acknowledged"), Tone::Ok}
                                    : PillCell{ResultWords::tr("failed"), Tone::Bad};
            },
            .toolTip = unknown};
}

} // namespace

QString sendResultKey(const SendResultRow& row)
{
    return QString::number(row.number);
}

std::vector<Column<SendResultRow>> sendResultColumns()
{
    return {
        {.id = QStringLiteral("time"),
         .title = ResultWords::tr("Time"),
         .text = [](const Row& row) {
             return QDateTime::fromMSecsSinceEpoch(row.sent->time).toString(QStringLiteral("HH:mm:ss.zzz"));
         },
         .width = 112,
         .mono = true,
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.sent->record.topic), 249); }},
        {.id = QStringLiteral("partition"),
         .title = ResultWords::tr("P"),
         .text = [](const Row& row) {
             return row.sent->delivery ? QString::number(row.sent->delivery->partition) : QStringLiteral("–");
         },
         .width = 30,
         .alignment = Qt::AlignRight,
         .mono = true,
         .toolTip = unknown},
        {.id = QStringLiteral("offset"),
         .title = ResultWords::tr("Offset"),
         .text = [](const Row& row) { return row.sent->delivery ? countText(row.sent->delivery->offset) : QStringLiteral("–"); },
         .width = 66,
         .alignment = Qt::AlignRight,
         .mono = true,
         .mark = [](const Row& row) -> CellMark { return row.sent->delivery ? CellMark(LinkCell{}) : CellMark(); },
         .toolTip = [](const Row& row) { return row.sent->delivery ? ResultWords::tr("Shows the record.") : unknown(row); }},
        {.id = QStringLiteral("latency"),
         .title = ResultWords::tr("Latency"),
         .text = [](const Row& row) {
             return row.sent->delivery ? ResultWords::tr("%1 ms").arg(static_cast<double>(row.sent->delivery->latency.count()) / 1000.0, 0, 'f', 1)
                                 : QStringLiteral("–");
         },
         .width = 66,
         .alignment = Qt::AlignRight,
         .mono = true,
         .toolTip = unknown},
        stateColumn(),
    };
}

SendResults::SendResults(Navigator& navigator, QWidget* parent)
    : Card(Padding::None, parent),
      m_navigator(navigator),
      m_model(sendResultColumns(), sendResultKey),
      m_summary(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_failure(new NoticeBar(this)),
      m_none(new PlainLabel(tr("What you send shows up here with the offset the broker gave it."), PlainLabel::Look::Dim, this)),
      m_table(new DataTable(&m_model, tr("Results"), QStringLiteral("send-results"), this)),
      m_again(linkButton(tr("Send the same again"), this))
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 10, 11, 2);
    head->setSpacing(8);
    head->addWidget(new PlainLabel(tr("Results"), PlainLabel::Look::Strong, this));
    head->addWidget(m_summary, 1);
    m_summary->setElide(Qt::ElideRight);
    m_again->setToolTip(plainToolTip(tr("Sends the very bytes of the chosen row once more, its event id too. \"Send one\" makes a "
                                        "fresh record.")));
    m_again->setEnabled(false);
    m_again->hide();
    head->addWidget(m_again);
    body()->addLayout(head);
    auto* notice = new QHBoxLayout;
    notice->setContentsMargins(11, 0, 11, 0);
    notice->addWidget(m_failure);
    body()->addLayout(notice);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setWordWrap(true);
    m_none->setContentsMargins(16, 16, 16, 16);
    body()->addWidget(m_none, 1);
    body()->addWidget(m_table, 1);
    m_failure->hide();
    m_table->hide();
    connect(m_table, &DataTable::linkActivated, this, &SendResults::openRecord);
    connect(m_table, &DataTable::rowActivated, this, &SendResults::openRecord);
    connect(m_table, &DataTable::currentKeyChanged, this, [this](const QString& key) { m_again->setEnabled(!key.isEmpty()); });
    connect(m_again, &QPushButton::clicked, this, [this] {
        if (const SendResultRow* row = m_model.find(m_table->currentKey()))
            Q_EMIT sendAgain(row->sent);
    });
}

SendResults::~SendResults()
{
    // The table goes before the model it shows: that is a member, which end before a widget's children.
    delete m_table;
}

void SendResults::add(const SentRecordPtr& sent)
{
    const int number = m_acknowledged + m_failed + 1;
    m_rows.insert(m_rows.begin(), {number, sent});
    if (m_rows.size() > most)
        m_rows.pop_back();
    ++(sent->delivery ? m_acknowledged : m_failed);
    m_model.setRows(m_rows);
    m_none->hide();
    m_table->show();
    m_again->show();
    m_table->scrollToTop();
    showSummary();
    if (sent->delivery) {
        m_failure->hide();
        return;
    }
    m_failure->setNotice(Tone::Bad, sentenceOf(sent->delivery.error()), {}, errorDetails(sent->delivery.error()));
    m_failure->show();
}

void SendResults::showSummary()
{
    std::vector<std::chrono::microseconds> latencies;
    for (const SendResultRow& row : m_rows) {
        if (row.sent->delivery)
            latencies.push_back(row.sent->delivery->latency);
    }
    QString text = tr("%1 acknowledged · %2 failed").arg(countText(m_acknowledged), countText(m_failed));
    if (!latencies.empty()) {
        const std::size_t rank = (latencies.size() * 99 + 99) / 100 - 1;
        std::ranges::nth_element(latencies, latencies.begin() + static_cast<std::ptrdiff_t>(rank));
        text += tr(" · p99 %1 ms").arg(static_cast<double>(latencies[rank].count()) / 1000.0, 0, 'f', 1);
    }
    m_summary->setText(text);
}

void SendResults::openRecord(const QString& key)
{
    const SendResultRow* row = m_model.find(key);
    if (row && row->sent->delivery)
        m_navigator.go(OpenRecords{QString::fromStdString(row->sent->record.topic), row->sent->delivery->partition, row->sent->delivery->offset});
}

} // namespace weir::ui
