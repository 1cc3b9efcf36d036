// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/composer.h"

#include "ui/events/event_form.h"
#include "ui/events/raw_form.h"
#include "ui/events/record_words.h"
#include "ui/events/send_results.h"
#include "ui/events/template_library.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>

namespace weir::ui {
namespace {

constexpr std::size_t keyBytes = 40; ///< of a key beside its value

QPlainTextEdit* well(const QString& name, QWidget* parent)
{
    auto* text = new QPlainTextEdit(parent);
    text->setReadOnly(true);
    text->setAccessibleName(name);
    text->setTabChangesFocus(true);
    text->setFont(Theme::monoFont());
    text->setProperty("look", QStringLiteral("well"));
    return text;
}

} // namespace

Composer::Composer(PageContext context, SentHistory& history, TemplateLibrary& library, Offers offers, QWidget* parent)
    : QWidget(parent),
      m_context(std::move(context)),
      m_library(library),
      m_offers(offers),
      m_sender(new SingleSend(m_context, history, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* across = new QSplitter(Qt::Horizontal, this);
    across->setChildrenCollapsible(false);
    m_stack = new QStackedWidget(across);
    m_event = new EventForm(m_context, m_stack);
    m_raw = new RawForm(m_context, m_stack);
    m_stack->addWidget(m_event);
    m_stack->addWidget(m_raw);
    m_stack->setMinimumWidth(430);
    auto* right = new QSplitter(Qt::Vertical, across);
    right->setChildrenCollapsible(false);
    right->addWidget(makePreview());
    m_results = new SendResults(m_context.navigator, right);
    m_results->setMinimumHeight(120);
    right->addWidget(m_results);
    right->setStretchFactor(0, 3);
    right->setStretchFactor(1, 3);
    right->setSizes({400, 380});
    across->addWidget(m_stack);
    across->addWidget(right);
    across->setStretchFactor(0, 1);
    across->setStretchFactor(1, 1);
    across->setSizes({515, 485});
    layout->addWidget(across, 1);

    m_eventSide.form = m_event;
    m_rawSide.form = m_raw;
    m_previewDelay.setSingleShot(true);
    m_previewDelay.setInterval(60);
    connect(&m_previewDelay, &QTimer::timeout, this, &Composer::writeNext);
    for (Side* side : {&m_eventSide, &m_rawSide})
        watch(*side);
    connect(m_sender, &SingleSend::answered, this, &Composer::answered);
    connect(m_sender, &SingleSend::refused, this, [this](const weir::Error& error) {
        m_refusal = sentenceOf(error);
        showActions();
    });
    connect(m_sender, &SingleSend::busyChanged, this, [this] {
        showActions();
        Q_EMIT sendingChanged();
    });
    connect(m_results, &SendResults::sendAgain, this, [this](const SentRecordPtr& sent) { sendAgain(*sent); });
    // Data files may have come with another folder.
    connect(&m_library, &TemplateLibrary::changed, &m_previewDelay, qOverload<>(&QTimer::start));
    writeNext();
}

void Composer::watch(Side& side)
{
    side.next = new NextRecords(m_context, this);
    side.base = side.form->draft();
    connect(side.form, &SendForm::changed, this, [this] {
        m_previewDelay.start();
        m_refusal.clear();
        showActions();
    });
    connect(side.next, &NextRecords::changed, this, [this, &side] {
        side.form->showNext(side.next->list());
        showPreview();
    });
}

QWidget* Composer::makePreview()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(8);
    card->body()->addWidget(new PlainLabel(tr("Next three, as they will be sent"), PlainLabel::Look::Strong, card));
    m_lines = well(tr("The next three records, a line each"), card);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_lines->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_lines->setFixedHeight(3 * QFontMetrics(Theme::monoFont()).lineSpacing() + 16);
    card->body()->addWidget(m_lines);
    m_where = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_where->setElide(Qt::ElideRight);
    card->body()->addWidget(m_where);
    m_preview = well(tr("The value as it will be sent"), card);
    m_preview->setWordWrapMode(QTextOption::WrapAnywhere);
    m_preview->setMinimumHeight(60);
    card->body()->addWidget(m_preview, 1);
    card->body()->addWidget(makeActions(card));
    return card;
}

QWidget* Composer::makeActions(QWidget* parent)
{
    auto* actions = new QWidget(parent);
    auto* column = new QVBoxLayout(actions);
    column->setContentsMargins(0, 2, 0, 0);
    column->setSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_send = primaryButton(tr("Send one"), actions);
    m_send->setToolTip(plainToolTip(tr("Sends the first of the next three and goes on to the following (Ctrl+Enter). Every send is a "
                                       "fresh event with an id of its own; \"Send the same again\" below sends old bytes.")));
    m_many = plainButton(tr("Send many…"), actions);
    m_many->setToolTip(plainToolTip(tr("Prepares a run of what is written.")));
    m_add = plainButton(tr("Add to transaction"), actions);
    m_add->setToolTip(plainToolTip(tr("Puts the next record on the list of the transaction; nothing is sent yet.")));
    m_many->setVisible(m_offers.runs);
    m_add->setVisible(m_offers.transactions);
    row->addWidget(m_send);
    row->addWidget(m_many);
    row->addWidget(m_add);
    row->addStretch(1);
    column->addLayout(row);
    m_reason = new PlainLabel({}, PlainLabel::Look::Dim, actions);
    m_reason->setWordWrap(true);
    column->addWidget(m_reason);
    connect(m_send, &QPushButton::clicked, this, &Composer::send);
    connect(m_many, &QPushButton::clicked, this, [this] {
        if (const auto value = written())
            Q_EMIT sendMany(*value);
    });
    connect(m_add, &QPushButton::clicked, this, &Composer::handOn);
    return actions;
}

void Composer::setKind(Kind kind)
{
    m_stack->setCurrentIndex(kind == Kind::Raw ? 1 : 0);
    writeNext();
}

Composer::Kind Composer::kind() const
{
    return m_stack->currentIndex() == 1 ? Kind::Raw : Kind::Event;
}

void Composer::setTopics(const QStringList& topics)
{
    m_raw->setTopics(topics);
}

void Composer::checkTopics()
{
    m_event->checkTopic();
    m_raw->checkTopic();
}

void Composer::fill(const OpenSend& send)
{
    m_raw->fill(send);
    m_rawSide.base = m_raw->draft();
    setKind(Kind::Raw);
}

void Composer::open(const EventTemplate& value)
{
    const bool raw = value.kind == EventTemplate::Kind::Raw;
    Side& target = raw ? m_rawSide : m_eventSide;
    target.form->fill(value);
    target.base = target.form->draft();
    setKind(raw ? Kind::Raw : Kind::Event);
}

Result<EventTemplate> Composer::written() const
{
    return side().form->written();
}

bool Composer::hasTyping() const
{
    return side().form->draft() != side().base;
}

void Composer::writeNext()
{
    m_previewDelay.stop();
    side().next->setWritten(side().form->written(), m_library.dataFolder());
    showPreview();
    Q_EMIT writtenChanged();
}

QString Composer::whyNotMade() const
{
    if (const auto value = side().form->written(); !value)
        return sentenceOf(value.error());
    const auto& records = side().next->records();
    return records && !*records ? sentenceOf(records->error()) : QString();
}

QString Composer::whyNot() const
{
    if (m_context.connection.readOnly)
        return tr("This connection is read-only: nothing can be sent.");
    if (!m_refusal.isEmpty())
        return m_refusal;
    if (const QString problem = side().form->topicProblem(); !problem.isEmpty())
        return problem;
    return whyNotMade();
}

void Composer::showPreview()
{
    const auto next = side().next->list();
    QStringList lines;
    qsizetype keyWidth = 0;
    for (const OutgoingRecord& record : next)
        keyWidth = std::max(keyWidth, record.key ? keyText(record.key, keyBytes).size() : 0);
    for (const OutgoingRecord& record : next)
        lines << recordLine(record, keyWidth, keyBytes);
    m_lines->setPlainText(lines.join(QLatin1Char('\n')));
    if (next.empty()) {
        m_where->setText(tr("Not complete yet."));
        m_preview->clear();
    } else {
        m_where->setText(recordSummary(next.front()));
        m_preview->setPlainText(valueText(next.front().value));
    }
    showActions();
}

void Composer::showActions()
{
    const QString reason = whyNot();
    const bool sending = m_sender->isBusy();
    const bool made = !side().next->list().empty();
    m_send->setEnabled(reason.isEmpty() && made && !sending);
    m_many->setEnabled(made && whyNotMade().isEmpty());
    m_add->setEnabled(made && whyNotMade().isEmpty() && side().form->topicProblem().isEmpty());
    m_reason->setText(sending ? tr("Waiting for the broker's confirmation…") : reason);
    m_reason->setVisible(!m_reason->fullText().isEmpty());
}

void Composer::send()
{
    if (m_sender->isBusy() || !whyNot().isEmpty())
        return;
    const auto value = written();
    if (!value)
        return;
    // What was typed last may not have been looked at yet.
    side().next->setWritten(value, m_library.dataFolder());
    m_sentFrom = side().next;
    m_sender->send(*value, m_sentFrom->maker());
}

void Composer::sendAgain(const SentRecord& sent)
{
    if (m_sender->isBusy())
        return;
    m_sentFrom = nullptr;
    m_sender->sendAgain(sent);
}

void Composer::answered(const SentRecordPtr& sent)
{
    m_results->add(sent);
    // A record that failed keeps its place, and its event id, for the next try.
    if (sent->delivery && m_sentFrom)
        m_sentFrom->advance();
    showActions();
}

void Composer::handOn()
{
    const auto value = written();
    if (!value)
        return;
    NextRecords* next = side().next;
    next->setWritten(value, m_library.dataFolder());
    m_handTask.start(
        m_context.tasks, [make = next->maker()](const std::stop_token&) { return make(); },
        [this, next](const Result<OutgoingRecord>& record) {
            if (!record) {
                m_refusal = sentenceOf(record.error());
                return showActions();
            }
            next->advance();
            Q_EMIT addToTransaction(*record);
        });
}

} // namespace weir::ui
