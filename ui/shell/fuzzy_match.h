// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>
#include <vector>

namespace weir::ui {

struct FuzzyMatch {
    int score = 0;              ///< higher is better
    std::vector<int> positions; ///< of the matched characters, ascending
};

/// Whether the letters of `pattern` (blanks ignored, case ignored) occur in `text` in this order; starts of words and
/// runs score higher, long texts a little lower. An empty pattern matches everything with score 0. Pure.
[[nodiscard]] std::optional<FuzzyMatch> fuzzyMatch(const QString& pattern, const QString& text);

} // namespace weir::ui
