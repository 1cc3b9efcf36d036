// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_plan.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace weir {

/// The topics a plan's records would go to, each looked at once, when it is named first. Makes no produce call and creates
/// nothing. One thread at a time.
class ReplayTargets
{
public:
    /// `cluster` and `metadata` must outlive this.
    ReplayTargets(Cluster& cluster, const Partial<ClusterMetadata>& metadata, const Call& call);

    /// The index of a topic in `all()`.
    [[nodiscard]] std::uint32_t indexOf(const std::string& topic);
    /// Why nothing can be sent there; Ready when something can.
    [[nodiscard]] ReplayVerdict problem(std::uint32_t target) const { return m_problems[target]; }
    [[nodiscard]] bool hasPartition(std::uint32_t target, std::int32_t partition) const
    {
        return partition >= 0 && partition < m_targets[target].partitions;
    }
    [[nodiscard]] const ReplayTarget& at(std::uint32_t target) const { return m_targets[target]; }
    [[nodiscard]] std::vector<ReplayTarget>& all() { return m_targets; }
    void warn(std::uint32_t target, std::string sentence);

private:
    [[nodiscard]] ReplayVerdict check(ReplayTarget& target);
    [[nodiscard]] ReplayVerdict explainMissing(ReplayTarget& target);
    void readConfiguration(ReplayTarget& target);

    Cluster& m_cluster;
    const Partial<ClusterMetadata>& m_metadata;
    const Call& m_call;
    std::map<std::string, std::uint32_t> m_indexes;
    std::vector<ReplayTarget> m_targets;
    std::vector<ReplayVerdict> m_problems;
    int m_asked = 0;
};

} // namespace weir
