// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/letter_place.h"
#include "core/kafka/cluster.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace weir::ui {

/// How far an archive of dead letters is, and what it did not get.
struct ArchiveReport {
    std::int64_t wanted = 0;
    std::int64_t written = 0;
    std::int64_t bytes = 0;
    std::int64_t missing = 0;      ///< gone, or could not be read
    std::vector<Failure> failures; ///< "topic-partition"
    bool cancelled = false;
    std::filesystem::path file;    ///< what was kept; NAME.partial when letters are missing; empty when nothing was

    [[nodiscard]] bool complete() const { return !cancelled && missing == 0 && failures.empty(); }
};

/// Writes these letters into one file of JSON lines that lose nothing, topic by topic. `progress` is called at most 30 times
/// a second. Blocks; any thread. When letters are missing the file is kept as NAME.partial; cancelled, nothing is kept.
[[nodiscard]] Result<ArchiveReport> archiveLetters(Cluster& cluster, std::vector<LetterPlace> places,
                                                   const std::filesystem::path& path,
                                                   const std::function<void(const ArchiveReport&)>& progress, const Call& call);

} // namespace weir::ui
