// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/republish.h"

#include <string>
#include <vector>

namespace weir {

/// What happens to the headers of a dead letter when it is put back. Pure; any thread.
struct ReplayHeaders {
    std::vector<HeaderDecision> decisions; ///< the dead letter's own in their order, then those that are added
    std::int64_t earlierReplays = 0;       ///< as weir-replay-count says; 0 when it is not there
    bool countUnreadable = false;          ///< weir-replay-count is there and is no number

    /// What is sent: kept and added ones.
    [[nodiscard]] Headers sent() const;
};

/// `id` and `source` go into the headers that are added; see RepublishOptions for the choices.
[[nodiscard]] ReplayHeaders decideReplayHeaders(const Headers& headers, const RepublishOptions& options,
                                                const std::string& id, const std::string& source);

} // namespace weir
