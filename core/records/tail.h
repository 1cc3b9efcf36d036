// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter.h"
#include "core/records/record_range.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace weir {

struct TailRequest {
    std::string topic;
    std::vector<std::int32_t> partitions; ///< empty: all, also those added later
    Filter filter;
    Isolation isolation = Isolation::ReadUncommitted;
    std::size_t maxRecords = 100'000;                 ///< kept
    std::size_t maxBytes = std::size_t{128} << 20U;   ///< kept, overhead included
    std::size_t maxRecordBytes = std::size_t{64} << 10U; ///< kept of one value; the rest is fetched when looked at
};

struct TailState {
    std::int64_t firstSequence = 0; ///< sequence numbers kept: [firstSequence, endSequence)
    std::int64_t endSequence = 0;
    std::int64_t received = 0;      ///< records that arrived since the start
    std::int64_t matched = 0;
    std::int64_t dropped = 0;       ///< matched, but pushed out by newer ones
    std::int64_t missed = 0;        ///< offsets that retention deleted before they were read
    std::size_t bytes = 0;
    double recordsPerSecond = 0;    ///< received, over the last two seconds
    bool paused = false;
    std::int64_t pausedAt = 0;      ///< endSequence when it was paused
    double fill = 0;                ///< share of the caps in use, 0..1: paused, at 1 the oldest are pushed out
    bool running = true;
    std::vector<Failure> failures;  ///< "topic-partition"
};

/// New records of a topic as they arrive, the newest kept within caps, on a thread of its own with a reader of its own.
/// Methods may be called from any thread; the destructor stops and joins.
class Tail
{
public:
    /// `changed` is called on the tail's thread, at most 20 times a second; it must only post.
    [[nodiscard]] static std::unique_ptr<Tail> start(std::shared_ptr<Cluster> cluster, TailRequest request,
                                                     std::function<void()> changed);
    virtual ~Tail() = default;

    [[nodiscard]] virtual TailState state() const = 0;
    /// A record that is kept; nullopt when it was pushed out.
    [[nodiscard]] virtual std::optional<Record> at(std::int64_t sequence) const = 0;
    /// Paused: goes on receiving and counting, within the same caps, but `pausedAt` stays so that a view can stand still.
    virtual void setPaused(bool paused) = 0;
    virtual void clear() = 0;
};

} // namespace weir
