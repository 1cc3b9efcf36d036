// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/event_form.h"

#include "core/events/event_publisher.h"
#include "ui/events/header_editor.h"
#include "ui/events/payload_editor.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSplitter>

namespace weir::ui {

EventForm::EventForm(const PageContext& context, QWidget* parent)
    : SendForm(parent), m_probe(context), m_eventId(newUuid()), m_typedAt(nowMs())
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeAddress());
    layout->addWidget(makeBody(), 1);
    connect(&m_probe, &TopicProbe::changed, this, [this] {
        showTopic();
        Q_EMIT changed();
    });
    showTopic();
}

QWidget* EventForm::makeAddress()
{
    auto* card = new Card(Card::Padding::Normal, this);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    const auto add = [&](int column, const QString& caption, QWidget* field) {
        grid->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, card), 0, column);
        grid->addWidget(field, 1, column);
    };
    m_type = new QLineEdit(card);
    m_type->setAccessibleName(tr("Event type"));
    m_type->setPlaceholderText(QStringLiteral("OrderCreated"));
    m_key = new QLineEdit(card);
    m_key->setAccessibleName(tr("Key, aggregate id"));
    m_key->setPlaceholderText(tr("none"));
    m_key->setFont(Theme::monoFont());
    auto* topic = new QWidget(card);
    auto* row = new QHBoxLayout(topic);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_topic = new PlainLabel({}, PlainLabel::Look::Mono, topic);
    m_topic->setElide(Qt::ElideMiddle);
    m_topicState = new PillLabel({}, Tone::Neutral, topic);
    row->addWidget(m_topic, 1);
    row->addWidget(m_topicState);
    add(0, tr("Event type"), m_type);
    add(1, tr("Topic"), topic);
    add(2, tr("Key, aggregate id"), m_key);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(1, 6);
    grid->setColumnStretch(2, 3);
    card->body()->addLayout(grid);
    connect(m_type, &QLineEdit::textChanged, this, &EventForm::typeChanged);
    connect(m_key, &QLineEdit::textChanged, this, [this] {
        m_typedAt = nowMs();
        Q_EMIT changed();
    });
    return card;
}

QWidget* EventForm::makeBody()
{
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    auto* card = new Card(Card::Padding::Normal, splitter);
    m_data = new PayloadEditor(tr("Data"), PayloadEditor::Lines::Many, {InputType::Json}, card);
    m_data->setInput(InputType::Json, QStringLiteral("{\n  \n}"));
    card->body()->addWidget(m_data);
    auto* headers = new Card(Card::Padding::Normal, splitter);
    m_headers = new HeaderEditor(headers);
    headers->body()->addWidget(m_headers);
    headers->setMinimumHeight(120);
    splitter->addWidget(card);
    splitter->addWidget(headers);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({440, 190});
    const auto typed = [this] {
        m_typedAt = nowMs();
        Q_EMIT changed();
    };
    connect(m_data, &PayloadEditor::changed, this, typed);
    connect(m_headers, &HeaderEditor::changed, this, typed);
    return splitter;
}

void EventForm::typeChanged()
{
    const auto topic = topicForEventType(m_type->text().trimmed().toStdString());
    m_probe.setTopic(topic ? QString::fromStdString(*topic) : QString());
    m_typedAt = nowMs();
    showTopic();
    Q_EMIT changed();
}

void EventForm::showTopic()
{
    const QString type = m_type->text().trimmed();
    const auto topic = topicForEventType(type.toStdString());
    if (!topic) {
        m_topic->setText(type.isEmpty() ? tr("named by the event type") : sentenceOf(topic.error()));
        m_topicState->setPill(type.isEmpty() ? QString() : tr("no topic name"), Tone::Bad);
        return;
    }
    m_topic->setText(displayText(std::string_view(*topic)));
    using State = TopicProbe::State;
    const Tone tone = m_probe.state() == State::Missing || m_probe.state() == State::Failed ? Tone::Bad : Tone::Neutral;
    m_topicState->setPill(m_probe.words(), tone);
    m_topicState->setToolTip(plainToolTip(m_probe.error() ? sentenceOf(*m_probe.error()) : QString()));
}

QString EventForm::topicProblem() const
{
    if (m_type->text().trimmed().isEmpty())
        return tr("Name the event type.");
    const auto topic = topicForEventType(m_type->text().trimmed().toStdString());
    if (!topic)
        return sentenceOf(topic.error());
    switch (m_probe.state()) {
    case TopicProbe::State::Nothing:
    case TopicProbe::State::Checking: return tr("Checking whether the topic exists…");
    case TopicProbe::State::Missing:
        return tr("The topic %1 does not exist. Weir never creates a topic by sending to it.").arg(displayText(std::string_view(*topic)));
    // Whether it exists is asked again by the send itself.
    case TopicProbe::State::Failed:
    case TopicProbe::State::Exists: return {};
    }
    return {};
}

Result<EventEnvelope> EventForm::envelope(TimestampMs at) const
{
    const auto& json = m_data->bytes();
    if (!json)
        return fail(json.error());
    auto envelope = makeEnvelope(m_type->text().trimmed().toStdString(), json->value_or(Bytes()), at);
    if (envelope)
        envelope->eventId = m_eventId;
    return envelope;
}

Result<OutgoingRecord> EventForm::compose(TimestampMs at) const
{
    const auto event = envelope(at);
    if (!event)
        return fail(event.error());
    const auto headers = m_headers->headers();
    if (!headers)
        return fail(headers.error());
    const std::string key = m_key->text().toStdString();
    return EventPublisher::compose(*event, key.empty() ? std::nullopt : std::optional(key), *headers);
}

Result<OutgoingRecord> EventForm::record() const
{
    return compose(m_typedAt);
}

Result<OutgoingRecord> EventForm::recordToSend()
{
    return compose(nowMs());
}

void EventForm::sent()
{
    m_eventId = newUuid();
    Q_EMIT changed();
}

} // namespace weir::ui
