// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pill_label.h"

#include "ui/widgets/cell_painting.h"

#include <QtGui/QPainter>

namespace weir::ui {

PillLabel::PillLabel(const QString& text, Tone tone, QWidget* parent) : QWidget(parent), m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setPill(text, tone);
}

void PillLabel::setPill(const QString& text, Tone tone)
{
    if (text != m_text)
        updateGeometry();
    m_text = text;
    m_tone = tone;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    update();
}

QSize PillLabel::sizeHint() const
{
    return pillSize(m_text);
}

void PillLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintPill(painter, rect(), themeOf(this), m_text, m_tone, Qt::AlignLeft);
}

} // namespace weir::ui
