// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/failure_panel.h"

#include "core/deadletters/failure_headers.h"
#include "core/records/browse.h"
#include "core/records/payload_format.h"
#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/hop_path.h"
#include "ui/deadletters/inbox_feed.h"
#include "ui/deadletters/source_view.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {
namespace {

enum Tab { RecordTab, KeyTab, HeadersTab, TraceTab };
constexpr std::chrono::milliseconds patience{250};
constexpr std::chrono::seconds readTime{15};

} // namespace

FailurePanel::FailurePanel(InboxFeed& feed, QWidget* parent)
    : Card(Padding::Normal, parent), m_feed(feed), m_headers(headerColumns(), headerKey)
{
    setAccessibleName(tr("Failure"));
    m_content = new QWidget(this);
    auto* layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(makeFacts());
    layout->addWidget(makeTabs(), 1);
    layout->addWidget(makeActions());
    m_view = new StateView(m_content, this);
    body()->addWidget(m_view, 1);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_recordTask.isRunning())
            m_view->showLoading(tr("Reading the dead letter…"));
    });
    connect(m_view, &StateView::retryRequested, this, &FailurePanel::read);
    setLetter(std::nullopt);
}

FailurePanel::~FailurePanel()
{
    // The table goes before the model it shows: that is a member, which end before a widget's children.
    delete m_view;
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
    layout->addLayout(first);
    m_message = new PlainLabel({}, PlainLabel::Look::Dim, facts);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_message);
    m_path = new HopPath(m_feed.context().navigator, facts);
    layout->addWidget(m_path);
    m_facts = new PlainLabel({}, PlainLabel::Look::Caption, facts);
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
    m_source = new SourceView(m_feed.context(), m_stack);
    m_key = new PayloadView(tr("Key of the dead letter"), m_feed.context().tasks, weir::formatPayload, m_stack);
    auto* headers = new DataTable(&m_headers, tr("Headers of the dead letter"), QStringLiteral("dead-letter-headers"), m_stack);
    m_trace = new QPlainTextEdit(m_stack);
    m_trace->setAccessibleName(tr("Stack trace"));
    m_trace->setReadOnly(true);
    m_trace->setTabChangesFocus(true);
    m_trace->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_trace->setProperty("look", QStringLiteral("bare"));
    m_trace->setFont(Theme::monoFont());
    m_trace->setPlaceholderText(tr("The record carries no stack trace."));
    for (QWidget* part : std::initializer_list<QWidget*>{m_source, m_key, headers, m_trace})
        m_stack->addWidget(part);
    for (const QString& name : {tr("Record"), tr("Key"), tr("Headers"), tr("Stack trace")})
        m_tabs->addTab(name);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    layout->addWidget(m_tabs);
    layout->addWidget(m_stack, 1);
    return area;
}

QWidget* FailurePanel::makeActions()
{
    auto* area = new QWidget(this);
    auto* row = new QHBoxLayout(area);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_plan = plainButton(tr("Plan replay…"), area);
    m_edit = plainButton(tr("Edit and replay…"), area);
    auto* send = linkButton(tr("Send like this"), area);
    send->setToolTip(tr("Opens the page Send with this record's bytes, without its failure headers"));
    row->addWidget(m_plan);
    row->addWidget(m_edit);
    row->addStretch(1);
    row->addWidget(send);
    connect(m_plan, &QPushButton::clicked, this, [this] { Q_EMIT replayWanted(*m_place, false); });
    connect(m_edit, &QPushButton::clicked, this, [this] { Q_EMIT replayWanted(*m_place, true); });
    connect(send, &QPushButton::clicked, this, &FailurePanel::sendLikeThis);
    for (QPushButton* button : {m_plan, m_edit}) {
        button->setEnabled(m_feed.replays() != nullptr);
        if (!m_feed.replays())
            button->setToolTip(tr("Replays are not available here."));
    }
    return area;
}

void FailurePanel::setLetter(const std::optional<LetterPlace>& place)
{
    if (place && place == m_place)
        return;
    m_place = place;
    m_sourceTask.cancel();
    if (place)
        return read();
    m_recordTask.cancel();
    m_letter = {};
    m_source->setLetter(nullptr);
    m_key->clear();
    m_headers.setRows({});
    m_trace->clear();
    m_view->showEmpty({}, tr("Select a dead letter to see why it failed."));
}

void FailurePanel::read()
{
    if (!m_place)
        return;
    m_patience.start();
    m_recordTask.start(
        m_feed.context().tasks,
        [cluster = m_feed.context().cluster, place = *m_place, own = m_feed.conventions()](std::stop_token stop) -> Result<Letter> {
            auto record = fetchRecord(*cluster, place.partition, place.offset, Call::within(readTime, std::move(stop)));
            if (!record)
                return fail(record.error());
            Letter letter;
            letter.report = readFailure(record->headers, own);
            letter.record = std::make_shared<const Record>(std::move(*record));
            return letter;
        },
        [this](Result<Letter> answer) {
            m_patience.stop();
            if (!answer)
                return m_view->showError(answer.error());
            showLetter(std::move(*answer));
        });
}

void FailurePanel::showLetter(Letter letter)
{
    m_letter = std::move(letter);
    const Record& record = *m_letter.record;
    showFacts();
    m_source->setLetter(m_letter.record);
    m_key->setPayload(record.key);
    m_headers.setRows(headerRows(record.headers));
    m_tabs->setTabText(HeadersTab, tr("Headers %1").arg(record.headers.size()));
    const auto& trace = m_letter.report.stackTrace;
    m_trace->setPlainText(trace ? QString::fromStdString(escapedLines(std::string_view(*trace).substr(0, PayloadView::firstBytes)))
                                : QString());
    m_view->showContent();
    readSource();
}

void FailurePanel::showFacts()
{
    const FailureReport& report = m_letter.report;
    m_title->setText(failureTitle(report));
    m_title->setToolTip(plainToolTip(report.exceptionClass ? displayText(std::string_view(*report.exceptionClass)) : QString()));
    m_convention->setPill(displayText(std::string_view(report.convention), 60), Tone::Neutral);
    m_message->setText(report.message ? displayText(std::string_view(*report.message), 600)
                                      : tr("The headers carry no message."));
    m_message->setToolTip(plainToolTip(report.message && report.message->size() > 600
                                           ? displayText(std::string_view(*report.message), 4'000)
                                           : QString()));
    m_path->setPath(report, *m_place);
    const QString facts = failureFacts(report);
    m_facts->setText(facts);
    m_facts->setVisible(!facts.isEmpty());
    QStringList undecodable;
    for (const std::string& line : report.undecodable)
        undecodable << tr("Not readable: %1").arg(displayText(std::string_view(line), 300));
    for (const std::string& other : report.otherConventions)
        undecodable << tr("It failed in several systems: there are headers of %1 too.").arg(displayText(std::string_view(other), 60));
    m_undecodable->setText(undecodable.mid(0, 6).join(QLatin1Char('\n')));
    m_undecodable->setVisible(!undecodable.isEmpty());
}

void FailurePanel::readSource()
{
    m_sourceTask.start(
        m_feed.context().tasks,
        [cluster = m_feed.context().cluster, letter = m_letter](std::stop_token stop) {
            return findSource(*cluster, *letter.record, letter.report, Call::within(readTime, std::move(stop)));
        },
        [this](SourceRecord source) { m_source->setSource(std::move(source)); });
}

void FailurePanel::sendLikeThis()
{
    if (!m_letter.record)
        return;
    OpenSend send;
    if (m_letter.report.originTopic)
        send.topic = QString::fromStdString(*m_letter.report.originTopic);
    // Where it came from, not where the letter lies.
    send.partition = m_letter.report.originPartition;
    send.timestamp = m_letter.report.originTimestamp;
    send.key = m_letter.record->key;
    send.value = m_letter.record->value;
    const FailureHeaders failure(m_letter.record->headers);
    for (const Header& header : m_letter.record->headers) {
        if (!failure.contains(header.name))
            send.headers.emplace_back(header.name, header.value);
    }
    m_feed.context().navigator.go(send);
}

} // namespace weir::ui
