// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/custom_convention.h"
#include "core/deadletters/letter_place.h"
#include "core/deadletters/record_edit.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Headers that tell a consumer that a record was put back.
namespace replay_header {
inline constexpr std::string_view id = "weir-replay-id";         ///< see replayId()
inline constexpr std::string_view job = "weir-replay-job";       ///< the job that did it
inline constexpr std::string_view count = "weir-replay-count";   ///< decimal, 1 for the first time
inline constexpr std::string_view source = "weir-replay-source"; ///< the dead letter, "orders.dlq-3@1877"
} // namespace replay_header

/// What is to be replayed. Exactly one of the two is set.
struct LetterSelection {
    std::vector<LetterPlace> places{};     ///< in any order; frozen when the plan is made
    std::filesystem::path archive{};       ///< a file of JSON lines as the export writes them; all of its records
};

enum class HeaderPolicy {
    RemoveFailure, ///< drop failure and retry headers, keep the rest (default)
    KeepAll,
    RemoveAll,
};
enum class ReplayPartition {
    Original, ///< where the failed record came from, when the target still has that partition; else by key
    ByKey,    ///< murmur2, as Java's client does
};
enum class ReplayOrder {
    ByLetter, ///< per dead-letter partition as they stand there
    ByOrigin, ///< per target partition as they stood in the origin; unknown origins last
};
enum class ReplayDelivery {
    Transactional, ///< exactly once for read_committed readers
    AtLeastOnce,   ///< where transactions are not permitted
};

/// The choices of a replay. A value; kept with the job.
struct ReplayOptions {
    std::optional<std::string> target{};  ///< nullopt: each record's origin
    HeaderPolicy headers = HeaderPolicy::RemoveFailure;
    bool addWeirHeaders = true;           ///< without them loops cannot be recognised
    ReplayPartition partition = ReplayPartition::Original;
    ReplayOrder order = ReplayOrder::ByLetter;
    ReplayDelivery delivery = ReplayDelivery::Transactional;
    RecordEdit edit{};                              ///< for all of them
    std::map<LetterPlace, RecordEdit> edits{};      ///< for single ones, before `edit`
    std::int64_t most = 0;                ///< records at most; 0: all
    std::int32_t mostReplays = 3;         ///< a record put back so often already is left out; 0: no limit
    bool againIfReplayed = false;         ///< also those an earlier job has put back
    double perSecond = 0;                 ///< records a second; 0: as fast as possible
    std::int64_t canary = 0;              ///< so many first, then a pause until somebody says go on; 0: none
    std::int64_t batch = 500;             ///< records in a transaction, 1 to 10,000
    std::int64_t mostFailures = 10;       ///< stop when so many records could not be sent; 0: never
    double mostReturning = 0.2;           ///< stop when this share of what was sent came back as dead letters; 0: never
    std::vector<CustomConvention> conventions{}; ///< a person's own header names: origins are read and headers removed by them
};
/// For both ways of writing and reading an enumeration: "remove_failure", "by_key", "by_origin", "at_least_once". Pure.
[[nodiscard]] std::string_view code(HeaderPolicy policy);
[[nodiscard]] std::string_view code(ReplayPartition partition);
[[nodiscard]] std::string_view code(ReplayOrder order);
[[nodiscard]] std::string_view code(ReplayDelivery delivery);

/// InvalidInput when a number is out of its range or the choices contradict each other. Pure.
[[nodiscard]] Result<void> checkOptions(const ReplayOptions& options);
/// For the journal, lossless. Pure.
[[nodiscard]] std::string toJson(const ReplayOptions& options);
[[nodiscard]] Result<ReplayOptions> parseReplayOptions(std::string_view json);

} // namespace weir
