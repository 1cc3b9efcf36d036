// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/alert_engine.h"
#include "core/groups/alert_store.h"
#include "core/groups/group_analysis.h"
#include "core/groups/group_history.h"
#include "core/kafka/cluster.h"

#include <filesystem>
#include <functional>
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
        /// Where history and alerts of the cluster are kept, in files named after its id; empty: in memory only.
        std::filesystem::path folder{};
        HistoryLimits limits{};
        std::size_t timesPerRound = 64; ///< records read for their timestamp, at most
    };
    using Sink = std::function<void(std::shared_ptr<const GroupRound>)>;

    GroupMonitor(std::shared_ptr<Cluster> cluster, Options options, Sink sink);
    ~GroupMonitor();
    GroupMonitor(const GroupMonitor&) = delete;
    GroupMonitor& operator=(const GroupMonitor&) = delete;

    /// $XDG_STATE_HOME/weir/lag
    [[nodiscard]] static std::filesystem::path defaultFolder();

    void setWishes(SamplerWishes wishes);
    void sampleNow();
    /// Null before the first round: the cluster's id names the file.
    [[nodiscard]] std::shared_ptr<GroupHistory> history() const;
    /// Null before the first good round. In memory with no folder, and when the file cannot be had.
    [[nodiscard]] std::shared_ptr<AlertStore> alerts() const;
    /// Why alerts are in memory although a folder was given, or why rules or an alert could not be read or written.
    [[nodiscard]] std::optional<Error> alertsError() const;
    /// An event seen elsewhere: offsets were reset here, dead letters were replayed.
    void note(const GroupEvent& event);
    /// The rules in the store were changed.
    void alertsChanged();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
