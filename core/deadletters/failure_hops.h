// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/convention.h"
#include "core/deadletters/failure_report.h"

#include <span>
#include <vector>

namespace weir {

/// Every place that the headers name, by all of these conventions, oldest first. Repeated headers are hops of their own;
/// headers that are missing in one of them are told by the order in which they stand. Hops of several conventions are
/// ordered by where their headers stand, because they are appended. SmallRye alone puts its own before the others:
/// in front it is the newest, unless the topics' names say that the others came later. Pure; linear in the headers.
[[nodiscard]] std::vector<FailureHop> readHops(const Headers& headers,
                                               std::span<const FailureConvention* const> conventions);

} // namespace weir
