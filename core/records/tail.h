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
    /// Kept of one key, of one value, and of the headers; the rest is fetched when looked at.
    std::size_t maxRecordBytes = std::size_t{64} << 10U;
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

/// New records of a topic as they arrive, the newest kept within caps, on threads of its own with a reader of its own.
/// Begins at the ends of the partitions as they are now, in partitions that are added later at their log start. Outages,
/// a topic that is deleted and made again, and damaged batches are told in `failures`, and it goes on by itself.
/// Methods may be called from any thread; the destructor stops and joins (within 100 ms plus the client's close, which
/// may take a second: not on the GUI thread).
class Tail
{
public:
    /// `changed` is called on a thread of the tail, at most 20 times a second; it must only post.
    [[nodiscard]] static std::unique_ptr<Tail> start(std::shared_ptr<Cluster> cluster, TailRequest request,
                                                     std::function<void()> changed);
    virtual ~Tail() = default;

    [[nodiscard]] virtual TailState state() const = 0;
    /// A record that is kept; nullopt when it was pushed out.
    [[nodiscard]] virtual std::optional<Record> at(std::int64_t sequence) const = 0;
    /// Bytes of key, value and headers as they arrived; more than at(sequence)->size() when they were cut to
    /// maxRecordBytes (then the whole record is fetched when somebody looks at it).
    [[nodiscard]] virtual std::optional<std::size_t> fullSize(std::int64_t sequence) const;
    /// Paused: goes on receiving and counting, within the same caps, but `pausedAt` stays so that a view can stand still.
    virtual void setPaused(bool paused) = 0;
    virtual void clear() = 0;
};

} // namespace weir
