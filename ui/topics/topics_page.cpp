// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/topics/topics_page.h"

#include "ui/topics/topic_panel.h"
#include "ui/topics/topics_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedLayout>

namespace weir::ui {

TopicsPage::TopicsPage(const PageContext& context, QWidget* parent)
    : Page(tr("Topics"), parent), m_context(context), m_model(new TopicsModel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::pageMargin, Theme::pageMargin - 4, Theme::pageMargin, Theme::gap);
    layout->setSpacing(Theme::gap);
    layout->addWidget(buildHeader());
    m_state = new StateView(buildContent(), this);
    layout->addWidget(m_state, 1);
    m_state->showLoading(tr("Reading the topics…"));

    m_poll.setSingleShot(true);
    m_poll.setInterval(period);
    m_scrolled.setSingleShot(true);
    m_scrolled.setInterval(60);
    connect(&m_poll, &QTimer::timeout, this, &TopicsPage::refresh);
    connect(&m_scrolled, &QTimer::timeout, this, &TopicsPage::askDetails);
    connect(m_state, &StateView::retryRequested, this, &TopicsPage::refresh);
    connect(m_state, &StateView::actionRequested, this, [this] { m_context.navigator.go(OpenSend{}); });
    connectTable();
    setFocusProxy(m_table);
}

QWidget* TopicsPage::buildHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::gap);
    row->addWidget(new PlainLabel(tr("Topics"), PlainLabel::Look::Title, header));
    m_count = new PillLabel({}, Tone::Neutral, header);
    row->addWidget(m_count);
    row->addStretch(1);
    m_grouping = plainButton(tr("&Tree"), header);
    m_grouping->setCheckable(true);
    m_grouping->setToolTip(tr("Group topics by the first part of their names"));
    row->addWidget(m_grouping);
    connect(m_grouping, &QPushButton::toggled, this, [this](bool on) {
        m_model->setGrouped(on);
        m_grouping->setText(on ? tr("Fla&t list") : tr("&Tree"));
        m_grouping->setAccessibleName(on ? tr("Flat list") : tr("Tree"));
    });
    return header;
}

QWidget* TopicsPage::buildFilterRow()
{
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    m_filter = new FilterEdit(tr("Filter by name or state"), line);
    m_problems = new Chip(tr("Has problems"), line);
    m_internal = new Chip(tr("Internal"), line);
    m_internal->setToolTip(tr("Show topics that Kafka keeps for itself"));
    row->addWidget(m_filter, 1);
    row->addWidget(m_problems);
    row->addWidget(m_internal);
    connect(m_filter, &FilterEdit::filterChanged, m_model, &TopicsModel::setFilter);
    connect(m_problems, &Chip::toggled, m_model, &TopicsModel::setProblemsOnly);
    connect(m_internal, &Chip::toggled, m_model, &TopicsModel::setInternalShown);
    return line;
}

QWidget* TopicsPage::buildContent()
{
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildFilterRow());

    auto* card = new Card(Card::Padding::None, content);
    m_table = new DataTable(m_model, tr("Topics"), QStringLiteral("topics"), card);
    m_hint = new PlainLabel({}, PlainLabel::Look::Dim, card);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_tableOrHint = new QStackedLayout;
    m_tableOrHint->addWidget(m_table);
    m_tableOrHint->addWidget(m_hint);
    card->body()->addLayout(m_tableOrHint);

    m_panel = new TopicPanel(m_context, content);
    m_panel->setMinimumWidth(260);
    auto* splitter = new QSplitter(Qt::Horizontal, content);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(card);
    splitter->addWidget(m_panel);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({880, 330});
    layout->addWidget(splitter, 1);
    return content;
}

void TopicsPage::connectTable()
{
    m_table->installEventFilter(this);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { m_scrolled.start(); });
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] { m_scrolled.start(); });
    connect(m_table, &DataTable::currentKeyChanged, this, &TopicsPage::showSelected);
    connect(m_table, &DataTable::rowActivated, this, [this](const QString& key) {
        if (m_model->topic(key))
            m_context.navigator.go(OpenRecords{key, {}, {}});
        else
            m_model->toggleFolded(key);
    });
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (m_model->isGroup(index.row()))
            m_model->toggleFolded(m_model->keyAt(index.row()));
    });
    connect(m_model, &TableModelBase::shownChanged, this, [this] {
        spanHeadings();
        showCounts();
        m_scrolled.start();
    });
}

void TopicsPage::spanHeadings()
{
    std::vector<int> headings;
    for (int row = 0; m_model->isGrouped() && row < m_model->rowCount(); ++row) {
        if (m_model->isGroup(row))
            headings.push_back(row);
    }
    // Setting spans repaints and relays out; most refreshes change none.
    if (headings == m_headings)
        return;
    m_headings = std::move(headings);
    m_table->clearSpans();
    for (const int row : m_headings)
        m_table->setSpan(row, 0, 1, m_model->columnCount());
}

void TopicsPage::activated()
{
    refresh();
}

void TopicsPage::deactivated()
{
    m_poll.stop();
    m_scrolled.stop();
    m_topicsTask.cancel();
    m_detailsTask.cancel();
    m_panel->stop();
}

void TopicsPage::refresh()
{
    if (!m_context.cluster)
        return;
    m_poll.stop();
    if (!m_since.isValid())
        m_state->showLoading(tr("Reading the topics…"));
    m_topicsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster](std::stop_token stop) {
            Answer answer{weir::listTopics(*cluster, weir::Call::within(std::chrono::seconds(15), std::move(stop))), {}};
            if (answer.topics)
                answer.groups = groupTopics(answer.topics->values);
            return answer;
        },
        [this](Answer answer) { showTopics(std::move(answer)); });
}

void TopicsPage::showTopics(Answer answer)
{
    auto& topics = answer.topics;
    m_settled = true;
    if (isActive())
        m_poll.start();
    if (!topics) {
        m_state->showFailure(topics.error(), m_since);
        return;
    }
    m_since = QDateTime::currentDateTime();
    const std::size_t total = topics->values.size() + topics->failures.size();
    m_model->setTopics(std::move(topics->values), answer.groups);
    if (total == 0) {
        m_state->showEmpty(tr("No topics yet"),
                           tr("This cluster has no topics, or this account may see none of them."), tr("Send an event…"));
    } else {
        m_state->showPartial(topics->failures, total, tr("topics"));
    }
    showCounts();
    if (m_table->currentKey().isEmpty() && m_model->rowCount() > 0)
        m_table->selectKey(m_model->keyAt(0));
    showSelected();
    askDetails();
}

std::pair<int, int> TopicsPage::visibleRows() const
{
    const int first = m_table->rowAt(0);
    if (first < 0)
        return {0, -1};
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    return {first, last < 0 ? m_model->rowCount() - 1 : last};
}

void TopicsPage::askDetails()
{
    if (!isActive() || !m_context.cluster || m_detailsTask.isRunning() || m_model->rowCount() == 0)
        return;
    const auto [first, last] = visibleRows();
    const auto fresh = TopicsModel::Clock::now() - period;
    auto wanted = first > last ? std::vector<weir::TopicSummary>()
                               : m_model->wantingDetails(first, last, fresh, detailsBatch);
    // Sorting by what only details tell needs them for every topic, once.
    if (wanted.empty() && m_model->sortsByDetails())
        wanted = m_model->wantingDetails(1, 0, fresh, detailsBatch);
    if (wanted.empty())
        return;
    m_detailsTask.start(
        m_context.tasks,
        [cluster = m_context.cluster, wanted](std::stop_token stop) {
            return weir::topicDetails(*cluster, wanted, weir::Call::within(std::chrono::seconds(10), stop));
        },
        [this, wanted](auto answer) {
            m_model->setDetails(wanted, std::move(answer), TopicsModel::Clock::now());
            if (const TopicEntry* selected = m_model->topic(m_panel->topic()))
                m_panel->showFacts(*selected);
            showCounts();
            askDetails();
        });
}

void TopicsPage::showSelected()
{
    const TopicEntry* entry = m_model->topic(m_table->currentKey());
    if (!entry)
        m_panel->clear();
    else if (isActive())
        m_panel->showTopic(*entry);
}

void TopicsPage::showCounts()
{
    const int counted = m_model->countedTopics();
    const int shown = m_model->shownTopics();
    m_count->setPill(shown == counted ? countText(counted)
                                      : tr("%1 of %2").arg(countText(shown), countText(counted)));
    const int problems = m_model->problems();
    m_problems->setText(problems > 0 ? tr("Has problems %1").arg(problems) : tr("Has problems"));
    m_problems->setAccessibleName(m_problems->text());
    m_problems->updateGeometry();
    Q_EMIT countChanged(countText(counted));
    if (m_since.isValid())
        Q_EMIT statusText(countedText(counted, tr("1 topic"), tr("%1 topics")));
    m_hint->setText(m_filter->text().isEmpty() ? tr("No topic is shown with these chips.")
                                               : tr("No topic matches “%1”.").arg(m_filter->text()));
    m_tableOrHint->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
}

bool TopicsPage::foldByKey(int key)
{
    if (!m_model->isGrouped() || m_table->currentIndex().column() != 0)
        return false;
    const QString current = m_table->currentKey();
    const TopicEntry* entry = m_model->topic(current);
    // As in every tree: Left folds a heading or goes up to it, Right unfolds it.
    if (entry && key == Qt::Key_Left)
        return m_table->selectKey(entry->group.key());
    if (entry || (key != Qt::Key_Left && key != Qt::Key_Right))
        return false;
    if (m_model->isFolded(current) != (key == Qt::Key_Left))
        m_model->toggleFolded(current);
    return true;
}

bool TopicsPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress && foldByKey(static_cast<QKeyEvent*>(event)->key()))
        return true;
    return Page::eventFilter(watched, event);
}

bool TopicsPage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
    return true;
}

} // namespace weir::ui
