// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>

namespace weir::ui {

/// A word of a payload: the content of a JSON string, a number, or what stands between blanks.
struct PayloadWord {
    QString text;
    bool number = false; ///< written without quotes, beginning with a digit or a minus
    bool operator==(const PayloadWord&) const = default;
};

/// The word that covers `position` of a line; nullopt between words. In JSON a string is one word, its quotes left out.
[[nodiscard]] std::optional<PayloadWord> wordAt(const QString& line, int position, bool json);

} // namespace weir::ui
