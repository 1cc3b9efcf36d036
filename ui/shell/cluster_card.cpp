// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/cluster_card.h"

#include "ui/widgets/environment.h"
#include "ui/widgets/theme.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

namespace weir::ui {

ClusterCard::ClusterCard(QWidget* parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ClusterCard::setConnection(const ConnectionInfo& info)
{
    m_info = info;
    QStringList words;
    if (!info.environment.isEmpty())
        words << info.environment;
    if (info.demo)
        words << tr("inside this program");
    if (info.readOnly)
        words << tr("read-only");
    setWords(info.name, words.join(QStringLiteral(" · ")));
}

void ClusterCard::setWords(const QString& name, const QString& second)
{
    m_info.name = name;
    m_second = second;
    setAccessibleName(tr("Connection: %1, %2").arg(name, second));
    setToolTip(tr("Change the connection"));
    update();
}

void ClusterCard::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::controlRadius, Theme::controlRadius);
    painter.fillPath(outline, underMouse() ? theme.hover : theme.panel);
    painter.setClipPath(outline);
    painter.fillRect(QRect(0, 0, 4, height()), theme.fillOf(environmentTone(m_info.environment)));
    painter.setClipping(false);
    painter.setPen(QPen(hasFocus() ? theme.focusRing : theme.line, 1));
    painter.drawPath(outline);

    const QRect text = rect().adjusted(14, 9, -10, -9);
    painter.setFont(Theme::strongFont());
    painter.setPen(theme.text);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop,
                     QFontMetrics(painter.font()).elidedText(m_info.name, Qt::ElideMiddle, text.width()));
    painter.setFont(Theme::captionFont());
    painter.setPen(theme.dimText);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignBottom,
                     QFontMetrics(painter.font()).elidedText(m_second, Qt::ElideRight, text.width()));
}

} // namespace weir::ui
