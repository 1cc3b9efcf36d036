// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_lag.h"

#include "core/groups/group_round.h"

#include <algorithm>
#include <utility>

namespace weir {

Result<Partial<std::vector<GroupListing>>> listGroups(Cluster& cluster, const Call& call)
{
    auto listed = cluster.admin().groups(call);
    if (listed)
        std::ranges::sort(listed->values, {}, &GroupListing::id);
    return listed;
}

Result<Partial<std::vector<GroupLag>>> groupLags(Cluster& cluster, const std::vector<std::string>& ids,
                                                 const Call& call)
{
    auto answer = GroupRoundReader(cluster).read({.named = ids, .listed = ids.empty()}, call);
    if (!answer)
        return fail(std::move(answer.error()));
    return std::move(answer->groups);
}

} // namespace weir
