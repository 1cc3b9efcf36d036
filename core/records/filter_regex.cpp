// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_regex.h"

#include "core/base/bytes.h"

#include <re2/re2.h>

#include <limits>

namespace weir {

FilterRegex::FilterRegex(std::string_view pattern, bool ignoreCase)
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(!ignoreCase);
    options.set_max_mem(std::int64_t{8} << 20U);
    m_regex = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

FilterRegex::~FilterRegex() = default;

bool FilterRegex::matches(std::string_view bytes) const
{
    // RE2 counts in int inside; a text beyond that cannot come from Kafka.
    if (!m_regex->ok() || bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        return false;
    const re2::StringPiece text(bytes.data(), bytes.size());
    return m_regex->Match(text, 0, bytes.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

std::optional<FilterRegex::Problem> FilterRegex::problem() const
{
    if (m_regex->ok())
        return std::nullopt;
    return Problem{m_regex->error(), m_regex->error_arg()};
}

} // namespace weir
