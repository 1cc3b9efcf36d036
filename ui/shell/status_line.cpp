// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_line.h"

#include "ui/widgets/copy_details.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/plain_label.h"

#include <QtCore/QDateTime>
#include <QtCore/QEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>

namespace weir::ui {
namespace {

QString zoneText()
{
    const int minutes = QDateTime::currentDateTime().offsetFromUtc() / 60;
    return QStringLiteral("UTC%1%2:%3")
        .arg(minutes < 0 ? QStringLiteral("−") : QStringLiteral("+"))
        .arg(qAbs(minutes) / 60, 2, 10, QLatin1Char('0'))
        .arg(qAbs(minutes) % 60, 2, 10, QLatin1Char('0'));
}

QString roundTripText(std::chrono::microseconds time)
{
    const double ms = static_cast<double>(time.count()) / 1000;
    return StatusLine::tr("connected · %1 ms").arg(ms, 0, 'f', ms < 10 ? 1 : 0);
}

QPixmap dotPixmap(const QColor& color, qreal ratio)
{
    QPixmap dot(QSize(9, 9) * ratio);
    dot.setDevicePixelRatio(ratio);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(0.5, 0.5, 8, 8));
    return dot;
}

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent),
      m_dot(new QLabel(this)),
      m_connection(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_lockIcon(new QLabel(this)),
      m_lock(new PlainLabel(tr("read-only"), PlainLabel::Look::Caption, this)),
      m_page(new PlainLabel({}, PlainLabel::Look::Caption, this)),
      m_zone(new PlainLabel(zoneText(), PlainLabel::Look::Caption, this))
{
    setAccessibleName(tr("Status"));
    setFixedHeight(26);
    m_connection->setElide(Qt::ElideRight);
    m_page->setElide(Qt::ElideRight);
    m_page->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_zone->setToolTip(tr("Times are shown in this offset"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 1, 14, 0);
    layout->setSpacing(6);
    layout->addWidget(m_dot);
    layout->addWidget(m_connection);
    layout->addSpacing(14);
    layout->addWidget(m_lockIcon);
    layout->addWidget(m_lock);
    layout->addStretch(1);
    layout->addWidget(m_page);
    layout->addSpacing(14);
    layout->addWidget(m_zone);
    setReadOnly(false);
    setWords(Tone::Neutral, tr("not connected"));
}

void StatusLine::setWords(Tone tone, const QString& words)
{
    m_tone = tone;
    m_connection->setText(words);
    m_connection->setTone(tone == Tone::Bad ? Tone::Bad : Tone::Neutral);
    applyTheme();
}

void StatusLine::setConnection(const ConnectionWatcher& watcher)
{
    switch (watcher.state()) {
    case ConnectionWatcher::State::Connecting: return setWords(Tone::Warning, tr("connecting…"));
    case ConnectionWatcher::State::Up: return setWords(Tone::Ok, roundTripText(watcher.roundTrip()));
    case ConnectionWatcher::State::Down:
        return setWords(Tone::Bad, tr("not connected · %1 Trying again.").arg(sentenceOf(watcher.error())));
    }
}

void StatusLine::setReadOnly(bool readOnly)
{
    m_lock->setVisible(readOnly);
    m_lockIcon->setVisible(readOnly);
}

void StatusLine::setPageText(const QString& text)
{
    m_page->setText(text);
}

QString StatusLine::connectionWords() const
{
    return m_connection->fullText();
}

void StatusLine::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

void StatusLine::applyTheme()
{
    const Theme& theme = themeOf(this);
    m_dot->setPixmap(dotPixmap(theme.fillOf(m_tone), devicePixelRatioF()));
    m_lockIcon->setPixmap(iconPixmap(QStringLiteral("lock"), theme.dimText, 13, devicePixelRatioF()));
}

void StatusLine::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.secondPanel);
    painter.fillRect(QRect(0, 0, width(), 1), theme.line);
}

} // namespace weir::ui
