// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/json_highlighter.h"

namespace weir::ui {
namespace {

/// One past the closing quote, or the end of the line.
int endOfString(const QString& text, int start)
{
    int at = start + 1;
    while (at < text.size() && text[at] != u'"')
        at += text[at] == u'\\' ? 2 : 1;
    return std::min(static_cast<int>(text.size()), at + 1);
}

bool isName(const QString& text, int after)
{
    while (after < text.size() && text[after].isSpace())
        ++after;
    return after < text.size() && text[after] == u':';
}

bool inWord(QChar c)
{
    return c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'+';
}

} // namespace

JsonHighlighter::JsonHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {}

void JsonHighlighter::setEnabled(bool enabled)
{
    m_enabled = enabled;
}

void JsonHighlighter::setTheme(const Theme& theme)
{
    if (m_theme == &theme)
        return;
    m_theme = &theme;
    rehighlight();
}

void JsonHighlighter::highlightBlock(const QString& text)
{
    if (!m_enabled)
        return;
    int at = 0;
    while (at < text.size()) {
        const QChar c = text[at];
        if (c == u'"') {
            const int end = endOfString(text, at);
            setFormat(at, end - at, isName(text, end) ? m_theme->accentText : m_theme->okText);
            at = end;
        } else if (inWord(c)) {
            int end = at;
            while (end < text.size() && inWord(text[end]))
                ++end;
            // true, false and null are words, everything else that is no string is a number.
            setFormat(at, end - at, c.isLetter() ? m_theme->badText : m_theme->warningText);
            at = end;
        } else {
            ++at;
        }
    }
}

} // namespace weir::ui
