// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/weir_style.h"

#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QStyleFactory>
#include <QtWidgets/QStyleOption>

namespace weir::ui {

WeirStyle::WeirStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

int WeirStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin: return 12;
    case PM_SplitterWidth: return 12;
    case PM_ScrollBarExtent: return 10;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WeirStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                         QStyleHintReturn* returnData) const
{
    switch (hint) {
    case SH_ToolTip_WakeUpDelay: return 400;
    case SH_Table_GridLineColor:
        if (option)
            return static_cast<int>(option->palette.color(QPalette::Mid).rgb());
        break;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    // Mnemonics work; underlined letters in every button would only be noise.
    case SH_UnderlineShortcut: return 0;
    default: break;
    }
    return QProxyStyle::styleHint(hint, option, widget, returnData);
}

void WeirStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const
{
    // Tables mark the current row themselves; the dotted box around one cell would only add noise.
    if (element == PE_FrameFocusRect && qobject_cast<const QAbstractItemView*>(widget))
        return;
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace weir::ui
