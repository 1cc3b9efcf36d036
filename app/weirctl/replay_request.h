// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/place_words.h"
#include "app/weirctl/read_request.h"

#include "core/deadletters/letter_marks.h"
#include "core/deadletters/replay_options.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weir::cli {

/// Which dead letters are meant: places, a file, or what is found in topics.
struct LetterChoice {
    std::vector<PlaceRange> places;
    std::string archive;               ///< path; empty: none
    std::vector<std::string> topics;
    bool all = false;                  ///< every dead-letter topic, where `topics` is empty
    std::vector<std::string> groups;   ///< failureId()s; any of them
    std::optional<LetterMark> mark;    ///< only those that are marked so
    ReadRequest look;                  ///< partitions, range and filter of each topic; its topic is empty

    /// Something in `look` says which records.
    [[nodiscard]] bool narrowed() const;
};

/// What `weirctl replay` was asked for.
struct ReplayRequest {
    enum class Mode { Plan, Resume, Cancel, Jobs, Receipt };
    Mode mode = Mode::Plan;
    std::string job;                   ///< Resume, Cancel, Receipt
    std::optional<std::string> output; ///< Receipt: a file; nullopt: standard output
    LetterChoice choice;
    ReplayOptions options;
    std::optional<std::string> toProfile;
    std::optional<double> rate;        ///< as it was given: --resume keeps the job's own without it
    std::size_t samples = 0;
    bool list = false;
    bool yes = false;
};

[[nodiscard]] std::span<const OptionSpec> replayCommandOptions();
[[nodiscard]] std::expected<ReplayRequest, ReadMistake> replayRequest(const Arguments& arguments, TimestampMs now);

} // namespace weir::cli
