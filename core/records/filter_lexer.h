// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter_ast.h"

#include <string>
#include <vector>

namespace weir {

/// A word, sign or text of the filter language, and where it stands: bytes [begin, end).
struct FilterToken {
    enum class Kind {
        Word,     ///< text without quotes; what it means depends on where it stands
        Text,     ///< "…", r"…" or hex"…"
        Field,    ///< key, value.data.items[0], header["name"] …
        Compare,  ///< == != < <= > >=
        Matches,  ///< ~
        Contains,
        In,
        Exists,
        And,
        Or,
        Not,
        Star,     ///< * that stands alone, before a text
        Open,
        Close,
        Comma,
        End,
    };
    Kind kind = Kind::End;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text{};                             ///< Word, Text: the bytes meant
    FieldPath field{};                              ///< Field
    FilterCompare compare = FilterCompare::Equal;   ///< Compare
    bool star = false;                              ///< an operator that ignores case: ==* !=* ~* contains* in*
};

/// All tokens, End last. The text is at most 64 KB.
[[nodiscard]] std::expected<std::vector<FilterToken>, FilterError> lexFilter(std::string_view text);

} // namespace weir
