// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/send_results.h"

#include "ui/widgets/copy_details.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>

namespace weir::ui {
namespace {

using Row = SendResultRow;

class ResultWords
{
    Q_DECLARE_TR_FUNCTIONS(SendResults)
};

QString unknown(const Row& row)
{
    return row.delivery ? QString() : sentenceOf(row.delivery.error());
}

Column<Row> topicColumn()
{
    return {.id = QStringLiteral("topic"),
            .title = ResultWords::tr("Topic"),
            .text = [](const Row& row) { return displayText(std::string_view(row.topic), 249); },
            .width = 0,
            .toolTip = [](const Row& row) { return displayText(std::string_view(row.topic), 249); }};
}

Column<Row> stateColumn()
{
    return {.id = QStringLiteral("state"),
            .title = ResultWords::tr("State"),
            .text = [](const Row& row) {
                return row.delivery ? ResultWords::tr("acknowledged")
                                    : ResultWords::tr("failed: %1").arg(sentenceOf(row.delivery.error()));
            },
            .width = 120,
            .mark = [](const Row& row) -> CellMark {
                return row.delivery ? PillCell{ResultWords::tr("acknowledged"), Tone::Ok}
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
             return QDateTime::fromMSecsSinceEpoch(row.time).toString(QStringLiteral("HH:mm:ss.zzz"));
         },
         .width = 112,
         .mono = true},
        topicColumn(),
        {.id = QStringLiteral("partition"),
         .title = ResultWords::tr("P"),
         .text = [](const Row& row) {
             return row.delivery ? QString::number(row.delivery->partition) : QStringLiteral("–");
         },
         .width = 36,
         .alignment = Qt::AlignRight,
         .mono = true,
         .toolTip = unknown},
        {.id = QStringLiteral("offset"),
         .title = ResultWords::tr("Offset"),
         .text = [](const Row& row) { return row.delivery ? countText(row.delivery->offset) : QStringLiteral("–"); },
         .width = 88,
         .alignment = Qt::AlignRight,
         .mono = true,
         .mark = [](const Row& row) -> CellMark { return row.delivery ? CellMark(LinkCell{}) : CellMark(); },
         .toolTip = [](const Row& row) { return row.delivery ? ResultWords::tr("Shows the record.") : unknown(row); }},
        {.id = QStringLiteral("latency"),
         .title = ResultWords::tr("Latency"),
         .text = [](const Row& row) {
             return row.delivery ? ResultWords::tr("%1 ms").arg(static_cast<double>(row.delivery->latency.count()) / 1000.0, 0, 'f', 1)
                                 : QStringLiteral("–");
         },
         .width = 74,
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
      m_table(new DataTable(&m_model, tr("Results"), QStringLiteral("send-results"), this))
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 10, 11, 2);
    head->setSpacing(8);
    head->addWidget(new PlainLabel(tr("Results"), PlainLabel::Look::Strong, this));
    head->addWidget(m_summary);
    head->addStretch(1);
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
}

SendResults::~SendResults()
{
    // The table goes before the model it shows: that is a member, which end before a widget's children.
    delete m_table;
}

void SendResults::add(const std::string& topic, TimestampMs time, const Result<Delivery>& delivery)
{
    const int number = m_acknowledged + m_failed + 1;
    m_rows.insert(m_rows.begin(), {number, time, topic, delivery});
    if (m_rows.size() > most)
        m_rows.pop_back();
    ++(delivery ? m_acknowledged : m_failed);
    m_model.setRows(m_rows);
    m_none->hide();
    m_table->show();
    m_table->scrollToTop();
    m_summary->setText(tr("%1 acknowledged · %2 failed").arg(countText(m_acknowledged), countText(m_failed)));
    if (delivery) {
        m_failure->hide();
        return;
    }
    m_failure->setNotice(Tone::Bad, sentenceOf(delivery.error()), {}, errorDetails(delivery.error()));
    m_failure->show();
}

void SendResults::openRecord(const QString& key)
{
    const SendResultRow* row = m_model.find(key);
    if (row && row->delivery)
        m_navigator.go(OpenRecords{QString::fromStdString(row->topic), row->delivery->partition, row->delivery->offset});
}

} // namespace weir::ui
