// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/timeline_strip.h"

#include "core/base/time.h"
#include "ui/records/timeline_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/theme.h"

#include <QtGui/QAccessible>
#include <QtGui/QHelpEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

constexpr int openHeight = 68;
constexpr int foldedHeight = 28;
constexpr int padding = 12;
constexpr int captionHeight = 16;

} // namespace

TimelineStrip::TimelineStrip(QWidget* parent)
    : QWidget(parent), m_fold(linkButton(tr("Fold"), this)), m_retry(linkButton(tr("Retry"), this))
{
    setAccessibleName(tr("Records over time"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    for (QPushButton* button : {m_fold, m_retry}) {
        button->setFont(Theme::captionFont());
        button->setProperty("look", QStringLiteral("quiet"));
    }
    m_retry->setAccessibleName(tr("Read the timeline again"));
    connect(m_fold, &QPushButton::clicked, this, [this] {
        setFolded(!m_folded);
        Q_EMIT foldedChanged(m_folded);
    });
    connect(m_retry, &QPushButton::clicked, this, &TimelineStrip::retryRequested);
    setFolded(false);
    describe();
}

void TimelineStrip::setTimeline(const weir::Timeline& timeline)
{
    // A better version has other edges, so the cursor keeps its moment, not its number.
    const auto moment = m_cursor >= 0 && m_cursor < count() ? std::optional(bucket(m_cursor).begin) : std::nullopt;
    const auto anchor = m_anchor >= 0 && m_anchor < count() ? std::optional(bucket(m_anchor).begin) : std::nullopt;
    m_timeline = timeline;
    m_state = State::Ready;
    m_hovered = -1;
    m_cursor = moment && count() > 0 ? bucketAt(xOf(*moment) + 0.5) : -1;
    m_anchor = anchor && count() > 0 ? bucketAt(xOf(*anchor) + 0.5) : -1;
    if (m_dragging && m_anchor < 0)
        m_dragging = false;
    m_pressed = m_pressed >= 0 ? m_anchor : -1;
    describe();
}

void TimelineStrip::setLoading()
{
    m_state = State::Loading;
    describe();
}

void TimelineStrip::setFailed(const QString& sentence)
{
    m_state = State::Failed;
    m_failure = sentence;
    describe();
}

void TimelineStrip::setNote(const QString& note)
{
    m_note = note;
    describe();
}

void TimelineStrip::setHighlight(std::optional<qint64> from, std::optional<qint64> to)
{
    m_highlightFrom = from;
    m_highlightTo = to;
    describe();
}

void TimelineStrip::setVisibleSpan(std::optional<qint64> from, std::optional<qint64> to)
{
    m_visibleFrom = from;
    m_visibleTo = to;
    update();
}

void TimelineStrip::setFolded(bool folded)
{
    m_folded = folded;
    m_fold->setText(folded ? tr("Show timeline") : tr("Fold"));
    m_fold->setAccessibleName(folded ? tr("Show the timeline") : tr("Fold the timeline away"));
    setFocusPolicy(folded ? Qt::NoFocus : Qt::StrongFocus);
    updateGeometry();
    describe();
    placeButtons();
}

QSize TimelineStrip::sizeHint() const { return {400, m_folded ? foldedHeight : openHeight}; }
QSize TimelineStrip::minimumSizeHint() const { return {160, sizeHint().height()}; }

QRectF TimelineStrip::barArea() const
{
    return QRectF(padding, 8, m_fold->x() - 8 - padding, height() - captionHeight - 13);
}

int TimelineStrip::bucketAt(qreal x) const
{
    const QRectF area = barArea();
    const qreal share = (x - area.left()) / std::max(1.0, area.width());
    return std::clamp(static_cast<int>(std::floor(share * count())), 0, std::max(0, count() - 1));
}

qreal TimelineStrip::xOf(qint64 time) const
{
    const QRectF area = barArea();
    if (count() == 0)
        return area.left();
    const qint64 first = m_timeline.buckets.front().begin;
    const double span = std::max<double>(1, static_cast<double>(m_timeline.buckets.back().end - first));
    return area.left() + area.width() * std::clamp(static_cast<double>(time - first) / span, 0.0, 1.0);
}

QString TimelineStrip::bucketWords(int index) const
{
    const weir::TimelineBucket& one = bucket(index);
    return tr("%1: %2").arg(timeSpanWords(one.begin, one.end),
                            countedText(one.offsets, tr("1 offset"), tr("%1 offsets")));
}

QString TimelineStrip::description() const
{
    if (m_state == State::Loading && count() == 0)
        return tr("Reading the timeline…");
    if (m_state == State::Failed)
        return m_failure;
    if (count() == 0)
        return tr("No record has a timestamp");
    if (m_anchor >= 0 && m_cursor >= 0 && m_anchor != m_cursor) {
        const auto [first, last] = std::minmax(m_anchor, m_cursor);
        return tr("Selected %1; Enter limits the range to it").arg(timeSpanWords(bucket(first).begin, bucket(last).end));
    }
    if (m_cursor >= 0)
        return bucketWords(m_cursor);
    const qint64 begin = m_timeline.buckets.front().begin;
    return tr("%1 from %2").arg(countedText(m_timeline.offsets, tr("1 offset"), tr("%1 offsets")),
                                timeSpanWords(begin, m_timeline.buckets.back().end));
}

void TimelineStrip::describe()
{
    const QString words = description() + (m_note.isEmpty() ? QString() : QStringLiteral(" · ") + m_note);
    if (words != accessibleDescription()) {
        setAccessibleDescription(words);
        QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&changed);
    }
    m_retry->setVisible(m_state == State::Failed && !m_folded);
    placeButtons();
    update();
}

void TimelineStrip::placeButtons()
{
    // As wide for both states, so that the bars do not move when one fails.
    const QSize size = m_fold->sizeHint().expandedTo(m_retry->sizeHint());
    const int left = width() - size.width() - 6;
    m_fold->setGeometry(left, m_folded ? (height() - size.height()) / 2 : 6, size.width(), size.height());
    m_retry->setGeometry(left, height() - size.height() - 6, size.width(), size.height());
}

void TimelineStrip::resizeEvent(QResizeEvent*)
{
    placeButtons();
}

void TimelineStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() && m_cursor < 0 ? theme.focusRing : theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::cardRadius, Theme::cardRadius);
    painter.setFont(Theme::captionFont());
    if (m_folded) {
        painter.setPen(theme.dimText);
        const QRect area = rect().adjusted(padding, 0, -m_fold->width() - padding, 0);
        painter.drawText(area, Qt::AlignVCenter, painter.fontMetrics().elidedText(description(), Qt::ElideRight, area.width()));
        return;
    }
    if (count() == 0)
        return paintWords(painter);
    paintBars(painter);
    paintMarks(painter);
    paintCaptions(painter);
}

void TimelineStrip::paintBars(QPainter& painter) const
{
    const Theme& theme = themeOf(this);
    const QRectF area = barArea();
    std::int64_t most = 1;
    for (const auto& one : m_timeline.buckets)
        most = std::max(most, one.offsets);
    QColor pale = theme.accent;
    pale.setAlphaF(theme.dark ? 0.38F : 0.40F);
    const auto [first, last] = std::minmax(m_anchor, m_cursor);
    const bool selecting = m_anchor >= 0 && m_cursor >= 0 && m_anchor != m_cursor;
    const double step = area.width() / count();
    const double gap = step >= 4 ? 1.5 : step >= 2.5 ? 1 : 0;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.line);
    painter.drawRect(QRectF(area.left(), area.bottom(), area.width(), 1));
    for (int i = 0; i < count(); ++i) {
        const auto& one = bucket(i);
        const bool chosen = selecting ? i >= first && i <= last
                                      : (m_highlightFrom || m_highlightTo) && (!m_highlightFrom || one.end > *m_highlightFrom) &&
                                            (!m_highlightTo || one.begin < *m_highlightTo);
        const QRectF slot(area.left() + i * step, area.top(), step, area.height());
        if (i == m_hovered || i == m_cursor) {
            painter.setBrush(theme.hover);
            painter.drawRect(slot);
        }
        if (one.offsets <= 0)
            continue;
        // A few records beside millions must not vanish.
        const double height = std::max(2.0, area.height() * static_cast<double>(one.offsets) / static_cast<double>(most));
        painter.setBrush(chosen ? theme.accent : pale);
        painter.drawRoundedRect(QRectF(slot.left() + gap / 2, area.bottom() - height, step - gap, height), 1, 1);
    }
}

void TimelineStrip::paintMarks(QPainter& painter) const
{
    const Theme& theme = themeOf(this);
    const QRectF area = barArea();
    if (m_visibleFrom && m_visibleTo) {
        const double left = xOf(*m_visibleFrom);
        const double right = std::max(left + 4, xOf(*m_visibleTo));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.text);
        painter.drawRoundedRect(QRectF(left, area.bottom() + 2, right - left, 3), 1.5, 1.5);
    }
    if (hasFocus() && m_cursor >= 0 && m_cursor < count()) {
        const double step = area.width() / count();
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.focusRing, 1.5));
        painter.drawRoundedRect(QRectF(area.left() + m_cursor * step, area.top() - 2, step, area.height() + 4).adjusted(-1, 0, 1, 0), 2, 2);
    }
}

void TimelineStrip::paintCaptions(QPainter& painter) const
{
    const Theme& theme = themeOf(this);
    const QRect area(padding, height() - captionHeight - 5, m_fold->x() - padding - 8, captionHeight + 2);
    const qint64 begin = m_timeline.buckets.front().begin;
    const qint64 end = m_timeline.buckets.back().end;
    const QString left = momentWords(begin, end - begin);
    const QString right = momentWords(end, end - begin);
    QString middle = tr("%1 a bar").arg(barWords(bucket(0).end - bucket(0).begin));
    bool bad = false;
    if (m_hovered >= 0 || m_cursor >= 0) {
        middle = m_hovered >= 0 && m_cursor < 0 ? bucketWords(m_hovered) : description();
    } else if (m_state == State::Failed) {
        middle = m_failure;
        bad = true;
    } else if (m_state == State::Loading) {
        middle = tr("reading…");
    } else if (!m_note.isEmpty()) {
        middle = m_note;
        bad = true;
    }
    const QFontMetrics metrics = painter.fontMetrics();
    const int ends = std::max(metrics.horizontalAdvance(left), metrics.horizontalAdvance(right)) + 16;
    painter.setPen(theme.dimText);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, left);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, right);
    const QRect inner = area.adjusted(ends, 0, -ends, 0);
    painter.setPen(bad ? theme.warningText : theme.dimText);
    painter.drawText(inner, Qt::AlignCenter, metrics.elidedText(middle, Qt::ElideRight, inner.width()));
}

void TimelineStrip::paintWords(QPainter& painter) const
{
    const Theme& theme = themeOf(this);
    painter.setPen(m_state == State::Failed ? theme.badText : theme.dimText);
    const QRect area = rect().adjusted(padding, 0, m_fold->x() - width() - padding, 0);
    painter.drawText(area, Qt::AlignCenter, painter.fontMetrics().elidedText(description(), Qt::ElideRight, area.width()));
}

void TimelineStrip::mousePressEvent(QMouseEvent* event)
{
    if (m_folded || count() == 0 || event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    m_pressed = bucketAt(event->position().x());
    m_anchor = m_pressed;
    m_cursor = m_pressed;
    m_dragging = false;
    describe();
}

void TimelineStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (m_folded || count() == 0)
        return;
    m_hovered = bucketAt(event->position().x());
    if (m_pressed >= 0 && (event->buttons() & Qt::LeftButton)) {
        m_dragging = m_dragging || m_hovered != m_pressed;
        m_cursor = m_hovered;
    }
    describe();
}

void TimelineStrip::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_pressed < 0)
        return;
    const int pressed = std::exchange(m_pressed, -1);
    if (std::exchange(m_dragging, false) && m_cursor != pressed)
        return takeSelection();
    const QRectF area = barArea();
    // Inside a bar the place of the click counts, not only its edge.
    const double share = std::clamp((event->position().x() - area.left()) / std::max(1.0, area.width()), 0.0, 1.0);
    const auto& first = m_timeline.buckets.front();
    const auto& last = m_timeline.buckets.back();
    m_anchor = -1;
    m_cursor = -1;
    describe();
    Q_EMIT jumped(first.begin + static_cast<qint64>(share * static_cast<double>(last.end - first.begin)));
}

void TimelineStrip::leaveEvent(QEvent*)
{
    m_hovered = -1;
    update();
}

void TimelineStrip::moveCursor(int to, bool extend)
{
    if (m_cursor < 0)
        to = m_highlightFrom ? bucketAt(xOf(*m_highlightFrom) + 0.5) : count() - 1;
    if (!extend)
        m_anchor = -1;
    else if (m_anchor < 0)
        m_anchor = std::max(0, m_cursor < 0 ? to : m_cursor);
    m_cursor = std::clamp(to, 0, count() - 1);
    describe();
}

void TimelineStrip::takeSelection()
{
    const auto [first, last] = std::minmax(m_anchor, m_cursor);
    const qint64 from = bucket(first).begin;
    const qint64 to = bucket(last).end;
    m_anchor = -1;
    m_cursor = hasFocus() && !m_dragging && m_pressed < 0 ? m_cursor : -1;
    setHighlight(from, to);
    Q_EMIT rangeChosen(from, to);
}

void TimelineStrip::clearSelection()
{
    if (m_anchor >= 0 || m_cursor >= 0) {
        m_anchor = -1;
        m_cursor = -1;
        m_pressed = -1;
        return describe();
    }
    setHighlight({}, {});
    Q_EMIT rangeCleared();
}

void TimelineStrip::keyPressEvent(QKeyEvent* event)
{
    if (m_folded || count() == 0)
        return QWidget::keyPressEvent(event);
    const bool extend = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Left: return moveCursor(m_cursor - 1, extend);
    case Qt::Key_Right: return moveCursor(m_cursor + 1, extend);
    case Qt::Key_Home: return moveCursor(m_cursor < 0 ? -1 : 0, extend);
    case Qt::Key_End: return moveCursor(count() - 1, extend);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor < 0)
            break;
        if (m_anchor >= 0 && m_anchor != m_cursor)
            return takeSelection();
        Q_EMIT jumped(bucket(m_cursor).begin);
        return;
    case Qt::Key_Escape:
        if (m_cursor < 0 && m_anchor < 0 && !m_highlightFrom && !m_highlightTo)
            break;
        return clearSelection();
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void TimelineStrip::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void TimelineStrip::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    m_cursor = -1;
    m_anchor = -1;
    m_pressed = -1;
    describe();
}

bool TimelineStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && !m_folded && count() > 0) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), plainToolTip(bucketWords(bucketAt(help->pos().x())) + tr("\nClick to jump, drag to limit the range")),
                           this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace weir::ui
