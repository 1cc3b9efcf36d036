// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/lag_chart_card.h"

#include "ui/async/latest_task.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QComboBox>

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir::ui {
namespace {

enum Measure { Records, Time };
constexpr std::chrono::seconds answerWithin{10};
/// Of each line: an hour at full resolution.
constexpr std::size_t mostPoints = 4'000;

} // namespace

LagChartCard::LagChartCard(std::shared_ptr<LagFeed> feed, std::shared_ptr<TaskPool> tasks, QWidget* parent)
    : Card(Padding::Normal, parent),
      m_feed(std::move(feed)),
      m_tasks(std::move(tasks)),
      m_task(new LatestTask(this)),
      m_measures(new QButtonGroup(this)),
      m_splitChips(new QButtonGroup(this)),
      m_window(new QComboBox(this)),
      m_live(new Chip(tr("Live"), this)),
      m_table(new Chip(tr("Table"), this)),
      m_note(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_chart(new LineChart(tr("Lag over time"), this))
{
    body()->addLayout(makeControls());
    body()->addWidget(m_chart, 1);
    m_chart->setUnit(LineChart::Unit::Count);
    m_chart->setEmptyText(tr("Lag is drawn as soon as two rounds are known."));
}

LagChartCard::~LagChartCard() = default;

QLayout* LagChartCard::makeControls()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    const auto add = [&](QButtonGroup* group, const QString& text, const QString& name, int id) {
        auto* chip = new Chip(text, this);
        chip->setAccessibleName(name);
        chip->setChecked(group->buttons().isEmpty());
        group->addButton(chip, id);
        row->addWidget(chip);
        return chip;
    };
    add(m_measures, tr("Records"), tr("Lag in records"), Records);
    add(m_measures, tr("Time"), tr("Lag in time"), Time);
    row->addWidget(new PlainLabel(tr("by"), PlainLabel::Look::Dim, this));
    // Three places are enough for every subject; setSplits() names them.
    for (int place = 0; place < 3; ++place)
        add(m_splitChips, QString(), QString(), place)->hide();
    row->addWidget(m_note, 1);
    m_window->setAccessibleName(tr("Time shown"));
    for (const auto& [text, seconds] : {std::pair(tr("5 min"), 300), {tr("15 min"), 900}, {tr("1 h"), 3'600}, {tr("6 h"), 21'600},
                                        {tr("24 h"), 86'400}, {tr("7 d"), 604'800}})
        m_window->addItem(text, seconds);
    m_window->setCurrentIndex(1);
    row->addWidget(m_window);
    m_table->setAccessibleName(tr("Show the values as a table"));
    row->addWidget(m_table);
    m_live->setAccessibleName(tr("Follow the newest values"));
    m_live->setChecked(true);
    row->addWidget(m_live);
    connect(m_measures, &QButtonGroup::idClicked, this, &LagChartCard::anew);
    connect(m_splitChips, &QButtonGroup::idClicked, this, &LagChartCard::anew);
    connect(m_window, &QComboBox::currentIndexChanged, this, [this] {
        m_chart->setLive(true);
        ask();
    });
    connect(m_live, &Chip::clicked, m_chart, &LineChart::setLive);
    connect(m_table, &Chip::clicked, m_chart, &LineChart::setTableShown);
    connect(m_chart, &LineChart::liveChanged, m_live, &Chip::setChecked);
    connect(m_chart, &LineChart::tableShownChanged, m_table, &Chip::setChecked);
    connect(m_chart, &LineChart::viewChanged, this, &LagChartCard::ask);
    return row;
}

void LagChartCard::anew()
{
    m_top.forget();
    m_chart->setUnit(measure() == LagMeasure::Records ? LineChart::Unit::Count : LineChart::Unit::Seconds);
    m_chart->setSeries({});
    ask();
}

LagMeasure LagChartCard::measure() const
{
    return m_measures->checkedId() == Time ? LagMeasure::Milliseconds : LagMeasure::Records;
}

std::chrono::seconds LagChartCard::window() const
{
    return std::chrono::seconds(m_window->currentData().toInt());
}

const LagSplit* LagChartCard::split() const
{
    const auto place = static_cast<std::size_t>(std::max(0, m_splitChips->checkedId()));
    return place < m_splits.size() ? &m_splits[place] : nullptr;
}

void LagChartCard::setSplits(std::vector<LagSplit> splits)
{
    const bool first = m_splits.empty();
    m_splits = std::move(splits);
    for (int place = 0; place < m_splitChips->buttons().size(); ++place) {
        auto* chip = qobject_cast<Chip*>(m_splitChips->button(place));
        const bool there = place < static_cast<int>(m_splits.size());
        chip->setVisible(there);
        if (!there)
            continue;
        const LagSplit& split = m_splits[static_cast<std::size_t>(place)];
        if (chip->text() != split.name) {
            chip->setText(split.name);
            chip->updateGeometry();
        }
        chip->setAccessibleName(split.words);
    }
    if (first)
        ask();
}

void LagChartCard::setMarks(std::vector<ChartMark> marks)
{
    m_chart->setMarks(std::move(marks));
}

void LagChartCard::setBands(std::vector<ChartBand> bands)
{
    m_chart->setBands(std::move(bands));
}

void LagChartCard::advance()
{
    // Who looks at the past is not disturbed by the present.
    if (!m_chart->isLive())
        return;
    // A slow disk must not pile up questions, nor be asked for ever without an answer.
    if (!m_task->isRunning())
        ask();
}

void LagChartCard::ask()
{
    const LagSplit* chosen = split();
    const auto history = m_feed->history();
    const auto latest = m_feed->latest();
    if (!chosen || !history || !latest)
        return;
    HistoryQuery query;
    for (const LagLine& line : chosen->lines)
        query.series.push_back(line.id);
    query.measure = measure();
    query.to = latest->sample->time + 1;
    query.from = query.to - std::chrono::milliseconds(window()).count();
    if (!m_chart->isLive()) {
        // One more width on either side, so that moving on finds something there.
        const auto [from, to] = m_chart->view();
        const double width = to - from;
        query.from = static_cast<TimestampMs>((from - width) * 1000);
        query.to = std::min(query.to, static_cast<TimestampMs>((to + width) * 1000));
    }
    query.mostPoints = mostPoints;
    m_task->start(
        m_tasks,
        [history, query = std::move(query)](const std::stop_token& stop) { return history->read(query, Call::within(answerWithin, stop)); },
        [this](const Result<HistoryAnswer>& answer) {
            if (answer)
                show(*answer);
            else
                m_note->setText(displayText(std::string_view(answer.error().message)));
        });
}

void LagChartCard::show(const HistoryAnswer& answer)
{
    const LagSplit* chosen = split();
    if (!chosen)
        return;
    const double scale = measure() == LagMeasure::Records ? 1.0 : 0.001;
    std::vector<ChartSeries> series;
    for (const HistorySeries& one : answer.series) {
        const auto line = std::ranges::find(chosen->lines, one.id, &LagLine::id);
        if (line == chosen->lines.end() || one.points.empty())
            continue;
        ChartSeries drawn{line->name, {}, chosen->lines.size() == 1};
        drawn.points.reserve(one.points.size());
        for (const HistoryPoint& point : one.points) {
            drawn.points.push_back({static_cast<double>(point.time) / 1000.0,
                                    point.last ? *point.last * scale : std::numeric_limits<double>::quiet_NaN()});
        }
        series.push_back(std::move(drawn));
    }
    double first = std::numeric_limits<double>::infinity();
    double last = 0;
    for (const ChartSeries& one : series) {
        first = std::min(first, one.points.front().seconds);
        last = std::max(last, one.points.back().seconds);
    }
    SeriesChoice choice = m_top.choose(series, first, last);
    QString note = choice.note();
    if (answer.resolution >= std::chrono::seconds(10))
        note += (note.isEmpty() ? QString() : QStringLiteral(" · ")) + tr("one point in %1").arg(durationText(answer.resolution));
    m_note->setText(note);
    m_note->setToolTip(plainToolTip(note));
    // A history younger than the window fills the chart instead of hanging at its right edge.
    m_chart->setWindow(std::clamp(last - first, 60.0, static_cast<double>(window().count())));
    m_chart->setEarliest(answer.tooOld && std::isfinite(first) ? first : 0);
    m_chart->setSeries(std::move(choice.series));
}

} // namespace weir::ui
