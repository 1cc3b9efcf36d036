// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/groups/group_event.h"
#include "core/groups/history_block.h"
#include "core/groups/history_limits.h"
#include "core/groups/history_point.h"
#include "core/store/database.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace weir {

/// The file of a lag history (SQLite): a row per series and ten minutes with buckets of 10 s, a row per series and hour
/// with buckets of 1 min, and the events. Hours are made from the ten-minute rows when they are over, so the coarse tier
/// is never written twice a minute. Several programs may write the same file: each row is merged with what is there in
/// one transaction, so both see one line, and an event that another program told within seconds is not told twice.
/// A damaged row is a gap. Thread-safe: one connection for writing, one for reading, each under its own lock. All
/// functions block on disk.
class HistoryStore
{
public:
    static constexpr std::chrono::milliseconds tenSeconds = std::chrono::seconds(10);
    static constexpr std::chrono::milliseconds oneMinute = std::chrono::minutes(1);

    HistoryStore(std::filesystem::path path, HistoryLimits limits);

    /// Opens or creates the file; tries again when it failed before.
    [[nodiscard]] Result<void> open();

    struct Entry {
        SeriesId id;
        std::vector<TierBucket> records; ///< of 10 s
        std::vector<TierBucket> milliseconds;
    };
    /// All or nothing. Buckets of slots below `knownBefore` were written by this program before and are now complete.
    [[nodiscard]] Result<void> write(const std::vector<Entry>& entries, std::int64_t knownBefore,
                                     const std::vector<GroupEvent>& events);
    /// Makes the hours that are over at `now`, drops what is too old or too much.
    [[nodiscard]] Result<void> tidy(TimestampMs now);

    /// What the file holds: begin of the oldest row of each tier, end of the newest row of all.
    struct Extent {
        std::optional<TimestampMs> fine;
        std::optional<TimestampMs> coarse;
        std::optional<TimestampMs> end;
    };
    [[nodiscard]] Result<Extent> extent();
    /// As it was when this program opened the file.
    [[nodiscard]] Extent extentWhenOpened();

    /// Buckets that overlap `from` … `to`. With `coarse`: minutes, and 10 s buckets of the time behind them.
    struct Stored {
        std::vector<TierBucket> minutes;
        std::vector<TierBucket> tens;
    };
    [[nodiscard]] Result<std::vector<Stored>> read(const std::vector<SeriesId>& ids, LagMeasure measure, bool coarse,
                                                   TimestampMs from, TimestampMs to, const Call& call);
    /// The newest `most` of the group and of the cluster as a whole, oldest first.
    [[nodiscard]] Result<std::vector<GroupEvent>> events(const std::string& group, TimestampMs from, TimestampMs to,
                                                         std::size_t most);

private:
    struct Connection {
        std::mutex mutex;
        std::optional<Database> database;
    };
    struct WriteStatements;
    [[nodiscard]] Result<void> ready();
    [[nodiscard]] static Result<Extent> extentOf(Database& database);
    [[nodiscard]] Result<std::int64_t> seriesNumber(Database& database, const SeriesId& id, TimestampMs seen);
    [[nodiscard]] Result<void> writeEntry(Database& database, WriteStatements& statements, const Entry& entry,
                                          std::int64_t knownBefore);
    [[nodiscard]] Result<void> writeEvents(Database& database, const std::vector<GroupEvent>& events);
    [[nodiscard]] Result<void> rollUp(Database& database, TimestampMs now);
    [[nodiscard]] Result<void> dropOld(Database& database, TimestampMs now);
    [[nodiscard]] Result<void> dropForSize(Database& database);

    std::filesystem::path m_path;
    HistoryLimits m_limits;
    std::int64_t m_run; ///< tells the events of this program from those of others
    Connection m_writing;
    Connection m_reading;
    std::mutex m_openMutex; ///< guards the members below; taken alone
    bool m_open = false;
    std::optional<Error> m_openError;
    Extent m_extentWhenOpened;
    std::map<SeriesId, std::int64_t> m_numbers; ///< under m_writing.mutex
};

} // namespace weir
