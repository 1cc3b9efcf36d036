// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/failure_panel.h"

#include "core/records/payload_format.h"
#include "ui/deadletters/failure_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {
namespace {

enum Tab { ValueTab, KeyTab, HeadersTab, TraceTab };

} // namespace

FailurePanel::FailurePanel(PageContext context, QWidget* parent)
    : Card(Padding::Normal, parent),
      m_context(std::move(context)),
      m_headers(headerColumns(), headerKey),
      m_hint(new PlainLabel(tr("Select a dead letter to see why it failed."), PlainLabel::Look::Dim, this)),
      m_content(new QWidget(this))
{
    setAccessibleName(tr("Failure"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    auto* layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(makeFacts());
    layout->addWidget(makeTabs(), 1);
    body()->addWidget(m_hint, 1);
    body()->addWidget(m_content, 1);
    setFailure(std::nullopt);
}

FailurePanel::~FailurePanel()
{
    // The table goes before the model it shows: that is a member, which end before a widget's children.
    delete m_content;
}

QWidget* FailurePanel::makeFacts()
{
    auto* facts = new QWidget(this);
    auto* layout = new QVBoxLayout(facts);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);

    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    m_title = new PlainLabel({}, PlainLabel::Look::Strong, facts);
    m_title->setElide(Qt::ElideRight);
    first->addWidget(m_title, 0);
    m_convention = new PillLabel({}, Tone::Neutral, facts);
    first->addWidget(m_convention);
    first->addStretch(1);
    auto* copy = linkButton(tr("Send an edited copy…"), facts);
    connect(copy, &QPushButton::clicked, this, &FailurePanel::sendCopy);
    first->addWidget(copy);
    layout->addLayout(first);

    m_message = new PlainLabel({}, PlainLabel::Look::Dim, facts);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_message);

    auto* way = new QHBoxLayout;
    way->setSpacing(8);
    m_origin = linkButton({}, facts);
    connect(m_origin, &QPushButton::clicked, this, &FailurePanel::openOrigin);
    way->addWidget(m_origin);
    m_arrow = new PlainLabel(QStringLiteral("→"), PlainLabel::Look::Dim, facts);
    m_arrow->setAccessibleName(tr("went to"));
    way->addWidget(m_arrow);
    m_here = new PlainLabel({}, PlainLabel::Look::Strong, facts);
    m_here->setElide(Qt::ElideMiddle);
    way->addWidget(m_here, 1);
    layout->addLayout(way);

    m_facts = new PlainLabel({}, PlainLabel::Look::Dim, facts);
    m_facts->setWordWrap(true);
    layout->addWidget(m_facts);
    m_undecodable = new PlainLabel({}, PlainLabel::Look::Caption, facts);
    m_undecodable->setTone(Tone::Warning);
    m_undecodable->setWordWrap(true);
    layout->addWidget(m_undecodable);
    return facts;
}

QWidget* FailurePanel::makeTabs()
{
    auto* area = new QWidget(this);
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_tabs = new SegmentedTabs(tr("Parts of the dead letter"), area);
    m_tabs->setCompact(true);
    m_stack = new QStackedWidget(area);
    m_value = new PayloadView(tr("Value of the dead letter"), m_context.tasks, weir::formatPayload, m_stack);
    m_key = new PayloadView(tr("Key of the dead letter"), m_context.tasks, weir::formatPayload, m_stack);
    auto* headers = new DataTable(&m_headers, tr("Headers of the dead letter"), QStringLiteral("dead-letter-headers"), m_stack);
    m_trace = new QPlainTextEdit(m_stack);
    m_trace->setAccessibleName(tr("Stack trace"));
    m_trace->setReadOnly(true);
    m_trace->setTabChangesFocus(true);
    m_trace->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_trace->setProperty("look", QStringLiteral("bare"));
    m_trace->setFont(Theme::monoFont());
    m_trace->setPlaceholderText(tr("The record carries no stack trace."));
    for (QWidget* part : std::initializer_list<QWidget*>{m_value, m_key, headers, m_trace})
        m_stack->addWidget(part);
    for (const QString& name : {tr("Value"), tr("Key"), tr("Headers"), tr("Stack trace")})
        m_tabs->addTab(name);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    layout->addWidget(m_tabs);
    layout->addWidget(m_stack, 1);
    return area;
}

void FailurePanel::setFailure(const std::optional<FailureRow>& row)
{
    const bool same = row && m_row && row->record == m_row->record;
    m_row = row;
    m_hint->setVisible(!row);
    m_content->setVisible(row.has_value());
    if (same)
        return;
    if (!row) {
        m_value->clear();
        m_key->clear();
        m_headers.setRows({});
        m_trace->clear();
        return;
    }
    showFacts(*row);
    m_value->setPayload(row->record->value);
    m_key->setPayload(row->record->key);
    m_headers.setRows(headerRows(row->record->headers));
    m_tabs->setTabText(HeadersTab, tr("Headers %1").arg(row->record->headers.size()));
    m_trace->setPlainText(row->report.stackTrace ? QString::fromStdString(escapedLines(
                              std::string_view(*row->report.stackTrace).substr(0, PayloadView::firstBytes)))
                                                 : QString());
}

void FailurePanel::showFacts(const FailureRow& row)
{
    const FailureReport& report = row.report;
    m_title->setText(failureTitle(report));
    m_title->setToolTip(plainToolTip(report.exceptionClass ? displayText(std::string_view(*report.exceptionClass)) : QString()));
    m_convention->setPill(displayText(std::string_view(report.convention), 60), Tone::Neutral);
    m_message->setText(report.message ? displayText(std::string_view(*report.message), 2000)
                                      : tr("The headers carry no message."));
    const QString origin = originText(report);
    m_origin->setText(origin);
    m_origin->setAccessibleName(tr("Open the source record %1").arg(origin));
    m_origin->setVisible(!origin.isEmpty());
    m_arrow->setVisible(!origin.isEmpty());
    const Record& record = *row.record;
    m_here->setText(QStringLiteral("%1 %2:%3").arg(displayText(std::string_view(record.topic), 249))
                        .arg(record.partition)
                        .arg(countText(record.offset)));
    const QString facts = failureFacts(report);
    m_facts->setText(facts);
    m_facts->setVisible(!facts.isEmpty());
    QStringList undecodable;
    for (const std::string& line : report.undecodable)
        undecodable << tr("Not readable: %1").arg(displayText(std::string_view(line), 300));
    for (const std::string& other : report.otherConventions)
        undecodable << tr("It failed in several systems: there are headers of %1 too.").arg(displayText(std::string_view(other), 60));
    m_undecodable->setText(undecodable.join(QLatin1Char('\n')));
    m_undecodable->setVisible(!undecodable.isEmpty());
}

void FailurePanel::openOrigin()
{
    if (!m_row || !m_row->report.originTopic)
        return;
    const FailureReport& report = m_row->report;
    OpenRecords records{QString::fromStdString(*report.originTopic), report.originPartition, {}};
    if (report.originPartition && report.originOffset)
        records.offset = *report.originOffset;
    m_context.navigator.go(records);
}

void FailurePanel::sendCopy()
{
    if (!m_row)
        return;
    OpenSend send;
    if (m_row->report.originTopic)
        send.topic = QString::fromStdString(*m_row->report.originTopic);
    send.key = m_row->record->key;
    send.value = m_row->record->value;
    for (const Header& header : m_row->record->headers) {
        if (!isFailureHeader(header.name))
            send.headers.emplace_back(header.name, header.value);
    }
    m_context.navigator.go(send);
}

} // namespace weir::ui
