// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/topics_tab.h"

#include "ui/deadletters/convention_dialog.h"
#include "ui/deadletters/inbox_feed.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

constexpr int recordsColumn = 4;
/// Of the box "This is": what was found, and a person's three words.
constexpr int asFound = -1;

} // namespace

TopicsTab::TopicsTab(InboxFeed& feed, QWidget* parent)
    : QWidget(parent), m_feed(feed), m_model(deadLetterTopicColumns(), deadLetterTopicKey)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_view = new StateView(makeContent(), this);
    layout->addWidget(m_view, 1);
    layout->addLayout(makeFoot());
    connect(&m_feed, &InboxFeed::topicsChanged, this, &TopicsTab::showTopics);
    connect(&m_feed, &InboxFeed::statesChanged, this, &TopicsTab::showTopics);
    connect(m_view, &StateView::retryRequested, this, [this] { m_feed.look(); });
    connect(m_view, &StateView::actionRequested, this, [this] { m_feed.look(); });
    m_view->showLoading(tr("Looking for dead-letter topics in %1…").arg(m_feed.context().connection.name));
    showSelected();
    showFoot();
}

TopicsTab::~TopicsTab()
{
    // The table goes before the model it shows: that is a member, which end before a widget's children.
    delete m_view;
}

QWidget* TopicsTab::makeContent()
{
    auto* card = new Card(Card::Padding::None, this);
    card->body()->addLayout(makeHead(card));
    m_table = new DataTable(&m_model, tr("Dead-letter and retry topics"), QStringLiteral("dead-letter-topics"), card);
    m_table->sortBy(recordsColumn, Qt::DescendingOrder);
    card->body()->addWidget(m_table, 1);
    connect(m_table, &DataTable::currentKeyChanged, this, &TopicsTab::showSelected);
    connect(m_table, &DataTable::rowActivated, this, [this](const QString& key) { m_feed.context().navigator.go(OpenRecords{key}); });
    return card;
}

QLayout* TopicsTab::makeHead(QWidget* parent)
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 7, 8, 6);
    head->setSpacing(8);
    m_name = new PlainLabel({}, PlainLabel::Look::Strong, parent);
    m_name->setElide(Qt::ElideMiddle);
    head->addWidget(m_name, 2);
    m_sentence = new PlainLabel({}, PlainLabel::Look::Text, parent);
    m_sentence->setTone(Tone::Bad);
    m_sentence->setElide(Qt::ElideRight);
    head->addWidget(m_sentence, 3);
    head->addWidget(new PlainLabel(tr("This is"), PlainLabel::Look::Dim, parent));
    m_word = new QComboBox(parent);
    m_word->setAccessibleName(tr("What the topic is"));
    m_word->addItem(tr("as found"), asFound);
    m_word->addItem(tr("a dead-letter topic"), static_cast<int>(TopicWord::DeadLetters));
    m_word->addItem(tr("a retry topic"), static_cast<int>(TopicWord::Retries));
    m_word->addItem(tr("neither"), static_cast<int>(TopicWord::Neither));
    head->addWidget(m_word);
    m_records = linkButton(tr("Open its records"), parent);
    head->addWidget(m_records);
    connect(m_word, &QComboBox::activated, this, &TopicsTab::sayWord);
    connect(m_records, &QPushButton::clicked, this, [this] { m_feed.context().navigator.go(OpenRecords{m_table->currentKey()}); });
    return head;
}

QLayout* TopicsTab::makeFoot()
{
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(2, 0, 0, 0);
    foot->setSpacing(4);
    m_note = new PlainLabel({}, PlainLabel::Look::Caption, this);
    m_note->setElide(Qt::ElideRight);
    foot->addWidget(m_note, 1);
    m_sample = linkButton(tr("Look into other topics"), this);
    m_sample->setToolTip(tr("Reads the newest records of topics whose names say nothing, and looks for failure headers"));
    m_add = linkButton(tr("Name a topic…"), this);
    m_headers = linkButton(tr("Header names…"), this);
    for (QPushButton* button : {m_sample, m_add, m_headers})
        foot->addWidget(button);
    connect(m_sample, &QPushButton::clicked, this, [this] { m_feed.look(mostSampled); });
    connect(m_add, &QPushButton::clicked, this, &TopicsTab::askForTopic);
    connect(m_headers, &QPushButton::clicked, this, &TopicsTab::openConventions);
    return foot;
}

void TopicsTab::select(const QString& topic)
{
    m_wanted = m_table->selectKey(topic) ? QString() : topic;
}

bool TopicsTab::isSettled() const
{
    return m_view->state() != StateView::State::Loading;
}

void TopicsTab::showTopics()
{
    if (m_feed.found()) {
        const int before = m_model.totalRows();
        m_model.setRows(deadLetterTopicRows(m_feed.found()->values.topics, m_feed.topicWords()));
        if (!m_wanted.isEmpty())
            select(m_wanted);
        else if (m_table->currentKey().isEmpty() && m_model.rowCount() > 0)
            m_table->selectKey(m_model.keyAt(0));
        if (before != m_model.totalRows())
            Q_EMIT countChanged();
    }
    showState();
    showSelected();
    showFoot();
}

void TopicsTab::showState()
{
    const auto* found = m_feed.found();
    if (m_feed.lookError())
        return m_view->showFailure(*m_feed.lookError(), m_feed.foundAt());
    if (!found)
        return m_view->showLoading(tr("Looking for dead-letter topics in %1…").arg(m_feed.context().connection.name));
    if (m_model.totalRows() == 0 && !found->failures.empty())
        return m_view->showError(found->failures.front().error);
    if (m_model.totalRows() == 0)
        return m_view->showEmpty(tr("No dead-letter topics"),
                                 tr("No topic has a name that looks like dead letters or retries (.dlq, -dlt, -retry-1000, error.…). Below you can look into other topics, or name one."),
                                 tr("Look again"));
    if (m_view->state() != StateView::State::Content || m_view->isStale())
        m_view->showContent();
    m_view->showPartial(found->failures, found->values.topics.size() + found->failures.size(), tr("topics and partitions"));
}

void TopicsTab::showSelected()
{
    const DeadLetterTopicRow* row = m_model.find(m_table->currentKey());
    m_name->setText(row ? displayText(std::string_view(row->topic.name), 249) : tr("Select a topic."));
    m_sentence->setText(row ? retentionSentence(row->topic, nowMs()) : QString());
    m_records->setEnabled(row != nullptr);
    m_word->setCurrentIndex(std::max(0, m_word->findData(row && row->word ? static_cast<int>(*row->word) : asFound)));
    m_word->setEnabled(row && m_feed.canMark());
    m_word->setToolTip(plainToolTip(m_feed.whyNotMark()));
}

void TopicsTab::showFoot()
{
    const bool can = m_feed.canMark();
    for (QPushButton* button : {m_add, m_headers}) {
        button->setEnabled(can);
        button->setToolTip(plainToolTip(m_feed.whyNotMark()));
    }
    m_sample->setEnabled(!m_feed.isLooking() && m_feed.found());
    const auto left = m_feed.notSampled();
    if (m_feed.isSampling())
        m_note->setText(tr("Looking into other topics…"));
    else if (left && *left > 0)
        m_note->setText(countedText(static_cast<qint64>(*left), tr("Other topics were looked into, but for 1 that was not reached."),
                                    tr("Other topics were looked into, but for %1 that were not reached.")));
    else if (left)
        m_note->setText(tr("All other topics were looked into: their newest records."));
    else
        m_note->setText(tr("Found by name and configuration; records of other topics were not looked into."));
}

void TopicsTab::sayWord()
{
    const QString topic = m_table->currentKey();
    if (topic.isEmpty())
        return;
    const int word = m_word->currentData().toInt();
    m_feed.setTopicWord(topic.toStdString(), word == asFound ? std::nullopt : std::optional(static_cast<TopicWord>(word)));
}

void TopicsTab::askForTopic()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Name a topic"));
    dialog->setLabelText(tr("A topic that holds dead letters, as Kafka has it:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        const QString topic = name.trimmed();
        if (topic.isEmpty())
            return;
        m_wanted = topic;
        m_feed.setTopicWord(topic.toStdString(), TopicWord::DeadLetters);
    });
    dialog->open();
}

void TopicsTab::openConventions()
{
    auto* dialog = new ConventionDialog(m_feed.conventions(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConventionDialog::conventionsChosen, this,
            [this](const std::vector<CustomConvention>& conventions) { m_feed.setConventions(conventions); });
    dialog->open();
}

} // namespace weir::ui
