// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/send_record.h"

#include <filesystem>
#include <string>

namespace weir::ui {

/// sendRecord(), noted in the activity before and after as weirctl does. What cannot be noted is not sent. An empty `trail`
/// notes nothing (the demo). Blocks; any thread.
[[nodiscard]] Result<Delivery> sendNoted(Cluster& cluster, const std::filesystem::path& trail, const std::string& profile,
                                         const OutgoingRecord& record, const Call& call);

} // namespace weir::ui
