// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter_ast.h"

#include <memory>

namespace weir {

/// Private to Filter: the tree of a filter made ready to run over records at the speed of the client. Cheap tests come
/// first, headers are parsed and JSON is read only when a test needs them, and a text that must stand in the JSON is
/// looked for before the JSON is read. Same answers as tests/support/filter_reference.h. `root` may go away.
[[nodiscard]] std::unique_ptr<RecordMatcher> makeFilterPlan(const FilterNode& root);

} // namespace weir
