// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparse_window.h"

#include <algorithm>
#include <cstdlib>

namespace weir::ui {

void SparseWindow::setRows(SparseRows* rows)
{
    m_rows = rows;
    m_shown.clear();
    toBegin();
}

void SparseWindow::setSize(int height, int rowHeight)
{
    m_height = std::max(0, height);
    m_rowHeight = std::max(1, rowHeight);
}

void SparseWindow::toBegin()
{
    m_started = false;
}

void SparseWindow::toEnd()
{
    if (m_rows)
        toPosition(m_rows->end(), m_height);
}

void SparseWindow::toPosition(qint64 position, int y)
{
    m_started = true;
    m_anchor = position;
    m_anchorY = y;
}

void SparseWindow::scrollBy(int pixels)
{
    m_anchorY -= pixels;
}

void SparseWindow::reveal(qint64 position)
{
    const int lowest = std::max(0, m_height - m_rowHeight);
    if (m_shown.empty())
        return toPosition(position, lowest / 2);
    if (const Row* row = rowOf(position)) {
        if (row->y < 0)
            toPosition(position, 0);
        else if (row->y > lowest)
            toPosition(position, lowest);
        return;
    }
    // Just outside: the rows move by as much as is missing. Anywhere else: the row comes into the middle.
    const auto before = step(m_shown.front().position, -pageRows());
    const auto after = step(m_shown.back().position, pageRows());
    if (position < m_shown.front().position && before && position >= before->position)
        toPosition(position, 0);
    else if (position > m_shown.back().position && after && position <= after->position)
        toPosition(position, lowest);
    else
        toPosition(position, lowest / 2);
}

void SparseWindow::layout()
{
    m_shown.clear();
    m_atBegin = m_atEnd = true;
    if (!m_rows || m_rows->begin() >= m_rows->end())
        return;
    if (!m_started)
        toPosition(m_rows->begin(), 0);
    auto first = next(m_anchor);
    if (!first) {
        first = previous(m_anchor);
        m_anchorY -= m_rowHeight;
    }
    if (!first)
        return;
    first->y = m_anchorY;
    m_shown.push_back(*first);
    growUp();
    if (m_shown.front().y > 0)
        shift(-m_shown.front().y);
    growDown();
    const int below = m_height - (m_shown.back().y + m_rowHeight);
    if (below > 0) {
        shift(below);
        growUp();
        if (m_shown.front().y > 0)
            shift(-m_shown.front().y);
    }
    std::erase_if(m_shown, [&](const Row& row) { return row.y + m_rowHeight <= 0 || row.y >= std::max(1, m_height); });
    chooseAnchor();
}

void SparseWindow::growUp()
{
    std::vector<Row> above;
    Row edge = m_shown.front();
    while (edge.y > 0) {
        const auto row = previous(edge.position);
        if (!row)
            break;
        edge = {row->position, edge.y - m_rowHeight, row->loaded};
        above.push_back(edge);
    }
    m_shown.insert(m_shown.begin(), above.rbegin(), above.rend());
}

void SparseWindow::growDown()
{
    while (m_shown.back().y + m_rowHeight < m_height) {
        const auto row = next(m_shown.back().position + 1);
        if (!row)
            break;
        m_shown.push_back({row->position, m_shown.back().y + m_rowHeight, row->loaded});
    }
}

void SparseWindow::shift(int pixels)
{
    for (Row& row : m_shown)
        row.y += pixels;
}

void SparseWindow::chooseAnchor()
{
    if (m_shown.empty())
        return;
    // A loaded row is worth more than a guess: rows that load above it must not push it away.
    auto anchor = std::ranges::find_if(m_shown, [](const Row& row) { return row.loaded && row.y >= 0; });
    if (anchor == m_shown.end())
        anchor = m_shown.begin();
    m_anchor = anchor->position;
    m_anchorY = anchor->y;
    const Row& last = m_shown.back();
    m_atBegin = m_shown.front().y >= 0 && !previous(m_shown.front().position);
    m_atEnd = last.y + m_rowHeight <= m_height && !next(last.position + 1);
}

const SparseWindow::Row* SparseWindow::rowAt(int y) const
{
    const auto row = std::ranges::find_if(m_shown, [&](const Row& r) { return y >= r.y && y < r.y + m_rowHeight; });
    return row == m_shown.end() ? nullptr : &*row;
}

const SparseWindow::Row* SparseWindow::rowOf(qint64 position) const
{
    const auto row = std::ranges::lower_bound(m_shown, position, {}, &Row::position);
    return row == m_shown.end() || row->position != position ? nullptr : &*row;
}

int SparseWindow::pageRows() const
{
    return std::max(1, m_height / m_rowHeight);
}

qint64 SparseWindow::shownSpan() const
{
    return m_shown.empty() ? 0 : m_shown.back().position - m_shown.front().position + 1;
}

std::optional<SparseWindow::Row> SparseWindow::next(qint64 from) const
{
    if (!m_rows)
        return std::nullopt;
    const auto found = m_rows->atOrAfter(from);
    if (found.state == SparseRows::Lookup::State::None)
        return std::nullopt;
    return Row{std::max(from, found.position), 0, found.state == SparseRows::Lookup::State::Row};
}

std::optional<SparseWindow::Row> SparseWindow::previous(qint64 before) const
{
    if (!m_rows)
        return std::nullopt;
    const auto found = m_rows->before(before);
    if (found.state == SparseRows::Lookup::State::None)
        return std::nullopt;
    return Row{std::min(before - 1, found.position), 0, found.state == SparseRows::Lookup::State::Row};
}

std::optional<SparseWindow::Row> SparseWindow::step(qint64 position, int steps) const
{
    std::optional<Row> at;
    for (int i = 0; i < std::abs(steps); ++i) {
        const auto row = steps > 0 ? next(position + 1) : previous(position);
        if (!row)
            break;
        at = row;
        position = row->position;
    }
    if (at)
        return at;
    // Nothing further: the row itself, or whatever is nearest.
    at = next(position);
    return at ? at : previous(position);
}

std::optional<SparseWindow::Row> SparseWindow::firstRow() const
{
    return m_rows ? next(m_rows->begin()) : std::nullopt;
}

std::optional<SparseWindow::Row> SparseWindow::lastRow() const
{
    return m_rows ? previous(m_rows->end()) : std::nullopt;
}

} // namespace weir::ui
