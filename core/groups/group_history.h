// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_event.h"
#include "core/groups/history_limits.h"
#include "core/groups/history_point.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

struct HistorySeries {
    SeriesId id;
    std::vector<HistoryPoint> points; ///< oldest first, times strictly growing
};

struct HistoryQuery {
    std::vector<SeriesId> series;
    LagMeasure measure = LagMeasure::Records;
    TimestampMs from = 0;
    TimestampMs to = 0;
    /// The finest tier (1 s, 10 s, 1 min) with no more points than this is used, coarser buckets are made where even the
    /// coarsest has more. Which one it was is in the answer.
    std::size_t mostPoints = 2'000;
};

struct HistoryAnswer {
    std::vector<HistorySeries> series;
    std::chrono::milliseconds resolution{0};
    bool tooOld = false; ///< `from` lies before what is kept; the first point says how far back it goes
};

/// Lag over time of all groups of one cluster. In memory every sample of the last hour (compressed: some 3 bytes a sample
/// and series where both measures move by hundreds, next to nothing where they stand still); tiers of 10 s and 1 min with minimum, maximum and last value in a SQLite file that outlives the
/// program; events beside them. A failed round, a missing group and a silence are gaps, in every tier. Thread-safe:
/// add() on the sampler's thread, questions from workers. Writing happens on a thread of its own.
class GroupHistory
{
public:
    /// `path` empty: memory only. A file that cannot be opened or written leaves the history in memory; storageError()
    /// says so.
    GroupHistory(std::filesystem::path path, HistoryLimits limits);
    ~GroupHistory();
    GroupHistory(const GroupHistory&) = delete;
    GroupHistory& operator=(const GroupHistory&) = delete;

    /// <folder>/<cluster id, made safe for a file name>.db
    [[nodiscard]] static std::filesystem::path pathIn(const std::filesystem::path& folder, const std::string& clusterId);

    void add(const LagSample& sample, const std::vector<GroupStatus>& statuses);
    void add(const GroupEvent& event);

    /// Lines of the last hour from memory, at full resolution, quickly: for live charts and sparklines. Any thread.
    [[nodiscard]] HistorySeries recent(const SeriesId& id, LagMeasure measure, TimestampMs from) const;
    /// The series known of a group: itself, its topics, its partitions.
    [[nodiscard]] std::vector<SeriesId> seriesOf(const std::string& group) const;
    /// Any range, memory and file together. Blocks on disk: not on the GUI thread.
    [[nodiscard]] Result<HistoryAnswer> read(const HistoryQuery& query, const Call& call) const;
    /// Events of a group, and those of the whole cluster, oldest first. Blocks on disk.
    [[nodiscard]] Result<std::vector<GroupEvent>> events(const std::string& group, TimestampMs from, TimestampMs to,
                                                         std::size_t most = 1'000) const;
    /// Writes what is not yet on disk; also done every minute and on destruction.
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] std::optional<Error> storageError() const;
    [[nodiscard]] std::size_t bytesInMemory() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// "time,group,topic,partition,lag_records,lag_least,lag_most" lines (or lag_ms…), one per point, gaps as empty cells.
[[nodiscard]] std::string historyCsv(const HistoryAnswer& answer, LagMeasure measure);

} // namespace weir
