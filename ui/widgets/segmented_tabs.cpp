// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_tabs.h"

#include "ui/widgets/theme.h"

#include <QtGui/QPainter>

namespace weir::ui {
namespace {
constexpr int tabGap = 22;
}

SegmentedTabs::SegmentedTabs(const QString& accessibleName, QWidget* parent) : QTabBar(parent)
{
    setAccessibleName(accessibleName);
    setExpanding(false);
    setDrawBase(false);
    setUsesScrollButtons(false);
    setElideMode(Qt::ElideNone);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setMouseTracking(true);
}

void SegmentedTabs::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
    update();
}

QSize SegmentedTabs::tabSizeHint(int index) const
{
    const QFontMetrics metrics(Theme::strongFont());
    return {metrics.horizontalAdvance(tabText(index)) + tabGap, m_compact ? 28 : 36};
}

QSize SegmentedTabs::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

void SegmentedTabs::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    if (!m_compact)
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
    const int hovered = tabAt(mapFromGlobal(QCursor::pos()));
    for (int i = 0; i < count(); ++i) {
        const QRect area = tabRect(i).adjusted(0, 0, -tabGap, 0);
        const bool current = i == currentIndex();
        painter.setFont(current ? Theme::strongFont() : Theme::textFont());
        painter.setPen(current || (i == hovered && underMouse()) ? theme.text : theme.dimText);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, tabText(i));
        if (current)
            painter.fillRect(QRect(area.left(), height() - 2, area.width(), 2), theme.accent);
        if (current && hasFocus()) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(theme.focusRing, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(area).adjusted(-4.5, 4.5, 4.5, -4.5), 4, 4);
        }
    }
}

} // namespace weir::ui
