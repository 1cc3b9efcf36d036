// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_layers.h"

#include "ui/widgets/plain_text.h"

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

constexpr int labelHeight = 15;

/// Whole lines stay crisp on the pixel grid; the library's painter adds the half pixel.
double crisp(double position) { return std::round(position); }

/// One column of the picture, while the points that fall into it are read.
struct Column {
    double index = -1;
    double first = 0, least = 0, most = 0, last = 0;
    bool leastBeforeMost = true;

    void begin(double at, double y)
    {
        index = at;
        first = least = most = last = y;
    }
    void add(double y)
    {
        if (y < least) {
            least = y;
            leastBeforeMost = false;
        }
        if (y > most) {
            most = y;
            leastBeforeMost = true;
        }
        last = y;
    }
};

} // namespace

void ChartBands::draw(QCPPainter* painter)
{
    const QRectF area = m_chart.area();
    painter->setAntialiasing(false);
    for (const ChartBand& band : m_chart.bands) {
        // What reaches the newest point reaches the edge: it goes on.
        const double end = band.to >= m_chart.last() ? m_chart.to() : band.to;
        if (!(band.from <= m_chart.to()) || !(end >= m_chart.from()))
            continue;
        const double left = std::max(area.left(), m_chart.xOf(band.from));
        const double right = std::min(area.right() + 1, m_chart.xOf(end));
        QColor tint = m_chart.theme().fillOf(band.tone);
        tint.setAlphaF(m_chart.theme().dark ? 0.09F : 0.05F);
        painter->fillRect(QRectF(left, area.top(), std::max(1.0, right - left), area.height()), tint);
    }
}

void ChartLines::draw(QCPPainter* painter)
{
    std::size_t visible = 0;
    for (const ChartSeries& one : m_chart.series)
        visible += m_chart.isHidden(one.name) ? 0 : 1;
    // Among so many lines nobody sees a few pixels, and drawing takes as much less time.
    const double columnWidth = visible > 100 ? 6 : visible > 40 ? 3 : 1;
    painter->setAntialiasing(visible <= 40);
    painter->setBrush(Qt::NoBrush);
    for (const bool strong : {false, true}) {
        for (std::size_t i = 0; i < m_chart.series.size(); ++i) {
            const ChartSeries& one = m_chart.series[i];
            if (one.strong != strong || one.points.empty() || m_chart.isHidden(one.name))
                continue;
            const QColor color = m_chart.colorOf(i);
            if (!one.envelope.empty())
                drawEnvelope(*painter, one, color);
            // Only hairlines take the painter's fast path. A fine screen has pixels enough to draw a few thicker ones.
            const bool fine = painter->device()->devicePixelRatioF() > 1.25 && visible <= 20;
            drawSeries(*painter, one, QPen(color, strong ? 2 : fine ? 1 : 0, Qt::SolidLine, Qt::FlatCap), columnWidth);
        }
    }
}

void ChartLines::drawEnvelope(QCPPainter& painter, const ChartSeries& series, const QColor& color)
{
    const auto first = std::ranges::lower_bound(series.envelope, m_chart.from(), {}, &ChartExtent::seconds);
    const auto end = std::ranges::upper_bound(series.envelope, m_chart.to(), {}, &ChartExtent::seconds);
    QColor pale = color;
    pale.setAlphaF(0.16F);
    QPolygonF up;
    QPolygonF down;
    painter.setPen(Qt::NoPen);
    painter.setBrush(pale);
    const auto close = [&] {
        std::ranges::reverse(down);
        painter.drawPolygon(up + down);
        up.clear();
        down.clear();
    };
    auto extent = first == series.envelope.begin() ? first : std::prev(first);
    const auto last = end == series.envelope.end() ? end : std::next(end);
    for (; extent != last; ++extent) {
        if (!std::isfinite(extent->least) || !std::isfinite(extent->most)) {
            close();
            continue;
        }
        const double x = m_chart.xOf(extent->seconds);
        up << QPointF(x, m_chart.yOf(extent->most));
        down << QPointF(x, m_chart.yOf(extent->least));
    }
    close();
    painter.setBrush(Qt::NoBrush);
}

void ChartLines::drawSeries(QCPPainter& painter, const ChartSeries& series, const QPen& pen, double columnWidth)
{
    const auto& points = series.points;
    const PixelScale scale = m_chart.scale();
    auto point = std::ranges::lower_bound(points, m_chart.from(), {}, &ChartPoint::seconds);
    auto end = std::ranges::upper_bound(points, m_chart.to(), {}, &ChartPoint::seconds);
    // The line goes on over both edges.
    point = point == points.begin() ? point : std::prev(point);
    end = end == points.end() ? end : std::next(end);
    painter.setPen(pen);
    const bool thick = pen.widthF() > 0;
    m_line.clear();
    Column column;
    const auto finish = [&] {
        if (column.index < 0)
            return;
        const double x = column.index * columnWidth + columnWidth / 2;
        const double a = column.leastBeforeMost ? column.least : column.most;
        const double b = column.leastBeforeMost ? column.most : column.least;
        m_line << QPointF(x, a);
        if (b != a)
            m_line << QPointF(x, b);
        column.index = -1;
    };
    const bool dense = static_cast<double>(end - point) * columnWidth > m_chart.area().width() * 1.5;
    for (; point != end; ++point) {
        if (std::isnan(point->value)) {
            finish();
            flush(painter, thick);
            continue;
        }
        const double x = scale.x(point->seconds);
        const double y = scale.y(point->value);
        if (!dense) {
            m_line << QPointF(x, y);
            continue;
        }
        const double index = std::floor(x / columnWidth);
        if (index == column.index) {
            column.add(y);
        } else {
            finish();
            column.begin(index, y);
        }
    }
    finish();
    flush(painter, thick);
}

void ChartLines::flush(QCPPainter& painter, bool thick)
{
    if (m_line.size() == 1) {
        // A point between two gaps is no line, but it is a value.
        const QPen pen = painter.pen();
        painter.setPen(Qt::NoPen);
        painter.setBrush(pen.color());
        painter.drawEllipse(m_line.first(), 1.5, 1.5);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(pen);
    } else if (thick) {
        // One stroke around a whole line costs ten times what its pieces cost.
        QList<QLineF> pieces;
        pieces.reserve(m_line.size());
        for (qsizetype i = 1; i < m_line.size(); ++i)
            pieces << QLineF(m_line[i - 1], m_line[i]);
        painter.drawLines(pieces);
    } else if (!m_line.isEmpty()) {
        painter.drawPolyline(m_line);
    }
    m_line.resize(0);
}

void ChartMarks::draw(QCPPainter* painter)
{
    const Theme& theme = m_chart.theme();
    const QRectF area = m_chart.area();
    const MarkLayout& layout = m_chart.markLayout();
    painter->setAntialiasing(false);
    const auto upright = [&](double x, Tone tone, bool tick) {
        QColor color = theme.textOf(tone);
        color.setAlphaF(tone == Tone::Neutral ? 0.65F : 0.85F);
        QPen pen(color, 1);
        if (!tick)
            pen.setDashPattern({2, 3});
        painter->setPen(pen);
        const double at = crisp(area.left() + x);
        painter->drawLine(QPointF(at, area.top()), QPointF(at, tick ? area.top() + 5 : area.bottom()));
    };
    for (const MarkLayout::Line& line : layout.lines)
        upright(line.x, line.tone, line.tick);
    for (const ChartBand& band : m_chart.bands) {
        if (band.from >= m_chart.from() && band.from <= m_chart.to())
            upright(m_chart.xOf(band.from) - area.left(), band.tone, false);
    }
    painter->setAntialiasing(true);
    painter->setFont(Theme::captionFont());
    const QFontMetrics metrics(Theme::captionFont());
    for (const MarkLayout::Label& label : layout.labels) {
        const QRectF words(area.left() + label.x, area.top() + 2 + label.level * labelHeight, label.width + 1, labelHeight);
        painter->setPen(theme.textOf(label.tone));
        painter->drawText(words, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                          metrics.elidedText(label.text, Qt::ElideRight, static_cast<int>(std::ceil(label.width)) + 1));
    }
}

void ChartCrosshair::draw(QCPPainter* painter)
{
    if (m_chart.crosshair() < 0)
        return;
    const Theme& theme = m_chart.theme();
    const QRectF area = m_chart.area();
    const double x = std::clamp(m_chart.xOf(m_chart.crosshair()), area.left(), area.right());
    painter->setAntialiasing(false);
    painter->setPen(QPen(theme.dimText, 1));
    painter->drawLine(QPointF(crisp(x), area.top()), QPointF(crisp(x), area.bottom()));
    painter->setAntialiasing(true);
    const QFontMetrics metrics(Theme::captionFont());
    const int lines = static_cast<int>((area.height() - 24) / (metrics.height() + 2)) - 1;
    std::size_t left = 0;
    const auto found = rows(static_cast<std::size_t>(std::clamp(lines, 1, 14)), left);
    for (const Row& row : found) {
        if (!std::isfinite(row.number))
            continue;
        painter->setPen(QPen(theme.panel, 1.5));
        painter->setBrush(row.color);
        painter->drawEllipse(row.at, 3.5, 3.5);
    }
    drawBox(*painter, x, found, left);
}

std::vector<ChartCrosshair::Row> ChartCrosshair::rows(std::size_t most, std::size_t& left) const
{
    std::vector<Row> all;
    for (std::size_t i = 0; i < m_chart.series.size(); ++i) {
        const ChartPoint* point = m_chart.pointAtCrosshair(m_chart.series[i]);
        if (point)
            all.push_back({m_chart.series[i].name, {}, m_chart.colorOf(i), point->value,
                           QPointF(m_chart.xOf(point->seconds), m_chart.yOf(point->value))});
    }
    if (all.size() > most) {
        // The largest are what somebody looks for; the line that says how many more there are takes a place, too.
        std::ranges::stable_sort(all, [](const Row& a, const Row& b) {
            return std::isfinite(a.number) && (!std::isfinite(b.number) || a.number > b.number);
        });
        left = all.size() - (most - 1);
        all.resize(most - 1);
    }
    for (Row& row : all)
        row.value = m_chart.valueText(row.number);
    return all;
}

void ChartCrosshair::drawBox(QCPPainter& painter, double x, const std::vector<Row>& rows, std::size_t left) const
{
    const Theme& theme = m_chart.theme();
    const QRectF area = m_chart.area();
    const QFontMetrics metrics(Theme::captionFont());
    const QString head = m_chart.crosshairTime();
    const QString foot = left > 0 ? LineChart::tr("and %1 more").arg(countText(static_cast<qint64>(left))) : QString();
    constexpr int padding = 8;
    constexpr int dotSpace = 14;
    int names = 0;
    int values = 0;
    for (const Row& row : rows) {
        names = std::max(names, metrics.horizontalAdvance(row.name.left(120)) + 2);
        values = std::max(values, metrics.horizontalAdvance(row.value));
    }
    const int room = static_cast<int>(area.width()) - 2 * padding - dotSpace - 16 - values - 8;
    names = std::clamp(names, 0, std::max(20, std::min(220, room)));
    const int width = std::max({dotSpace + names + 16 + values, metrics.horizontalAdvance(head), metrics.horizontalAdvance(foot)}) + 2 * padding;
    const int step = metrics.height() + 2;
    const int lines = static_cast<int>(rows.size()) + 1 + (left > 0 ? 1 : 0);
    const double height = lines * step + 2 * padding - 4;
    double at = x + 10 + width <= area.right() ? x + 10 : x - 10 - width;
    at = std::clamp(at, area.left(), std::max(area.left(), area.right() - width));
    const QRectF box(crisp(at), crisp(area.top() + 4), width, std::min(height, area.height() - 6));
    QColor ground = theme.dark ? theme.secondPanel : theme.panel;
    ground.setAlphaF(0.96F);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(ground);
    painter.drawRoundedRect(box, Theme::controlRadius, Theme::controlRadius);
    painter.setFont(Theme::captionFont());
    QRectF line(box.left() + padding, box.top() + padding - 2, width - 2 * padding, step);
    const auto write = [&](const QRectF& where, const QColor& color, Qt::Alignment side, const QString& text) {
        painter.setPen(color);
        painter.drawText(where, static_cast<int>(side | Qt::AlignVCenter | Qt::TextSingleLine), text);
    };
    write(line, theme.dimText, Qt::AlignLeft, head);
    for (const Row& row : rows) {
        line.translate(0, step);
        painter.setPen(Qt::NoPen);
        painter.setBrush(row.color);
        painter.drawEllipse(QPointF(line.left() + 4, line.center().y() + 0.5), 3.5, 3.5);
        write(line.adjusted(dotSpace, 0, 0, 0), theme.text, Qt::AlignLeft, metrics.elidedText(row.name, Qt::ElideMiddle, names));
        write(line, theme.text, Qt::AlignRight, row.value);
    }
    line.translate(0, step);
    write(line, theme.dimText, Qt::AlignLeft, foot);
}

} // namespace weir::ui
