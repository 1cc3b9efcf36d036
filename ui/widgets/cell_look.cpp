// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cell_look.h"

#include "ui/widgets/cell_painting.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace weir::ui {
namespace {

/// Draws the mark and returns what is left for the text; an empty rectangle when the mark stands for the text.
struct MarkPainter {
    QPainter& painter;
    const Theme& theme;
    QRect area;
    Qt::Alignment alignment;
    QString text;

    QRect operator()(std::monostate) const { return area; }
    QRect operator()(const LinkCell&) const { return area; }
    QRect operator()(const PillCell& pill) const
    {
        paintPill(painter, area, theme, pill.text, pill.tone, alignment);
        return {};
    }
    QRect operator()(const SparklineCell& line) const
    {
        paintSparkline(painter, QRectF(area).adjusted(0, 6, 0, -8), theme.fillOf(line.tone), line.values);
        return {};
    }
    QRect operator()(const BarsCell& bars) const
    {
        const QFontMetrics metrics(Theme::monoFont());
        const int caption = bars.caption.isEmpty() ? 0 : metrics.horizontalAdvance(bars.caption) + 6;
        const QRectF columns = QRectF(area).adjusted(0, 6, -caption, -8);
        paintBars(painter, columns, theme, bars.values, bars.hot);
        painter.setFont(Theme::monoFont());
        painter.setPen(theme.dimText);
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, bars.caption);
        return {};
    }
    QRect operator()(const MeterCell& meter) const
    {
        const int width = QFontMetrics(Theme::monoFont()).horizontalAdvance(text) + 6;
        const QRectF bar(area.left(), area.center().y() - 3, area.width() - width, 7);
        if (bar.width() > 8)
            paintMeter(painter, bar, theme.fillOf(meter.tone), meter.share);
        return area;
    }
};

/// The text cut to a width. Of a monospaced font and plain letters that is a division, where QFontMetrics would shape
/// the whole text only to throw most of it away; a full screen of cells is painted in half the time.
QString fitted(const QString& full, const QFont& font, bool mono, int width)
{
    // QFontMetrics of a very long text is slow; nothing beyond this fits the cell anyway.
    const QString text = full.left(width / 2 + 16);
    const QFontMetricsF metrics(font);
    const bool plain = mono && std::ranges::all_of(text, [](QChar c) { return c >= u' ' && c < u'\u0180' && c != u'\u00ad'; });
    if (!plain)
        return metrics.elidedText(text, Qt::ElideRight, width);
    const auto letters = static_cast<qsizetype>(width / metrics.horizontalAdvance(u'0'));
    return text.size() <= letters ? text : text.left(std::max<qsizetype>(0, letters - 1)) + u'…';
}

void paintText(QPainter& painter, const QRect& area, const Theme& theme, const CellLook& look)
{
    QFont font = look.mono ? Theme::monoFont() : Theme::textFont();
    if (look.strong)
        font.setWeight(QFont::DemiBold);
    const bool link = std::holds_alternative<LinkCell>(look.mark);
    painter.setFont(font);
    painter.setPen(look.tone ? theme.textOf(*look.tone) : link ? theme.accentText : theme.text);
    const int flags = static_cast<int>(look.alignment | Qt::TextSingleLine);
    if (look.second.isEmpty()) {
        painter.drawText(area, flags, fitted(look.text, font, look.mono, area.width()));
        return;
    }
    const QRect top(area.left(), area.center().y() - 18, area.width(), 18);
    painter.drawText(top, flags, fitted(look.text, font, look.mono, area.width()));
    painter.setFont(Theme::textFont());
    painter.setPen(theme.dimText);
    painter.drawText(top.translated(0, 18), flags, fitted(look.second, Theme::textFont(), false, area.width()));
}

} // namespace

void paintCellGround(QPainter& painter, const QRect& area, const Theme& theme, CellGround ground)
{
    if (ground == CellGround::Selected)
        painter.fillRect(area, theme.selection);
    else if (ground == CellGround::Section)
        painter.fillRect(area, theme.secondPanel);
    else if (ground == CellGround::Hovered)
        painter.fillRect(area, theme.dark ? theme.secondPanel : theme.background);
    painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.line);
}

void paintCellFocus(QPainter& painter, const QRect& area, const Theme& theme)
{
    painter.setPen(QPen(theme.focusRing, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(0, 0, -1, -2));
}

void paintCellContent(QPainter& painter, const QRect& inner, const Theme& theme, const CellLook& look)
{
    painter.save();
    const QRect rest = std::visit(MarkPainter{painter, theme, inner, look.alignment, look.text}, look.mark);
    if (!rest.isEmpty())
        paintText(painter, rest, theme, look);
    painter.restore();
}

int cellWidth(const QString& text, bool mono)
{
    const QFont font = mono ? Theme::monoFont() : Theme::textFont();
    return QFontMetrics(font).horizontalAdvance(text.left(200)) + 2 * cellPadding + 2;
}

} // namespace weir::ui
