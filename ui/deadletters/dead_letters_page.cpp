// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/dead_letters_page.h"

#include "ui/deadletters/failure_panel.h"
#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/republish_dialog.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds topicsTime{20};
constexpr std::chrono::seconds recordsTime{20};
constexpr int recordsColumn = 3;
constexpr int stateColumn = 5;

QString republishedKey(const FailureRow& row)
{
    return QStringLiteral("%1/%2").arg(QString::fromStdString(row.record->topic), failureKey(row));
}

} // namespace

DeadLettersPage::DeadLettersPage(PageContext context, std::shared_ptr<ReplayFeed>, QWidget* parent)
    : Page(tr("Dead letters"), parent),
      m_context(std::move(context)),
      m_topics(deadLetterTopicColumns(), deadLetterTopicKey),
      m_records(failureColumns(), failureKey)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, 14, Theme::pageMargin, 12);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makeHeader());
    m_view = new StateView(makeContent(), this);
    layout->addWidget(m_view, 1);
    m_poll.setInterval(10'000);
    connectParts();
    m_view->showLoading(tr("Looking for dead letters in %1…").arg(m_context.connection.name));
}

DeadLettersPage::~DeadLettersPage()
{
    // Tables go before the models they show: those are members, which end before a widget's children.
    delete m_view;
}

QWidget* DeadLettersPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(new PlainLabel(title(), PlainLabel::Look::Title, header));
    m_open = new PillLabel({}, Tone::Warning, header);
    row->addWidget(m_open);
    m_topicCount = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_topicCount);
    row->addStretch(1);
    m_filter = new FilterEdit(tr("Filter failures by key, exception, message"), header);
    m_filter->setFixedWidth(290);
    row->addWidget(m_filter);
    m_republish = primaryButton(tr("&Republish…"), header);
    m_republish->setEnabled(false);
    row->addWidget(m_republish);
    return header;
}

QWidget* DeadLettersPage::makeContent()
{
    auto* across = new QSplitter(Qt::Horizontal, this);
    across->setChildrenCollapsible(false);
    auto* down = new QSplitter(Qt::Vertical, across);
    down->setChildrenCollapsible(false);
    auto* topics = new Card(Card::Padding::None, down);
    m_topicTable = new DataTable(&m_topics, tr("Dead-letter and retry topics"), QStringLiteral("dead-letter-topics"), topics);
    m_topicTable->setMinimumHeight(90);
    m_topicTable->sortBy(recordsColumn, Qt::DescendingOrder);
    topics->body()->addWidget(m_topicTable);
    down->addWidget(topics);
    down->addWidget(makeRecordsCard());
    down->setStretchFactor(0, 2);
    down->setStretchFactor(1, 5);
    m_panel = new FailurePanel(m_context, across);
    m_panel->setMinimumWidth(320);
    across->addWidget(down);
    across->addWidget(m_panel);
    across->setStretchFactor(0, 59);
    across->setStretchFactor(1, 41);
    across->setSizes({590, 410});
    return across;
}

QWidget* DeadLettersPage::makeRecordsCard()
{
    auto* card = new Card(Card::Padding::None, this);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(11, 6, 11, 4);
    head->setSpacing(8);
    m_recordsTitle = new PlainLabel({}, PlainLabel::Look::Strong, card);
    m_recordsTitle->setElide(Qt::ElideMiddle);
    head->addWidget(m_recordsTitle, 1);
    m_most = new QComboBox(card);
    m_most->setAccessibleName(tr("How many records to read"));
    for (const int most : {50, 200, 1000})
        m_most->addItem(tr("newest %1").arg(most), most);
    head->addWidget(m_most);
    card->body()->addLayout(head);

    auto* content = new QWidget(card);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    m_recordTable = new DataTable(&m_records, tr("Dead letters of the topic"), QStringLiteral("dead-letters"), content);
    m_recordTable->setMinimumHeight(120);
    m_recordTable->setColumnHidden(stateColumn, true);
    inner->addWidget(m_recordTable, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(11, 4, 11, 2);
    m_coverage = new PlainLabel({}, PlainLabel::Look::Caption, content);
    foot->addWidget(m_coverage, 1);
    m_newer = linkButton(tr("Read again"), content);
    foot->addWidget(m_newer);
    inner->addLayout(foot);
    m_recordsView = new StateView(content, card);
    card->body()->addWidget(m_recordsView, 1);
    return card;
}

void DeadLettersPage::connectParts()
{
    connect(&m_poll, &QTimer::timeout, this, [this] {
        // A slow cluster is not asked again before it has answered.
        if (!m_topicsTask.isRunning())
            loadTopics();
    });
    connect(m_view, &StateView::retryRequested, this, &DeadLettersPage::refresh);
    connect(m_view, &StateView::actionRequested, this, &DeadLettersPage::refresh);
    connect(m_recordsView, &StateView::retryRequested, this, &DeadLettersPage::loadRecords);
    connect(m_recordsView, &StateView::actionRequested, this, &DeadLettersPage::loadRecords);
    connect(m_topicTable, &DataTable::currentKeyChanged, this, &DeadLettersPage::selectTopic);
    connect(m_recordTable, &DataTable::currentKeyChanged, this, &DeadLettersPage::showSelected);
    connect(m_recordTable, &DataTable::rowActivated, this, &DeadLettersPage::openRepublish);
    connect(m_republish, &QPushButton::clicked, this, &DeadLettersPage::openRepublish);
    connect(m_newer, &QPushButton::clicked, this, &DeadLettersPage::loadRecords);
    connect(m_most, &QComboBox::currentIndexChanged, this, &DeadLettersPage::loadRecords);
    connect(m_filter, &FilterEdit::filterChanged, this, [this](const QString& text) {
        m_records.setFilter(text);
        showCoverage();
    });
}

void DeadLettersPage::refresh()
{
    if (m_view->state() != StateView::State::Content)
        m_view->showLoading(tr("Looking for dead letters in %1…").arg(m_context.connection.name));
    loadTopics();
    loadRecords();
}

void DeadLettersPage::open(const Destination& destination)
{
    const auto* wanted = std::get_if<OpenDeadLetters>(&destination);
    if (!wanted || !wanted->topic)
        return;
    if (!m_topicTable->selectKey(*wanted->topic))
        m_wantedTopic = *wanted->topic;
}

bool DeadLettersPage::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
    return true;
}

bool DeadLettersPage::isSettled() const
{
    return m_view->state() != StateView::State::Loading
        && (m_view->state() != StateView::State::Content || m_recordsView->state() != StateView::State::Loading);
}

void DeadLettersPage::activated()
{
    loadTopics();
    m_poll.start();
}

void DeadLettersPage::deactivated()
{
    m_poll.stop();
    m_topicsTask.cancel();
}

void DeadLettersPage::loadTopics()
{
    m_topicsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) {
            return findDeadLetterTopics(*cluster, Call::within(topicsTime, stop));
        },
        [this](TopicsAnswer answer) { takeTopics(std::move(answer)); });
}

void DeadLettersPage::takeTopics(TopicsAnswer answer)
{
    if (!answer)
        return m_view->showFailure(answer.error(), m_topicsTime);
    m_topicsTime = QDateTime::currentDateTime();
    const auto& topics = answer->values;
    const QString count = deadLetterCount(topics);
    Q_EMIT countChanged(count);
    Q_EMIT statusText(countedText(static_cast<qint64>(topics.size()), tr("1 dead-letter or retry topic"),
                               tr("%1 dead-letter and retry topics")));
    m_open->setPill(count.isEmpty() ? QString() : tr("%1 open").arg(count), Tone::Warning);
    m_topicCount->setPill(topics.empty() ? QString() : countedText(static_cast<qint64>(topics.size()), tr("1 topic"), tr("%1 topics")));
    if (topics.empty() && !answer->failures.empty())
        return m_view->showError(answer->failures.front().error);
    if (topics.empty()) {
        m_topics.setRows({});
        return m_view->showEmpty(
            tr("No dead letters"),
            tr("No topic has a name that looks like dead letters or retries (.dlq, -dlt, -retry-1000, error.…)."), tr("Look again"));
    }
    if (answer->failures.empty()) {
        if (m_view->state() != StateView::State::Content || m_view->isStale() || m_view->isPartial())
            m_view->showContent();
    } else {
        m_view->showPartial(answer->failures, topics.size() + answer->failures.size(), tr("topics and partitions"));
    }
    m_topics.setRows(std::move(answer->values));
    const bool found = !m_wantedTopic.isEmpty() && m_topicTable->selectKey(m_wantedTopic);
    m_wantedTopic.clear();
    if (!found && m_topicTable->currentKey().isEmpty() && m_topics.rowCount() > 0)
        m_topicTable->selectKey(m_topics.keyAt(0));
    showCoverage();
}

void DeadLettersPage::selectTopic(const QString& key)
{
    if (key == m_topic || key.isEmpty())
        return;
    m_topic = key;
    m_recordsTitle->setText(displayText(std::string_view(key.toStdString()), 249));
    m_page = {};
    m_recordsTime = {};
    m_records.setRows({});
    m_recordsView->showLoading(tr("Reading the newest dead letters…"));
    loadRecords();
}

void DeadLettersPage::loadRecords()
{
    if (m_topic.isEmpty())
        return;
    if (m_recordsView->state() != StateView::State::Content)
        m_recordsView->showLoading(tr("Reading the newest dead letters…"));
    m_coverage->setText(tr("Reading…"));
    m_recordsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster, topic = m_topic.toStdString(), most = m_most->currentData().toLongLong()](
            std::stop_token stop) { return readFailures(*cluster, topic, most, Call::within(recordsTime, stop)); },
        [this](Result<FailurePage> answer) { takeRecords(std::move(answer)); });
}

void DeadLettersPage::takeRecords(Result<FailurePage> answer)
{
    if (!answer) {
        m_recordsView->showFailure(answer.error(), m_recordsTime);
        return showCoverage();
    }
    m_recordsTime = QDateTime::currentDateTime();
    m_page = std::move(*answer);
    const DeadLetterTopic* topic = m_topics.find(m_topic);
    m_countAtRead = topic && topic->records ? std::optional<qint64>(*topic->records) : std::nullopt;
    showRecords();
    if (m_page.rows.empty() && !m_page.failures.empty()) {
        m_recordsView->showError(m_page.failures.front().error);
    } else if (m_page.rows.empty()) {
        m_recordsView->showEmpty(tr("Nothing failed"), tr("The topic holds no records now."), tr("Read again"));
    } else {
        m_recordsView->showContent();
        m_recordsView->showPartial(m_page.failures, m_page.partitions, tr("partitions"));
        if (m_recordTable->currentKey().isEmpty() && m_records.rowCount() > 0)
            m_recordTable->selectKey(m_records.keyAt(0));
    }
    showCoverage();
    showSelected();
}

void DeadLettersPage::showRecords()
{
    bool any = false;
    for (FailureRow& row : m_page.rows) {
        row.republished = m_republished.value(republishedKey(row));
        any = any || !row.republished.isEmpty();
    }
    m_recordTable->setColumnHidden(stateColumn, !any);
    m_records.setRows(m_page.rows);
}

void DeadLettersPage::showCoverage()
{
    QString text = coverageText(m_page);
    if (m_records.rowCount() < m_records.totalRows())
        text += tr(" · %1 match the filter").arg(countText(m_records.rowCount()));
    m_coverage->setText(text);
    const DeadLetterTopic* topic = m_topics.find(m_topic);
    const qint64 newer = topic && topic->records && m_countAtRead ? *topic->records - *m_countAtRead : 0;
    const QString words = newer > 0 ? tr("%1 newer · read again").arg(countText(newer)) : tr("Read again");
    m_newer->setText(words);
    m_newer->setAccessibleName(words);
}

void DeadLettersPage::showSelected()
{
    const FailureRow* row = m_records.find(m_recordTable->currentKey());
    m_panel->setFailure(row ? std::optional<FailureRow>(*row) : std::nullopt);
    m_republish->setEnabled(row != nullptr);
    m_republish->setToolTip(row ? QString() : plainToolTip(tr("Select a dead letter first.")));
}

void DeadLettersPage::openRepublish()
{
    const FailureRow* row = m_records.find(m_recordTable->currentKey());
    if (!row || m_dialog)
        return;
    const DeadLetterTopic* topic = m_topics.find(m_topic);
    const QString stem = topic && topic->origin ? QString::fromStdString(*topic->origin) : QString();
    m_dialog = new RepublishDialog(m_context, *row, stem, this);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    const QString key = republishedKey(*row);
    connect(m_dialog, &RepublishDialog::republished, this, [this, key] { noteRepublished(key); });
    m_dialog->open();
}

void DeadLettersPage::noteRepublished(const QString& key)
{
    m_republished[key] = tr("republished %1").arg(QTime::currentTime().toString(QStringLiteral("HH:mm")));
    showRecords();
}

} // namespace weir::ui
