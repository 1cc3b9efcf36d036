// SPDX-License-Identifier: GPL-3.0-or-later
//
// A LineChart in a window, and the mouse on its plot.
#pragma once

#include "ui/widgets/line_chart.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cmath>
#include <limits>

namespace weir::test {

using ui::ChartPoint;
using ui::LineChart;

inline constexpr double start = 1'764'165'600; // 2025-11-26T14:00:00Z
inline constexpr double endless = std::numeric_limits<double>::infinity();

inline std::vector<ChartPoint> wave(int count, double height, double phase = 0, double step = 1)
{
    std::vector<ChartPoint> points;
    for (int i = 0; i < count; ++i)
        points.push_back({start + i * step, height * (1.2 + std::sin(i / 90.0 + phase)) + (i * 7919 % 13) * height / 80});
    return points;
}

/// Shows the newest quarter of an hour of two series.
struct Shown {
    LineChart chart{QStringLiteral("Lag over time")};
    QSignalSpy live{&chart, &LineChart::liveChanged};
    QSignalSpy view{&chart, &LineChart::viewChanged};

    explicit Shown(int points = 1800, QSize size = {700, 300})
    {
        chart.resize(size);
        chart.show();
        chart.setWindow(900);
        if (points > 0)
            chart.setSeries({{QStringLiteral("a"), wave(points, 100)}, {QStringLiteral("b"), wave(points, 30, 2)}});
        QCoreApplication::sendPostedEvents();
        static_cast<void>(QTest::qWaitForWindowExposed(&chart));
    }
    QWidget* plot() const
    {
        for (QWidget* child : chart.findChildren<QWidget*>()) {
            if (child->inherits("QCustomPlot"))
                return child;
        }
        return nullptr;
    }
    void wheel(QPointF at, QPoint delta, Qt::KeyboardModifiers modifiers = {})
    {
        QWheelEvent event(at, plot()->mapToGlobal(at), {}, delta, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(plot(), &event);
    }
    void mouse(QEvent::Type type, QPoint at, Qt::MouseButtons buttons)
    {
        QMouseEvent event(type, at, plot()->mapToGlobal(QPointF(at)), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons, {});
        QCoreApplication::sendEvent(plot(), &event);
    }
    void drag(QPoint from, QPoint to)
    {
        mouse(QEvent::MouseButtonPress, from, Qt::LeftButton);
        mouse(QEvent::MouseMove, (from + to) / 2, Qt::LeftButton);
        mouse(QEvent::MouseMove, to, Qt::LeftButton);
        mouse(QEvent::MouseButtonRelease, to, Qt::NoButton);
    }
    double span() const { return chart.view().second - chart.view().first; }
    QString spoken() const { return chart.accessibleDescription(); }
};

} // namespace weir::test
