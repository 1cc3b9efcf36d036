// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace weir {

/// Random choices that come out the same for a seed on every machine and with every standard library: xoshiro256**
/// (Blackman and Vigna, 2018), seeded by splitmix64. Not for secrets. One thread at a time.
class SeededRandom
{
public:
    explicit SeededRandom(std::uint64_t seed);

    [[nodiscard]] std::uint64_t bits()
    {
        const std::uint64_t result = rotated(m_state[1] * 5, 7) * 9;
        const std::uint64_t shifted = m_state[1] << 17U;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = rotated(m_state[3], 45);
        return result;
    }
    /// 0 … n-1, each alike often; n must be positive.
    [[nodiscard]] std::uint64_t below(std::uint64_t n);
    /// low … high, both included, each alike often; low must not be above high. The whole range of 64 bits is fine.
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high);
    /// 0 up to but not 1, in steps of 2^-53.
    [[nodiscard]] double unit() { return static_cast<double>(bits() >> 11U) * 0x1.0p-53; }
    /// Normally distributed, mean 0 and standard deviation 1. Made of +, -, *, / and square roots only, which IEEE 754
    /// fixes to the last bit; the logarithm of a C library is not.
    [[nodiscard]] double normal();

private:
    static std::uint64_t rotated(std::uint64_t value, unsigned by) { return (value << by) | (value >> (64U - by)); }

    std::array<std::uint64_t, 4> m_state{};
    double m_spare = 0; ///< normal numbers are made in pairs
    bool m_hasSpare = false;
};

} // namespace weir
