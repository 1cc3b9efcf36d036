// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/real_cluster.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weir::test {

/// A call with ten seconds, for what should take milliseconds.
[[nodiscard]] Call soon();

/// Opens a cluster; ends the program when its options are bad.
[[nodiscard]] std::unique_ptr<Cluster> open(const std::string& bootstrap,
                                            std::map<std::string, std::string> properties = {});

[[nodiscard]] OutgoingRecord outgoing(const std::string& topic, std::int32_t partition, OptionalBytes value,
                                      OptionalBytes key = std::nullopt, Headers headers = {});

/// Sends through the cluster's shared producer.
[[nodiscard]] std::vector<Result<Delivery>> send(Cluster& cluster, const std::vector<OutgoingRecord>& records,
                                                 const Call& call = soon());

/// All records of the ranges, through the given reader.
[[nodiscard]] std::vector<Record> readAll(Reader& reader, const std::vector<ReadRange>& ranges,
                                          const Call& call = soon());

/// Records that are as ugly as Kafka allows, for partition 0: NULL and empty, invalid UTF-8, NUL, 64-bit integers,
/// headers that repeat, are NULL, empty or without a name, 900 KB.
[[nodiscard]] std::vector<OutgoingRecord> uglyRecords(const std::string& topic);

/// What differs between a record sent and the one read; empty when nothing does.
[[nodiscard]] std::string difference(const OutgoingRecord& sent, const Record& got);

} // namespace weir::test
