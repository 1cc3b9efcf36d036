// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_history.h"

#include <QtCore/QHash>
#include <QtCore/QString>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace weir::ui {

/// The last `span` before `now` as `slots` equally spaced values for a small line; NaN where nothing was known. A value
/// stands until the next point, at most `hold`, so that slow rounds do not tear the line. Where less is known, the line
/// shows what there is, at least one minute: a young history must not be a dot. Pure.
[[nodiscard]] std::vector<double> trendValues(const std::vector<HistoryPoint>& points, TimestampMs now,
                                              std::chrono::milliseconds span = std::chrono::minutes(15),
                                              std::size_t slots = 90,
                                              std::chrono::milliseconds hold = std::chrono::seconds(25));

/// Trend lines of table rows: computed for the rows that are painted and kept until the next round. GUI thread.
class TrendCache
{
public:
    using Source = std::function<std::vector<HistoryPoint>(const QString& key)>;

    explicit TrendCache(Source source) : m_source(std::move(source)) {}
    /// A round ended at `now`: the lines move on.
    void advance(TimestampMs now);
    [[nodiscard]] const std::vector<double>& values(const QString& key);

private:
    Source m_source;
    TimestampMs m_now = 0;
    QHash<QString, std::vector<double>> m_values;
};

} // namespace weir::ui
