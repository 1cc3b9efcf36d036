// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/raw_form.h"

#include "core/events/placeholder.h"
#include "ui/events/header_editor.h"
#include "ui/events/payload_editor.h"
#include "ui/events/record_place.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSplitter>

namespace weir::ui {

RawForm::RawForm(const PageContext& context, QWidget* parent) : SendForm(parent), m_probe(context)
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
}

QWidget* RawForm::makeAddress()
{
    auto* card = new Card(Card::Padding::Normal, this);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    m_topic = new QComboBox(card);
    m_topic->setEditable(true);
    m_topic->setInsertPolicy(QComboBox::NoInsert);
    m_topic->setAccessibleName(tr("Topic"));
    m_topic->lineEdit()->setAccessibleName(tr("Topic"));
    m_topic->lineEdit()->setPlaceholderText(tr("Name the topic"));
    m_topic->setFont(Theme::monoFont());
    m_topicState = new PillLabel({}, Tone::Neutral, card);
    m_place = new RecordPlace(card);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new PlainLabel(tr("Topic"), PlainLabel::Look::Caption, card));
    head->addWidget(m_topicState);
    head->addStretch(1);
    grid->addLayout(head, 0, 0);
    grid->addWidget(m_topic, 1, 0);
    grid->addWidget(m_place, 0, 1, 2, 1);
    grid->setRowMinimumHeight(0, RecordPlace::captionHeight);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    card->body()->addLayout(grid);
    connect(m_topic, &QComboBox::editTextChanged, this, &RawForm::topicTyped);
    connect(m_place, &RecordPlace::changed, this, &RawForm::changed);
    return card;
}

QWidget* RawForm::makeBody()
{
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    auto* payload = new Card(Card::Padding::Normal, splitter);
    m_key = new PayloadEditor(tr("Key"), PayloadEditor::Lines::One, allInputTypes(), payload);
    m_key->setInput(InputType::Null, {});
    payload->body()->addWidget(m_key);
    m_value = new PayloadEditor(tr("Value"), PayloadEditor::Lines::Many, allInputTypes(), payload);
    m_value->setInput(InputType::Json, {});
    payload->body()->addWidget(m_value, 1);
    auto* headers = new Card(Card::Padding::Normal, splitter);
    m_headers = new HeaderEditor(headers);
    headers->body()->addWidget(m_headers);
    headers->setMinimumHeight(120);
    splitter->addWidget(payload);
    splitter->addWidget(headers);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({440, 190});
    connect(m_key, &PayloadEditor::changed, this, &RawForm::changed);
    connect(m_value, &PayloadEditor::changed, this, &RawForm::changed);
    connect(m_headers, &HeaderEditor::changed, this, &RawForm::changed);
    return splitter;
}

void RawForm::setTopics(const QStringList& topics)
{
    const QString typed = m_topic->currentText();
    const QSignalBlocker quiet(m_topic);
    m_topic->clear();
    m_topic->addItems(topics);
    m_topic->setCurrentIndex(-1);
    m_topic->setEditText(typed);
    m_topic->completer()->setFilterMode(Qt::MatchContains);
    m_topic->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_topic->completer()->setCaseSensitivity(Qt::CaseInsensitive);
}

void RawForm::topicTyped()
{
    const QString text = m_topic->currentText().trimmed();
    // Which topic placeholders make is known when the next records are.
    if (findPlaceholders(text.toStdString()).empty())
        m_probe.setTopic(text);
    Q_EMIT changed();
}

void RawForm::fill(const OpenSend& send)
{
    if (send.topic)
        m_topic->setEditText(*send.topic);
    m_place->setOriginal(send.partition, send.timestamp);
    m_place->setPartition(std::nullopt);
    m_place->setTimestamp({});
    m_key->setBytes(send.key);
    m_value->setBytes(send.value);
    m_headers->setHeaders(send.headers);
}

void RawForm::fill(const EventTemplate& value)
{
    m_topic->setEditText(QString::fromStdString(value.topic));
    m_place->setOriginal({}, {});
    m_place->setPartition(value.partition);
    m_place->setTimestamp(QString::fromStdString(value.timestamp));
    m_key->setPayload(value.key);
    m_value->setPayload(value.value);
    m_headers->setWritten(value.headers);
    Q_EMIT changed();
}

void RawForm::showTopic()
{
    using State = TopicProbe::State;
    const State state = m_probe.state();
    m_topicState->setPill(m_probe.words(), state == State::Missing || state == State::Failed ? Tone::Bad : Tone::Neutral);
    m_topicState->setToolTip(plainToolTip(m_probe.error() ? sentenceOf(*m_probe.error()) : QString()));
    if (state == State::Exists)
        m_place->setPartitions(m_probe.partitions());
    else if (state == State::Missing || state == State::Nothing)
        m_place->setPartitions(0);
}

QString RawForm::topicProblem() const
{
    switch (m_probe.state()) {
    case TopicProbe::State::Nothing: return tr("Name the topic.");
    case TopicProbe::State::Checking: return tr("Checking whether the topic exists…");
    case TopicProbe::State::Missing:
        return tr("The topic %1 does not exist. Weir never creates a topic by sending to it.")
            .arg(displayText(std::string_view(m_probe.topic().toStdString())));
    // Whether it exists is asked again by the send itself.
    case TopicProbe::State::Failed:
    case TopicProbe::State::Exists: return {};
    }
    return {};
}

int RawForm::partitions() const
{
    return m_probe.state() == TopicProbe::State::Exists ? m_probe.partitions() : 0;
}

EventTemplate RawForm::draft() const
{
    EventTemplate result;
    result.kind = EventTemplate::Kind::Raw;
    result.topic = m_topic->currentText().trimmed().toStdString();
    result.partition = m_place->partition();
    result.timestamp = m_place->timestampText();
    result.key = m_key->payload();
    result.value = m_value->payload();
    result.headers = m_headers->draft();
    return result;
}

Result<EventTemplate> RawForm::written() const
{
    const std::string topic = m_topic->currentText().trimmed().toStdString();
    if (topic.empty())
        return fail(ErrorKind::InvalidInput, tr("Name the topic.").toStdString());
    for (const PlaceholderSpan& span : findPlaceholders(topic)) {
        if (!span.problem.empty())
            return fail(ErrorKind::InvalidInput, tr("Topic: %1").arg(QString::fromStdString(span.problem)).toStdString());
    }
    if (const auto& key = m_key->bytes(); !key)
        return fail(ErrorKind::InvalidInput, tr("Key: %1").arg(sentenceOf(key.error())).toStdString());
    if (const auto& value = m_value->bytes(); !value)
        return fail(ErrorKind::InvalidInput, tr("Value: %1").arg(sentenceOf(value.error())).toStdString());
    if (const auto timestamp = m_place->timestamp(); !timestamp)
        return fail(timestamp.error());
    if (const auto headers = m_headers->written(); !headers)
        return fail(headers.error());
    return draft();
}

void RawForm::showNext(std::span<const OutgoingRecord> next)
{
    const OutgoingRecord* first = next.empty() ? nullptr : &next.front();
    m_place->showNext(first);
    const auto sizeOf = [](const OptionalBytes& bytes) { return bytes ? std::optional(static_cast<qint64>(bytes->size())) : std::nullopt; };
    m_key->setNextSize(first ? sizeOf(first->key) : std::nullopt);
    m_value->setNextSize(first ? sizeOf(first->value) : std::nullopt);
    if (first && !findPlaceholders(m_topic->currentText().toStdString()).empty())
        m_probe.setTopic(QString::fromStdString(first->topic));
}

} // namespace weir::ui
