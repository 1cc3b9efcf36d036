// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparse_table.h"

#include "ui/widgets/sparse_table_header.h"

#include <QtCore/QScopedValueRollback>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace weir::ui {
namespace {

/// A scroll bar counts in int, and Qt computes with doubles and sums of them on the way.
constexpr qint64 longestBar = qint64{1} << 30U;

} // namespace

/// How many positions one step of the bar stands for; 0: a step is a pixel, for spans that fit.
qint64 SparseTable::barUnits() const
{
    const qint64 span = m_rows ? m_rows->end() - m_rows->begin() : 0;
    if (span <= longestBar / Theme::rowHeight)
        return 0;
    return (span + longestBar - 1) / longestBar;
}

void SparseTable::updateBars()
{
    QScrollBar* bar = verticalScrollBar();
    const QScopedValueRollback guard(m_movingBar, true);
    const auto& shown = m_window.rows();
    const int room = std::max(0, m_header->length() - viewport()->width());
    horizontalScrollBar()->setRange(0, room);
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(24);
    m_header->setOffset(horizontalScrollBar()->value());
    if (!m_rows || shown.empty() || (m_window.atBegin() && m_window.atEnd())) {
        bar->setRange(0, 0);
        return;
    }
    const qint64 units = barUnits();
    const qint64 span = m_rows->end() - m_rows->begin();
    const auto steps = [&](qint64 positions, int pixels) {
        return static_cast<int>(std::min(longestBar, units == 0 ? positions * Theme::rowHeight + pixels : positions / units));
    };
    // The handle must not jump away from the mouse that drags it.
    if (!bar->isSliderDown()) {
        const qint64 seen = std::min(m_window.shownSpan(), span);
        const int page = units == 0 ? std::max(1, static_cast<int>(std::min<qint64>(seen * Theme::rowHeight, viewport()->height())))
                                    : std::max(1, steps(seen, 0));
        const int whole = steps(span, 0);
        bar->setRange(0, std::max(2, whole - page));
        bar->setPageStep(page);
        bar->setSingleStep(units == 0 ? Theme::rowHeight : 1);
    }
    const int at = steps(shown.front().position - m_rows->begin(), -shown.front().y);
    // The ends of the bar are only for the ends of the rows, whatever gaps there are.
    const int value = m_window.atBegin() ? 0 : m_window.atEnd() ? bar->maximum() : std::clamp(at, 1, bar->maximum() - 1);
    if (!bar->isSliderDown())
        bar->setValue(value);
}

void SparseTable::barActed(int action)
{
    QScrollBar* bar = verticalScrollBar();
    const int page = std::max(Theme::rowHeight, viewport()->height() - Theme::rowHeight);
    switch (action) {
    case QAbstractSlider::SliderSingleStepAdd: scrollPixels(Theme::rowHeight); break;
    case QAbstractSlider::SliderSingleStepSub: scrollPixels(-Theme::rowHeight); break;
    case QAbstractSlider::SliderPageStepAdd: scrollPixels(page); break;
    case QAbstractSlider::SliderPageStepSub: scrollPixels(-page); break;
    default: return;
    }
    // Qt would go on to set the value it computed in steps of the bar, which may be millions of rows.
    bar->setSliderPosition(bar->value());
}

void SparseTable::scrollContentsBy(int dx, int dy)
{
    if (dx != 0) {
        m_header->setOffset(horizontalScrollBar()->value());
        viewport()->update();
    }
    if (dy != 0 && !m_movingBar)
        barMoved(verticalScrollBar()->value());
}

void SparseTable::barMoved(int value)
{
    if (!m_rows)
        return;
    const qint64 units = barUnits();
    if (value <= 0)
        m_window.toBegin();
    else if (value >= verticalScrollBar()->maximum())
        m_window.toEnd();
    else if (units == 0)
        m_window.toPosition(m_rows->begin() + value / Theme::rowHeight, -(value % Theme::rowHeight));
    else
        m_window.toPosition(m_rows->begin() + value * units);
    showPlace();
}

void SparseTable::scrollPixels(int pixels)
{
    settle();
    m_window.scrollBy(pixels);
    showPlace();
}

void SparseTable::wheelEvent(QWheelEvent* event)
{
    const QPoint angle = event->angleDelta();
    const bool sideways = event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(angle.x()) > std::abs(angle.y());
    if (sideways) {
        const int delta = angle.x() != 0 ? angle.x() : angle.y();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta / 2);
    } else if (!event->pixelDelta().isNull()) {
        scrollPixels(-event->pixelDelta().y());
    } else {
        // A fine wheel sends parts of a notch, which is 120.
        m_wheelRest += angle.y() * QApplication::wheelScrollLines() * Theme::rowHeight;
        scrollPixels(-(m_wheelRest / 120));
        m_wheelRest %= 120;
    }
    event->accept();
}

} // namespace weir::ui
