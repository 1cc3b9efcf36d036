// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weir::bench {

/// Topics of dead letters for bench_inbox, and what is known about their contents.
struct LetterData {
    static constexpr int partitions = 3;   ///< of each topic
    static constexpr int kinds = 240;      ///< of failures, in each topic
    std::vector<std::string> topics;       ///< the first with Spring's headers, the second with plain ones
    std::int64_t letters = 0;              ///< of all topics together; partitions hold as many each
    std::int64_t perPartition = 0;
};

/// What will be written: names no other run has used.
[[nodiscard]] LetterData planLetters(std::int64_t letters);

/// Writes them: about 500 bytes each, headers of ten and of nine names, in lz4 batches of at most 128 KB. In three of
/// ten kinds each message names another article and order. Ends the program when that fails.
void writeLetters(const std::string& bootstrap, const LetterData& data);

} // namespace weir::bench
