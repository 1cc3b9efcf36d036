// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Longest line of an import or row of a table, in bytes; brokers take records of 1 MiB unless configured.
inline constexpr std::size_t longestImportLine = std::size_t{100} << 20U;

/// Reads a stream in blocks and hands it out byte by byte or line by line. A UTF-8 byte order mark at its beginning is
/// passed over. Keeps a reference to the stream. One thread at a time.
class BufferedInput
{
public:
    explicit BufferedInput(std::istream& in) : m_in(in), m_buffer(std::size_t{64} << 10U) { skipMark(); }

    static constexpr int end = -1;
    [[nodiscard]] int peek() { return m_at < m_size || fill() ? static_cast<unsigned char>(m_buffer[m_at]) : end; }
    int get()
    {
        const int c = peek();
        if (c != end)
            ++m_at;
        if (c == '\n')
            ++m_line;
        return c;
    }
    enum class Line { Read, TooLong, End };
    /// The next line without its end (LF or CRLF). What is longer than `longest` is passed over as a whole.
    [[nodiscard]] Line line(std::string& out, std::size_t longest = longestImportLine);
    /// Reading stopped because of an error of the stream, not at its end.
    [[nodiscard]] bool failed() const { return m_failed; }
    /// Of the byte that comes next, from 1.
    [[nodiscard]] std::uint64_t lineNumber() const { return m_line; }
    [[nodiscard]] std::uint64_t bytesRead() const { return m_before + m_at; }

private:
    [[nodiscard]] bool fill();
    void skipMark();

    std::istream& m_in;
    std::vector<char> m_buffer;
    std::size_t m_at = 0;
    std::size_t m_size = 0;
    std::uint64_t m_before = 0; ///< bytes of the blocks before this one
    std::uint64_t m_line = 1;
    bool m_failed = false;
};

} // namespace weir
