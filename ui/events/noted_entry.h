// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/audit_trail.h"

#include <filesystem>
#include <memory>
#include <string>

namespace weir::ui {

/// One entry of the activity: begun before something is changed, completed when it is known how that ended. An empty trail
/// notes nothing (the demo). Blocks on disk: workers only.
class NotedEntry
{
public:
    /// An error says that nothing was done, because it could not be noted.
    [[nodiscard]] static Result<std::shared_ptr<NotedEntry>> begin(const std::filesystem::path& trail, AuditEntry entry);
    /// However well that can be noted: what was done is done.
    void complete(const std::string& outcome);

private:
    NotedEntry() = default;
    std::unique_ptr<AuditTrail> m_trail;
    std::int64_t m_id = 0;
};

} // namespace weir::ui
