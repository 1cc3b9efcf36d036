// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzy_match.h"

#include <algorithm>

namespace weir::ui {
namespace {

bool startsWord(const QString& text, int at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[at].isUpper());
}

/// Takes the first possible place of each letter from `start` on.
std::optional<FuzzyMatch> matchFrom(const QString& letters, const QString& text, int start)
{
    FuzzyMatch match;
    int at = start;
    for (const QChar letter : letters) {
        while (at < text.size() && text[at].toCaseFolded() != letter)
            ++at;
        if (at == text.size())
            return std::nullopt;
        const bool run = !match.positions.empty() && match.positions.back() == at - 1;
        match.score += 1 + (run ? 10 : 0) + (startsWord(text, at) ? 8 : 0);
        match.positions.push_back(at++);
    }
    match.score -= static_cast<int>(std::min<qsizetype>(text.size(), 100)) / 10;
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString& pattern, const QString& text)
{
    QString letters;
    for (const QChar c : pattern) {
        if (!c.isSpace())
            letters += c.toCaseFolded();
    }
    if (letters.isEmpty())
        return FuzzyMatch{};
    std::optional<FuzzyMatch> best;
    for (int start = 0; start < text.size(); ++start) {
        if (text[start].toCaseFolded() != letters[0])
            continue;
        auto match = matchFrom(letters, text, start);
        // Later starts only see less of the text.
        if (!match)
            break;
        if (!best || match->score > best->score)
            best = std::move(match);
    }
    return best;
}

} // namespace weir::ui
