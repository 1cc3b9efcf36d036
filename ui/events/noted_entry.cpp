// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/noted_entry.h"

namespace weir::ui {
namespace {

std::unexpected<weir::Error> notDone(const weir::Error& error)
{
    return fail(error.kind, "Nothing was done, because it could not be noted in the activity: " + error.message);
}

} // namespace

Result<std::shared_ptr<NotedEntry>> NotedEntry::begin(const std::filesystem::path& trail, AuditEntry entry)
{
    std::shared_ptr<NotedEntry> noted(new NotedEntry);
    if (trail.empty())
        return noted;
    auto opened = AuditTrail::open(trail);
    if (!opened)
        return notDone(opened.error());
    entry.time = nowMs();
    const auto id = (*opened)->begin(entry);
    if (!id)
        return notDone(id.error());
    noted->m_trail = std::move(*opened);
    noted->m_id = *id;
    return noted;
}

void NotedEntry::complete(const std::string& outcome)
{
    if (m_trail)
        (void)m_trail->complete(m_id, outcome);
}

} // namespace weir::ui
