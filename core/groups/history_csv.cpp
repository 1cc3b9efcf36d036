// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_history.h"
#include "core/records/record_format.h"

#include <cmath>

namespace weir {

std::string historyCsv(const HistoryAnswer& answer, LagMeasure measure)
{
    // Values are whole numbers; a double as such would be written with an exponent.
    const auto number = [](double value) { return std::to_string(std::llround(value)); };
    std::string out = std::string("time,group,topic,partition,") +
                      (measure == LagMeasure::Records ? "lag_records" : "lag_ms") + ",lag_least,lag_most\r\n";
    for (const HistorySeries& series : answer.series) {
        const std::string place = "," + csvCell(series.id.group) + "," +
                                  (series.id.topic.empty() ? "" : csvCell(series.id.topic)) + "," +
                                  (series.id.partition < 0 ? "" : std::to_string(series.id.partition)) + ",";
        for (const HistoryPoint& point : series.points) {
            out += formatUtc(point.time) + place;
            out += point.last ? number(*point.last) + "," + number(point.least) + "," + number(point.most) : ",,";
            out += "\r\n";
        }
    }
    return out;
}

} // namespace weir
