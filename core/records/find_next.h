// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/scan.h"

namespace weir {

/// The answer of "find next from here".
struct FoundNext {
    std::optional<ScanHit> hit;
    /// True: every partition was read as far as the answer needs. False: stopped, out of time, or failed before that.
    bool certain = false;
    std::vector<Failure> failures; ///< "topic-partition"
};

/// The first record that matches at or behind a place: `request.range` begins there, in each partition. In one partition
/// that is the one with the lowest offset. In several, the earliest by time, then partition: each is read until its first
/// match, or until its records are younger than the best match so far (timestamps that producers set may go back a little:
/// then a match may be passed over that a scan would show). `request.maxHits` and `newestFirst` are not used. Blocks.
[[nodiscard]] FoundNext findNext(Cluster& cluster, Reader& reader, const ScanRequest& request, const Call& call);

} // namespace weir
