// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

[[nodiscard]] inline char asciiLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// Looks for one text in many others, byte by byte, at several gigabytes a second. Ignoring case means that of ASCII
/// letters. An immutable value; any thread.
class ByteSearch
{
public:
    ByteSearch(std::string text, bool ignoreCase);
    /// True when the text occurs in `bytes`; the empty text does everywhere.
    [[nodiscard]] bool isIn(std::string_view bytes) const;

private:
    [[nodiscard]] bool standsAt(const char* place) const;
    [[nodiscard]] bool isInSlowly(std::string_view bytes) const;

    std::string m_text; ///< lower case when case is ignored
    bool m_ignoreCase;
    std::size_t m_other = 0; ///< a second byte to look at besides the first, as far behind as differs most
};

/// Equal bytes, where ASCII letters may differ in case.
[[nodiscard]] bool equalIgnoringCase(std::string_view a, std::string_view b);

} // namespace weir
