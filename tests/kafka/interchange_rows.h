// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <cstdint>
#include <string>
#include <vector>

/// Records that Weir and other programs exchange, and the lines by which the other programs are told of them and tell of them
/// (tests/kafka/python/interchange.py): bytes in base64, "-" for NULL.
namespace weir::test {

/// Ugly on purpose; no topic, and a partition only where there is no key. Most keys are there for where they go to.
[[nodiscard]] std::vector<OutgoingRecord> interchangeRows();

inline constexpr std::int32_t partitionCount = 7;
/// Makes a topic whose name begins so; ends the program when that is not possible.
[[nodiscard]] std::string newTopic(Cluster& cluster, const std::string& prefix, std::int32_t partitions = partitionCount);
/// Everything in it, by the browsing reader.
[[nodiscard]] std::vector<Record> readTopic(Cluster& cluster, const std::string& topic);

/// A row in a file: number, partition, timestamp, key, value, headers, a tab between.
[[nodiscard]] std::string rowLine(std::size_t number, const OutgoingRecord& row);

/// What a program prints that read the record: "TOPIC PARTITION OFFSET TIMESTAMP KEY VALUE HEADERS".
[[nodiscard]] std::string readLine(const Record& record);

/// The record that a broker keeps of a row.
[[nodiscard]] Record keptRecord(const OutgoingRecord& row, const std::string& topic, std::int32_t partition, std::int64_t offset);

/// The lines of an output that begin with a word, without it.
[[nodiscard]] std::vector<std::string> linesOf(const std::string& output, const std::string& word);

/// A line split at single spaces.
[[nodiscard]] std::vector<std::string> wordsOf(const std::string& line);

} // namespace weir::test
