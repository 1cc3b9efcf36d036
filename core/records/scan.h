// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter.h"
#include "core/records/record_range.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace weir {

/// A record that matched: where it is, and enough of it for one line of a table. The record itself is fetched again when
/// somebody looks at it (fetchRecord), so that a million hits stay small.
struct ScanHit {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::optional<TimestampMs> timestamp;
    bool keyNull = true;
    bool valueNull = true;
    std::uint32_t keySize = 0;
    std::uint32_t valueSize = 0;
    std::uint32_t totalSize = 0; ///< headers included
    std::string key;             ///< first bytes
    std::string value;           ///< first bytes
};

/// Offsets that could not be read: a batch that cannot be decompressed or decoded. Where damaged batches lie close
/// together, a short readable stretch between two of them may be among these offsets.
struct DamagedOffsets {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    Error error;
};

/// How far one partition is. Every offset of [begin, end) is scanned, damaged, deleted or not scanned yet:
/// scanned() + damagedOffsets() + deleted + remaining() == end - begin, at any time. Offsets that carry no record
/// (compaction, transaction markers, records of aborted transactions that read_committed hides) count as scanned, as
/// do those that the broker's time index rules out for a filter with a lower bound on the timestamp.
struct ScanCoverage {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t next = 0;    ///< where it goes on
    std::int64_t records = 0; ///< records that were looked at
    std::int64_t bytes = 0;   ///< of their keys and values
    std::int64_t hits = 0;
    bool finished = false;    ///< nothing remains
    std::vector<DamagedOffsets> damaged; ///< skipped on request
    std::optional<Error> error;          ///< why it stopped here
    bool atDamage = false;    ///< `error` is a batch that cannot be read: resumePastDamage() goes on behind it
    std::int64_t deleted = 0; ///< offsets that retention deleted before they were read
    std::int64_t later = 0;   ///< newestFirst: the first offsets of the range, looked at later; `next` lies behind them
    std::int64_t earlier = 0; ///< newestFirst: the last offsets of the range, done earlier; `next` lies before them

    [[nodiscard]] std::int64_t damagedOffsets() const
    {
        std::int64_t sum = 0;
        for (const DamagedOffsets& one : damaged)
            sum += one.end - one.begin;
        return sum;
    }
    [[nodiscard]] std::int64_t scanned() const
    {
        return next - begin - later + earlier - deleted - damagedOffsets();
    }
    /// Damaged and deleted offsets included: they were not looked at.
    [[nodiscard]] std::int64_t notScanned() const { return end - begin - scanned(); }
    /// What resume() would still look at.
    [[nodiscard]] std::int64_t remaining() const { return end - begin - earlier - (next - begin - later); }
};

enum class ScanEnd {
    Running,
    Finished,  ///< everything in the range was looked at
    HitLimit,  ///< as many hits as were asked for
    Stopped,   ///< somebody said stop
    Failed,    ///< at least one partition could not be read to its end; the others were
};

struct ScanState {
    std::map<std::int32_t, ScanCoverage> partitions;
    std::int64_t offsetsInRange = 0;
    std::int64_t offsetsScanned = 0; ///< sum of scanned(): without damaged and deleted ones
    std::int64_t records = 0;
    std::int64_t bytes = 0;
    std::int64_t hits = 0;
    std::chrono::milliseconds elapsed{0}; ///< of this run and those it continues
    ScanEnd end = ScanEnd::Running;
};

struct ScanRequest {
    std::string topic;
    ResolvedRange range;
    Filter filter;
    Isolation isolation = Isolation::ReadUncommitted;
    std::int64_t maxHits = 1'000;      ///< stops there; resume() looks for as many again; 0: no limit
    std::size_t previewBytes = 256;    ///< of key and of value each
    /// Looks at the newest part of the range first: chunks from the end of each partition backwards, small ones first.
    /// Within a chunk the reading goes forwards; hits that are told together come newest first. Where an open transaction
    /// hides the end of a partition from read_committed, that partition is read forwards.
    bool newestFirst = false;
};

/// Looks through a range of a topic on all partitions at once, on a thread of its own, with a reader of its own.
///
/// Checksums are not verified, for speed (properties "check.crcs"): a batch whose damage shows when it is decompressed or
/// taken apart is reported with its offset; flipped bits that still decode are read as they are, and are reported only when
/// somebody looks at the record, because pages and fetchRecord() do verify. Memory is bounded by the client's buffers (about
/// 16 MB fetched ahead, and as much decompressed), except that one gzip, lz4 or snappy batch may unpack to many times its size
/// (librdkafka bounds zstd only).
/// Methods may be called from any thread; the destructor stops and joins (within 100 ms plus the client's close).
class Scan
{
public:
    /// Starts at once. `changed` is called on the scan's thread, at most 30 times a second and once at the end; it must
    /// only post. Nothing is called after the destructor returned.
    [[nodiscard]] static std::unique_ptr<Scan> start(std::shared_ptr<Cluster> cluster, ScanRequest request,
                                                     std::function<void()> changed);
    virtual ~Scan() = default;

    [[nodiscard]] virtual ScanState state() const = 0;
    /// Hits that came since the last call, in the order they were found.
    [[nodiscard]] virtual std::vector<ScanHit> takeHits() = 0;
    /// Ends within 100 ms; what was covered stays known.
    virtual void stop() = 0;
    /// Goes on where it ended (HitLimit, Stopped, Failed): failed partitions are tried again.
    virtual void resume() = 0;
    /// Goes on and skips past the damaged batch a partition failed at; the skipped offsets are named in its coverage.
    virtual void resumePastDamage(std::int32_t partition) = 0;
};

} // namespace weir
