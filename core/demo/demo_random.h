// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace weir {

/// Random choices that come out the same for the same seed with every standard library (std::mt19937_64 is fixed by
/// the standard, the distributions are not). One thread at a time.
class DemoRandom
{
public:
    explicit DemoRandom(std::uint64_t seed) : m_engine(seed) {}

    [[nodiscard]] std::uint64_t bits() { return m_engine(); }
    /// 0 … n-1; n must be positive.
    [[nodiscard]] std::size_t below(std::size_t n) { return static_cast<std::size_t>(m_engine() % n); }
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high)
    {
        return low + static_cast<std::int64_t>(below(static_cast<std::size_t>(high - low + 1)));
    }
    /// True in `n` of 1000 cases.
    [[nodiscard]] bool perMille(std::size_t n) { return below(1000) < n; }
    template <typename Table> [[nodiscard]] const auto& oneOf(const Table& table) { return table[below(table.size())]; }

    [[nodiscard]] std::string hex(std::size_t digits)
    {
        std::string text;
        while (text.size() < digits)
            text += "0123456789abcdef"[below(16)];
        return text;
    }
    [[nodiscard]] std::string decimal(std::size_t digits)
    {
        std::string text;
        while (text.size() < digits)
            text += static_cast<char>('0' + below(10));
        return text;
    }
    /// A version 4 UUID (RFC 9562) whose random bits come from the seed.
    [[nodiscard]] std::string uuid()
    {
        std::string id = hex(32); // digits first: the operands of + are evaluated in any order
        id[12] = '4';
        id[16] = "89ab"[below(4)];
        for (const std::size_t at : {20U, 16U, 12U, 8U})
            id.insert(at, 1, '-');
        return id;
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace weir
