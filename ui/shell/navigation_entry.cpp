// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigation_entry.h"

#include "ui/widgets/icon.h"
#include "ui/widgets/theme.h"

#include <QtGui/QPainter>

namespace weir::ui {

NavigationEntry::NavigationEntry(const QString& title, const QString& icon, QWidget* parent)
    : QAbstractButton(parent), m_icon(icon)
{
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NavigationEntry::setCount(const QString& count)
{
    m_count = count;
    setAccessibleDescription(count);
    update();
}

void NavigationEntry::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? theme.selection : theme.hover);
        painter.drawRoundedRect(box, Theme::controlRadius, Theme::controlRadius);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.focusRing, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, Theme::controlRadius, Theme::controlRadius);
    }
    const QColor iconColor = isChecked() ? theme.accentText : theme.dimText;
    painter.drawPixmap(10, (height() - 16) / 2, iconPixmap(m_icon, iconColor, 16, devicePixelRatioF()));

    const QRect area = rect().adjusted(36, 0, -10, 0);
    painter.setFont(isChecked() ? Theme::strongFont() : Theme::textFont());
    painter.setPen(theme.text);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, text());

    // The part that needs a look stands out by weight as well as by colour.
    const qsizetype dot = m_count.indexOf(u'·');
    const QString calm = dot < 0 ? m_count : m_count.left(dot + 1) + u' ';
    const QString alarming = dot < 0 ? QString() : m_count.mid(dot + 1).trimmed();
    QFont strong = Theme::captionFont();
    strong.setWeight(QFont::Bold);
    painter.setFont(strong);
    painter.setPen(theme.textOf(Tone::Bad));
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, alarming);
    painter.setFont(Theme::captionFont());
    painter.setPen(theme.dimText);
    const int right = alarming.isEmpty() ? 0 : QFontMetrics(strong).horizontalAdvance(alarming);
    painter.drawText(area.adjusted(0, 0, -right, 0), Qt::AlignRight | Qt::AlignVCenter, calm);
}

} // namespace weir::ui
