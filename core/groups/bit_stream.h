// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace weir {

/// Appends bits, lowest first. A value; not thread-safe.
class BitWriter
{
public:
    /// The lowest `count` (0 to 64) bits of `bits`.
    void put(std::uint64_t bits, unsigned count)
    {
        while (count > 0) {
            const unsigned now = std::min(count, 32U);
            m_rest |= (bits & ((std::uint64_t{1} << now) - 1)) << m_used;
            m_used += now;
            for (; m_used >= 8; m_used -= 8, m_rest >>= 8U)
                m_bytes.push_back(static_cast<char>(m_rest & 0xFFU));
            bits >>= now;
            count -= now;
        }
    }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] std::size_t capacity() const { return m_bytes.capacity(); }
    /// What was put so far, filled up to whole bytes.
    [[nodiscard]] std::string bytes() const
    {
        std::string all;
        all.reserve(m_bytes.size() + 1);
        all = m_bytes;
        if (m_used > 0)
            all.push_back(static_cast<char>(m_rest & 0xFFU));
        return all;
    }
    void clear()
    {
        m_bytes.clear();
        m_rest = 0;
        m_used = 0;
    }

private:
    std::string m_bytes;
    std::uint64_t m_rest = 0;
    unsigned m_used = 0; ///< bits in m_rest, below 8 between calls
};

/// Reads what a BitWriter wrote. Behind the end there are only zeros.
class BitReader
{
public:
    explicit BitReader(std::string_view bytes) : m_bytes(bytes) {}

    /// The next `count` (0 to 64) bits.
    std::uint64_t take(unsigned count)
    {
        std::uint64_t value = 0;
        count = std::min(count, 64U);
        for (unsigned got = 0; got < count;) {
            const unsigned now = std::min(count - got, 32U);
            value |= (peek() & ((std::uint64_t{1} << now) - 1)) << got;
            m_at += now;
            got += now;
        }
        return value;
    }
    /// Counts ones up to the next zero, which is consumed too; stops at `most` (below 32) without looking for a zero.
    unsigned ones(unsigned most)
    {
        const unsigned count = std::min(static_cast<unsigned>(std::countr_one(peek())), most);
        m_at += count < most ? count + 1 : count;
        return count;
    }

private:
    /// At least 57 bits, the next one lowest.
    [[nodiscard]] std::uint64_t peek() const
    {
        std::uint64_t word = 0;
        const std::size_t first = m_at / 8;
        if (first >= m_bytes.size())
            return 0;
        const std::size_t count = std::min<std::size_t>(8, m_bytes.size() - first);
        if (std::endian::native == std::endian::little && count == 8)
            std::memcpy(&word, m_bytes.data() + first, sizeof word);
        else
            for (std::size_t i = 0; i < count; ++i)
                word |= std::uint64_t{static_cast<unsigned char>(m_bytes[first + i])} << (8 * i);
        return word >> (m_at % 8);
    }
    std::string_view m_bytes;
    std::size_t m_at = 0; ///< in bits
};

} // namespace weir
