// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/own_conventions.h"

namespace weir {

OwnConventions::OwnConventions(const std::vector<CustomConvention>& told)
{
    for (const CustomConvention& convention : told) {
        if (convention.rules.empty() || convention.rules.front().header.empty())
            continue;
        std::vector<HeaderRule>& rules = m_rules.emplace_back();
        for (const CustomConvention::Rule& rule : convention.rules)
            if (!rule.header.empty())
                rules.push_back({rule.header, rule.field, rule.encoding});
        m_own.push_back({convention.name, rules.front().header, convention.order, false, rules, {}, true, {}});
        m_all.push_back(&m_own.back());
    }
    const auto known = failureConventions();
    m_all.insert(m_all.end(), known.begin(), known.end());
}

} // namespace weir
