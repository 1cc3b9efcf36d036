// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text_filler.h"

#include <QtGui/QTextCursor>
#include <QtGui/QTextDocument>
#include <QtWidgets/QPlainTextEdit>

namespace weir::ui {
namespace {

constexpr std::size_t longestLine = 4096;
constexpr std::size_t pieceSize = 24 * 1024;
constexpr int clearedAtOnce = 512 * 1024; // characters

} // namespace

TextFiller::TextFiller(QPlainTextEdit* field) : QObject(field), m_field(field)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &TextFiller::step);
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
    if (isFilling() || !m_old.empty())
        m_timer.start();
}

void TextFiller::clear()
{
    m_pieces.clear();
    m_next = 0;
    emptyField();
}

void TextFiller::emptyField()
{
    QTextDocument* before = m_field->document();
    if (before->characterCount() <= clearedAtOnce)
        return m_field->clear();
    auto* fresh = new QTextDocument(m_field);
    fresh->setDocumentLayout(new QPlainTextDocumentLayout(fresh));
    fresh->setUndoRedoEnabled(false);
    fresh->setDefaultFont(before->defaultFont());
    before->setParent(this); // the field would delete its own at once
    m_field->setDocument(fresh);
    m_old.push_back(before);
    m_timer.start();
    Q_EMIT documentChanged();
}

void TextFiller::step()
{
    if (isFilling())
        addNext();
    else if (!m_old.empty())
        takeApartNext();
    else
        m_timer.stop();
}

void TextFiller::addNext()
{
    QTextCursor end(m_field->document());
    end.movePosition(QTextCursor::End);
    end.insertText(m_pieces[m_next]);
    if (++m_next == m_pieces.size())
        m_pieces.clear();
}

void TextFiller::takeApartNext()
{
    QTextDocument* document = m_old.back();
    const int left = document->characterCount() - 1;
    if (left <= static_cast<int>(pieceSize)) {
        m_old.pop_back();
        delete document;
        return;
    }
    QTextCursor tail(document);
    tail.setPosition(left - static_cast<int>(pieceSize));
    tail.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
    tail.removeSelectedText();
}

} // namespace weir::ui
