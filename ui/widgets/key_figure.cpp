// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/key_figure.h"

#include "ui/widgets/plain_label.h"

#include <QtWidgets/QVBoxLayout>

namespace weir::ui {

KeyFigure::KeyFigure(const QString& caption, QWidget* parent)
    : QWidget(parent), m_caption(caption), m_value(new PlainLabel(QStringLiteral("–"), PlainLabel::Look::Figure, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, this));
    layout->addWidget(m_value);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
    setAccessibleName(caption);
}

void KeyFigure::setValue(const QString& value, Tone tone)
{
    m_value->setText(value);
    m_value->setTone(tone);
    setAccessibleName(QStringLiteral("%1: %2").arg(m_caption, value));
}

QString KeyFigure::value() const
{
    return m_value->fullText();
}

} // namespace weir::ui
