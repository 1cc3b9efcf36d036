// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_analysis.h"

namespace weir {

struct GroupAnalysis::Parts {
    HealthRules rules;
    TimeLagBook times;
};

GroupAnalysis::GroupAnalysis(HealthRules rules) : m_parts(new Parts{rules, {}}) {}
GroupAnalysis::~GroupAnalysis() = default;
std::vector<GroupStatus> GroupAnalysis::add(const LagSample& sample)
{
    std::vector<GroupStatus> all;
    if (sample.groups)
        for (const GroupLag& group : sample.groups->values)
            all.push_back({group.group, {}, std::vector<LagStatus>(group.rows.size()), 0});
    return all;
}
TimeLagBook& GroupAnalysis::times() { return m_parts->times; }
void GroupAnalysis::setRetention(const std::string&, const TopicRetention&) {}

} // namespace weir
