// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/timeline.h"

#include <QtWidgets/QWidget>

#include <optional>

class QPushButton;

namespace weir::ui {

/// Records of a topic over time as bars in a card 64 px high. A click or Enter jumps to a time, a drag or
/// Shift+Left/Right and Enter limits the range, Escape lets the range go. Left and Right move a cursor that says what it
/// stands on. Times in ms since 1970, shown in local time. It folds away to one line. GUI thread.
class TimelineStrip : public QWidget
{
    Q_OBJECT
public:
    explicit TimelineStrip(QWidget* parent = nullptr);

    /// May be called again and again with better versions; the cursor and what is being dragged stay.
    void setTimeline(const weir::Timeline& timeline);
    /// The words in the strip while there is no timeline yet.
    void setLoading();
    /// Keeps an older timeline visible. One sentence; a retry link stands beside it.
    void setFailed(const QString& sentence);
    /// Something to say about what is shown: "2 partitions are missing"; empty for nothing.
    void setNote(const QString& note);
    /// The chosen range, in the accent colour; absent: nothing is chosen.
    void setHighlight(std::optional<qint64> from, std::optional<qint64> to);
    /// Where the table is now, as a mark under the bars.
    void setVisibleSpan(std::optional<qint64> from, std::optional<qint64> to);
    void setFolded(bool folded);
    [[nodiscard]] bool isFolded() const { return m_folded; }
    /// What the cursor stands on, or the whole in one sentence; also the accessible description.
    [[nodiscard]] QString description() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void jumped(qint64 ms);
    void rangeChosen(qint64 from, qint64 to);
    /// The person let the chosen range go (Escape).
    void rangeCleared();
    void retryRequested();
    void foldedChanged(bool folded);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class State { Loading, Ready, Failed };
    [[nodiscard]] QRectF barArea() const;
    [[nodiscard]] int count() const { return static_cast<int>(m_timeline.buckets.size()); }
    [[nodiscard]] const weir::TimelineBucket& bucket(int index) const
    {
        return m_timeline.buckets[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] int bucketAt(qreal x) const;
    [[nodiscard]] qreal xOf(qint64 time) const;
    [[nodiscard]] QString bucketWords(int index) const;
    void paintBars(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintCaptions(QPainter& painter) const;
    void paintWords(QPainter& painter) const;
    void moveCursor(int to, bool extend);
    void takeSelection();
    void clearSelection();
    void describe();
    void placeButtons();

    State m_state = State::Loading;
    weir::Timeline m_timeline;
    QString m_failure;
    QString m_note;
    std::optional<qint64> m_highlightFrom;
    std::optional<qint64> m_highlightTo;
    std::optional<qint64> m_visibleFrom;
    std::optional<qint64> m_visibleTo;
    int m_hovered = -1;
    int m_cursor = -1;
    int m_anchor = -1; ///< where the selection began; -1: there is none
    int m_pressed = -1;
    bool m_dragging = false;
    bool m_folded = false;
    QPushButton* m_fold;
    QPushButton* m_retry;
};

} // namespace weir::ui
