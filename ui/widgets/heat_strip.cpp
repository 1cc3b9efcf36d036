// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/heat_strip.h"

#include "ui/widgets/heat_strip_accessible.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace weir::ui {
namespace {

constexpr int legendHeight = 22;
/// Room for the ring around the current square.
constexpr int edge = 3;
constexpr int emptyHeight = 28;

QColor mixed(const QColor& from, const QColor& to, double share)
{
    const auto part = [share](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * share)); };
    return {part(from.red(), to.red()), part(from.green(), to.green()), part(from.blue(), to.blue())};
}

/// Calm squares stay pale so that the few that matter are seen first.
QColor colorOf(const Theme& theme, const HeatCell& cell)
{
    const bool loud = cell.tone == Tone::Warning || cell.tone == Tone::Bad;
    const double value = std::clamp(cell.value.value_or(0), 0.0, 1.0);
    const double share = loud ? 0.55 + 0.45 * value : (theme.dark ? 0.30 : 0.34) + 0.36 * value;
    return mixed(theme.panel, theme.fillOf(cell.tone), share);
}

int loudness(Tone tone) { return static_cast<int>(tone); }

} // namespace

HeatStrip::HeatStrip(const QString& name, QWidget* parent) : QWidget(parent), m_empty(tr("Nothing to show yet"))
{
    installHeatStripAccessibility();
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setWhatsThis(tr("Arrows move from square to square, Home and End to the first and last, Enter opens."));
}

void HeatStrip::setCells(std::vector<HeatCell> cells)
{
    if (cells == m_cells)
        return;
    const QString before = currentKey();
    bool sameKeys = cells.size() == m_cells.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        sameKeys = sameKeys && cells[i].key == m_cells[i].key;
        // Of thousands a few change from second to second.
        if (i < m_cells.size() && !(cells[i] == m_cells[i]))
            update(cellRect(static_cast<int>(i)).adjusted(-edge, -edge, edge, edge));
    }
    const bool sameCount = cells.size() == m_cells.size();
    m_cells = std::move(cells);
    if (!sameKeys) {
        const auto found = std::ranges::find(m_cells, before, &HeatCell::key);
        m_current = before.isEmpty() || found == m_cells.end() ? -1 : static_cast<int>(found - m_cells.begin());
        m_hovered = -1;
    }
    countStates();
    if (!sameCount) {
        layOut();
        updateGeometry();
        update();
    }
    update(legendRect());
    setAccessibleDescription(legendText());
    if (!sameKeys)
        announceHeatCells(*this);
    if (currentKey() != before)
        Q_EMIT currentKeyChanged(currentKey());
}

void HeatStrip::setNote(const QString& note)
{
    m_note = note;
    update(legendRect());
}

void HeatStrip::setEmptyText(const QString& text)
{
    m_empty = text;
    update();
}

void HeatStrip::countStates()
{
    m_states.clear();
    for (const HeatCell& cell : m_cells) {
        const auto known = std::ranges::find_if(m_states, [&cell](const StateCount& state) {
            return state.state == cell.state && state.tone == cell.tone && state.known == cell.value.has_value();
        });
        if (known != m_states.end())
            ++known->count;
        else
            m_states.push_back({cell.state, cell.tone, cell.value.has_value(), 1});
    }
    std::ranges::stable_sort(m_states, [](const StateCount& a, const StateCount& b) {
        return std::tuple(loudness(a.tone), a.state) > std::tuple(loudness(b.tone), b.state);
    });
}

QString HeatStrip::legendText() const
{
    QStringList words;
    for (const StateCount& state : m_states)
        words << QStringLiteral("%1 %2").arg(countText(state.count), state.state);
    return words.isEmpty() ? m_empty : words.join(QStringLiteral(", "));
}

HeatStrip::Grid HeatStrip::gridFor(int width) const
{
    static constexpr std::array<Grid, 5> sizes{{{26, 20, 2, 0, 0}, {18, 16, 2, 0, 0}, {13, 13, 2, 0, 0}, {10, 10, 2, 0, 0}, {8, 8, 1, 0, 0}}};
    constexpr int calmHeight = 90;
    Grid grid{};
    for (const Grid& size : sizes) {
        grid = size;
        grid.columns = std::max(1, (width - 2 * edge + size.gap) / (size.width + size.gap));
        grid.rows = (count() + grid.columns - 1) / grid.columns;
        if (grid.rows * (size.height + size.gap) <= calmHeight)
            break;
    }
    return grid;
}

int HeatStrip::heightForWidth(int width) const
{
    if (m_cells.empty())
        return emptyHeight;
    const Grid grid = gridFor(width);
    return 2 * edge + grid.rows * (grid.height + grid.gap) - grid.gap + legendHeight + 2;
}

void HeatStrip::layOut()
{
    m_grid = gridFor(width());
}

void HeatStrip::resizeEvent(QResizeEvent*)
{
    layOut();
}

QRect HeatStrip::cellRect(int index) const
{
    if (index < 0 || index >= count() || m_grid.columns < 1)
        return {};
    return {edge + index % m_grid.columns * (m_grid.width + m_grid.gap), edge + index / m_grid.columns * (m_grid.height + m_grid.gap),
            m_grid.width, m_grid.height};
}

int HeatStrip::cellAt(const QPoint& point) const
{
    const int x = point.x() - edge;
    const int y = point.y() - edge;
    if (x < 0 || y < 0 || m_grid.columns < 1)
        return -1;
    const int column = x / (m_grid.width + m_grid.gap);
    const int row = y / (m_grid.height + m_grid.gap);
    const int index = row * m_grid.columns + column;
    return column < m_grid.columns && row < m_grid.rows && index < count() ? index : -1;
}

QRect HeatStrip::legendRect() const
{
    const int top = edge + m_grid.rows * (m_grid.height + m_grid.gap) - m_grid.gap + 4;
    return {0, top, width(), legendHeight};
}

QString HeatStrip::currentKey() const
{
    return m_current >= 0 && m_current < count() ? m_cells[static_cast<std::size_t>(m_current)].key : QString();
}

void HeatStrip::setCurrent(int index)
{
    if (m_cells.empty())
        return;
    const int next = std::clamp(index, 0, count() - 1);
    if (next == m_current)
        return;
    for (const int changed : {m_current, next})
        update(cellRect(changed).adjusted(-edge, -edge, edge, edge));
    m_current = next;
    update(legendRect());
    announceHeatCell(*this);
    Q_EMIT currentKeyChanged(currentKey());
}

void HeatStrip::activate(int index)
{
    if (index < 0 || index >= count())
        return;
    setCurrent(index);
    Q_EMIT activated(currentKey());
}

void HeatStrip::paintEvent(QPaintEvent* event)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    if (m_cells.empty()) {
        painter.setPen(theme.dimText);
        painter.drawText(rect(), Qt::AlignCenter, m_empty);
        return;
    }
    const QRegion changed = event->region();
    const QRect bounds = changed.boundingRect();
    const int pitch = m_grid.height + m_grid.gap;
    const int firstRow = std::clamp((bounds.top() - edge) / pitch, 0, m_grid.rows);
    const int lastRow = std::clamp((bounds.bottom() - edge) / pitch, -1, m_grid.rows - 1);
    for (int i = firstRow * m_grid.columns; i < std::min(count(), (lastRow + 1) * m_grid.columns); ++i) {
        const QRect area = cellRect(i);
        if (changed.intersects(area))
            paintCell(painter, theme, m_cells[static_cast<std::size_t>(i)], area);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const auto ring = [&](int index, const QColor& color) {
        painter.setPen(QPen(color, 2));
        painter.drawRoundedRect(QRectF(cellRect(index)).adjusted(-1, -1, 1, 1), 3, 3);
    };
    if (m_hovered >= 0 && m_hovered != m_current)
        ring(m_hovered, theme.dimText);
    if (m_current >= 0)
        ring(m_current, hasFocus() ? theme.text : theme.dimText);
    if (changed.intersects(legendRect()))
        paintLegend(painter, theme);
}

void HeatStrip::paintCell(QPainter& painter, const Theme& theme, const HeatCell& cell, const QRect& area) const
{
    const bool small = area.width() < 13;
    if (!cell.value) {
        painter.setRenderHint(QPainter::Antialiasing, !small);
        painter.setPen(QPen(mixed(theme.panel, theme.dimText, 0.55), 1));
        painter.setBrush(Qt::NoBrush);
        if (small)
            painter.drawRect(area.adjusted(0, 0, -1, -1));
        else
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 2.5, 2.5);
        return;
    }
    const QColor color = colorOf(theme, cell);
    painter.setRenderHint(QPainter::Antialiasing, !small);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    // Two thousand rounded corners nobody can see would cost more than all the rest.
    if (small)
        painter.fillRect(area, color);
    else
        painter.drawRoundedRect(area, 2.5, 2.5);
    if (cell.tone != Tone::Warning && cell.tone != Tone::Bad)
        return;
    const QColor ink = theme.dark ? theme.background : theme.panel;
    const int size = std::max(2, std::min(area.width(), area.height()) / 4);
    const QPoint center = area.center();
    // Bad: a filled middle; warning: a bar at the foot. Told apart without colour.
    if (cell.tone == Tone::Bad)
        painter.fillRect(QRect(center.x() - size / 2 + (size % 2 == 0 ? 1 : 0), center.y() - size / 2 + (size % 2 == 0 ? 1 : 0), size, size), ink);
    else
        painter.fillRect(QRect(area.left() + size, area.bottom() - size, area.width() - 2 * size, std::max(1, size / 2)), ink);
}

void HeatStrip::paintLegend(QPainter& painter, const Theme& theme) const
{
    const QRect area = legendRect();
    painter.setFont(Theme::captionFont());
    const QFontMetrics metrics(Theme::captionFont());
    const int pointed = m_hovered >= 0 ? m_hovered : hasFocus() ? m_current : -1;
    const QString words = pointed >= 0 && pointed < count() ? m_cells[static_cast<std::size_t>(pointed)].words : m_note;
    const int wordsWidth = std::min(metrics.horizontalAdvance(words.left(300)), width() * 3 / 5);
    int x = edge;
    const int end = width() - edge - (words.isEmpty() ? 0 : wordsWidth + 20);
    for (const StateCount& state : m_states) {
        const QString text = QStringLiteral("%1 %2").arg(countText(state.count), state.state);
        const int advance = 13 + 5 + metrics.horizontalAdvance(text) + 14;
        if (x + advance - 14 > end)
            break;
        HeatCell sample;
        sample.tone = state.tone;
        sample.value = state.known ? std::optional(0.7) : std::nullopt;
        paintCell(painter, theme, sample, QRect(x, area.center().y() - 5, 13, 13));
        painter.setPen(theme.dimText);
        painter.drawText(QRect(x + 18, area.top() + 1, advance, area.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += advance;
    }
    painter.setPen(pointed >= 0 ? theme.text : theme.dimText);
    const QRect right(width() - edge - wordsWidth - 2, area.top() + 1, wordsWidth + 2, area.height());
    painter.drawText(right, Qt::AlignRight | Qt::AlignVCenter, metrics.elidedText(words, Qt::ElideRight, right.width()));
}

void HeatStrip::hover(int index)
{
    if (index == m_hovered)
        return;
    for (const int changed : {m_hovered, index})
        update(cellRect(changed).adjusted(-edge, -edge, edge, edge));
    m_hovered = index;
    setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update(legendRect());
}

void HeatStrip::mouseMoveEvent(QMouseEvent* event) { hover(cellAt(event->position().toPoint())); }

void HeatStrip::leaveEvent(QEvent*) { hover(-1); }

void HeatStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        activate(cellAt(event->position().toPoint()));
    else
        QWidget::mousePressEvent(event);
}

void HeatStrip::keyPressEvent(QKeyEvent* event)
{
    const int from = m_current;
    switch (m_cells.empty() ? 0 : event->key()) {
    case Qt::Key_Left: return setCurrent(from - 1);
    case Qt::Key_Right: return setCurrent(from + 1);
    case Qt::Key_Up: return setCurrent(from < m_grid.columns ? std::max(0, from) : from - m_grid.columns);
    case Qt::Key_Down: return setCurrent(from < 0 ? 0 : from + m_grid.columns >= count() ? from : from + m_grid.columns);
    case Qt::Key_Home: return setCurrent(0);
    case Qt::Key_End: return setCurrent(count() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space: return activate(from);
    default: QWidget::keyPressEvent(event);
    }
}

void HeatStrip::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    if (m_current < 0 && event->reason() != Qt::MouseFocusReason)
        setCurrent(0);
    update();
    announceHeatCell(*this);
}

void HeatStrip::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool HeatStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = cellAt(help->pos());
    if (index < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), plainToolTip(m_cells[static_cast<std::size_t>(index)].words), this, cellRect(index));
    return true;
}

} // namespace weir::ui
