// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparse_table.h"

#include "ui/widgets/sparse_table_accessible.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtGui/QResizeEvent>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace weir::ui {

SparseTable::SparseTable(const QString& name, const QString& settingsKey, QWidget* parent)
    : QAbstractScrollArea(parent), m_header(new SparseTableHeader(settingsKey, this))
{
    installSparseTableAccessibility();
    setAccessibleName(name);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setViewportMargins(0, m_header->sizeHint().height(), 0, 0);
    connect(m_header, &SparseTableHeader::layoutChanged, this, &SparseTable::layOutHeader);
    connect(m_header, &QHeaderView::sectionClicked, this, &SparseTable::headerClicked);
    connect(m_header, &QHeaderView::sectionHandleDoubleClicked, this, [this](int column) {
        if (m_rows)
            m_header->fitColumn(column, *m_rows, shown().rows());
    });
    connect(verticalScrollBar(), &QAbstractSlider::actionTriggered, this, &SparseTable::barActed);
    connect(verticalScrollBar(), &QAbstractSlider::sliderReleased, this, &SparseTable::updateBars);
}

SparseTable::~SparseTable() = default;

void SparseTable::setRows(SparseRows* rows)
{
    if (m_rows)
        m_rows->disconnect(this);
    m_rows = rows;
    connectRows();
    startAgain();
}

void SparseTable::connectRows()
{
    m_window.setRows(m_rows);
    m_header->setColumns(m_rows ? m_rows->columns() : std::vector<SparseColumn>());
    m_column = m_header->neighbour(m_column, 0);
    if (!m_rows)
        return;
    connect(m_rows, &SparseRows::changed, this, &SparseTable::noteChange);
    connect(m_rows, &SparseRows::reset, this, &SparseTable::startAgain);
    connect(m_rows, &SparseRows::columnsChanged, this, [this] {
        m_header->setColumns(m_rows->columns());
        m_column = m_header->neighbour(m_column, 0);
        noteChange();
    });
    connect(m_rows, &SparseRows::displaced, this, &SparseTable::followDisplacement);
    // By then only the QObject is left: nothing of it may be asked.
    connect(m_rows, &QObject::destroyed, this, [this] {
        m_rows = nullptr;
        m_window.setRows(nullptr);
        startAgain();
    });
}

void SparseTable::followDisplacement(qint64 from, qint64 to)
{
    const auto& rows = m_window.rows();
    const bool guessing = std::ranges::none_of(rows, &SparseWindow::Row::loaded);
    if (rows.empty() || !guessing || from < rows.front().position || from > rows.back().position)
        return;
    const SparseWindow::Row* row = m_window.rowOf(from);
    m_window.toPosition(to, row ? row->y : 0);
    if (m_awaited && m_mark == m_current && m_window.rowOf(*m_current))
        m_current = m_mark = *m_current + (to - from);
    noteChange();
}

void SparseTable::startAgain()
{
    m_window.toBegin();
    m_hovered.reset();
    m_toldRange = {0, -1};
    clearCurrent();
    noteChange();
}

void SparseTable::noteChange()
{
    m_dirty = true;
    viewport()->update();
    if (m_posted)
        return;
    m_posted = true;
    // Several changes of one turn of the event loop cost one layout, also while the table is hidden.
    QMetaObject::invokeMethod(this, [this] {
        m_posted = false;
        settle();
        mendBars();
    }, Qt::QueuedConnection);
}

void SparseTable::mendBars()
{
    // A range that changes while Qt places the bars (showing one narrows the view) is noticed too late by it.
    const auto wrong = [](const QScrollBar* bar) { return bar->isVisible() != (bar->maximum() > bar->minimum()); };
    if (isVisible() && (wrong(horizontalScrollBar()) || wrong(verticalScrollBar())))
        setViewportMargins(viewportMargins());
}

void SparseTable::settle()
{
    // The source may announce changes while it is asked.
    if (!m_dirty || m_settling)
        return;
    m_settling = true;
    m_dirty = false;
    m_window.setSize(viewport()->height(), Theme::rowHeight);
    applyFollow();
    m_window.layout();
    resolveCurrent();
    m_settling = false;
    updateBars();
    viewport()->update();
    tellVisible();
    if (!m_announce.isActive())
        m_announce.start(250, this);
}

const SparseWindow& SparseTable::shown()
{
    settle();
    return m_window;
}

void SparseTable::applyFollow()
{
    if (!m_follow || m_placed)
        return;
    if (m_followEdge == Edge::Begin)
        m_window.toBegin();
    else
        m_window.toEnd();
}

void SparseTable::tellVisible()
{
    const auto& rows = m_window.rows();
    if (rows.empty() || !m_rows)
        return;
    const std::pair range{rows.front().position, rows.back().position};
    if (range == m_toldRange)
        return;
    m_toldRange = range;
    m_rows->setVisible(range.first, range.second);
    Q_EMIT visibleRangeChanged(range.first, range.second);
}

void SparseTable::scrollTo(qint64 position)
{
    switchFollow(false);
    m_window.toPosition(position);
    m_dirty = true;
    settle();
}

void SparseTable::setCurrent(qint64 position)
{
    if (!m_rows)
        return;
    settle();
    const auto found = m_rows->atOrAfter(position);
    const bool loaded = found.state == SparseRows::Lookup::State::Row && found.position == position;
    makeCurrent({position, 0, loaded}, Select::Alone);
    m_window.reveal(position);
    showPlace();
}

void SparseTable::clearCurrent()
{
    const bool had = m_current.has_value();
    m_current.reset();
    m_mark.reset();
    m_awaited = false;
    viewport()->update();
    if (had) {
        Q_EMIT currentChanged(std::nullopt);
        Q_EMIT selectionChanged();
    }
}

void SparseTable::makeCurrent(const SparseWindow::Row& row, Select select)
{
    const bool moved = m_current != row.position;
    const auto before = selection();
    m_current = row.position;
    m_awaited = !row.loaded;
    if (select == Select::Alone || !m_mark)
        m_mark = row.position;
    viewport()->update();
    if (before != selection())
        Q_EMIT selectionChanged();
    if (moved) {
        Q_EMIT currentChanged(m_current);
        announce();
    }
}

void SparseTable::resolveCurrent()
{
    if (!m_awaited || !m_current || !m_rows)
        return;
    auto found = m_rows->atOrAfter(*m_current);
    if (found.state == SparseRows::Lookup::State::None)
        found = m_rows->before(*m_current);
    if (found.state != SparseRows::Lookup::State::Row)
        return;
    if (m_mark == m_current)
        m_mark = found.position;
    m_current = found.position;
    m_awaited = false;
    Q_EMIT currentChanged(m_current);
    announce();
}

void SparseTable::announce()
{
    announceCurrentCell(*this);
}

std::optional<std::pair<qint64, qint64>> SparseTable::selection() const
{
    if (!m_current)
        return std::nullopt;
    return std::minmax(*m_current, m_mark.value_or(*m_current));
}

bool SparseTable::isSelected(qint64 position) const
{
    const auto range = selection();
    return range && position >= range->first && position <= range->second;
}

void SparseTable::setFollowEdge(Edge edge)
{
    m_followEdge = edge;
}

void SparseTable::setFollow(bool follow)
{
    if (follow && m_followEdge == Edge::None)
        m_followEdge = Edge::End;
    switchFollow(follow);
    m_dirty = true;
    settle();
}

void SparseTable::switchFollow(bool follow)
{
    if (m_follow == follow)
        return;
    m_follow = follow;
    Q_EMIT followChanged(follow);
}

bool SparseTable::atFollowedEdge() const
{
    return m_followEdge == Edge::Begin ? m_window.atBegin() : m_window.atEnd();
}

void SparseTable::showPlace()
{
    m_placed = true;
    m_dirty = true;
    settle();
    m_placed = false;
    if (m_follow && !atFollowedEdge())
        switchFollow(false);
}

void SparseTable::setSortIndicator(int column, Qt::SortOrder order)
{
    m_header->setSortIndicatorShown(column >= 0);
    m_header->setSortIndicator(column, order);
}

void SparseTable::layOutHeader()
{
    const QRect view = viewport()->geometry();
    const int height = m_header->sizeHint().height();
    m_header->setGeometry(view.left(), view.top() - height, view.width(), height);
    m_column = m_header->neighbour(m_column, 0);
    updateBars();
    viewport()->update();
}

void SparseTable::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    m_header->stretch(viewport()->width());
    layOutHeader();
    noteChange();
    settle();
}

void SparseTable::showEvent(QShowEvent* event)
{
    QAbstractScrollArea::showEvent(event);
    m_header->stretch(viewport()->width());
    layOutHeader();
    noteChange();
    settle();
}

void SparseTable::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::EnabledChange)
        viewport()->update();
}

void SparseTable::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
    announce();
}

void SparseTable::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void SparseTable::timerEvent(QTimerEvent* event)
{
    if (event->timerId() == m_announce.timerId()) {
        m_announce.stop();
        announceRows(*this);
    } else if (event->timerId() == m_autoScroll.timerId()) {
        const int beyond = m_dragAt.y() < 0 ? m_dragAt.y() : m_dragAt.y() - viewport()->height();
        scrollPixels(std::clamp(beyond, -4 * Theme::rowHeight, 4 * Theme::rowHeight));
        selectTo(m_dragAt);
    } else {
        QAbstractScrollArea::timerEvent(event);
    }
}

} // namespace weir::ui
