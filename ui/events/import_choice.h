// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/import_source.h"
#include "ui/events/run_request.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace weir::ui {

/// A file and how its records are to be read and sent.
struct ImportChoice {
    std::filesystem::path file{};
    ImportFormat format = ImportFormat::JsonLines;
    CsvMapping csv{};
    KeyedLines lines{};
    ImportTarget target{};
};

/// By what a file is known to be the same as before.
struct FileMark {
    std::uint64_t size = 0;
    std::filesystem::file_time_type changed{};

    bool operator==(const FileMark&) const = default;
};
/// Size, age and what the first bytes look like.
struct ImportLook {
    FileMark mark{};
    ImportGuess guess{};
};
/// NotFound, NotAuthorized. Blocks on disk; any thread, as all here.
[[nodiscard]] Result<ImportLook> lookAtFile(const std::filesystem::path& file);
/// The source of such an import. With `expected`, InvalidInput when the file is not the one that was looked at.
[[nodiscard]] Result<std::unique_ptr<RecordSource>> openImportSource(const ImportChoice& choice, const std::optional<FileMark>& expected);

/// One record of the preview, or why there is none.
struct ImportRow {
    int number = 0; ///< its place among the records, from 1
    std::optional<OutgoingRecord> record{};
    QString problem{};
};
struct ImportPreview {
    std::vector<ImportRow> rows; ///< the first 5, and the first that are bad among those looked at
    std::size_t looked = 0;      ///< records, good and bad
    std::size_t bad = 0;
    bool whole = false;          ///< there are no more than those
    FileMark mark{};
    Result<RunSample> sample{};  ///< of the good ones: their topics
};
/// Reads the first records (up to `most`) and looks at their topics. An error: the file cannot be read at all in that way.
[[nodiscard]] Result<ImportPreview> previewImport(Cluster& cluster, const ImportChoice& choice, std::size_t most, const Call& call);

} // namespace weir::ui
