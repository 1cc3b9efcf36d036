// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/inbox_partitions.h"

#include <functional>

namespace weir {

/// Whom a pass tells. Called on the thread that runs it.
struct InboxPassSinks {
    std::function<void(std::uint32_t slot, const RecordView&)> letter;
    std::function<void()> progress; ///< every few letters
    std::function<void(const InboxPartitions::Forgotten&)> forget;
};

/// Reads all chosen partitions that have no error from where they stopped up to their readable ends, many at once; leaves in
/// their coverage how far it came. Batches that cannot be read are skipped and counted, what retention deletes meanwhile
/// is counted as lost; a partition that fails otherwise has its error and the others go on. Blocks until the ends are
/// reached or the call is over.
void readLetters(Cluster& cluster, Reader& reader, InboxPartitions& partitions, const InboxPassSinks& sinks, const Call& call);

} // namespace weir
