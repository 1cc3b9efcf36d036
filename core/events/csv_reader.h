// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/events/buffered_input.h"

#include <string>
#include <vector>

namespace weir {

/// Reads rows of a table in text, as RFC 4180 and most programs write them: cells in quotes may hold separators, line ends
/// and doubled quotes; rows end with LF or CRLF. A quote inside a cell that does not begin with one is a character.
/// Memory is bounded by one row. One thread at a time.
class CsvReader
{
public:
    CsvReader(std::istream& in, char separator) : m_in(in), m_separator(separator) {}

    /// The next row; false at the end. InvalidInput names the line: a row above 100 MiB, text behind a closing quote, a
    /// quote that is never closed. The next call goes on with the next row.
    [[nodiscard]] Result<bool> next(std::vector<std::string>& cells);
    /// Where the row began that next() read, from 1.
    [[nodiscard]] std::uint64_t line() const { return m_line; }
    /// The row is an empty line.
    [[nodiscard]] bool blank() const { return m_blank; }
    [[nodiscard]] const BufferedInput& input() const { return m_in; }

private:
    enum class After { Cell, Row, Bad };
    [[nodiscard]] After cell(std::string& out);
    [[nodiscard]] After quotedCell(std::string& out);
    [[nodiscard]] After behindCell(int c);
    void append(std::string& out, int c);
    void skipLine();
    [[nodiscard]] std::unexpected<Error> bad(const std::string& why);

    BufferedInput m_in;
    char m_separator;
    std::uint64_t m_line = 1;
    std::size_t m_size = 0; ///< of this row
    bool m_blank = false;
    std::string m_problem;
};

} // namespace weir
