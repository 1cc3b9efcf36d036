// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/page_merge.h"

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace weir {

/// What pages of one range learn beside its records: where the logs begin by now, which partitions could not be read a
/// moment ago, how large records are. Any thread.
class PageKnowledge
{
public:
    explicit PageKnowledge(const ResolvedRange& range);

    /// The offset at which the partition's log begins; rises while retention deletes.
    [[nodiscard]] std::int64_t logStart(std::int32_t partition) const;
    void raiseLogStart(std::int32_t partition, std::int64_t offset);
    /// Why the partition failed in the last three seconds: it is not asked again so soon, each try may take seconds.
    [[nodiscard]] std::optional<Error> lost(std::int32_t partition) const;
    void setLost(std::int32_t partition, Error error);
    /// Mean size of records read so far; nullopt before the first.
    [[nodiscard]] std::optional<std::size_t> recordBytes() const;
    void addRecords(std::size_t records, std::size_t bytes);

private:
    mutable std::mutex m_mutex;
    std::map<std::int32_t, std::int64_t> m_logStarts;
    std::map<std::int32_t, std::pair<Error, Deadline>> m_lost;
    std::size_t m_records = 0;
    std::size_t m_bytes = 0;
};

/// Reads one page: as much of each partition as the merge needs, and more of those that hold it up. One thread, one page.
class PageRead
{
public:
    /// All must outlive this object. `reader` reads with the isolation of the pages.
    PageRead(Admin& admin, Reader& reader, PageKnowledge& knowledge, const ResolvedRange& range, const Call& call);

    /// Positions of rows are offsets summed; the caller subtracts the begin of the range. Fails when the call is over
    /// or when not one partition could be read.
    [[nodiscard]] Result<TopicPage> after(const TopicPlace& place, std::size_t count);
    [[nodiscard]] Result<TopicPage> before(const TopicPlace& place, std::size_t count);

    /// At most so many bytes of records in a page, though at least one record of each partition.
    static constexpr std::size_t maxBytes = std::size_t{16} << 20U;

private:
    enum class Direction { After, Before };
    struct Part {
        TopicPartition partition;
        std::int64_t begin = 0; ///< of the range, or of the log where that was deleted
        std::int64_t end = 0;
        std::int64_t logStart = 0;
        std::int64_t place = 0;
        /// Offsets [low, high) are loaded: all their records are in `records`, except for those before `low`, whose
        /// stamps alone are kept.
        std::int64_t low = 0;
        std::int64_t high = 0;
        std::vector<std::shared_ptr<const Record>> records;
        OffsetStamps stamps;
        bool atEnd = false;  ///< no record lies at or after `high` in the range
        bool moved = false;  ///< the log start was looked up already
        std::optional<std::int64_t> next; ///< reading backwards: the first record at or after the place
        std::optional<Error> error;
    };
    struct Request {
        std::size_t part = 0;
        ReadRange range;
        std::int64_t low = 0; ///< records before it are for their stamps only
        std::int64_t place = 0;
        std::vector<std::shared_ptr<const Record>> records{};
        OffsetStamps stamps{};
        std::int64_t seen = 0;
        bool full = false; ///< of bytes: what follows is not kept
    };

    void prepare(const TopicPlace& place, Direction direction);
    void measure();
    [[nodiscard]] std::int64_t share(std::size_t count) const;
    [[nodiscard]] Request first(std::size_t part, std::int64_t width, Direction direction) const;
    [[nodiscard]] Request next(std::size_t part, std::int64_t width, Direction direction) const;
    [[nodiscard]] std::vector<Request> firsts(std::int64_t width, Direction direction) const;
    void load(std::vector<Request> requests, Direction direction);
    void take(Request& request, const RecordView& record, Direction direction);
    void keep(Request& request, const ReadProgress& progress, Direction direction);
    void failed(const Request& request, Error error);
    [[nodiscard]] std::vector<MergeInput> inputs(Direction direction) const;
    [[nodiscard]] Result<TopicPage> run(const TopicPlace& place, std::size_t count, Direction direction);
    [[nodiscard]] Result<TopicPage> finish(MergedRows merged, Direction direction) const;

    Admin& m_admin;
    Reader& m_reader;
    PageKnowledge& m_knowledge;
    const ResolvedRange& m_range;
    const Call& m_call;
    std::vector<Part> m_parts;
    std::size_t m_bytes = 0;
    std::int64_t m_window = orderWindow;
};

} // namespace weir
