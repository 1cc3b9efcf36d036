// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::cli {

/// Aligned columns for people. Cells are made safe for a terminal: control and invisible characters are escaped.
/// The last column may be as long as it likes. One thread at a time.
class TextTable
{
public:
    enum class Align { Left, Right };
    struct Column {
        std::string title;
        Align align = Align::Left;
    };

    explicit TextTable(std::vector<Column> columns) : m_columns(std::move(columns)) {}

    /// Missing cells at the end are empty.
    void addRow(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return m_rows.empty(); }
    /// Title line and rows, each with a line break; no blanks at the ends of lines.
    [[nodiscard]] std::string text() const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

/// How a number is shown that may be unknown: "-" as in Kafka's own tools.
[[nodiscard]] std::string shownNumber(const std::optional<std::int64_t>& number);
/// At most about `most` bytes of the text, escaped to one line.
[[nodiscard]] std::string shownText(std::string_view text, std::size_t most = 512);
/// Key or value of a record: NULL and (empty) are told apart from text.
[[nodiscard]] std::string shownBytes(const std::optional<std::string>& bytes, std::size_t most = 200);

} // namespace weir::cli
