// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/json_tree.h"
#include "core/records/record_diff.h"

namespace weir {

/// Adds the differences of two JSON texts to `into` (see diffRecords), under `part`. Pure; any thread.
void diffJson(const JsonTree& left, const JsonTree& right, const FieldPath& part, RecordDiff& into,
              const std::stop_token& stop);

} // namespace weir
