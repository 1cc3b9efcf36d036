// SPDX-License-Identifier: GPL-3.0-or-later
// Private to ui/widgets.
#pragma once

#include "ui/widgets/line_chart.h"

#include <QtCore/QStringList>

#include <functional>
#include <span>
#include <vector>

namespace weir::ui {

/// Where the words of marks and bands go; all in pixels from the left edge of the plot area.
struct MarkLayout {
    struct Line {
        double x;
        Tone tone;
        bool tick; ///< only a short one at the top: there are too many for whole lines
    };
    struct Label {
        double x;    ///< left edge of the words
        double width;
        int level;   ///< 0: the top line
        Tone tone;
        QString text;
        double from; ///< the first of the lines it speaks for
        double to;   ///< the last of them
    };
    std::vector<Line> lines;
    std::vector<Label> labels;
    int levels = 0; ///< lines of words in use
};

/// Lays out what lies between `from` and `to` seconds on a plot `width` pixels wide. `marks` are sorted by time. Words never
/// overlap and never leave the plot; marks that have no room for theirs are counted together: "12 events". Words of bands
/// go first. Pure; quick for 10,000 marks.
[[nodiscard]] MarkLayout placeMarks(std::span<const ChartMark> marks, std::span<const ChartBand> bands, double from, double to,
                                    double width, const std::function<double(const QString&)>& textWidth);

/// The words of all marks and bands that begin within `reach` seconds of `at`, oldest first, with their times.
[[nodiscard]] QStringList markWords(std::span<const ChartMark> marks, std::span<const ChartBand> bands, double at, double reach,
                                    int most);

} // namespace weir::ui
