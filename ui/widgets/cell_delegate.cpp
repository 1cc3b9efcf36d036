// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cell_delegate.h"

#include "ui/widgets/cell_look.h"

#include <QtGui/QPainter>
#include <QtGui/QPolygonF>

namespace weir::ui {

CellDelegate::CellDelegate(QObject* parent) : QStyledItemDelegate(parent) {}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    return {cellWidth(index.data(Qt::DisplayRole).toString(), index.data(MonoRole).toBool()), Theme::rowHeight};
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = themeOf(option.widget);
    const bool section = index.data(SectionRole).toInt() != 0;
    paintCellGround(*painter, option.rect, theme,
                    option.state.testFlag(QStyle::State_Selected) ? CellGround::Selected
                    : section                                     ? CellGround::Section
                    : index.row() == m_hoveredRow                 ? CellGround::Hovered
                                                                  : CellGround::Plain);
    if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange))
        paintCellFocus(*painter, option.rect, theme);
    if (section) {
        painter->save();
        paintSection(*painter, option.rect.adjusted(padding, 0, -padding, -1), theme, index);
        painter->restore();
        return;
    }
    const int indent = index.data(IndentRole).toInt() * indentWidth;
    const QVariant tone = index.data(ToneRole);
    CellLook look{.text = index.data(Qt::DisplayRole).toString(), .mark = index.data(MarkRole).value<CellMark>()};
    if (tone.isValid())
        look.tone = static_cast<Tone>(tone.toInt());
    look.mono = index.data(MonoRole).toBool();
    look.strong = index.data(StrongRole).toBool();
    look.alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    look.second = index.data(SubTextRole).toString();
    paintCellContent(*painter, option.rect.adjusted(padding + indent, 0, -padding, -1), theme, look);
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

} // namespace weir::ui
