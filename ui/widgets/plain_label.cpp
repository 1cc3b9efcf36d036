// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_label.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QEvent>

namespace weir::ui {

PlainLabel::PlainLabel(const QString& text, Look look, QWidget* parent) : QLabel(parent), m_look(look)
{
    setTextFormat(Qt::PlainText);
    applyLook();
    setText(text);
}

void PlainLabel::setText(const QString& text)
{
    if (text == m_full && !QLabel::text().isNull())
        return;
    m_full = text;
    setAccessibleName(text);
    applyText();
}

void PlainLabel::setLook(Look look)
{
    m_look = look;
    applyLook();
}

void PlainLabel::setTone(Tone tone)
{
    if (tone == m_tone)
        return;
    m_tone = tone;
    applyLook();
}

void PlainLabel::setElide(Qt::TextElideMode mode)
{
    m_elide = mode;
    applyText();
    updateGeometry();
}

QSize PlainLabel::sizeHint() const
{
    if (m_elide == Qt::ElideNone)
        return QLabel::sizeHint();
    const QMargins margins = contentsMargins();
    return {fontMetrics().horizontalAdvance(m_full) + margins.left() + margins.right() + 2, QLabel::sizeHint().height()};
}

QSize PlainLabel::minimumSizeHint() const
{
    const QSize size = QLabel::minimumSizeHint();
    return m_elide == Qt::ElideNone ? size : QSize(fontMetrics().averageCharWidth() * 4, size.height());
}

void PlainLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_applying)
        applyLook();
}

void PlainLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    if (m_elide != Qt::ElideNone)
        applyText();
}

void PlainLabel::applyLook()
{
    m_applying = true;
    const Theme& theme = themeOf(this);
    QFont font = Theme::textFont();
    QColor color = theme.text;
    switch (m_look) {
    case Look::Text: break;
    case Look::Strong: font = Theme::strongFont(); break;
    case Look::Dim: color = theme.dimText; break;
    case Look::Caption: font = Theme::captionFont(); color = theme.dimText; break;
    case Look::Title: font = Theme::titleFont(); break;
    case Look::Figure: font = Theme::figureFont(); break;
    case Look::Mono: font = Theme::monoFont(); break;
    }
    if (m_tone != Tone::Neutral)
        color = theme.textOf(m_tone);
    setFont(font);
    QPalette own = palette();
    own.setColor(QPalette::WindowText, color);
    setPalette(own);
    m_applying = false;
}

void PlainLabel::applyText()
{
    if (m_elide == Qt::ElideNone) {
        QLabel::setText(m_full);
        return;
    }
    const QString shown = fontMetrics().elidedText(m_full, m_elide, contentsRect().width());
    QLabel::setText(shown);
    setToolTip(shown == m_full ? QString() : plainToolTip(m_full));
}

} // namespace weir::ui
