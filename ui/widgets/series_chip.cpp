// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/series_chip.h"

#include "ui/widgets/theme.h"

#include <QtGui/QPainter>

namespace weir::ui {
namespace {
constexpr int dotSpace = 18;
constexpr int widestName = 220;
} // namespace

SeriesChip::SeriesChip(const QString& name, const QColor& color, QWidget* parent) : QAbstractButton(parent), m_color(color)
{
    setText(name);
    setAccessibleName(tr("Show %1").arg(name));
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
}

void SeriesChip::setColor(const QColor& color)
{
    m_color = color;
    update();
}

QSize SeriesChip::sizeHint() const
{
    const QFontMetrics metrics(Theme::captionFont());
    return {dotSpace + std::min(widestName, metrics.horizontalAdvance(text())) + 8, 20};
}

void SeriesChip::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus()) {
        painter.setPen(QPen(theme.focusRing, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    // Filled or hollow: whether a series is shown must not be told by colour alone.
    painter.setPen(QPen(m_color, 1.5));
    painter.setBrush(isChecked() ? QBrush(m_color) : QBrush(Qt::NoBrush));
    painter.drawEllipse(QPointF(9, height() / 2.0), 4, 4);
    QFont font = Theme::captionFont();
    font.setStrikeOut(!isChecked());
    painter.setFont(font);
    painter.setPen(isChecked() ? theme.text : theme.dimText);
    const QRect area = rect().adjusted(dotSpace, 0, -4, 0);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(font).elidedText(text(), Qt::ElideMiddle, area.width()));
}

} // namespace weir::ui
