// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/sparse_window.h"

#include <QtCore/QBasicTimer>
#include <QtWidgets/QAbstractScrollArea>

#include <optional>
#include <utility>

class QMenu;

namespace weir::ui {

class SparseTableHeader;

/// A table over SparseRows: any number of rows, of which only those in view are looked at. Looks like a DataTable. Rows
/// that are not loaded are drawn as "loading…". Put it in a Card(Padding::None). GUI thread.
/// Keys: Up, Down, Page Up, Page Down, Home, End (with Shift: select), Left and Right choose the cell; Return opens the
/// row; Ctrl+C copies the cell, Ctrl+Shift+C the rows; Ctrl+Left/Right makes the column narrower or wider,
/// Ctrl+Shift+Left/Right moves it, Ctrl+Shift+M opens the menu of columns.
class SparseTable : public QAbstractScrollArea
{
    Q_OBJECT
public:
    enum class Edge { None, Begin, End };

    /// `name` is what screen readers say; `settingsKey` (not translated, may be empty) remembers widths, order and hidden columns.
    SparseTable(const QString& name, const QString& settingsKey, QWidget* parent = nullptr);
    ~SparseTable() override;

    /// Not owned, may be null, may be destroyed while shown. Starts at the begin, without a current row.
    void setRows(SparseRows* rows);
    [[nodiscard]] SparseRows* rows() const { return m_rows; }

    /// Brings the first row at or after `position` to the upper edge. Nothing becomes current.
    void scrollTo(qint64 position);
    /// Makes that row current, the only one selected, and shows it. It need not be loaded.
    void setCurrent(qint64 position);
    void clearCurrent();
    [[nodiscard]] std::optional<qint64> current() const { return m_current; }
    /// The column of the cell that Ctrl+C copies; -1 without columns.
    [[nodiscard]] int currentColumn() const { return m_column; }
    /// First and last selected position.
    [[nodiscard]] std::optional<std::pair<qint64, qint64>> selection() const;

    /// Where new rows appear: End and Home at that edge switch following on. None (the start) leaves that to setFollow().
    void setFollowEdge(Edge edge);
    /// Stays at that edge (None counts as End) while rows arrive, until the user scrolls away.
    void setFollow(bool follow);
    [[nodiscard]] bool following() const { return m_follow; }

    void setSortIndicator(int column, Qt::SortOrder order); ///< -1: none
    [[nodiscard]] SparseTableHeader* header() const { return m_header; }

    void copyCell();
    /// The selected rows, cells separated by tabs, in the columns' order; at most 10,000 rows or 16 million characters,
    /// and only what is loaded.
    /// What was left out is said in a tool tip and by copied().
    void copyRows();

    /// What is in view now, for screen readers and tests. Calls the source when something changed since.
    [[nodiscard]] const SparseWindow& shown();
    /// In coordinates of the viewport.
    [[nodiscard]] QRect cellRect(qint64 position, int column);

Q_SIGNALS:
    /// Also a second time when a row that was not loaded yet has come.
    void currentChanged(std::optional<qint64> position);
    void selectionChanged();
    /// Enter or a double click on a loaded row.
    void activated(qint64 position);
    /// Without a receiver a menu with the two ways of copying is shown.
    void contextMenuRequested(qint64 position, int column, QPoint global);
    void visibleRangeChanged(qint64 first, qint64 last);
    void followChanged(bool follow);
    void headerClicked(int column);
    /// `left` of the selected positions were not copied because of the cap; `missing`: rows in between were not loaded.
    void copied(qint64 rows, qint64 left, bool missing);

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Select { Alone, Extend };

    // --- sparse_table.cpp: state and layout
    void connectRows();
    void noteChange();
    void followDisplacement(qint64 from, qint64 to);
    void settle();
    void startAgain();
    void applyFollow();
    void tellVisible();
    void layOutHeader();
    void mendBars();
    void resolveCurrent();
    void makeCurrent(const SparseWindow::Row& row, Select select);
    void announce();
    /// After m_window was moved: shows that place; following ends when its edge is left.
    void showPlace();
    [[nodiscard]] bool atFollowedEdge() const;
    void switchFollow(bool follow);
    [[nodiscard]] bool isSelected(qint64 position) const;

    // --- sparse_table_scrolling.cpp: the scroll bars
    void updateBars();
    void barActed(int action);
    void barMoved(int value);
    [[nodiscard]] qint64 barUnits() const;
    void scrollPixels(int pixels);

    // --- sparse_table_input.cpp: keys, mouse, clipboard
    void moveBy(int steps, Select select);
    void moveTo(const std::optional<SparseWindow::Row>& row, Select select);
    void goToEdge(Edge edge, Select select);
    bool columnKey(const QKeyEvent& event);
    void selectAll();
    void selectTo(QPoint at);
    [[nodiscard]] int columnAt(int x) const;
    [[nodiscard]] QString rowText(qint64 position) const;
    void openMenu(qint64 position, int column, QPoint global);
    void openColumnsMenu();
    void showCellToolTip(QPoint at, QPoint global);
    void hover(std::optional<qint64> position);

    // --- sparse_table_painting.cpp
    void paintRow(QPainter& painter, const SparseWindow::Row& row);
    void paintLoadingRow(QPainter& painter, const SparseWindow::Row& row);
    [[nodiscard]] QRect rectOf(const SparseWindow::Row& row, int column) const;

    SparseTableHeader* m_header;
    QPointer<SparseRows> m_rows;
    SparseWindow m_window;
    bool m_dirty = false;      ///< something changed since the last layout
    bool m_settling = false;
    bool m_posted = false;     ///< a settle() is on its way
    bool m_placed = false;     ///< the window was moved; following must not put it back
    bool m_movingBar = false;  ///< the bar is told, not dragged
    std::optional<qint64> m_current;
    std::optional<qint64> m_mark; ///< the other end of the selection
    bool m_awaited = false;       ///< the current row is not loaded, so its position may be a guess
    int m_column = -1;
    std::optional<qint64> m_hovered;
    Edge m_followEdge = Edge::None;
    bool m_follow = false;
    std::pair<qint64, qint64> m_toldRange{0, -1};
    int m_wheelRest = 0;
    bool m_selecting = false; ///< the left button is down
    QBasicTimer m_autoScroll;
    QPoint m_dragAt;
    QBasicTimer m_announce; ///< screen readers hear of new rows a few times a second
};

} // namespace weir::ui
