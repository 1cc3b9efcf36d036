// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/record_format.h"
#include "core/records/scan.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace weir {

/// Records of a range that match a filter; `range.maxHits` 0: all of them.
struct ExportRange {
    ScanRequest range;
};

/// Records somebody chose, for example the hits of a search.
struct ExportChosen {
    struct Place {
        std::int32_t partition = 0;
        std::int64_t offset = 0;
        auto operator<=>(const Place&) const = default;
    };
    std::string topic;
    std::vector<Place> places; ///< written by partition and offset, whatever their order here
    Isolation isolation = Isolation::ReadUncommitted;
};

struct ExportRequest {
    std::variant<ExportRange, ExportChosen> what;
    ExportStyle style;
};

/// How far an export is, and what it did not get.
struct ExportReport {
    std::int64_t records = 0; ///< written
    std::int64_t bytes = 0;   ///< written
    ScanState coverage;       ///< of a range: what was looked at, per partition
    std::int64_t chosen = 0;  ///< how many places were asked for
    std::vector<ExportChosen::Place> missing; ///< chosen records that are not there any more, or could not be read
    std::vector<Failure> failures;            ///< of chosen records: "topic-partition"
    bool cancelled = false;                   ///< the call was stopped or its deadline is over
    std::filesystem::path file; ///< exportToFile: what was kept; empty when nothing was

    /// Everything that was asked for was written (up to maxHits).
    [[nodiscard]] bool complete() const;
};

using ExportSink = std::function<Result<void>(std::string_view bytes)>;
using ExportProgress = std::function<void(const ExportReport&)>;

/// Streams the records to `sink` as they arrive: in offset order within a partition, partitions mixed. An error of
/// `sink` ends the export and is returned. `progress` (may be empty) is called on the calling thread, at most 30 times a
/// second. Memory does not grow with the number of records. Blocks; any thread.
[[nodiscard]] Result<ExportReport> exportRecords(Cluster& cluster, const ExportRequest& request, const ExportSink& sink,
                                                 const ExportProgress& progress, const Call& call);

/// The same into a file, which gets its name at the end. When records are missing (a partition that could not be read)
/// it is kept as NAME.partial and `report.file` says so; when the export is cancelled or the disk is full nothing is
/// kept.
[[nodiscard]] Result<ExportReport> exportToFile(Cluster& cluster, const ExportRequest& request,
                                                const std::filesystem::path& path, const ExportProgress& progress,
                                                const Call& call);

} // namespace weir
