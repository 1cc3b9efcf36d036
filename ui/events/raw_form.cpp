// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/raw_form.h"

#include "ui/events/header_editor.h"
#include "ui/events/payload_editor.h"
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
namespace {

constexpr int byKey = -1;
const std::vector<InputType>& allTypes()
{
    static const std::vector<InputType> types{InputType::Text,   InputType::Json, InputType::Hex,
                                              InputType::Base64, InputType::Null, InputType::Empty};
    return types;
}

} // namespace

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
    m_partition = new QComboBox(card);
    m_partition->setAccessibleName(tr("Partition"));
    m_partition->addItem(tr("by key"), byKey);
    m_partition->setMinimumWidth(120);
    auto* head = new QHBoxLayout;
    head->addWidget(new PlainLabel(tr("Topic"), PlainLabel::Look::Caption, card));
    head->addWidget(m_topicState);
    head->addStretch(1);
    grid->addLayout(head, 0, 0);
    grid->addWidget(m_topic, 1, 0);
    grid->addWidget(new PlainLabel(tr("Partition"), PlainLabel::Look::Caption, card), 0, 1);
    grid->addWidget(m_partition, 1, 1);
    grid->setColumnStretch(0, 1);
    card->body()->addLayout(grid);
    connect(m_topic, &QComboBox::editTextChanged, this, [this](const QString& text) {
        m_probe.setTopic(text.trimmed());
        Q_EMIT changed();
    });
    connect(m_partition, &QComboBox::currentIndexChanged, this, &RawForm::changed);
    return card;
}

QWidget* RawForm::makeBody()
{
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    auto* payload = new Card(Card::Padding::Normal, splitter);
    m_key = new PayloadEditor(tr("Key"), PayloadEditor::Lines::One, allTypes(), payload);
    m_key->setInput(InputType::Null, {});
    payload->body()->addWidget(m_key);
    m_value = new PayloadEditor(tr("Value"), PayloadEditor::Lines::Many, allTypes(), payload);
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

void RawForm::fill(const OpenSend& send)
{
    if (send.topic)
        m_topic->setEditText(*send.topic);
    m_key->setBytes(send.key);
    m_value->setBytes(send.value);
    m_headers->setHeaders(send.headers);
}

void RawForm::showTopic()
{
    using State = TopicProbe::State;
    const Tone tone = m_probe.state() == State::Missing || m_probe.state() == State::Failed ? Tone::Bad : Tone::Neutral;
    m_topicState->setPill(m_probe.words(), tone);
    m_topicState->setToolTip(plainToolTip(m_probe.error() ? sentenceOf(*m_probe.error()) : QString()));
    offerPartitions(m_probe.state() == State::Exists ? m_probe.partitions() : 0);
}

void RawForm::offerPartitions(int count)
{
    if (m_partition->count() == count + 1)
        return;
    const int chosen = m_partition->currentData().toInt();
    const QSignalBlocker quiet(m_partition);
    m_partition->clear();
    m_partition->addItem(tr("by key"), byKey);
    for (int partition = 0; partition < count; ++partition)
        m_partition->addItem(QString::number(partition), partition);
    m_partition->setCurrentIndex(std::max(0, m_partition->findData(chosen)));
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

Result<OutgoingRecord> RawForm::record() const
{
    OutgoingRecord record;
    record.topic = m_probe.topic().toStdString();
    if (const int partition = m_partition->currentData().toInt(); partition != byKey)
        record.partition = partition;
    const auto& key = m_key->bytes();
    if (!key)
        return fail(ErrorKind::InvalidInput, tr("Key: %1").arg(sentenceOf(key.error())).toStdString());
    const auto& value = m_value->bytes();
    if (!value)
        return fail(ErrorKind::InvalidInput, tr("Value: %1").arg(sentenceOf(value.error())).toStdString());
    auto headers = m_headers->headers();
    if (!headers)
        return fail(headers.error());
    record.key = *key;
    record.value = *value;
    record.headers = std::move(*headers);
    return record;
}

} // namespace weir::ui
