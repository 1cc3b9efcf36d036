// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_headers.h"

#include "core/deadletters/failure_report.h"
#include "core/deadletters/header_names.h"

#include <algorithm>

namespace weir {

namespace {

bool hasHeader(const Headers& headers, std::string_view name)
{
    return std::ranges::any_of(headers, [&](const Header& header) { return header.name == name; });
}

} // namespace

FailureHeaders::FailureHeaders(const Headers& all)
{
    const HeaderNames& names = HeaderNames::known();
    const auto conventions = names.conventions();
    for (std::size_t at = 0; at < conventions.size(); ++at)
        if (conventions[at]->markerDecides && hasHeader(all, conventions[at]->marker) &&
            hasHeader(all, conventions[at]->beside))
            m_marked |= names.bitOf(at);
}

FailureHeaders::FailureHeaders(const Headers& all, const std::vector<CustomConvention>& own) : FailureHeaders(all)
{
    for (const CustomConvention& convention : own)
        if (!convention.rules.empty() && hasHeader(all, convention.rules.front().header))
            m_own.push_back(&convention);
}

bool FailureHeaders::contains(std::string_view name) const
{
    const HeaderNames& names = HeaderNames::known();
    const HeaderNames::Meaning* meaning = names.find(name);
    const std::uint64_t telling =
        meaning != nullptr ? meaning->alone | (meaning->besideMarker & m_marked) : names.byPrefix(name);
    return telling != 0 || std::ranges::any_of(m_own, [&](const CustomConvention* convention) {
               return std::ranges::find(convention->rules, name, &CustomConvention::Rule::header) !=
                      convention->rules.end();
           });
}

bool isFailureHeader(std::string_view name) { return HeaderNames::known().alone(name) != 0; }

} // namespace weir
