// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_lag_tab.h"

#include "ui/groups/group_events_table.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_text.h"

#include <algorithm>
#include <set>

namespace weir::ui {
namespace {

constexpr int topicColumn = 0;
constexpr TimestampMs trendMs = 15 * 60 * 1'000;

} // namespace

GroupLagTab::GroupLagTab(const PageContext& context, std::shared_ptr<LagFeed> feed, std::string group, QWidget* parent)
    : QSplitter(Qt::Vertical, parent),
      m_feed(std::move(feed)),
      m_group(std::move(group)),
      m_trends([this](const QString& key) { return historyOf(key); }),
      m_partitions(partitionLagColumns(m_trends), partitionLagKey),
      m_chart(new LagChartCard(m_feed, context.tasks, this))
{
    setChildrenCollapsible(false);
    m_chart->setMinimumHeight(180);
    auto* card = new Card(Card::Padding::None, this);
    m_table = new DataTable(&m_partitions, tr("Partitions of the group"), QStringLiteral("group-partitions"), card);
    m_table->setMinimumHeight(120);
    card->body()->addWidget(m_table);
    addWidget(m_chart);
    addWidget(card);
    setStretchFactor(0, 3);
    setStretchFactor(1, 4);
    setSizes({300, 360});
    connect(m_table, &DataTable::linkActivated, this, [this](const QString& key, int column) {
        if (const PartitionLagRow* row = m_partitions.find(key))
            Q_EMIT linkChosen(*row, partitionLinkOf(m_partitions.columnId(column)));
    });
    connect(m_table, &DataTable::rowActivated, this, [this](const QString& key) {
        if (const PartitionLagRow* row = m_partitions.find(key))
            Q_EMIT linkChosen(*row, PartitionLink::StuckRecord);
    });
}

GroupLagTab::~GroupLagTab()
{
    // The table goes before its model: that is a member, which ends before a widget's children.
    delete m_table;
}

std::vector<HistoryPoint> GroupLagTab::historyOf(const QString& key) const
{
    const auto partition = m_partitionByKey.find(key);
    const auto history = m_feed->history();
    const auto latest = m_feed->latest();
    if (partition == m_partitionByKey.end() || !history || !latest)
        return {};
    return history->recent({m_group, partition->topic, partition->partition}, LagMeasure::Records, latest->sample->time - trendMs).points;
}

void GroupLagTab::showSplits(const GroupLag& group)
{
    std::vector<TopicPartition> drawn;
    for (const PartitionLag& row : group.rows)
        drawn.push_back(row.partition);
    if (drawn == m_drawn)
        return;
    m_drawn = std::move(drawn);
    std::set<std::string> topics;
    for (const TopicPartition& partition : m_drawn)
        topics.insert(partition.topic);
    LagSplit total{tr("Total"), tr("Lag of the whole group"), {{{m_group, {}, -1}, tr("Lag")}}};
    LagSplit byTopic{tr("Topic"), tr("Lag by topic"), {}};
    for (const std::string& topic : topics)
        byTopic.lines.push_back({{m_group, topic, -1}, displayText(std::string_view(topic))});
    LagSplit byPartition{tr("Partition"), tr("Lag by partition"), {}};
    for (const TopicPartition& partition : m_drawn) {
        byPartition.lines.push_back({{m_group, partition.topic, partition.partition},
                                     topics.size() > 1 ? displayText(std::string_view(toString(partition)))
                                                       : tr("partition %1").arg(partition.partition)});
    }
    m_chart->setSplits({std::move(total), std::move(byTopic), std::move(byPartition)});
}

void GroupLagTab::showGroup(const GroupLag& group, const GroupStatus* status, TimestampMs sampled)
{
    m_partitionByKey.clear();
    for (const PartitionLag& row : group.rows)
        m_partitionByKey[QString::fromStdString(toString(row.partition))] = row.partition;
    m_trends.advance(m_feed->latest()->sample->time);
    auto rows = partitionLagRows(group, status, sampled);
    const bool severalTopics = std::ranges::any_of(rows, [&](const PartitionLagRow& row) {
        return row.lag.partition.topic != rows.front().lag.partition.topic;
    });
    m_table->setColumnHidden(topicColumn, !severalTopics);
    m_partitions.setRows(std::move(rows));
    showSplits(group);
    m_chart->advance();
}

void GroupLagTab::showEvents(const std::vector<GroupEvent>& events)
{
    m_chart->setMarks(eventMarks(events));
}

void GroupLagTab::advance()
{
    m_chart->advance();
}

} // namespace weir::ui
