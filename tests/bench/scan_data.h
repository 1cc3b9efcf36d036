// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weir::bench {

/// A topic for reading benchmarks, and what is known about its contents.
struct ScanData {
    std::string topic;
    std::string what;             ///< "1 KB JSON, lz4"
    std::vector<std::int64_t> ends; ///< by partition; they begin at 0
    std::int64_t records = 0;
    std::int64_t bytes = 0;       ///< of the values
    std::int64_t marked = 0;      ///< records with "FAILED" in quotes
    std::int64_t expensive = 0;   ///< records with value.data.amount > 990
};

/// Writes order events of about 1 KB, one in a thousand with the status FAILED, in lz4 batches of at most 128 KB.
/// Four partitions. Ends the program when that fails.
[[nodiscard]] ScanData makeJsonTopic(const std::string& bootstrap, std::int64_t bytes);
/// The same with JSON of 100 bytes.
[[nodiscard]] ScanData makeSmallTopic(const std::string& bootstrap, std::int64_t records);

} // namespace weir::bench
