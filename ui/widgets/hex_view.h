// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <QtWidgets/QAbstractScrollArea>

#include <memory>
#include <vector>

class QPainter;

namespace weir::ui {

/// Bytes as lines of address, hexadecimal and ASCII; 16, 8 or 4 bytes a line, as the width allows. Draws only the lines
/// that are visible, so 20 MB cost no more than 20 bytes. Moved through and selected with mouse and keyboard; Ctrl+C copies
/// the selected bytes as hexadecimal digits. GUI thread.
class HexView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    /// Bytes [begin, end) that are different from what they are compared with; an empty one is a place where something is
    /// missing here. Shown by a tint and a line under them.
    struct Mark {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool operator==(const Mark&) const = default;
    };

    explicit HexView(const QString& accessibleName, QWidget* parent = nullptr);

    /// nullptr: nothing. Removes marks and selection.
    void setBytes(std::shared_ptr<const Bytes> bytes);
    /// In order.
    void setMarks(std::vector<Mark> marks);
    [[nodiscard]] const std::vector<Mark>& marks() const { return m_marks; }
    [[nodiscard]] std::size_t size() const { return m_bytes ? m_bytes->size() : 0; }
    [[nodiscard]] int bytesPerLine() const { return m_perLine; }
    /// The byte the cursor stands on.
    [[nodiscard]] std::size_t cursor() const { return m_cursor; }
    /// Puts the cursor there, selects nothing, and scrolls so that it can be seen.
    void moveCursorTo(std::size_t offset);
    /// Address of the topmost line.
    [[nodiscard]] std::size_t topOffset() const;
    void scrollToOffset(std::size_t offset);
    /// The selected bytes, or all, as hexadecimal digits; of at most 1 MiB.
    [[nodiscard]] QString hexText() const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void cursorMoved(quint64 offset);
    /// A person scrolled or moved the cursor.
    void scrolled(quint64 topOffset);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void fit();
    void setCursorByte(std::size_t offset, bool select);
    void paintLine(QPainter& painter, int y, std::size_t at) const;
    void paintByteBack(QPainter& painter, int y, int column, std::size_t offset) const;
    /// A bar before that place: something is missing here.
    void paintGap(QPainter& painter, int y, int column) const;
    [[nodiscard]] int hexX(int column) const;
    [[nodiscard]] int textX(int column) const;
    [[nodiscard]] std::size_t byteAt(const QPoint& point) const;
    /// The mark over that byte; nullptr when there is none.
    [[nodiscard]] const Mark* markAt(std::size_t offset) const;
    [[nodiscard]] bool isSelected(std::size_t offset) const;
    [[nodiscard]] int visibleLines() const;
    void tellCursor();

    std::shared_ptr<const Bytes> m_bytes;
    std::vector<Mark> m_marks;
    std::size_t m_cursor = 0;
    std::size_t m_anchor = 0;
    int m_perLine = 16;
    int m_lineHeight = 18;
    int m_charWidth = 8;
};

} // namespace weir::ui
