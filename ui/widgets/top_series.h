// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/line_chart.h"

#include <map>
#include <set>
#include <span>
#include <vector>

namespace weir::ui {

/// What a chart draws of many series.
struct SeriesChoice {
    std::vector<ChartSeries> series; ///< the chosen ones in a steady order with steady colours, then the rest
    std::size_t all = 0;
    std::size_t inRest = 0;   ///< how many are summed up in the rest; 0: there is none
    std::size_t restGaps = 0; ///< times at which the rest is a gap, because one of them is unknown there

    /// "the 8 largest of 200; the rest is their sum, unknown at 12 times"; empty when everything is drawn.
    [[nodiscard]] QString note() const;
};

/// Of hundreds of series the few largest, and one that sums up the rest. Remembers its choice: a series stays, with its
/// colour, unless another is larger by more than a quarter, so that lines do not jump from tick to tick.
/// Pure, no widget; use it from one thread.
class TopSeries
{
public:
    enum class By {
        Newest, ///< the newest known value in the window
        Largest ///< the largest value in the window
    };
    explicit TopSeries(std::size_t most = 7, By by = By::Newest) : m_most(most), m_by(by) {}

    void setMost(std::size_t most) { m_most = most; }
    void setBy(By by);
    /// The legend's word for the sum; a name that no series has.
    void setRestName(const QString& name) { m_restName = name; }

    /// Chooses by the points from `from` to `to` (seconds) and copies those only. Names must be unique. A member counts in
    /// the rest from its first to its last point; a NaN or a missing point between them makes the sum a gap at that time.
    [[nodiscard]] SeriesChoice choose(std::span<const ChartSeries> all, double from, double to);
    /// Names of the chosen ones, in the order of choose().
    [[nodiscard]] const std::vector<QString>& names() const { return m_slots; }
    void forget() { m_slots.clear(); }

private:
    void chooseSlots(std::span<const ChartSeries> all, const std::vector<double>& ranks);

    std::size_t m_most;
    By m_by;
    QString m_restName = QStringLiteral("(all others)");
    std::vector<QString> m_slots;
};

} // namespace weir::ui
