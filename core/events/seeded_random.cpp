// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/seeded_random.h"

#include <cmath>

namespace weir {
namespace {

__extension__ using Wide = unsigned __int128;

/// The natural logarithm of a number above 0, by the series of the inverse hyperbolic tangent.
double naturalLog(double value)
{
    constexpr double log2 = 0.693147180559945309417;
    int exponent = 0;
    double fraction = std::frexp(value, &exponent);
    if (fraction < 0.70710678118654752440) {
        fraction *= 2;
        --exponent;
    }
    const double z = (fraction - 1) / (fraction + 1);
    const double square = z * z;
    double sum = 0;
    for (int n = 23; n >= 1; n -= 2)
        sum = sum * square + 1.0 / n;
    return exponent * log2 + 2 * z * sum;
}

} // namespace

SeededRandom::SeededRandom(std::uint64_t seed)
{
    for (std::uint64_t& word : m_state) {
        seed += 0x9E3779B97F4A7C15U;
        std::uint64_t mixed = seed;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        word = mixed ^ (mixed >> 31U);
    }
}

std::uint64_t SeededRandom::below(std::uint64_t n)
{
    // Lemire's multiplication instead of a division; what would favour some numbers is drawn again.
    Wide product = static_cast<Wide>(bits()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
        const std::uint64_t uneven = (0 - n) % n;
        while (static_cast<std::uint64_t>(product) < uneven)
            product = static_cast<Wide>(bits()) * n;
    }
    return static_cast<std::uint64_t>(product >> 64U);
}

std::int64_t SeededRandom::between(std::int64_t low, std::int64_t high)
{
    const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t step = span == UINT64_MAX ? bits() : below(span + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + step);
}

double SeededRandom::normal()
{
    if (m_hasSpare) {
        m_hasSpare = false;
        return m_spare;
    }
    for (;;) { // Marsaglia's polar method
        const double u = 2 * unit() - 1;
        const double v = 2 * unit() - 1;
        const double s = u * u + v * v;
        if (s >= 1 || s == 0)
            continue;
        const double factor = std::sqrt(-2 * naturalLog(s) / s);
        m_spare = v * factor;
        m_hasSpare = true;
        return u * factor;
    }
}

} // namespace weir
