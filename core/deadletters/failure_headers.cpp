// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_headers.h"

#include "core/deadletters/failure_report.h"
#include "core/deadletters/header_names.h"

#include <algorithm>

namespace weir {

FailureHeaders::FailureHeaders(const Headers& all)
{
    const auto has = [&](std::string_view name) {
        return std::ranges::any_of(all, [&](const Header& header) { return header.name == name; });
    };
    const HeaderNames& names = HeaderNames::known();
    const auto conventions = names.conventions();
    for (std::size_t at = 0; at < conventions.size(); ++at)
        if (conventions[at]->markerDecides && has(conventions[at]->marker) && has(conventions[at]->beside))
            m_marked |= names.bitOf(at);
}

bool FailureHeaders::contains(std::string_view name) const
{
    const HeaderNames& names = HeaderNames::known();
    const HeaderNames::Meaning* meaning = names.find(name);
    if (meaning != nullptr && (meaning->alone | (meaning->besideMarker & m_marked)) != 0)
        return true;
    return names.byPrefix(name) != 0;
}

bool isFailureHeader(std::string_view name) { return HeaderNames::known().alone(name) != 0; }

} // namespace weir
