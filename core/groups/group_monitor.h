// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/alert_engine.h"
#include "core/groups/alert_store.h"
#include "core/groups/group_analysis.h"
#include "core/groups/group_history.h"

#include <memory>

namespace weir {

/// A round and what it means. Immutable once published; `groups` has the order of `sample->groups->values` and is empty
/// when the round failed.
struct GroupRound {
    std::shared_ptr<const LagSample> sample;
    std::vector<GroupStatus> groups;
    std::vector<GroupEvent> events;   ///< new in this round
    std::vector<AlertChange> alerts;  ///< new in this round
};

/// Watches all groups of a connection: samples, analyses, keeps history and events, raises alerts. Owns the sampler's
/// thread and one that reads the timestamps of records and the retention of topics. Destroying it may take seconds and
/// must not happen on a GUI thread. The sink is called on the sampler's thread. Everything else: any thread.
class GroupMonitor
{
public:
    struct Options {
        SamplerWishes wishes{};
        HealthRules rules{};
        std::filesystem::path historyPath{}; ///< empty: history in memory only
        std::filesystem::path alertsPath{};  ///< empty: default rules, nothing kept
        HistoryLimits limits{};
        std::size_t timesPerRound = 64; ///< records read for their timestamp, at most
    };
    using Sink = std::function<void(std::shared_ptr<const GroupRound>)>;

    GroupMonitor(std::shared_ptr<Cluster> cluster, Options options, Sink sink);
    ~GroupMonitor();
    GroupMonitor(const GroupMonitor&) = delete;
    GroupMonitor& operator=(const GroupMonitor&) = delete;

    void setWishes(SamplerWishes wishes);
    void sampleNow();
    [[nodiscard]] const GroupHistory& history() const;
    /// An event seen elsewhere: offsets were reset here, dead letters were republished.
    void note(const GroupEvent& event);
    /// Null while nothing is kept.
    [[nodiscard]] AlertStore* alerts();
    /// Rules or actions were changed in the store.
    void alertsChanged();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
