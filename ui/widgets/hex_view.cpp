// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/hex_view.h"

#include "ui/widgets/copy_details.h"
#include "ui/widgets/theme.h"

#include <QtCore/QEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr int addressChars = 8;
constexpr int margin = 4;
constexpr std::size_t copiedAtMost = std::size_t{1} << 20U;

} // namespace

HexView::HexView(const QString& accessibleName, QWidget* parent) : QAbstractScrollArea(parent)
{
    setAccessibleName(accessibleName);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setFont(Theme::monoFont());
    viewport()->setCursor(Qt::IBeamCursor);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        viewport()->update();
        Q_EMIT scrolled(topOffset());
    });
    fit();
}

void HexView::setBytes(std::shared_ptr<const Bytes> bytes)
{
    m_bytes = std::move(bytes);
    m_marks.clear();
    m_cursor = m_anchor = 0;
    fit();
    verticalScrollBar()->setValue(0);
    tellCursor();
    viewport()->update();
}

void HexView::setMarks(std::vector<Mark> marks)
{
    m_marks = std::move(marks);
    viewport()->update();
}

void HexView::fit()
{
    const QFontMetrics metrics(font());
    m_lineHeight = metrics.height() + 2;
    m_charWidth = std::max(1, metrics.horizontalAdvance(u'0'));
    const std::size_t top = topOffset();
    const int before = m_perLine;
    for (const int perLine : {16, 8, 4}) {
        m_perLine = perLine;
        if (textX(perLine) + margin <= viewport()->width())
            break;
    }
    const auto lines = (size() + static_cast<std::size_t>(m_perLine) - 1) / static_cast<std::size_t>(m_perLine);
    const int extra = static_cast<int>(std::min<std::size_t>(lines, INT_MAX)) - visibleLines();
    verticalScrollBar()->setRange(0, std::max(0, extra));
    verticalScrollBar()->setPageStep(visibleLines());
    if (before != m_perLine)
        scrollToOffset(top);
}

int HexView::visibleLines() const
{
    return std::max(1, (viewport()->height() - margin) / m_lineHeight);
}

std::size_t HexView::topOffset() const
{
    return static_cast<std::size_t>(verticalScrollBar()->value()) * static_cast<std::size_t>(m_perLine);
}

void HexView::scrollToOffset(std::size_t offset)
{
    verticalScrollBar()->setValue(static_cast<int>(std::min<std::size_t>(offset / static_cast<std::size_t>(m_perLine), INT_MAX)));
}

int HexView::hexX(int column) const
{
    // One more blank in the middle of 16, for the eye.
    const int gap = m_perLine == 16 && column >= 8 ? 1 : 0;
    return margin + (addressChars + 2 + column * 3 + gap) * m_charWidth;
}

int HexView::textX(int column) const
{
    return hexX(m_perLine - 1) + (4 + column) * m_charWidth;
}

const HexView::Mark* HexView::markAt(std::size_t offset) const
{
    const auto after = std::ranges::upper_bound(m_marks, offset, {}, &Mark::begin);
    if (after == m_marks.begin())
        return nullptr;
    const Mark& mark = *std::prev(after);
    return offset < mark.end || mark.begin == offset ? &mark : nullptr;
}

bool HexView::isSelected(std::size_t offset) const
{
    return m_anchor != m_cursor && offset >= std::min(m_anchor, m_cursor) && offset <= std::max(m_anchor, m_cursor);
}

void HexView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.setFont(font());
    const auto perLine = static_cast<std::size_t>(m_perLine);
    std::size_t at = topOffset();
    for (int line = 0; line <= visibleLines() && at < size(); ++line, at += perLine)
        paintLine(painter, margin + line * m_lineHeight, at);
    if (hasFocus()) {
        painter.setPen(themeOf(this).focusRing);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void HexView::paintByteBack(QPainter& painter, int y, int column, std::size_t offset) const
{
    const Theme& theme = themeOf(this);
    const QRect hex(hexX(column) - m_charWidth / 2, y, 3 * m_charWidth, m_lineHeight);
    const QRect text(textX(column), y, m_charWidth, m_lineHeight);
    const auto fill = [&](const QColor& color) {
        painter.fillRect(hex, color);
        painter.fillRect(text, color);
    };
    if (isSelected(offset))
        fill(theme.selection);
    const Mark* mark = markAt(offset);
    if (mark && mark->end > mark->begin) {
        if (!isSelected(offset))
            fill(theme.warningTint);
        const QColor line = theme.warningText;
        painter.fillRect(QRect(hex.left(), hex.bottom() - 1, hex.width(), 2), line);
        painter.fillRect(QRect(text.left(), text.bottom() - 1, text.width(), 2), line);
    } else if (mark) {
        paintGap(painter, y, column);
    }
    if (offset == m_cursor && hasFocus()) {
        painter.setPen(theme.accentText);
        painter.drawRect(hex.adjusted(0, 0, -1, -1));
        painter.drawRect(text.adjusted(0, 0, -1, -1));
    }
}

void HexView::paintGap(QPainter& painter, int y, int column) const
{
    const QColor color = themeOf(this).badText;
    painter.fillRect(QRect(hexX(column) - m_charWidth / 2 - 1, y, 2, m_lineHeight), color);
    painter.fillRect(QRect(textX(column) - 1, y, 2, m_lineHeight), color);
}

void HexView::paintLine(QPainter& painter, int y, std::size_t at) const
{
    const Theme& theme = themeOf(this);
    const int baseline = y + painter.fontMetrics().ascent() + 1;
    painter.setPen(theme.dimText);
    painter.drawText(margin, baseline, QStringLiteral("%1").arg(at, addressChars, 16, QLatin1Char('0')));
    const std::string_view bytes = std::string_view(*m_bytes).substr(at, static_cast<std::size_t>(m_perLine));
    const QString hex = QString::fromStdString(toHex(bytes));
    for (int column = 0; column < static_cast<int>(bytes.size()); ++column) {
        const std::size_t offset = at + static_cast<std::size_t>(column);
        paintByteBack(painter, y, column, offset);
        const auto byte = static_cast<unsigned char>(bytes[static_cast<std::size_t>(column)]);
        const bool printable = byte >= 0x20 && byte < 0x7f;
        painter.setPen(byte == 0 ? theme.dimText : theme.text);
        painter.drawText(hexX(column), baseline, hex.mid(column * 2, 2));
        painter.setPen(printable ? theme.text : theme.dimText);
        painter.drawText(textX(column), baseline, printable ? QString(QLatin1Char(static_cast<char>(byte))) : QStringLiteral("."));
    }
    // Something may be missing behind the last byte.
    if (at + bytes.size() == size() && markAt(size()) && markAt(size())->begin == size())
        paintGap(painter, y, static_cast<int>(bytes.size()));
}

void HexView::setCursorByte(std::size_t offset, bool select)
{
    m_cursor = size() == 0 ? 0 : std::min(offset, size() - 1);
    if (!select)
        m_anchor = m_cursor;
    const int line = static_cast<int>(m_cursor / static_cast<std::size_t>(m_perLine));
    auto* bar = verticalScrollBar();
    if (line < bar->value())
        bar->setValue(line);
    else if (line >= bar->value() + visibleLines())
        bar->setValue(line - visibleLines() + 1);
    tellCursor();
    viewport()->update();
    Q_EMIT cursorMoved(m_cursor);
}

void HexView::moveCursorTo(std::size_t offset)
{
    setCursorByte(offset, false);
}

void HexView::tellCursor()
{
    if (size() == 0)
        return setAccessibleDescription(tr("no bytes"));
    setAccessibleDescription(tr("%1 bytes; byte %2 is %3")
                                 .arg(size())
                                 .arg(m_cursor)
                                 .arg(QString::fromStdString(toHex(std::string_view(*m_bytes).substr(m_cursor, 1)))));
}

std::size_t HexView::byteAt(const QPoint& point) const
{
    const int line = std::max(0, point.y() - margin) / m_lineHeight;
    int column = 0;
    if (point.x() >= textX(0) - m_charWidth) {
        column = (point.x() - textX(0)) / m_charWidth;
    } else {
        while (column + 1 < m_perLine && point.x() >= hexX(column + 1) - m_charWidth / 2)
            ++column;
    }
    column = std::clamp(column, 0, m_perLine - 1);
    return topOffset() + static_cast<std::size_t>(line) * static_cast<std::size_t>(m_perLine) + static_cast<std::size_t>(column);
}

void HexView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copyText(hexText());
    if (event->matches(QKeySequence::SelectAll) && size() > 0) {
        m_anchor = 0;
        return setCursorByte(size() - 1, true);
    }
    const auto perLine = static_cast<std::size_t>(m_perLine);
    const std::size_t page = perLine * static_cast<std::size_t>(visibleLines());
    const bool whole = (event->modifiers() & Qt::ControlModifier) != 0;
    const bool select = (event->modifiers() & Qt::ShiftModifier) != 0;
    const auto back = [this](std::size_t bytes) { return m_cursor >= bytes ? m_cursor - bytes : m_cursor; };
    const auto ahead = [this](std::size_t bytes) { return m_cursor + bytes < size() ? m_cursor + bytes : m_cursor; };
    switch (event->key()) {
    case Qt::Key_Left: return setCursorByte(back(1), select);
    case Qt::Key_Right: return setCursorByte(ahead(1), select);
    case Qt::Key_Up: return setCursorByte(back(perLine), select);
    case Qt::Key_Down: return setCursorByte(ahead(perLine), select);
    case Qt::Key_PageUp: return setCursorByte(m_cursor >= page ? m_cursor - page : m_cursor % perLine, select);
    case Qt::Key_PageDown: return setCursorByte(m_cursor + page, select);
    case Qt::Key_Home: return setCursorByte(whole ? 0 : m_cursor - m_cursor % perLine, select);
    case Qt::Key_End: return setCursorByte(whole ? size() : m_cursor - m_cursor % perLine + perLine - 1, select);
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void HexView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        setCursorByte(byteAt(event->pos()), (event->modifiers() & Qt::ShiftModifier) != 0);
}

void HexView::mouseMoveEvent(QMouseEvent* event)
{
    if ((event->buttons() & Qt::LeftButton) != 0)
        setCursorByte(byteAt(event->pos()), true);
}

QString HexView::hexText() const
{
    if (!m_bytes)
        return {};
    const std::string_view all(*m_bytes);
    const bool some = m_anchor != m_cursor;
    const std::string_view wanted = some ? all.substr(std::min(m_anchor, m_cursor),
                                                      std::max(m_anchor, m_cursor) - std::min(m_anchor, m_cursor) + 1)
                                         : all;
    return QString::fromStdString(toHex(wanted.substr(0, copiedAtMost)));
}

void HexView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    fit();
}

void HexView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fit();
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

void HexView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HexView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

QSize HexView::sizeHint() const
{
    return {textX(m_perLine) + margin + 20, m_lineHeight * 12};
}

} // namespace weir::ui
