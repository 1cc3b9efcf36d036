// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/lag_chart_card.h"

#include "ui/widgets/chip.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>

#include <algorithm>
#include <limits>
#include <set>

namespace weir::ui {
namespace {

enum Split { Total, ByPartition };

} // namespace

LagChartCard::LagChartCard(QWidget* parent)
    : Card(Padding::Normal, parent),
      m_split(new QButtonGroup(this)),
      m_windows(new QButtonGroup(this)),
      m_note(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_chart(new LineChart(tr("Lag over time"), this))
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    const auto add = [&](QButtonGroup* group, const QString& text, const QString& name, int id, bool checked) {
        auto* chip = new Chip(text, this);
        chip->setAccessibleName(name);
        chip->setChecked(checked);
        group->addButton(chip, id);
        row->addWidget(chip);
    };
    add(m_split, tr("Total"), tr("Lag of the whole group"), Total, true);
    add(m_split, tr("By partition"), tr("Lag by partition"), ByPartition, false);
    row->addWidget(m_note, 1);
    for (const int minutes : {5, 15, 60})
        add(m_windows, tr("%1 min").arg(minutes), tr("Show the last %1 minutes").arg(minutes), minutes * 60, minutes == 15);
    body()->addLayout(row);
    body()->addWidget(m_chart, 1);
    m_chart->setUnit(LineChart::Unit::Count);
    m_chart->setEmptyText(tr("Lag is drawn as soon as two rounds are known."));
    connect(m_split, &QButtonGroup::idClicked, this, [this] {
        m_lines.clear();
        m_chart->setSeries({});
        Q_EMIT choiceChanged();
    });
    connect(m_windows, &QButtonGroup::idClicked, this, &LagChartCard::choiceChanged);
}

bool LagChartCard::byPartition() const
{
    return m_split->checkedId() == ByPartition;
}

std::chrono::seconds LagChartCard::window() const
{
    return std::chrono::seconds(m_windows->checkedId());
}

std::vector<ChartPoint> LagChartCard::inWindow(const std::vector<LagPoint>& points) const
{
    std::vector<ChartPoint> result;
    if (points.empty())
        return result;
    const TimestampMs from = points.back().time - std::chrono::milliseconds(window()).count();
    const auto first = std::ranges::lower_bound(points, from, {}, &LagPoint::time);
    result.reserve(static_cast<std::size_t>(points.end() - first));
    for (auto point = first; point != points.end(); ++point) {
        result.push_back({static_cast<double>(point->time) / 1000.0,
                          point->lag.value_or(std::numeric_limits<double>::quiet_NaN())});
    }
    return result;
}

void LagChartCard::setTotal(const std::vector<LagPoint>& points)
{
    m_note->setText({});
    setSeries({{tr("Lag"), inWindow(points), true}});
}

void LagChartCard::setSeries(std::vector<ChartSeries> series)
{
    // A history younger than the window fills the chart instead of hanging at its right edge.
    double known = 60;
    for (const ChartSeries& one : series) {
        if (!one.points.empty())
            known = std::max(known, one.points.back().seconds - one.points.front().seconds);
    }
    m_chart->setWindow(std::min(known, static_cast<double>(window().count())));
    m_chart->setSeries(std::move(series));
}

void LagChartCard::chooseLines(const std::map<TopicPartition, std::int64_t>& now)
{
    std::erase_if(m_lines, [&](const TopicPartition& line) { return !now.contains(line); });
    std::vector<std::pair<std::int64_t, TopicPartition>> others;
    const std::set<TopicPartition> chosen(m_lines.begin(), m_lines.end());
    for (const auto& [partition, lag] : now) {
        if (!chosen.contains(partition))
            others.emplace_back(lag, partition);
    }
    std::ranges::sort(others, std::greater{});
    for (const auto& [lag, partition] : others) {
        if (m_lines.size() < mostLines) {
            m_lines.push_back(partition);
            continue;
        }
        // A line is only exchanged for a clearly larger one: colours that jump every second cannot be followed.
        const auto least = std::ranges::min_element(m_lines, {}, [&](const auto& line) { return now.at(line); });
        if (lag <= now.at(*least) + now.at(*least) / 4)
            break;
        *least = partition;
    }
    std::ranges::sort(m_lines);
}

void LagChartCard::setPartitions(const std::map<TopicPartition, std::vector<LagPoint>>& history,
                                 const std::map<TopicPartition, std::int64_t>& now)
{
    chooseLines(now);
    std::set<std::string> topics;
    for (const auto& [partition, lag] : now)
        topics.insert(partition.topic);
    std::vector<ChartSeries> series;
    for (const TopicPartition& line : m_lines) {
        const auto found = history.find(line);
        if (found == history.end())
            continue;
        const QString name = topics.size() > 1 ? displayText(std::string_view(toString(line))) : tr("partition %1").arg(line.partition);
        series.push_back({name, inWindow(found->second), false});
    }
    m_note->setText(now.size() > m_lines.size()
                        ? tr("the %1 of %2 partitions with the largest lag").arg(m_lines.size()).arg(now.size())
                        : QString());
    setSeries(std::move(series));
}

} // namespace weir::ui
