// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip.h"

#include "ui/widgets/cell_painting.h"

#include <QtGui/QPainter>

namespace weir::ui {

Chip::Chip(const QString& text, QWidget* parent) : QAbstractButton(parent)
{
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Chip::sizeHint() const
{
    const QSize size = pillSize(text());
    return {size.width() + 4, 22};
}

void Chip::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(1, 1, -1, -1);
    QColor fill = isChecked() ? theme.accentTint : theme.secondPanel;
    if (underMouse() && !isChecked())
        fill = theme.hover;
    painter.setBrush(fill);
    painter.setPen(hasFocus() ? QPen(theme.focusRing, 1.5) : QPen(Qt::NoPen));
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2);
    painter.setFont(pillFont());
    QColor color = isChecked() ? theme.accentText : theme.dimText;
    if (!isEnabled())
        color.setAlphaF(0.6F);
    painter.setPen(color);
    painter.drawText(area, Qt::AlignCenter, text());
}

} // namespace weir::ui
