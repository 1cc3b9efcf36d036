// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_rows.h"

#include "core/base/time.h"

#include <QtCore/QStringList>

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir::ui {
namespace {

QString csvCell(QString text)
{
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n') && !text.contains(u'\r'))
        return text;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

ChartRows chartRows(std::span<const ChartSeries> series, double from, double to, std::size_t most)
{
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    // One past the newest point that is not yet taken, per series; the span's points lie in [begin, at).
    std::vector<std::size_t> begin(series.size());
    std::vector<std::size_t> at(series.size());
    for (std::size_t i = 0; i < series.size(); ++i) {
        const auto& points = series[i].points;
        begin[i] = static_cast<std::size_t>(std::ranges::lower_bound(points, from, {}, &ChartPoint::seconds) - points.begin());
        at[i] = static_cast<std::size_t>(std::ranges::upper_bound(points, to, {}, &ChartPoint::seconds) - points.begin());
    }
    ChartRows result;
    while (true) {
        double newest = std::numeric_limits<double>::lowest();
        bool any = false;
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (at[i] > begin[i]) {
                any = true;
                newest = std::max(newest, series[i].points[at[i] - 1].seconds);
            }
        }
        if (!any)
            break;
        const bool full = result.rows.size() >= most;
        ChartRow row{newest, {}};
        if (!full)
            row.values.assign(series.size(), nothing);
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (at[i] <= begin[i] || series[i].points[at[i] - 1].seconds < newest)
                continue;
            --at[i];
            if (!full)
                row.values[i] = series[i].points[at[i]].value;
        }
        if (full)
            ++result.more;
        else
            result.rows.push_back(std::move(row));
    }
    return result;
}

QString chartCsv(std::span<const ChartSeries> series)
{
    const double endless = std::numeric_limits<double>::infinity();
    const ChartRows all = chartRows(series, -endless, endless, std::numeric_limits<std::size_t>::max());
    QString text = QStringLiteral("time");
    for (const ChartSeries& one : series)
        text += u',' + csvCell(one.name);
    text += u'\n';
    for (auto row = all.rows.rbegin(); row != all.rows.rend(); ++row) {
        text += QString::fromStdString(formatUtc(std::llround(row->seconds * 1000)));
        for (const double value : row->values) {
            text += u',';
            if (std::isfinite(value))
                text += QString::number(value, 'g', 15);
        }
        text += u'\n';
    }
    return text;
}

} // namespace weir::ui
