// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cell_delegate.h"

#include "ui/widgets/cell_painting.h"

#include <QtGui/QPainter>
#include <QtGui/QPolygonF>

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

} // namespace

CellDelegate::CellDelegate(QObject* parent) : QStyledItemDelegate(parent) {}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    const QFont font = index.data(MonoRole).toBool() ? Theme::monoFont() : Theme::textFont();
    return {QFontMetrics(font).horizontalAdvance(text.left(200)) + 2 * padding + 2, Theme::rowHeight};
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = themeOf(option.widget);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, theme.selection);
    else if (index.data(SectionRole).toInt() != 0)
        painter->fillRect(option.rect, theme.secondPanel);
    else if (index.row() == m_hoveredRow)
        painter->fillRect(option.rect, theme.dark ? theme.secondPanel : theme.background);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme.line);
    // A keyboard user needs to see which cell Ctrl+C would copy.
    if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(theme.focusRing, 1));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -2));
    }

    if (index.data(SectionRole).toInt() != 0) {
        painter->save();
        paintSection(*painter, option.rect.adjusted(padding, 0, -padding, -1), theme, index);
        painter->restore();
        return;
    }
    const int indent = index.data(IndentRole).toInt() * indentWidth;
    const QRect inner = option.rect.adjusted(padding + indent, 0, -padding, -1);
    const auto mark = index.data(MarkRole).value<CellMark>();
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    const QString text = index.data(Qt::DisplayRole).toString();
    painter->save();
    const QRect rest = std::visit(MarkPainter{*painter, theme, inner, alignment, text}, mark);
    if (!rest.isEmpty())
        paintText(*painter, rest, theme, index, std::holds_alternative<LinkCell>(mark));
    painter->restore();
}

void CellDelegate::paintSection(QPainter& painter, const QRect& area, const Theme& theme,
                                const QModelIndex& index) const
{
    const QString title = index.data(Qt::DisplayRole).toString();
    if (title.isEmpty())
        return;
    const bool folded = index.data(SectionRole).toInt() == static_cast<int>(SectionState::Folded);
    const QPointF center(area.left() + 4.5, area.center().y() + 1);
    const QPolygonF open{{center.x() - 4, center.y() - 2}, {center.x() + 4, center.y() - 2}, {center.x(), center.y() + 3}};
    const QPolygonF shut{{center.x() - 2, center.y() - 4}, {center.x() - 2, center.y() + 4}, {center.x() + 3, center.y()}};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.dimText);
    painter.drawPolygon(folded ? shut : open);
    QRect rest = area.adjusted(indentWidth, 0, 0, 0);
    painter.setFont(Theme::strongFont());
    painter.setPen(theme.text);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, title);
    rest.setLeft(rest.left() + QFontMetrics(Theme::strongFont()).horizontalAdvance(title) + 8);
    painter.setFont(Theme::textFont());
    painter.setPen(theme.dimText);
    const QString facts = index.data(SubTextRole).toString();
    if (rest.width() > 0)
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetrics(Theme::textFont()).elidedText(facts, Qt::ElideRight, rest.width()));
}

void CellDelegate::paintText(QPainter& painter, const QRect& area, const Theme& theme, const QModelIndex& index,
                             bool link) const
{
    QFont font = index.data(MonoRole).toBool() ? Theme::monoFont() : Theme::textFont();
    if (index.data(StrongRole).toBool())
        font.setWeight(QFont::DemiBold);
    QColor color = link ? theme.accentText : theme.text;
    const QVariant tone = index.data(ToneRole);
    if (tone.isValid())
        color = theme.textOf(static_cast<Tone>(tone.toInt()));
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    const QString second = index.data(SubTextRole).toString();
    const QString text = index.data(Qt::DisplayRole).toString();
    painter.setFont(font);
    painter.setPen(color);
    // QFontMetrics of a very long text is slow; nothing beyond this fits a cell anyway.
    const auto fit = [&](const QString& full, const QFont& with) {
        return QFontMetrics(with).elidedText(full.left(1024), Qt::ElideRight, area.width());
    };
    if (second.isEmpty()) {
        painter.drawText(area, static_cast<int>(alignment | Qt::TextSingleLine), fit(text, font));
        return;
    }
    const QRect top(area.left(), area.center().y() - 18, area.width(), 18);
    painter.drawText(top, static_cast<int>(alignment | Qt::TextSingleLine), fit(text, font));
    painter.setFont(Theme::textFont());
    painter.setPen(theme.dimText);
    painter.drawText(top.translated(0, 18), static_cast<int>(alignment | Qt::TextSingleLine),
                     fit(second, Theme::textFont()));
}

} // namespace weir::ui
