// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace weir {

/// Who works on the shop's events. The first three are consumer groups of the demo; the sink is a connector of which
/// the demo plays only the dead letters.
enum class DemoRole { Mailer, SearchIndex, Billing, WarehouseSink };

/// The topics a role reads.
[[nodiscard]] std::vector<std::string> topicsOf(DemoRole role);
/// "mailer", "search-index" or "billing", with the prefix in front.
[[nodiscard]] std::string groupOf(DemoRole role, const std::string& prefix);

} // namespace weir
