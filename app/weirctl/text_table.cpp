// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/text_table.h"

#include "core/base/bytes.h"

#include <algorithm>

namespace weir::cli {
namespace {

/// Characters, not bytes. Wide characters are rare in names; a column that is off by one is no harm.
std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

void TextTable::addRow(std::vector<std::string> cells)
{
    for (std::string& cell : cells)
        cell = escapeForDisplay(cell, cell.size());
    cells.resize(m_columns.size());
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text() const
{
    std::vector<std::size_t> widths;
    std::vector<std::string> titles;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        titles.push_back(m_columns[i].title);
        widths.push_back(width(titles[i]));
        for (const auto& row : m_rows)
            widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string out;
    const auto append = [&](const std::vector<std::string>& cells) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string padding(widths[i] - width(cells[i]), ' ');
            line += i == 0 ? "" : "  ";
            line += m_columns[i].align == Align::Right ? padding + cells[i] : cells[i] + padding;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    };
    append(titles);
    for (const auto& row : m_rows)
        append(row);
    return out;
}

std::string shownNumber(const std::optional<std::int64_t>& number) { return number ? std::to_string(*number) : "-"; }

std::string shownText(std::string_view text, std::size_t most) { return escapeForDisplay(text, most); }

std::string shownBytes(const std::optional<std::string>& bytes, std::size_t most)
{
    if (!bytes)
        return "NULL";
    return bytes->empty() ? "(empty)" : escapeForDisplay(*bytes, most);
}

} // namespace weir::cli
