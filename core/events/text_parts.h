// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace weir {

/// A piece of a text with placeholders; all pieces in a row are the text.
struct TextPart {
    enum class Kind {
        Literal,     ///< goes out as it is
        Braces,      ///< "\{{": two braces go out
        Placeholder, ///< "{{counter from=1}}"
        Unclosed,    ///< "{{" without "}}" on its line, up to the end of the line
    };
    Kind kind = Kind::Literal;
    std::size_t begin = 0; ///< in the text, in bytes
    std::size_t length = 0;
    std::string_view inside; ///< Literal, Braces: what goes out; Placeholder: what stands between the braces
};

/// Cuts a text at its placeholders. One ends at the first "}}" outside quotes, on the line it begins on. "\{{" is no
/// placeholder; a pair of backslashes before "{{" is a pair of backslashes. Views into `text`. Pure; any thread.
[[nodiscard]] std::vector<TextPart> splitText(std::string_view text);

} // namespace weir
