// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cell_painting.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtGui/QPolygonF>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace weir::ui {
namespace {

constexpr double pillPadding = 8;
constexpr double pillHeight = 18;

/// Values merged to at most `most` columns, each the maximum of what it stands for, so that no peak is lost.
std::vector<double> mergedByMaximum(std::span<const double> values, std::size_t most)
{
    if (values.size() <= most)
        return {values.begin(), values.end()};
    std::vector<double> result(most, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto& column = result[i * most / values.size()];
        column = std::max(column, values[i]);
    }
    return result;
}

} // namespace

QFont pillFont()
{
    QFont font = Theme::captionFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QSize pillSize(const QString& text)
{
    if (text.isEmpty())
        return {0, 0};
    const double width = QFontMetricsF(pillFont()).horizontalAdvance(text) + 2 * pillPadding;
    return {static_cast<int>(std::ceil(width)), static_cast<int>(pillHeight)};
}

void paintPill(QPainter& painter, const QRectF& area, const Theme& theme, const QString& text, Tone tone,
               Qt::Alignment alignment)
{
    if (text.isEmpty())
        return;
    const QFontMetricsF metrics(pillFont());
    const QString shown = metrics.elidedText(text, Qt::ElideRight, area.width() - 2 * pillPadding);
    const double width = std::min(area.width(), std::ceil(metrics.horizontalAdvance(shown)) + 2 * pillPadding);
    const double left = alignment.testFlag(Qt::AlignRight) ? area.right() - width : area.left();
    const QRectF pill(left, std::round(area.center().y() - pillHeight / 2), width, pillHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.tintOf(tone));
    painter.drawRoundedRect(pill, pillHeight / 2, pillHeight / 2);
    painter.setFont(pillFont());
    painter.setPen(theme.textOf(tone));
    painter.drawText(pill, Qt::AlignCenter, shown);
    painter.restore();
}

void paintBars(QPainter& painter, const QRectF& area, const Theme& theme, std::span<const double> values, int hot)
{
    if (values.empty() || area.width() < 2)
        return;
    const auto columns = mergedByMaximum(values, static_cast<std::size_t>(area.width() / 2));
    if (columns.empty())
        return;
    const double most = *std::max_element(columns.begin(), columns.end());
    const double step = area.width() / static_cast<double>(columns.size());
    const auto hotColumn = hot < 0 ? columns.size() : static_cast<std::size_t>(hot) * columns.size() / values.size();
    QColor calm = theme.accent;
    calm.setAlphaF(0.75F);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const double share = most > 0 ? std::max(0.0, columns[i]) / most : 0;
        const double height = std::max(1.0, std::round(share * area.height()));
        const double left = std::floor(area.left() + static_cast<double>(i) * step);
        const double right = std::floor(area.left() + static_cast<double>(i + 1) * step) - (step >= 3 ? 1 : 0);
        const QRectF bar(left, area.bottom() - height, std::max(1.0, right - left), height);
        painter.fillRect(bar, i == hotColumn ? theme.series[1] : calm);
    }
}

void paintSparkline(QPainter& painter, const QRectF& area, const QColor& color, std::span<const double> values)
{
    double least = std::numeric_limits<double>::max();
    double most = std::numeric_limits<double>::lowest();
    for (const double value : values) {
        if (std::isfinite(value)) {
            least = std::min(least, value);
            most = std::max(most, value);
        }
    }
    if (values.size() < 2 || least > most)
        return;
    // A flat line belongs at the bottom, and noise of a few records must not look like a mountain.
    const double span = std::max(most - least, std::max(1.0, most * 0.05));
    const double step = area.width() / static_cast<double>(values.size() - 1);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1));
    QPolygonF line;
    for (std::size_t i = 0; i <= values.size(); ++i) {
        if (i < values.size() && std::isfinite(values[i])) {
            line << QPointF(area.left() + static_cast<double>(i) * step,
                            area.bottom() - (values[i] - least) / span * area.height());
            continue;
        }
        if (line.size() > 1)
            painter.drawPolyline(line);
        line.clear();
    }
    painter.restore();
}

void paintMeter(QPainter& painter, const QRectF& area, const QColor& color, double share)
{
    if (!(share > 0))
        return;
    const double width = std::max(2.0, std::min(1.0, share) * area.width());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(area.right() - width, area.top(), width, area.height()), 1.5, 1.5);
    painter.restore();
}

} // namespace weir::ui
