// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_header.h"

#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/theme.h"

#include <QtGui/QPainter>

namespace weir::ui {
namespace {

constexpr int headerHeight = 30;
constexpr int chevron = 9;
constexpr int chevronGap = 4;

QFont headerFont()
{
    QFont font = Theme::captionFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

TableHeader::TableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
{
    setHighlightSections(false);
    setSectionsClickable(true);
    setMinimumSectionSize(36);
    setAttribute(Qt::WA_Hover);
}

QSize TableHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), headerHeight};
}

QSize TableHeader::sectionSizeFromContents(int section) const
{
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    return {QFontMetrics(headerFont()).horizontalAdvance(text) + 2 * CellDelegate::padding + chevron + chevronGap,
            headerHeight};
}

void TableHeader::paintSection(QPainter* painter, const QRect& area, int section) const
{
    const Theme& theme = themeOf(this);
    painter->save();
    painter->fillRect(area, theme.panel);
    painter->fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.line);
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const auto alignment = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).value<Qt::Alignment>();
    const bool right = alignment.testFlag(Qt::AlignRight);
    QRect inner = area.adjusted(CellDelegate::padding, 0, -CellDelegate::padding, -1);
    const QFontMetrics metrics(headerFont());
    const QString full = model()->headerData(section, Qt::Horizontal).toString();
    const int room = inner.width() - (sorted ? chevron + chevronGap : 0);
    const QString text = metrics.elidedText(full, Qt::ElideRight, room);
    painter->setFont(headerFont());
    painter->setPen(sorted ? theme.text : theme.dimText);
    painter->drawText(inner, static_cast<int>((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter), text);
    if (sorted) {
        const int textWidth = metrics.horizontalAdvance(text);
        const int x = right ? inner.right() - textWidth - chevronGap - chevron : inner.left() + textWidth + chevronGap;
        const QString name = sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral("chevron-up")
                                                                        : QStringLiteral("chevron-down");
        painter->drawPixmap(x, inner.center().y() - chevron / 2,
                            iconPixmap(name, theme.text, chevron, devicePixelRatioF()));
    }
    painter->restore();
}

} // namespace weir::ui
