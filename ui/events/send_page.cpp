// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/send_page.h"

#include "core/connections/audit_trail.h"
#include "core/topics/topic_list.h"
#include "ui/events/confirm_send_dialog.h"
#include "ui/events/event_form.h"
#include "ui/events/noted_send.h"
#include "ui/events/raw_form.h"
#include "ui/events/send_results.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtGui/QShortcut>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {
namespace {

enum Tab { EventTab, RawTab };
constexpr std::chrono::seconds sendTime{20};
constexpr std::size_t previewBytes = 4096;

/// The first bytes of a value, escaped as everywhere, but with its line ends as lines.
QString previewText(std::string_view value)
{
    QStringList lines;
    for (std::string_view rest = value.substr(0, previewBytes); !rest.empty();) {
        const auto end = rest.find('\n');
        lines << displayText(rest.substr(0, end), previewBytes);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    if (value.size() > previewBytes)
        lines << SendPage::tr("… %1 in all").arg(sizeText(static_cast<qint64>(value.size())));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

SendPage::SendPage(PageContext context, SendWork work, QWidget* parent)
    : Page(tr("Send"), parent), m_context(std::move(context)), m_work(std::move(work))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 12);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHeader());

    auto* across = new QSplitter(Qt::Horizontal, this);
    across->setChildrenCollapsible(false);
    m_stack = new QStackedWidget(across);
    m_event = new EventForm(m_context, m_stack);
    m_raw = new RawForm(m_context, m_stack);
    m_stack->addWidget(m_event);
    m_stack->addWidget(m_raw);
    m_stack->setMinimumWidth(420);
    auto* right = new QSplitter(Qt::Vertical, across);
    right->setChildrenCollapsible(false);
    right->addWidget(makePreview());
    m_results = new SendResults(m_context.navigator, right);
    m_results->setMinimumHeight(120);
    right->addWidget(m_results);
    right->setStretchFactor(0, 2);
    right->setStretchFactor(1, 3);
    right->setSizes({300, 420});
    across->addWidget(m_stack);
    across->addWidget(right);
    across->setStretchFactor(0, 1);
    across->setStretchFactor(1, 1);
    across->setSizes({505, 495});
    layout->addWidget(across, 1);

    m_previewDelay.setSingleShot(true);
    m_previewDelay.setInterval(60);
    connect(&m_previewDelay, &QTimer::timeout, this, &SendPage::showPreview);
    for (SendForm* form : std::initializer_list<SendForm*>{m_event, m_raw})
        connect(form, &SendForm::changed, &m_previewDelay, qOverload<>(&QTimer::start));
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        showPreview();
    });
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, &SendPage::askToSend);
    }
    showPreview();
}

QWidget* SendPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(new PlainLabel(title(), PlainLabel::Look::Title, header));
    m_tabs = new SegmentedTabs(tr("What to send"), header);
    m_tabs->addTab(tr("Event"));
    m_tabs->addTab(tr("Raw record"));
    column->addWidget(m_tabs);
    m_topicsNotice = new NoticeBar(header);
    m_topicsNotice->hide();
    connect(m_topicsNotice, &NoticeBar::actionRequested, this, &SendPage::refresh);
    column->addWidget(m_topicsNotice);
    return header;
}

QWidget* SendPage::makePreview()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->addWidget(new PlainLabel(tr("As it will be sent"), PlainLabel::Look::Strong, card));
    m_where = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_where->setWordWrap(true);
    card->body()->addWidget(m_where);
    m_preview = new QPlainTextEdit(card);
    m_preview->setAccessibleName(tr("The value as it will be sent"));
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setFont(Theme::monoFont());
    m_preview->setProperty("look", QStringLiteral("well"));
    m_preview->setWordWrapMode(QTextOption::WrapAnywhere);
    m_preview->setMinimumHeight(60);
    card->body()->addWidget(m_preview, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    m_send = primaryButton(tr("Send"), card);
    m_send->setToolTip(plainToolTip(tr("Ctrl+Enter")));
    row->addWidget(m_send);
    m_reason = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_reason->setWordWrap(true);
    row->addWidget(m_reason, 1);
    card->body()->addLayout(row);
    connect(m_send, &QPushButton::clicked, this, &SendPage::askToSend);
    return card;
}

SendForm& SendPage::form() const
{
    return m_tabs->currentIndex() == RawTab ? static_cast<SendForm&>(*m_raw) : *m_event;
}

void SendPage::activated()
{
    loadTopics();
    form().checkTopic();
}

void SendPage::deactivated()
{
    m_topicsTask.cancel();
}

void SendPage::refresh()
{
    loadTopics();
    m_event->checkTopic();
    m_raw->checkTopic();
}

bool SendPage::isSettled() const
{
    return !m_topicsTask.isRunning();
}

void SendPage::open(const Destination& destination)
{
    const auto* send = std::get_if<OpenSend>(&destination);
    // Without anything to fill in, what somebody was typing stays.
    if (!send || (!send->topic && !send->key && !send->value && send->headers.empty()))
        return;
    m_raw->fill(*send);
    m_tabs->setCurrentIndex(RawTab);
}

void SendPage::loadTopics()
{
    m_topicsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) {
            return listTopics(*cluster, Call::within(std::chrono::seconds(15), stop));
        },
        [this](const Result<Partial<std::vector<TopicSummary>>>& answer) {
            if (!answer) {
                m_topicsNotice->setNotice(Tone::Warning,
                                          tr("Topic names cannot be completed. %1").arg(sentenceOf(answer.error())),
                                          tr("Retry"), errorDetails(answer.error()));
                m_topicsNotice->show();
                return;
            }
            m_topicsNotice->hide();
            QStringList names;
            for (const TopicSummary& topic : answer->values) {
                if (!topic.internal)
                    names << QString::fromStdString(topic.name);
            }
            m_raw->setTopics(names);
        });
}

QString SendPage::whyNot() const
{
    if (m_context.connection.readOnly)
        return tr("This connection is read-only: nothing can be sent.");
    if (const QString problem = form().topicProblem(); !problem.isEmpty())
        return problem;
    const auto record = form().record();
    return record ? QString() : sentenceOf(record.error());
}

void SendPage::showPreview()
{
    m_previewDelay.stop();
    const auto record = form().record();
    if (record) {
        const QString value = !record->value          ? tr("NULL")
                              : record->value->empty() ? tr("empty (0 bytes)")
                                                       : previewText(*record->value);
        const QString topic = record->topic.empty() ? tr("no topic yet") : displayText(std::string_view(record->topic), 249);
        const QString where = record->partition ? tr("partition %1").arg(*record->partition) : tr("partition by key");
        const QString key = record->key && record->key->empty() ? tr("empty") : displayText(record->key, 60);
        const QString headers = countedText(static_cast<qint64>(record->headers.size()), tr("1 header"), tr("%1 headers"));
        const QString size = record->value ? sizeText(static_cast<qint64>(record->value->size())) : tr("no value");
        m_where->setText(tr("%1 · %2 · key %3 · %4 · %5").arg(topic, where, key, headers, size));
        m_preview->setPlainText(value);
    } else {
        m_where->setText(tr("Not complete yet."));
        m_preview->clear();
    }
    const QString reason = whyNot();
    m_send->setEnabled(reason.isEmpty() && !m_sending);
    m_reason->setText(m_sending ? tr("Waiting for the broker's confirmation…") : reason);
    Q_EMIT statusText(m_sending ? tr("sending…") : QString());
}

void SendPage::askToSend()
{
    if (m_sending || m_confirm || !whyNot().isEmpty())
        return;
    auto record = form().recordToSend();
    if (!record)
        return;
    if (!isProduction(m_context.connection.environment))
        return send(std::move(*record));
    m_confirm = new ConfirmSendDialog(m_context.connection, *record, this);
    m_confirm->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_confirm, &QDialog::accepted, this, [this, record = std::move(*record)] { send(record); });
    m_confirm->open();
}

void SendPage::send(OutgoingRecord record)
{
    m_sending = true;
    showPreview();
    const TimestampMs started = nowMs();
    SendForm* from = &form();
    m_sendTask.start(
        m_context.tasks,
        [cluster = m_context.cluster, record, profile = m_context.connection.name.toStdString(),
         trail = m_context.connection.demo ? std::filesystem::path() : AuditTrail::defaultPath()](std::stop_token stop) {
            return sendNoted(*cluster, trail, profile, record, Call::within(sendTime, stop));
        },
        [this, from, started, topic = record.topic](const Result<Delivery>& delivery) {
            m_sending = false;
            m_results->add(topic, started, delivery);
            if (delivery)
                from->sent();
            showPreview();
        });
}

} // namespace weir::ui
