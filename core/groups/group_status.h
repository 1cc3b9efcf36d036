// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/groups/lag.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// How far behind in time a group is in one partition. Never 0 for "unknown".
struct TimeLag {
    enum class Kind {
        Unknown,  ///< see `why`
        CaughtUp, ///< nothing is left to read: lag 0, or only transaction markers and compacted offsets remain
        Exact,    ///< from the timestamps of the records themselves
        Estimate, ///< interpolated between known offsets; the truth lies within `behind` ± `bound`
    };
    enum class Why {
        None,
        NotYetRead,     ///< the record at the committed offset was not fetched yet
        NoCommit,
        CommitDeleted,  ///< retention removed the record at the committed offset; the lag shown is that of the log start
        BeyondEnd,
        NoTimestamp,    ///< the record has none (message format 0), or one that cannot be (negative, far future)
        ReadFailed,
    };
    Kind kind = Kind::Unknown;
    Why why = Why::None;
    /// Timestamp of the newest record of the partition minus that of the next one the group will read; not negative.
    std::chrono::milliseconds behind{0};
    std::chrono::milliseconds bound{0};
    /// Timestamp of the next record the group will read. now - nextUnread is how long it has been waiting.
    std::optional<TimestampMs> nextUnread;

    bool operator==(const TimeLag&) const = default;
};

/// A time that may lie ahead: when lag is zero, when retention overtakes the group.
struct TimeAhead {
    enum class Kind { Unknown, Now, In, Never };
    Kind kind = Kind::Unknown;
    std::chrono::milliseconds in{0}; ///< with Kind::In

    bool operator==(const TimeAhead&) const = default;
};

/// Named states of a partition of a group, mildest first; a group has that of its worst partition. The rules, with
/// their numbers, are in health.h and in the handbook page "Health of consumer groups".
enum class Health {
    Unknown, ///< too few samples, or nothing readable
    Ok,
    Lagging,    ///< behind for longer than allowed, not getting worse
    Growing,    ///< lag rises over a whole window, its low points too
    Stopped,    ///< no member, and records are waiting
    Rewound,    ///< the committed offset went back and has not caught up again
    Stalled,    ///< a member has the partition, records wait, nothing is committed
    Reset,      ///< committed beyond the end: the topic was re-created or truncated
    LosingData, ///< retention deleted records the group had not read, or will within the limit
};

/// "ok", "lagging", "growing", "stopped", "rewound", "stalled", "reset", "losing_data", "unknown": for JSON and rules.
[[nodiscard]] std::string_view healthCode(Health health);
[[nodiscard]] std::optional<Health> healthFromCode(std::string_view code);
/// The longer the worse: Unknown and Ok are 0.
[[nodiscard]] int severity(Health health);

struct HealthVerdict {
    Health health = Health::Unknown;
    TimestampMs since = 0;  ///< when the state in force was first seen, 0 with Unknown
    /// One sentence with the numbers that led to it: "Nothing committed for 4 min 10 s while 5,231 records wait."
    std::string reason;

    bool operator==(const HealthVerdict&) const = default;
};

/// What is derived from several samples of one partition, or of all partitions of a group or topic together.
struct LagStatus {
    TimeLag time;                  ///< of a group: its worst partition; Unknown ones are counted in unknownTimes, and keep it from CaughtUp
    std::optional<double> consumed; ///< committed records per second; nullopt while less than ten seconds are known
    std::optional<double> produced; ///< records per second
    std::optional<double> change;   ///< of lag, records per second, least squares over the last minute
    TimeAhead drained;   ///< at the present rates; Now: lag is 0; Never: not getting shorter
    TimeAhead overtaken; ///< until retention deletes records the group has not read; Never: it keeps up or nothing expires
    HealthVerdict health;
};

/// One group of a round, beside its GroupLag.
struct GroupStatus {
    std::string group;
    LagStatus total;
    std::vector<LagStatus> partitions; ///< in the order of GroupLag::rows
    std::size_t unknownTimes = 0;      ///< partitions with lag whose time lag is unknown
};

} // namespace weir
