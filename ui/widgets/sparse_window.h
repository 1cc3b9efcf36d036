// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/sparse_rows.h"

#include <QtCore/QPointer>

#include <optional>
#include <vector>

namespace weir::ui {

/// Which rows of a SparseRows a viewport of a given height shows, and where. Held by one row (the anchor) and its distance
/// from the top: whatever is loaded, dropped or inserted elsewhere, that row stays where it is. GUI thread; draws nothing.
class SparseWindow
{
public:
    struct Row {
        qint64 position = 0;
        int y = 0;           ///< of its upper edge, in pixels of the viewport; the first may be negative
        bool loaded = false; ///< false: `position` is a guess
    };

    void setRows(SparseRows* rows);
    void setSize(int height, int rowHeight);

    /// What the next layout() begins from.
    void toBegin();
    void toEnd();
    /// The first row at or after that position, `y` pixels below the upper edge.
    void toPosition(qint64 position, int y = 0);
    /// Positive: towards the end.
    void scrollBy(int pixels);
    /// Moves as little as needed to show the whole row; a row far away comes into the middle.
    void reveal(qint64 position);

    /// Asks the source again. After it, rows() is what is to be drawn.
    void layout();
    [[nodiscard]] const std::vector<Row>& rows() const { return m_shown; }
    [[nodiscard]] const Row* rowAt(int y) const;
    [[nodiscard]] const Row* rowOf(qint64 position) const;
    /// The very first (last) row is in full view, or there are no rows.
    [[nodiscard]] bool atBegin() const { return m_atBegin; }
    [[nodiscard]] bool atEnd() const { return m_atEnd; }
    /// Rows that fit in full, at least 1.
    [[nodiscard]] int pageRows() const;
    /// Positions from the first to the last row shown, both included; 0 without rows.
    [[nodiscard]] qint64 shownSpan() const;

    /// The row `steps` after `position` (before it when negative), stopping at the edge; nullopt without rows.
    [[nodiscard]] std::optional<Row> step(qint64 position, int steps) const;
    /// The very first and the very last row.
    [[nodiscard]] std::optional<Row> firstRow() const;
    [[nodiscard]] std::optional<Row> lastRow() const;

private:
    [[nodiscard]] std::optional<Row> next(qint64 from) const;
    [[nodiscard]] std::optional<Row> previous(qint64 before) const;
    void growUp();
    void growDown();
    void shift(int pixels);
    void chooseAnchor();

    QPointer<SparseRows> m_rows;
    int m_height = 0;
    int m_rowHeight = 27;
    qint64 m_anchor = 0;
    int m_anchorY = 0;
    bool m_started = false; ///< false: the next layout() begins at the first row
    bool m_atBegin = true;
    bool m_atEnd = true;
    std::vector<Row> m_shown;
};

} // namespace weir::ui
