// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/records/browse.h"

namespace weir::cli {

/// The question that --partition, --from and --limit ask about a topic; InvalidInput names the option.
[[nodiscard]] Result<BrowseRequest> browseRequest(const Arguments& arguments, const std::string& topic);

/// Says on standard error what is missing from the answer: failed partitions, a deadline, the bound on memory.
void complainAboutCoverage(Session& session, const BrowseRequest& request, const Partial<BrowseResult>& answer);

/// "12 records; 50 of 1043 offsets read; there are more".
[[nodiscard]] std::string coverageText(const BrowseResult& result);

} // namespace weir::cli
