// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/event_form.h"

#include "core/events/envelope.h"
#include "ui/events/header_editor.h"
#include "ui/events/payload_editor.h"
#include "ui/events/placeholder_menu.h"
#include "ui/events/record_place.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

namespace weir::ui {

EventForm::EventForm(const PageContext& context, QWidget* parent)
    : SendForm(parent), m_probe(context)
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

QWidget* EventForm::makeTopic(QWidget* parent)
{
    auto* topic = new QWidget(parent);
    auto* row = new QHBoxLayout(topic);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_topic = new PlainLabel({}, PlainLabel::Look::Mono, topic);
    m_topic->setElide(Qt::ElideMiddle);
    m_topicState = new PillLabel({}, Tone::Neutral, topic);
    row->addWidget(m_topic, 1);
    row->addWidget(m_topicState);
    return topic;
}

QWidget* EventForm::makeAddress()
{
    auto* card = new Card(Card::Padding::Normal, this);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    m_type = new QLineEdit(card);
    m_type->setAccessibleName(tr("Event type"));
    m_type->setPlaceholderText(QStringLiteral("OrderCreated"));
    m_key = new QLineEdit(card);
    m_key->setAccessibleName(tr("Key, aggregate id"));
    m_key->setPlaceholderText(tr("none"));
    m_key->setFont(Theme::monoFont());
    auto* keyHead = new QHBoxLayout;
    keyHead->addWidget(new PlainLabel(tr("Key, aggregate id"), PlainLabel::Look::Caption, card));
    keyHead->addStretch(1);
    auto* insert = placeholderButton(
        tr("Insert a placeholder into the key"),
        [this](const QString& text) {
            m_key->insert(text);
            m_key->setFocus();
        },
        card);
    // The long words do not fit beside the caption on a narrow window.
    insert->setText(tr("Insert…"));
    keyHead->addWidget(insert);
    m_place = new RecordPlace(card);
    grid->addWidget(new PlainLabel(tr("Event type"), PlainLabel::Look::Caption, card), 0, 0);
    grid->addWidget(new PlainLabel(tr("Topic"), PlainLabel::Look::Caption, card), 0, 1);
    grid->addWidget(m_type, 1, 0);
    grid->addWidget(makeTopic(card), 1, 1);
    grid->setRowMinimumHeight(2, 6);
    grid->addLayout(keyHead, 3, 0);
    grid->setRowMinimumHeight(3, RecordPlace::captionHeight);
    grid->addWidget(m_key, 4, 0);
    grid->addWidget(m_place, 3, 1, 2, 1);
    // As wide as the partition and the timestamp need it; the topic above is elided.
    grid->setColumnStretch(0, 4);
    grid->setColumnStretch(1, 5);
    card->body()->addLayout(grid);
    connect(m_type, &QLineEdit::textChanged, this, &EventForm::typeChanged);
    connect(m_key, &QLineEdit::textChanged, this, &EventForm::keyChanged);
    connect(m_place, &RecordPlace::changed, this, &EventForm::changed);
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
    connect(m_data, &PayloadEditor::changed, this, &EventForm::changed);
    connect(m_headers, &HeaderEditor::changed, this, &EventForm::changed);
    return splitter;
}

void EventForm::typeChanged()
{
    const auto topic = topicForEventType(m_type->text().trimmed().toStdString());
    m_probe.setTopic(topic ? QString::fromStdString(*topic) : QString());
    showTopic();
    Q_EMIT changed();
}

void EventForm::keyChanged()
{
    m_oddKey = {};
    m_key->setPlaceholderText(tr("none"));
    const auto checked = checkKey();
    m_key->setProperty("look", checked ? QVariant() : QVariant(QStringLiteral("invalid")));
    m_key->setToolTip(checked ? QString() : plainToolTip(sentenceOf(checked.error())));
    // A style sheet reads the property only when it is polished again.
    m_key->setStyleSheet(m_key->styleSheet());
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
    if (m_probe.state() == State::Exists)
        m_place->setPartitions(m_probe.partitions());
    else if (m_probe.state() == State::Missing)
        m_place->setPartitions(0);
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

int EventForm::partitions() const
{
    return m_probe.state() == TopicProbe::State::Exists ? m_probe.partitions() : 0;
}

Result<void> EventForm::checkKey() const
{
    if (const auto checked = bytesOf(InputType::Text, m_key->text()); !checked)
        return fail(ErrorKind::InvalidInput, tr("Key: %1").arg(sentenceOf(checked.error())).toStdString());
    return {};
}

EventTemplate EventForm::draft() const
{
    EventTemplate result;
    result.kind = EventTemplate::Kind::Event;
    result.eventType = m_type->text().trimmed().toStdString();
    result.partition = m_place->partition();
    result.timestamp = m_place->timestampText();
    const QString key = m_key->text();
    result.key = key.isEmpty() ? m_oddKey : TemplatePayload{PayloadType::Text, key.toStdString()};
    result.value = m_data->payload();
    result.headers = m_headers->draft();
    return result;
}

Result<EventTemplate> EventForm::written() const
{
    if (const auto topic = topicForEventType(m_type->text().trimmed().toStdString()); !topic)
        return fail(topic.error());
    if (const auto& json = m_data->bytes(); !json)
        return fail(ErrorKind::InvalidInput, tr("Data: %1").arg(sentenceOf(json.error())).toStdString());
    if (const auto key = checkKey(); !key)
        return fail(key.error());
    if (const auto timestamp = m_place->timestamp(); !timestamp)
        return fail(timestamp.error());
    if (const auto headers = m_headers->written(); !headers)
        return fail(headers.error());
    return draft();
}

void EventForm::fill(const EventTemplate& value)
{
    m_type->setText(QString::fromStdString(value.eventType));
    m_place->setOriginal({}, {});
    m_place->setPartition(value.partition);
    m_place->setTimestamp(QString::fromStdString(value.timestamp));
    const bool text = value.key.type == PayloadType::Text && !value.key.text.empty();
    m_key->setText(text ? QString::fromStdString(value.key.text) : QString());
    if (!text && value.key.type != PayloadType::Null) {
        m_oddKey = value.key;
        m_key->setPlaceholderText(QStringLiteral("%1 %2").arg(inputTypeName(inputTypeOf(value.key.type)), displayText(std::string_view(value.key.text), 60)));
    }
    m_data->setPayload({PayloadType::Json, value.value.text});
    m_headers->setWritten(value.headers);
    Q_EMIT changed();
}

void EventForm::showNext(std::span<const OutgoingRecord> next)
{
    const OutgoingRecord* first = next.empty() ? nullptr : &next.front();
    m_place->showNext(first);
    m_data->setNextSize(first && first->value ? std::optional(static_cast<qint64>(first->value->size())) : std::nullopt);
}

} // namespace weir::ui
