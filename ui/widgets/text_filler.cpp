// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text_filler.h"

#include <QtGui/QTextCursor>
#include <QtWidgets/QPlainTextEdit>

namespace weir::ui {
namespace {

constexpr std::size_t longestLine = 4096;
constexpr std::size_t pieceSize = 72 * 1024;

} // namespace

TextFiller::TextFiller(QPlainTextEdit* field) : QObject(field), m_field(field)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &TextFiller::addNext);
}

std::vector<QString> TextFiller::pieces(std::string_view utf8)
{
    std::vector<QString> result;
    std::string piece;
    std::size_t inLine = 0;
    const auto flush = [&] {
        result.push_back(QString::fromStdString(piece));
        piece.clear();
    };
    for (const char c : utf8) {
        const bool continuation = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
        if (inLine >= longestLine && !continuation && c != '\n') {
            piece += '\n';
            inLine = 0;
        }
        if (inLine == 0 && piece.size() >= pieceSize)
            flush();
        piece += c;
        inLine = c == '\n' ? 0 : inLine + 1;
    }
    flush();
    return result;
}

void TextFiller::fill(std::vector<QString> pieces)
{
    m_pieces = std::move(pieces);
    m_next = 1;
    emptyField();
    if (!m_pieces.empty())
        m_field->setPlainText(m_pieces.front());
    if (m_pieces.size() > 1)
        m_timer.start();
    else
        m_timer.stop();
}

void TextFiller::clear()
{
    m_timer.stop();
    m_pieces.clear();
    emptyField();
}

void TextFiller::emptyField()
{
    m_field->clear();
}

void TextFiller::addNext()
{
    QTextCursor end(m_field->document());
    end.movePosition(QTextCursor::End);
    end.insertText(m_pieces[m_next]);
    if (++m_next < m_pieces.size())
        return;
    m_timer.stop();
    m_pieces.clear();
}

} // namespace weir::ui
