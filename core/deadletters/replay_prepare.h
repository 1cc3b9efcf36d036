// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_headers.h"
#include "core/deadletters/replay_plan.h"

namespace weir {

/// Private to the plan: a record as it would be sent, and what became of its headers.
struct PreparedReplay {
    OutgoingRecord record;
    ReplayHeaders headers;
};
/// See prepareReplay(); `target` is the name of the item's target.
[[nodiscard]] Result<PreparedReplay> prepareFor(const ReplayPlan& plan, const std::string& target, const ReplayItem& item,
                                                const Record& letter, const Record* source);
/// Bytes of a batch that holds this record alone, uncompressed: what a broker compares with max.message.bytes
/// (message format 2).
[[nodiscard]] std::int64_t batchBytes(const OutgoingRecord& record);

} // namespace weir
