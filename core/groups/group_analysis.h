// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"
#include "core/groups/health.h"
#include "core/groups/lag_sampler.h"
#include "core/groups/time_lag.h"

#include <memory>
#include <vector>

namespace weir {

/// Turns samples into what they mean: time lag, rates, health. Remembers a bounded window of each partition. Pure: asks
/// nobody, knows no clock but the samples'. Not thread-safe.
class GroupAnalysis
{
public:
    explicit GroupAnalysis(HealthRules rules = {});
    ~GroupAnalysis();

    /// The status of every group of the sample, in its order; empty when the round failed. A failed round and a silence
    /// longer than HealthRules::silence start the windows anew: nothing is concluded across a gap.
    [[nodiscard]] std::vector<GroupStatus> add(const LagSample& sample);

    /// What the timestamps of records and the topics' retention are; written by whoever reads them (LagProbe).
    [[nodiscard]] TimeLagBook& times();
    void setRetention(const std::string& topic, const TopicRetention& retention);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
