// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_run.h"

#include <QtWidgets/QWidget>

#include <optional>
#include <vector>

class QBoxLayout;

namespace weir::ui {

class LineChart;

/// A run second by second: what was sent, acknowledged and failed, and how long acknowledgements took. Side by side where
/// there is room, else one below the other. GUI thread.
class RunCharts : public QWidget
{
    Q_OBJECT
public:
    explicit RunCharts(QWidget* parent = nullptr);

    /// Replaces everything.
    void setSeconds(const std::vector<RunSecond>& seconds);
    /// Seconds that follow the last ones.
    void append(const std::vector<RunSecond>& seconds);
    /// The newest 10 minutes, or all of it, as long as it is shorter.
    void setWholeShown(bool whole);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeCard(const QString& title, LineChart* chart);
    void showSpan();
    QBoxLayout* m_layout;
    std::optional<TimestampMs> m_first;
    std::optional<TimestampMs> m_last;
    bool m_whole = false;
    LineChart* m_rates;
    LineChart* m_latency;
};

} // namespace weir::ui
