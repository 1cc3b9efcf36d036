// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_lag_tab.h"

#include "ui/groups/group_events_table.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/heat_strip.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QDateTime>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace weir::ui {
namespace {

constexpr int topicColumn = 0;
/// Below this the table shows every partition at once, and squares would only repeat it.
constexpr std::size_t fewestSquares = 24;
constexpr std::size_t mostBands = 3;
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
    m_heat = new HeatStrip(tr("Partitions by lag and health"), card);
    m_heat->setContentsMargins(16, 10, 16, 4);
    m_heat->hide();
    card->body()->addWidget(m_heat);
    m_table = new DataTable(&m_partitions, tr("Partitions of the group"), QStringLiteral("group-partitions"), card);
    m_table->setMinimumHeight(120);
    card->body()->addWidget(m_table);
    addWidget(m_chart);
    addWidget(card);
    setStretchFactor(0, 3);
    setStretchFactor(1, 4);
    setSizes({300, 360});
    connect(m_heat, &HeatStrip::activated, this, [this](const QString& key) {
        m_table->selectKey(key);
        m_table->setFocus();
    });
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
    showHeat(rows, severalTopics);
    m_partitions.setRows(std::move(rows));
    showSplits(group);
    showBands(group, status);
    m_chart->advance();
}

void GroupLagTab::showHeat(const std::vector<PartitionLagRow>& rows, bool severalTopics)
{
    m_heat->setVisible(rows.size() >= fewestSquares);
    if (rows.size() < fewestSquares)
        return;
    std::vector<HeatCell> cells;
    cells.reserve(rows.size());
    for (const PartitionLagRow& row : rows) {
        const Note health = healthNote(row.status);
        const QString name = severalTopics ? displayText(std::string_view(toString(row.lag.partition)))
                                           : tr("partition %1").arg(row.lag.partition.partition);
        HeatCell cell{partitionLagKey(row), {}, health.word.isEmpty() ? Tone::Accent : health.tone,
                      health.word.isEmpty() ? tr("not judged yet") : health.word, {}};
        // The root makes small lags visible beside a huge one.
        if (row.lag.lag)
            cell.value = std::sqrt(row.share);
        cell.words = tr("%1 · %2 · lag %3").arg(name, cell.state, countText(row.lag.lag));
        cells.push_back(std::move(cell));
    }
    m_heat->setCells(std::move(cells));
}

void GroupLagTab::showBands(const GroupLag& group, const GroupStatus* status)
{
    std::vector<ChartBand> bands;
    std::size_t more = 0;
    for (std::size_t i = 0; status && i < status->partitions.size() && i < group.rows.size(); ++i) {
        const LagStatus& one = status->partitions[i];
        if (severity(one.health.health) < severity(Health::Stopped) || one.health.since == 0)
            continue;
        // Partitions of one consumer stop together; one band says it for all of them.
        const double since = static_cast<double>(one.health.since) / 1000.0;
        const auto same = std::ranges::find_if(bands, [&](const ChartBand& band) { return std::abs(band.from - since) < 5; });
        if (same != bands.end()) {
            ++more;
            continue;
        }
        if (bands.size() == mostBands)
            break;
        const Note health = healthNote(one);
        bands.push_back({since, std::numeric_limits<double>::infinity(), health.tone,
                         tr("partition %1 %2 · %3").arg(QString::number(group.rows[i].partition.partition), health.word,
                                                        QDateTime::fromMSecsSinceEpoch(one.health.since).toString(QStringLiteral("HH:mm:ss")))});
    }
    if (more > 0 && bands.size() == 1)
        bands.front().text = tr("%1 partitions %2").arg(more + 1).arg(bands.front().text.section(u' ', 2));
    m_chart->setBands(std::move(bands));
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
