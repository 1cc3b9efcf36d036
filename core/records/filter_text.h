// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/field_path.h"

#include <expected>
#include <string>
#include <string_view>

/// Private to the filter language: the small pieces that fields and conditions share.
namespace weir::filter_text {

[[nodiscard]] inline std::unexpected<FilterError> wrong(std::size_t begin, std::size_t end, std::string message)
{
    return std::unexpected(FilterError{begin, end, std::move(message)});
}

[[nodiscard]] bool isSpace(char c);
[[nodiscard]] bool isDigit(char c);
/// A byte that may stand in a name without quotes: letters, digits, _ - $ @ and everything that is not ASCII.
[[nodiscard]] bool isNameByte(char c);
/// A byte that may stand in text without quotes: everything but white space, control characters and ()[],"'=!<>~*
[[nodiscard]] bool isWordByte(char c);

/// Reads a text in double quotes that begins at `at`, and moves `at` behind it. The bytes that it means.
[[nodiscard]] std::expected<std::string, FilterError> readQuoted(std::string_view text, std::size_t& at);
/// The quoted notation that readQuoted() reads back; bytes that are not UTF-8 and control characters as \xHH.
[[nodiscard]] std::string quoted(std::string_view bytes);

/// The name of a part ("key", "value", "header" …) that begins at `at`, when a field begins there: the name alone, or
/// followed by `.` or `[`.
[[nodiscard]] std::optional<FieldPath::Part> partAt(std::string_view text, std::size_t at);
/// Reads the field that begins at `at`, where partAt() found one, and moves `at` behind it.
[[nodiscard]] std::expected<FieldPath, FilterError> readField(std::string_view text, std::size_t& at);

} // namespace weir::filter_text
