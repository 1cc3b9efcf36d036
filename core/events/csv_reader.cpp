// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/csv_reader.h"

namespace weir {

void CsvReader::append(std::string& out, int c)
{
    // A row that is too long is read to its end all the same, so that the next one begins where it should.
    if (++m_size <= longestImportLine)
        out += static_cast<char>(c);
    else if (!out.empty())
        out = {};
}

void CsvReader::skipLine()
{
    for (int c = m_in.get(); c != BufferedInput::end && c != '\n'; c = m_in.get()) {
    }
}

CsvReader::After CsvReader::behindCell(int c)
{
    if (c == m_separator)
        return After::Cell;
    if (c == '\r' && m_in.peek() == '\n')
        m_in.get();
    return After::Row;
}

CsvReader::After CsvReader::quotedCell(std::string& out)
{
    for (;;) {
        const int c = m_in.get();
        if (c == BufferedInput::end) {
            m_problem = "a quote is opened and never closed";
            return After::Bad;
        }
        if (c != '"') {
            append(out, c);
            continue;
        }
        if (m_in.peek() == '"') {
            append(out, m_in.get());
            continue;
        }
        const int behind = m_in.get();
        if (behind == m_separator || behind == '\n' || behind == BufferedInput::end || (behind == '\r' && m_in.peek() == '\n'))
            return behindCell(behind);
        m_problem = "text follows a closing quote; a quote inside a cell is written twice";
        skipLine();
        return After::Bad;
    }
}

CsvReader::After CsvReader::cell(std::string& out)
{
    if (m_in.peek() == '"') {
        m_in.get();
        m_blank = false;
        return quotedCell(out);
    }
    for (;;) {
        const int c = m_in.get();
        if (c == m_separator || c == '\n' || c == BufferedInput::end || (c == '\r' && m_in.peek() == '\n')) {
            m_blank = m_blank && c != m_separator && out.empty();
            return behindCell(c);
        }
        append(out, c);
    }
}

std::unexpected<Error> CsvReader::bad(const std::string& why)
{
    return fail(ErrorKind::InvalidInput, "Line " + std::to_string(m_line) + " cannot be read: " + why + ".");
}

Result<bool> CsvReader::next(std::vector<std::string>& cells)
{
    m_line = m_in.lineNumber();
    m_size = 0;
    m_blank = true;
    if (m_in.peek() == BufferedInput::end) {
        if (m_in.failed())
            return bad("the file cannot be read any further");
        return false;
    }
    constexpr std::size_t sizeOfCell = 64; // rows of nothing but separators are bounded too
    std::size_t count = 0;
    for (After after = After::Cell; after == After::Cell; m_size += sizeOfCell) {
        if (m_size <= longestImportLine && ++count > cells.size())
            cells.emplace_back();
        cells[count - 1].clear();
        after = cell(cells[count - 1]);
        if (after == After::Bad)
            return bad(m_problem);
    }
    cells.resize(count);
    if (m_size > longestImportLine + sizeOfCell * count) {
        cells = {};
        return bad("the row is longer than 100 MiB");
    }
    return true;
}

} // namespace weir
