// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/topic_consumers_page.h"

#include "ui/groups/lag_chart_card.h"
#include "ui/groups/sample_state.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QSplitter>

namespace weir::ui {
namespace {

constexpr int lagColumn = 2;
constexpr TimestampMs trendMs = 15 * 60 * 1'000;

} // namespace

TopicConsumersPage::TopicConsumersPage(PageContext context, std::shared_ptr<LagFeed> feed, const QString& topic, QWidget* parent)
    : Page(tr("Consumers of %1").arg(topic), parent),
      m_context(std::move(context)),
      m_feed(std::move(feed)),
      m_topic(topic.toStdString()),
      m_trends([this](const QString& key) {
          const auto history = m_feed->history();
          const auto latest = m_feed->latest();
          if (!history || !latest)
              return std::vector<HistoryPoint>();
          return history->recent({key.toStdString(), m_topic, -1}, LagMeasure::Records, latest->sample->time - trendMs).points;
      }),
      m_model(groupColumns(m_trends), groupKey)
{
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    m_chart = new LagChartCard(m_feed, m_context.tasks, splitter);
    auto* card = new Card(Card::Padding::None, splitter);
    m_filter = new FilterEdit(tr("Filter by group, health, state"), card);
    m_filter->setAccessibleName(tr("Filter consumers"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->addWidget(m_filter);
    bar->addStretch(1);
    card->body()->addLayout(bar);
    m_table = new DataTable(&m_model, tr("Consumer groups of the topic"), QStringLiteral("topic-consumers"), card);
    m_table->sortBy(lagColumn, Qt::DescendingOrder);
    card->body()->addWidget(m_table, 1);
    splitter->addWidget(m_chart);
    splitter->addWidget(card);
    splitter->setSizes({280, 320});

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    m_view = new StateView(splitter, this);
    layout->addWidget(m_view);
    m_state = std::make_unique<SampleState>(*m_feed, *m_view);
    connect(m_state.get(), &SampleState::statusText, this, &Page::statusText);
    connect(m_feed.get(), &LagFeed::sampled, this, &TopicConsumersPage::showLatest);
    connect(m_view, &StateView::retryRequested, this, &TopicConsumersPage::refresh);
    connect(m_view, &StateView::actionRequested, this, &TopicConsumersPage::refresh);
    connect(m_filter, &FilterEdit::filterChanged, &m_model, &TableModelBase::setFilter);
    connect(m_table, &DataTable::rowActivated, this, [this](const QString& key) { m_context.navigator.go(OpenGroup{key}); });
    m_view->showLoading(tr("Reading the groups of %1…").arg(displayText(std::string_view(m_topic))));
}

TopicConsumersPage::~TopicConsumersPage()
{
    // The table goes before its model: that is a member, which ends before a widget's children.
    m_state.reset();
    delete m_view;
}

void TopicConsumersPage::refresh()
{
    if (m_view->state() != StateView::State::Content) {
        m_state->forget();
        m_view->showLoading(tr("Reading the groups of %1…").arg(displayText(std::string_view(m_topic))));
    }
    m_feed->sampleNow();
}

bool TopicConsumersPage::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
    return true;
}

bool TopicConsumersPage::isSettled() const
{
    return m_view->state() != StateView::State::Loading;
}

void TopicConsumersPage::activated()
{
    m_feed->setWatching(this, true);
    showLatest();
    m_state->setActive(true);
}

void TopicConsumersPage::deactivated()
{
    m_state->setActive(false);
    m_feed->setWatching(this, false);
}

void TopicConsumersPage::showLatest()
{
    if (!isActive())
        return;
    if (const auto good = m_feed->lastGood())
        showRound(*good);
    else
        m_state->showFailureIfAny();
}

void TopicConsumersPage::showRound(const GroupRound& round)
{
    auto rows = groupRowsOfTopic(round, m_topic);
    Q_EMIT countChanged(countText(static_cast<qint64>(rows.size())));
    const auto& failures = round.sample->groups->failures;
    if (rows.empty() && failures.empty()) {
        m_model.setRows({});
        m_state->forget();
        return m_view->showEmpty(tr("No consumer group reads this topic"),
                                 tr("A group appears here when it commits an offset of the topic or a member is assigned to it."),
                                 tr("Look again"));
    }
    LagSplit byGroup{tr("Group"), tr("Lag by group"), {}};
    std::vector<std::string> drawn;
    for (const GroupRow& row : rows) {
        byGroup.lines.push_back({{row.id, m_topic, -1}, row.name});
        drawn.push_back(row.id);
    }
    m_trends.advance(m_feed->latest()->sample->time);
    m_model.setRows(std::move(rows));
    if (drawn != m_drawn) {
        m_drawn = std::move(drawn);
        m_chart->setSplits({std::move(byGroup)});
    }
    m_chart->advance();
    m_state->showContent(failures, round.sample->groups->values.size() + failures.size(), tr("groups and partitions"));
}

} // namespace weir::ui
