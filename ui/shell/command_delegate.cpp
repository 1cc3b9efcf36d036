// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_delegate.h"

#include "ui/shell/command_list.h"
#include "ui/widgets/theme.h"

#include <QtGui/QPainter>

namespace weir::ui {

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {200, 30};
}

void CommandDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = themeOf(option.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.selection);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), 5, 5);
    }
    const QRect area = option.rect.adjusted(12, 0, -12, 0);
    const QString shortcut = index.data(CommandList::ShortcutRole).toString();
    const QString category = index.data(CommandList::CategoryRole).toString();
    const QString right = shortcut.isEmpty() ? category : QStringLiteral("%1   %2").arg(category, shortcut);
    painter->setFont(Theme::captionFont());
    painter->setPen(theme.dimText);
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, right);
    const int space = area.width() - QFontMetrics(Theme::captionFont()).horizontalAdvance(right) - 16;

    const QFont plain = Theme::textFont();
    const QFont strong = Theme::strongFont();
    const QString text = QFontMetrics(strong).elidedText(index.data().toString(), Qt::ElideRight, space);
    const auto positions = index.data(CommandList::PositionsRole).value<QList<int>>();
    double x = area.left();
    const double baseline = area.center().y() + QFontMetricsF(plain).capHeight() / 2 + 0.5;
    painter->setPen(theme.text);
    for (int i = 0; i < text.size(); ++i) {
        const QFont& font = positions.contains(i) ? strong : plain;
        painter->setFont(font);
        painter->drawText(QPointF(x, baseline), text.mid(i, 1));
        x += QFontMetricsF(font).horizontalAdvance(text[i]);
    }
    painter->restore();
}

} // namespace weir::ui
