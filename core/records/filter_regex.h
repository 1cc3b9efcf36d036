// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace weir {

/// A regular expression in the syntax of RE2, looked for anywhere in bytes, in time linear to their number. Patterns are
/// UTF-8; bytes that are not match no character. `.` does not match a line break unless the pattern says (?s).
/// At most 8 MB each. Several threads may use one.
class FilterRegex
{
public:
    /// A bad pattern matches nothing; problem() tells why.
    FilterRegex(std::string_view pattern, bool ignoreCase);
    ~FilterRegex();

    [[nodiscard]] bool matches(std::string_view bytes) const;
    struct Problem {
        std::string reason; ///< "missing )"
        std::string piece;  ///< the part of the pattern that is wrong, maybe empty
    };
    [[nodiscard]] std::optional<Problem> problem() const;

private:
    std::unique_ptr<re2::RE2> m_regex;
};

} // namespace weir
