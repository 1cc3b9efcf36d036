// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/events/csv_reader.h"
#include "core/events/import_source.h"
#include "core/events/json_object.h"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

namespace weir {
namespace {

constexpr std::size_t linesLookedAt = 20;

/// Whole lines only: the last one may go on behind the bytes that are here.
std::string_view wholeLines(std::string_view bytes)
{
    const std::size_t end = bytes.rfind('\n');
    return end == std::string_view::npos ? bytes : bytes.substr(0, end + 1);
}

std::string_view firstLine(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of("\r\n");
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find('\n', begin) - begin);
}

bool isJsonLine(std::string_view line)
{
    return line.starts_with('{') && (checkJson(line).has_value() || line.find('"') < 4);
}

/// The names in the first line when the text is a table with this separator; none when it is not.
std::vector<std::string> tableColumns(std::string_view text, char separator)
{
    std::istringstream stream{std::string(text)};
    CsvReader reader(stream, separator);
    std::vector<std::string> names;
    auto more = reader.next(names);
    const std::set<std::string> different(names.begin(), names.end());
    const bool odd = std::ranges::any_of(names, [](const std::string& name) {
        return name.empty() || name.find_first_of("{}[]\n") != std::string::npos || !isUtf8(name);
    });
    if (!more || !*more || names.size() < 2 || different.size() != names.size() || odd)
        return {};
    // A table with a ragged row is still one, and the import names that row; lines that are mostly no rows are none.
    std::size_t fitting = 0;
    std::size_t ragged = 0;
    std::vector<std::string> cells;
    for (std::size_t line = 0; line < linesLookedAt; ++line) {
        more = reader.next(cells);
        if (!more || !*more)
            break; // a quote that is open at the end of what is here closes behind it
        if (!reader.blank())
            ++(cells.size() == names.size() ? fitting : ragged);
    }
    if (ragged * 3 > fitting)
        return {};
    return names;
}

} // namespace

ImportGuess guessImport(std::string_view firstBytes)
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (firstBytes.starts_with(mark))
        firstBytes.remove_prefix(mark.size());
    ImportGuess guess;
    const std::string_view text = wholeLines(firstBytes);
    if (isJsonLine(firstLine(text))) {
        guess.format = ImportFormat::JsonLines;
        return guess;
    }
    for (const char separator : {',', ';', '\t', '|'}) {
        auto columns = tableColumns(text, separator);
        if (columns.size() <= guess.columns.size())
            continue;
        guess.format = ImportFormat::Csv;
        guess.separator = separator;
        guess.columns = std::move(columns);
    }
    return guess;
}

} // namespace weir
