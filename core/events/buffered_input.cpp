// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/buffered_input.h"

#include <cstring>

namespace weir {

bool BufferedInput::fill()
{
    if (!m_in)
        return false;
    m_before += m_size;
    m_at = m_size = 0;
    // What is there already comes first: a pipe must not wait for a whole block.
    const int first = m_in.get();
    if (first == std::istream::traits_type::eof()) {
        m_failed = m_in.bad();
        return false;
    }
    m_buffer[0] = static_cast<char>(first);
    const auto more = m_in.readsome(m_buffer.data() + 1, static_cast<std::streamsize>(m_buffer.size() - 1));
    m_size = 1 + static_cast<std::size_t>(more > 0 ? more : 0);
    return true;
}

void BufferedInput::skipMark()
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (peek() != static_cast<unsigned char>(mark[0]))
        return;
    if (m_size >= mark.size() && std::memcmp(m_buffer.data(), mark.data(), mark.size()) == 0)
        m_at = mark.size();
}

BufferedInput::Line BufferedInput::line(std::string& out, std::size_t longest)
{
    out.clear();
    bool tooLong = false;
    bool any = false;
    while (m_at < m_size || fill()) {
        any = true;
        const char* begin = m_buffer.data() + m_at;
        const auto* found = static_cast<const char*>(std::memchr(begin, '\n', m_size - m_at));
        const std::size_t count = found == nullptr ? m_size - m_at : static_cast<std::size_t>(found - begin);
        tooLong = tooLong || out.size() + count > longest;
        if (!tooLong)
            out.append(begin, count);
        m_at += count + (found == nullptr ? 0 : 1);
        if (found == nullptr)
            continue;
        ++m_line;
        break;
    }
    if (!any)
        return Line::End;
    if (tooLong) {
        out = {};
        return Line::TooLong;
    }
    if (!out.empty() && out.back() == '\r')
        out.pop_back();
    return Line::Read;
}

} // namespace weir
