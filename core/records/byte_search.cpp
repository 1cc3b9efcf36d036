// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/byte_search.h"

#include <algorithm>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir {
namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

} // namespace

ByteSearch::ByteSearch(std::string text, bool ignoreCase) : m_text(std::move(text)), m_ignoreCase(ignoreCase)
{
    if (m_ignoreCase)
        std::ranges::transform(m_text, m_text.begin(), asciiLower);
    if (!m_text.empty())
        m_other = m_text.size() - 1;
}

bool ByteSearch::standsAt(const char* place) const
{
    if (!m_ignoreCase)
        return std::memcmp(place, m_text.data(), m_text.size()) == 0;
    for (std::size_t i = 0; i < m_text.size(); ++i) {
        if (asciiLower(place[i]) != m_text[i])
            return false;
    }
    return true;
}

bool ByteSearch::isInSlowly(std::string_view bytes) const
{
    for (std::size_t i = 0; i + m_text.size() <= bytes.size(); ++i) {
        if (standsAt(bytes.data() + i))
            return true;
    }
    return false;
}

#ifdef __SSE2__
bool ByteSearch::isIn(std::string_view bytes) const
{
    if (m_text.size() > bytes.size())
        return false;
    if (m_text.empty())
        return true;
    constexpr std::size_t width = 16;
    const std::size_t places = bytes.size() - m_text.size() + 1;
    if (places < width)
        return isInSlowly(bytes);
    // Two bytes of the text are compared at 16 places at once; where both fit, all of it is compared. Letters of either
    // case become the same by setting the bit in which they differ.
    const auto fold = [this](char c) { return _mm_set1_epi8(m_ignoreCase && isLetter(c) ? 0x20 : 0); };
    const __m128i first = _mm_set1_epi8(m_text.front());
    const __m128i other = _mm_set1_epi8(m_text[m_other]);
    const __m128i foldFirst = fold(m_text.front());
    const __m128i foldOther = fold(m_text[m_other]);
    const auto candidates = [&](const char* place) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(place));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(place + m_other));
        const __m128i both = _mm_and_si128(_mm_cmpeq_epi8(_mm_or_si128(a, foldFirst), first),
                                           _mm_cmpeq_epi8(_mm_or_si128(b, foldOther), other));
        return both;
    };
    const auto verify = [this](const char* place, unsigned mask) {
        for (; mask != 0; mask &= mask - 1) {
            if (standsAt(place + __builtin_ctz(mask)))
                return true;
        }
        return false;
    };
    const auto maskOf = [](__m128i hits) { return static_cast<unsigned>(_mm_movemask_epi8(hits)); };
    const char* place = bytes.data();
    const char* end = place + places;
    for (; place + 4 * width <= end; place += 4 * width) {
        const __m128i a = candidates(place);
        const __m128i b = candidates(place + width);
        const __m128i c = candidates(place + 2 * width);
        const __m128i d = candidates(place + 3 * width);
        if (maskOf(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0)
            continue;
        if (verify(place, maskOf(a)) || verify(place + width, maskOf(b)) || verify(place + 2 * width, maskOf(c)) ||
            verify(place + 3 * width, maskOf(d)))
            return true;
    }
    for (; place + width <= end; place += width) {
        if (verify(place, maskOf(candidates(place))))
            return true;
    }
    // The last places once more, together with some that were looked at already.
    return place < end && verify(end - width, maskOf(candidates(end - width)));
}
#else
bool ByteSearch::isIn(std::string_view bytes) const
{
    return m_ignoreCase ? isInSlowly(bytes) : bytes.find(m_text) != std::string_view::npos;
}
#endif

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, [](char x, char y) { return asciiLower(x) == asciiLower(y); });
}

} // namespace weir
