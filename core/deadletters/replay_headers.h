// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/custom_convention.h"
#include "core/deadletters/replay_options.h"

#include <string>
#include <vector>

namespace weir {

enum class HeaderFate { Kept, Removed, Added };
struct HeaderDecision {
    Header header;
    HeaderFate fate = HeaderFate::Kept;
    std::string reason; ///< why it is removed or added
};

/// What happens to the headers of a dead letter when it is put back. Pure; any thread.
struct ReplayHeaders {
    std::vector<HeaderDecision> decisions; ///< the dead letter's own in their order, then those that are added
    std::int64_t earlierReplays = 0;       ///< as weir-replay-count says; 0 when it is not there
    bool countUnreadable = false;          ///< weir-replay-count is there and is no number

    /// What is sent: kept and added ones.
    [[nodiscard]] Headers sent() const;
};

/// What stands in the headers that are added.
struct ReplayStamp {
    std::string id;     ///< see replayId()
    std::string job;    ///< empty: no weir-replay-job
    std::string source; ///< the dead letter, "orders.dlq-3@1877"
    std::int64_t earlierReplays = 0; ///< when it is more than the headers themselves say
};

/// Failure and retry headers go by default: Spring sends a record with retry_topic-attempts straight back to its
/// dead-letter topic, others count on. springDeserializerException* is a serialised Java object and goes whatever the policy
/// is (CVE-2023-34040). Headers of `own` conventions count as failure headers.
[[nodiscard]] ReplayHeaders decideReplayHeaders(const Headers& headers, HeaderPolicy policy, bool addWeirHeaders,
                                                const ReplayStamp& stamp,
                                                const std::vector<CustomConvention>& own = {});
/// How often the record was put back before: weir-replay-count, the largest when there are several; 0 without one.
[[nodiscard]] std::int64_t earlierReplays(const Headers& headers);

} // namespace weir
