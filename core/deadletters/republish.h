// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_report.h"
#include "core/deadletters/replay_headers.h"
#include "core/kafka/cluster.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class HeaderChoice {
    RemoveFailure, ///< drop failure and retry headers, keep the rest (default)
    KeepAll,
    RemoveAll,
};
enum class PartitionChoice {
    Original, ///< where the failed record came from, when the target still has that partition; else by key
    ByKey,
};

struct RepublishOptions {
    std::optional<std::string> target; ///< nullopt: the origin
    HeaderChoice headers = HeaderChoice::RemoveFailure;
    PartitionChoice partition = PartitionChoice::Original;
    bool addWeirHeaders = true; ///< weir-replay-id, weir-replay-count, weir-replay-source
};

/// What would be sent, for review before anything is sent. Key and value are the dead letter's bytes.
struct RepublishPlan {
    TopicPartition source;
    std::int64_t sourceOffset = 0;
    std::string sourceDigest; ///< of key, value and headers at review time
    OutgoingRecord record;
    std::vector<HeaderDecision> headers;
    std::vector<std::string> warnings; ///< compacted target, origin unknown, name stem only, already replayed n times
};

/// Makes the plan; no produce call is made. NotFound when the target does not exist, InvalidInput when it is the
/// dead-letter topic itself, internal, or no origin is known (the sentence says to name one). Headers are untrusted:
/// show the target and let a person confirm it. Blocks; any thread.
[[nodiscard]] Result<RepublishPlan> planRepublish(Cluster& cluster, const Record& deadLetter,
                                                  const RepublishOptions& options, const Call& call);

/// Fetches the dead letter again, refuses when it is gone (NotFound) or changed (InvalidInput) since the plan, sends,
/// waits for the broker's confirmation. The dead letter itself stays where it is. NotAuthorized on a read-only connection.
[[nodiscard]] Result<Delivery> republish(Cluster& cluster, const RepublishPlan& plan, const Call& call);

} // namespace weir
