// SPDX-License-Identifier: GPL-3.0-or-later
// Private to LineChart, whose body is in two files.
#pragma once

#include "ui/widgets/chart_plot.h"
#include "ui/widgets/chart_table.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/series_chip.h"

#include <QtCore/QTimer>
#include <QtWidgets/QVBoxLayout>

#include <map>
#include <optional>

namespace weir::ui {

struct LineChart::Parts {
    explicit Parts(LineChart* chart) : plot(chart) {}

    ChartPlot plot;
    QWidget* legend = nullptr;
    FlowLayout* legendLayout = nullptr;
    std::vector<QString> legendNames;
    std::map<QString, SeriesChip*> chips;
    PlainLabel* legendRest = nullptr; ///< how many lines have no chip
    PlainLabel* empty = nullptr;
    PlainLabel* problem = nullptr; ///< a file that could not be written
    ChartTable* table = nullptr;   ///< made when it is asked for
    QVBoxLayout* layout = nullptr;
    QTimer viewTimer;
    bool pending = false;
    bool tableShown = false;
    /// Where the mouse went down, and what was shown then.
    struct Drag {
        QPointF at;
        double from;
        double to;
        bool moving;
    };
    std::optional<Drag> drag;
};

} // namespace weir::ui
