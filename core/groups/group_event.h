// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"
#include "core/groups/lag_sampler.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Something that happened to a group, or to sampling as a whole (empty group): drawn on charts, listed, kept.
struct GroupEvent {
    enum class Kind {
        Rebalance,      ///< members or their assignment changed
        StateChanged,   ///< the broker's word for the group changed: Stable → Empty
        OffsetsReset,   ///< by Weir: detail names the action
        Rewound,        ///< a committed offset went back, by whomever
        TopicRecreated, ///< an end offset went back
        DataLost,       ///< log start passed the committed offset
        HealthChanged,
        Replay,         ///< dead letters were replayed to a topic the group reads
        BrokerLost,     ///< a round had failures of a broker, or failed as a whole
        BrokerBack,
        SamplingPaused, ///< a gap between samples: sleep, pause, closed program
    };
    TimestampMs time = 0;
    Kind kind = Kind::StateChanged;
    std::string group;                        ///< empty: the whole cluster
    std::optional<TopicPartition> partition;  ///< a topic only: partition -1
    Health health = Health::Unknown;          ///< with HealthChanged: the new one
    std::string text;                         ///< one sentence in plain words

    bool operator==(const GroupEvent&) const = default;
};

/// "rebalance", "state_changed", "offsets_reset", …
[[nodiscard]] std::string_view eventCode(GroupEvent::Kind kind);
[[nodiscard]] std::optional<GroupEvent::Kind> eventKindFromCode(std::string_view code);

/// Compares consecutive rounds and says what happened between them. Pure, not thread-safe. Bounded: at most 20 events of
/// one group in one round, the last of them says how many more there were.
class EventDetector
{
public:
    EventDetector();
    ~EventDetector();
    [[nodiscard]] std::vector<GroupEvent> add(const LagSample& sample, const std::vector<GroupStatus>& statuses);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
