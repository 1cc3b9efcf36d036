// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/word_at.h"

namespace weir::ui {
namespace {

bool startsNumber(const QString& word)
{
    return !word.isEmpty() && (word[0].isDigit() || (word[0] == u'-' && word.size() > 1 && word[1].isDigit()));
}

/// One past the closing quote of the string that begins at `start`, or the end of the line.
qsizetype endOfString(const QString& line, qsizetype start)
{
    qsizetype at = start + 1;
    while (at < line.size() && line[at] != u'"')
        at += line[at] == u'\\' ? 2 : 1;
    return std::min(line.size(), at + 1);
}

} // namespace

std::optional<PayloadWord> wordAt(const QString& line, int position, bool json)
{
    const auto ends = [&](QChar c) { return c.isSpace() || (json && QStringLiteral("{}[],:\"").contains(c)); };
    for (qsizetype at = 0; at < line.size() && at <= position;) {
        qsizetype end = at;
        const bool string = json && line[at] == u'"';
        if (string)
            end = endOfString(line, at);
        else
            while (end < line.size() && !ends(line[end]))
                ++end;
        if (end > at && position <= end) {
            const QString word = line.mid(at, end - at);
            if (!string)
                return PayloadWord{word, startsNumber(word)};
            const bool closed = word.size() > 1 && word.endsWith(u'"');
            return PayloadWord{word.mid(1, word.size() - (closed ? 2 : 1)), false};
        }
        at = std::max(end, at + 1);
    }
    return std::nullopt;
}

} // namespace weir::ui
