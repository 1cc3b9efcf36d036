// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_history.h"

namespace weir {

struct GroupHistory::Parts {};
GroupHistory::GroupHistory(std::filesystem::path, HistoryLimits) : m_parts(new Parts) {}
GroupHistory::~GroupHistory() = default;
std::filesystem::path GroupHistory::pathIn(const std::filesystem::path&, const std::string&) { return {}; }
void GroupHistory::add(const LagSample&, const std::vector<GroupStatus>&) {}
void GroupHistory::add(const GroupEvent&) {}
HistorySeries GroupHistory::recent(const SeriesId& id, LagMeasure, TimestampMs) const { return {id, {}}; }
std::vector<SeriesId> GroupHistory::seriesOf(const std::string&) const { return {}; }
Result<HistoryAnswer> GroupHistory::read(const HistoryQuery&, const Call&) const { return HistoryAnswer{}; }
Result<std::vector<GroupEvent>> GroupHistory::events(const std::string&, TimestampMs, TimestampMs, std::size_t) const
{
    return std::vector<GroupEvent>{};
}
Result<void> GroupHistory::flush() { return {}; }
std::optional<Error> GroupHistory::storageError() const { return std::nullopt; }
std::size_t GroupHistory::bytesInMemory() const { return 0; }
std::string historyCsv(const HistoryAnswer&, LagMeasure) { return {}; }

} // namespace weir
