// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_tabs.h"

#include "ui/widgets/icon.h"
#include "ui/widgets/theme.h"

#include <QtCore/QSignalBlocker>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include <algorithm>

namespace weir::ui {
namespace {
constexpr int tabHeight = 38;
constexpr int widestTitle = 240;
} // namespace

PageTabs::PageTabs(QWidget* parent) : QTabBar(parent)
{
    setAccessibleName(tr("Opened pages"));
    setExpanding(false);
    setDrawBase(false);
    setDocumentMode(true);
    setElideMode(Qt::ElideMiddle);
    setFocusPolicy(Qt::TabFocus);
    setUsesScrollButtons(true);
    hide();
    connect(this, &QTabBar::currentChanged, this, [this](int index) {
        if (index >= 0)
            Q_EMIT tabChosen(tabData(index).toString());
    });
}

void PageTabs::setTabs(const QList<Tab>& tabs, const QString& current)
{
    const QSignalBlocker quiet(this);
    if (tabs != m_tabs) {
        m_tabs = tabs;
        while (count() > 0)
            removeTab(count() - 1);
        for (const Tab& tab : tabs)
            setTabData(addTab(tab.title), tab.key);
    }
    for (int i = 0; i < count(); ++i) {
        if (tabData(i).toString() == current)
            setCurrentIndex(i);
    }
    setVisible(tabs.size() > 1);
    update();
}

QSize PageTabs::tabSizeHint(int index) const
{
    const int text = std::min(widestTitle, QFontMetrics(Theme::strongFont()).horizontalAdvance(tabText(index)));
    // A little more than the drawn text needs: metrics round, and an elided title of two words looks broken.
    return {text + (index == 0 ? 34 : 52), tabHeight};
}

QRect PageTabs::closeArea(int index) const
{
    const QRect tab = tabRect(index);
    return {tab.right() - 26, tab.top() + 14, 16, 16};
}

void PageTabs::mouseReleaseEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    const int index = tabAt(at);
    const bool closes = (event->button() == Qt::LeftButton && closeArea(index).contains(at))
        || event->button() == Qt::MiddleButton;
    if (index > 0 && closes) {
        Q_EMIT tabClosed(tabData(index).toString());
        return;
    }
    QTabBar::mouseReleaseEvent(event);
}

void PageTabs::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme.secondPanel);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
    for (int i = 0; i < count(); ++i) {
        const QRect tab = tabRect(i);
        const bool current = i == currentIndex();
        if (current) {
            const QRectF shape = QRectF(tab).adjusted(0.5, 8.5, -0.5, 8);
            painter.setClipRect(tab);
            painter.setBrush(theme.background);
            painter.setPen(QPen(hasFocus() ? theme.focusRing : theme.line, 1));
            painter.drawRoundedRect(shape, Theme::controlRadius, Theme::controlRadius);
            painter.setClipping(false);
        }
        const QFont font = current ? Theme::strongFont() : Theme::textFont();
        const QRect area = tab.adjusted(14, 8, i == 0 ? -14 : -30, 0);
        painter.setFont(font);
        painter.setPen(current ? theme.text : theme.dimText);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(font).elidedText(tabText(i), Qt::ElideMiddle, area.width()));
        if (i > 0)
            painter.drawPixmap(closeArea(i).topLeft() + QPoint(2, 2),
                               iconPixmap(QStringLiteral("close"), theme.dimText, 12, devicePixelRatioF()));
    }
}

} // namespace weir::ui
