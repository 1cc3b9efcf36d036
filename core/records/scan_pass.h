// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/scan.h"

namespace weir {

/// The state of a scan that has not begun: every partition of the request's range, nothing looked at.
[[nodiscard]] ScanState freshScanState(const ScanRequest& request);

/// The engine below Scan, export and `weirctl read`: looks at what `state` says is not scanned yet, on the calling
/// thread, and leaves there what was covered, so that it can be called again to go on. Ends when nothing remains, after
/// `request.maxHits` further hits (HitLimit), when `onHit` answers Stop, the call is stopped or its deadline is over
/// (all three: Stopped), or when some partitions failed and the others are done (Failed; why: their coverage).
/// A partition whose beginning retention deletes meanwhile goes on at its new log start.
/// `onHit` gets every record that matches; the view is valid inside the call only. `progress` is called at most 30 times
/// a second, right after a hit at the earliest, with totals that add up; it may be empty. Blocks.
void scanRecords(Cluster& cluster, Reader& reader, const ScanRequest& request, ScanState& state,
                 const RecordSink& onHit, const std::function<void(const ScanState&)>& progress, const Call& call);

/// Behind the damaged batch at which `partition` ended: finds the first offset that can be read again (doubling steps, then
/// halving: at most about 2 log2 of the batch's records reads, `mostDamageProbes` at all) and names the offsets between
/// as damaged. Asks `reader`, and where that one is silent the page reader, which verifies checksums. Changes nothing when the partition did not end at damage, or when something else failed meanwhile.
void skipDamage(Cluster& cluster, Reader& reader, const ScanRequest& request, std::int32_t partition, ScanState& state,
                const Call& call);
inline constexpr int mostDamageProbes = 80;

/// A hit with the first bytes of key and value.
[[nodiscard]] ScanHit previewOf(const RecordView& record, std::size_t previewBytes);

} // namespace weir
