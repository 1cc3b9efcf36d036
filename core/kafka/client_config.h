// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/group_consumer.h"
#include "core/kafka/reader.h"
#include "core/kafka/real_cluster.h"

#include <map>
#include <string>
#include <vector>

namespace weir {

/// librdkafka properties by name.
using Properties = std::map<std::string, std::string>;

/// Properties of each kind of handle. The caller's own properties come first and lose against those a handle's
/// correctness rests on. Pure functions.
[[nodiscard]] Properties adminProperties(const ClusterOptions& options);
/// `paging`: the warm reader of pages, with small buffers and checksums; otherwise tuned for long reads.
[[nodiscard]] Properties readerProperties(const ClusterOptions& options, Isolation isolation, bool paging);
[[nodiscard]] Properties producerProperties(const ClusterOptions& options);
[[nodiscard]] Properties transactionProperties(const ClusterOptions& options, const TransactionOptions& transaction);
[[nodiscard]] Properties streamProperties(const ClusterOptions& options, const SendStreamOptions& stream);
[[nodiscard]] Properties groupProperties(const ClusterOptions& options, const GroupOptions& group);

/// The values of properties that must never be shown (passwords, keys, tokens).
[[nodiscard]] std::vector<std::string> secretValues(const Properties& properties);

} // namespace weir
