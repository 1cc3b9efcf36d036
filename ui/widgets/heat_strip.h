// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtWidgets/QWidget>

#include <optional>
#include <vector>

namespace weir::ui {

/// One square: a partition, for example.
struct HeatCell {
    QString key;                   ///< unique, not shown
    std::optional<double> value{}; ///< 0..1, how strong the colour is; absent: not known, drawn hollow
    Tone tone = Tone::Ok;
    QString state{}; ///< one word for the legend: "stalled"
    QString words{}; ///< the whole sentence, for hovering and screen readers: "orders 2 · stalled · 54,278 behind"

    bool operator==(const HeatCell&) const = default;
};

/// Thousands of small squares in rows, in the order given, with a legend that counts them by state. Squares shrink as they
/// become many. Warning and bad ones carry a pattern, unknown ones are hollow: colour is never alone.
/// Arrows, Home, End move, Enter or a click activates; screen readers see a list. GUI thread.
class HeatStrip : public QWidget
{
    Q_OBJECT
public:
    explicit HeatStrip(const QString& name, QWidget* parent = nullptr);

    /// Replaces all cells; the current one stays current by its key. Paints only what changed.
    void setCells(std::vector<HeatCell> cells);
    /// Dim words at the right of the legend while nothing is hovered: "worst first".
    void setNote(const QString& note);
    void setEmptyText(const QString& text);

    [[nodiscard]] const std::vector<HeatCell>& cells() const { return m_cells; }
    [[nodiscard]] int count() const { return static_cast<int>(m_cells.size()); }
    /// -1: none yet.
    [[nodiscard]] int current() const { return m_current; }
    void setCurrent(int index);
    [[nodiscard]] QString currentKey() const;
    /// Where a square is; -1 where there is none.
    [[nodiscard]] QRect cellRect(int index) const;
    [[nodiscard]] int cellAt(const QPoint& point) const;
    /// "1,140 OK, 2 growing, 1 stalled"; also the accessible description.
    [[nodiscard]] QString legendText() const;
    void activate(int index);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {400, heightForWidth(400)}; }
    QSize minimumSizeHint() const override { return {120, heightForWidth(width() > 120 ? width() : 400)}; }

Q_SIGNALS:
    void activated(const QString& key);
    /// Another square is current; empty: none.
    void currentKeyChanged(const QString& key);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Grid {
        int width;  ///< of a square
        int height; ///< of a square
        int gap;
        int columns;
        int rows;
    };
    struct StateCount {
        QString state;
        Tone tone;
        bool known;
        int count;
    };
    [[nodiscard]] Grid gridFor(int width) const;
    void layOut();
    void countStates();
    void paintCell(QPainter& painter, const Theme& theme, const HeatCell& cell, const QRect& area) const;
    void paintLegend(QPainter& painter, const Theme& theme) const;
    [[nodiscard]] QRect legendRect() const;
    void hover(int index);

    std::vector<HeatCell> m_cells;
    std::vector<StateCount> m_states;
    QString m_note;
    QString m_empty;
    Grid m_grid{};
    int m_current = -1;
    int m_hovered = -1;
};

} // namespace weir::ui
