// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/run_plan.h"

#include <QtWidgets/QWidget>

#include <optional>
#include <vector>

namespace weir::ui {

/// A corner of the planned rate: seconds since the start, records a second (bursts: records at once).
struct RatePoint {
    double seconds = 0;
    double rate = 0;
};
/// The line of a plan over `time`; empty for Fastest. Bursts are upright strokes from 0, at most 200 of them. Pure.
[[nodiscard]] std::vector<RatePoint> rateLine(const RunRate& rate, std::chrono::milliseconds time);

/// The planned rate over time, drawn small, with its highest rate and its end in words. Not interactive. GUI thread.
class RatePreview : public QWidget
{
    Q_OBJECT
public:
    explicit RatePreview(QWidget* parent = nullptr);

    /// Without an end some time that shows the shape is drawn and the line is faded out.
    void setPlan(const RunPlan& plan, std::optional<std::chrono::milliseconds> end);

    QSize sizeHint() const override { return {300, 84}; }
    QSize minimumSizeHint() const override { return {160, 84}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    RunPlan m_plan;
    std::vector<RatePoint> m_line;
    double m_seconds = 60;
    bool m_ends = false;
};

} // namespace weir::ui
