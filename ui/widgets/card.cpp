// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/widgets/theme.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QVBoxLayout>

namespace weir::ui {

Card::Card(Padding padding, QWidget* parent) : QFrame(parent), m_body(new QVBoxLayout(this))
{
    if (padding == Padding::Normal)
        m_body->setContentsMargins(16, 14, 16, 14);
    else
        m_body->setContentsMargins(1, 4, 1, 4);
    m_body->setSpacing(8);
}

void Card::setBar(const QColor& color)
{
    m_bar = color;
    update();
}

void Card::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::cardRadius, Theme::cardRadius);
    painter.fillPath(outline, theme.panel);
    if (m_bar.isValid()) {
        painter.setClipPath(outline);
        painter.fillRect(QRect(0, 0, 4, height()), m_bar);
        painter.setClipping(false);
    }
    painter.setPen(QPen(theme.line, 1));
    painter.drawPath(outline);
}

} // namespace weir::ui
