// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/rate_preview.h"

#include "ui/events/run_forecast.h"
#include "ui/events/run_words.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/theme.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t mostBursts = 200;

double inSeconds(milliseconds time)
{
    return static_cast<double>(time.count()) / 1000;
}

/// What shows the shape of a plan that has no end.
milliseconds typicalTime(const RunRate& rate)
{
    switch (rate.shape) {
    case RunRate::Shape::Ramp: return std::max(milliseconds(1'000), rate.rampTime * 3 / 2);
    case RunRate::Shape::Burst: return std::max(milliseconds(1'000), rate.burstEvery * 9 / 2);
    case RunRate::Shape::Constant:
    case RunRate::Shape::Fastest: break;
    }
    return milliseconds(60'000);
}

} // namespace

std::vector<RatePoint> rateLine(const RunRate& rate, milliseconds time)
{
    const double end = inSeconds(time);
    switch (rate.shape) {
    case RunRate::Shape::Constant: return {{0, rate.perSecond}, {end, rate.perSecond}};
    case RunRate::Shape::Ramp: {
        const double ramp = inSeconds(rate.rampTime);
        if (ramp >= end)
            return {{0, rate.perSecond}, {end, plannedRate(rate, time)}};
        return {{0, rate.perSecond}, {ramp, rate.toPerSecond}, {end, rate.toPerSecond}};
    }
    case RunRate::Shape::Burst: {
        std::vector<RatePoint> line;
        const double every = inSeconds(rate.burstEvery);
        const auto size = static_cast<double>(rate.burstSize);
        for (double at = 0; every > 0 && at <= end && line.size() < mostBursts * 3; at += every)
            line.insert(line.end(), {{at, 0}, {at, size}, {at, 0}});
        return line;
    }
    case RunRate::Shape::Fastest: break;
    }
    return {};
}

RatePreview::RatePreview(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("The planned rate over time"));
    setPlan({}, {});
}

void RatePreview::setPlan(const RunPlan& plan, std::optional<milliseconds> end)
{
    m_plan = plan;
    m_ends = end.has_value();
    const milliseconds time = std::max(milliseconds(1), end.value_or(typicalTime(plan.rate)));
    m_seconds = inSeconds(time);
    m_line = rateLine(plan.rate, time);
    setAccessibleDescription(rateWords(plan.rate));
    update();
}

void RatePreview::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(Theme::captionFont());
    const int text = painter.fontMetrics().height();
    const QRectF area = QRectF(rect()).adjusted(0.5, text + 2.5, -0.5, -text - 3.5);
    painter.setPen(theme.line);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const QString start = tr("0");
    const QString end = m_ends ? spanText(milliseconds(std::llround(m_seconds * 1000))) : tr("without an end");
    painter.setPen(theme.dimText);
    const QRectF under(area.left(), area.bottom() + 2, area.width(), text);
    painter.drawText(under, Qt::AlignLeft, start);
    painter.drawText(under, Qt::AlignRight, m_line.empty() ? QString() : end);
    const QRectF over(area.left(), 0, area.width(), text);
    if (m_line.empty()) {
        painter.drawText(QRectF(rect()).adjusted(0, 0, 0, -text), Qt::AlignCenter, tr("as fast as the brokers confirm"));
        return;
    }
    const double top = std::max(1e-9, std::ranges::max_element(m_line, {}, &RatePoint::rate)->rate);
    const bool bursts = m_plan.rate.shape == RunRate::Shape::Burst;
    painter.drawText(over, Qt::AlignLeft,
                     bursts ? tr("%1 at once").arg(countText(std::llround(top))) : tr("%1 a second").arg(rateFigure(top)));
    QPolygonF line;
    for (const RatePoint& point : m_line)
        line << QPointF(area.left() + area.width() * point.seconds / m_seconds, area.bottom() - area.height() * point.rate / top);
    if (!bursts) {
        QPainterPath filled(QPointF(line.front().x(), area.bottom()));
        for (const QPointF& point : line)
            filled.lineTo(point);
        filled.lineTo(line.back().x(), area.bottom());
        painter.fillPath(filled, theme.accentTint);
    }
    QPen pen(theme.accent, 1.5);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawPolyline(line);
}

} // namespace weir::ui
