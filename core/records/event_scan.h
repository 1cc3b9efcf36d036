// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"
#include "core/records/event_summary.h"
#include "core/records/record_range.h"

#include <functional>

namespace weir {

/// Events of a range so far, and how much of the range that is.
struct EventScan {
    EventSummary summary;
    std::int64_t offsetsScanned = 0; ///< gaps included
    std::int64_t offsetsInRange = 0;
    bool finished = false; ///< everything in the range was looked at
};

/// Reads a range once, with a reader of its own, and counts its events. `progress` is called on the calling thread, about
/// four times a second. Stopped or out of time, what was counted so far is returned, with finished = false. Failures:
/// "topic-partition", whose rest was not looked at. Blocks; any thread.
[[nodiscard]] Result<Partial<EventScan>> scanEvents(Cluster& cluster, const ResolvedRange& range, Isolation isolation,
                                                    const std::function<void(const EventScan&)>& progress,
                                                    const Call& call);

} // namespace weir
