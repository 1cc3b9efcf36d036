// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_table.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <set>

namespace weir::ui {
namespace {

class GroupTable
{
    Q_DECLARE_TR_FUNCTIONS(GroupTable)
};

GroupRow groupRow(const GroupLag& group, TimestampMs sampled)
{
    GroupRow row;
    row.id = group.group;
    row.name = displayText(std::string_view(group.group));
    row.state = groupState(group.state);
    row.type = groupType(group.type);
    if (group.membersVisible)
        row.members = static_cast<qint64>(group.members.size());
    std::set<std::string_view> topics;
    for (const PartitionLag& partition : group.rows)
        topics.insert(partition.partition.topic);
    row.topics = static_cast<qint64>(topics.size());
    row.lag = group.lag;
    if (!group.lag) {
        row.lagReason = group.rows.empty() ? GroupTable::tr("The group has no committed offset, so its lag is unknown.")
                                           : GroupTable::tr("No partition of the group has a known lag.");
    }
    row.note = groupNote(group);
    row.sampled = sampled;
    return row;
}

} // namespace

QString groupKey(const GroupRow& row)
{
    return QString::fromStdString(row.id);
}

std::vector<GroupRow> groupRows(const std::vector<GroupLag>& groups, TimestampMs sampled)
{
    std::vector<GroupRow> rows;
    rows.reserve(groups.size());
    qint64 most = 0;
    for (const GroupLag& group : groups) {
        rows.push_back(groupRow(group, sampled));
        most = std::max(most, rows.back().lag.value_or(0));
    }
    for (GroupRow& row : rows)
        row.share = most > 0 ? static_cast<double>(row.lag.value_or(0)) / static_cast<double>(most) : 0;
    return rows;
}

std::vector<Column<GroupRow>> groupColumns(TrendCache& trends)
{
    using Row = GroupRow;
    const auto number = [](std::optional<qint64> value) { return value ? SortKey(*value) : SortKey(); };
    return {
        {.id = QStringLiteral("group"),
         .title = GroupTable::tr("Group"),
         .text = [](const Row& row) { return row.name; },
         .width = 250,
         .strong = [](const Row&) { return true; },
         .toolTip = [](const Row& row) { return row.name; }},
        {.id = QStringLiteral("state"),
         .title = GroupTable::tr("State"),
         .text = [](const Row& row) { return row.state.word; },
         .width = 150,
         .mark = [](const Row& row) -> CellMark { return PillCell{row.state.word, row.state.tone}; },
         .toolTip = [](const Row& row) { return row.state.sentence; }},
        {.id = QStringLiteral("type"),
         .title = GroupTable::tr("Type"),
         .text = [](const Row& row) { return row.type.isEmpty() ? QStringLiteral("–") : row.type; },
         .width = 90,
         .tone = [](const Row&) { return Tone::Neutral; },
         .toolTip = [](const Row& row) {
             return row.type.isEmpty() ? GroupTable::tr("The broker did not say of which type the group is.") : QString();
         }},
        {.id = QStringLiteral("members"),
         .title = GroupTable::tr("Members"),
         .text = [](const Row& row) { return countText(row.members); },
         .width = 84,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [number](const Row& row) { return number(row.members); },
         .toolTip = [](const Row& row) {
             return row.members ? QString()
                                : GroupTable::tr("This client library cannot see the members of groups of this type.");
         }},
        {.id = QStringLiteral("topics"),
         .title = GroupTable::tr("Topics"),
         .text = [](const Row& row) { return countText(row.topics); },
         .width = 76,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(row.topics); }},
        {.id = QStringLiteral("lag"),
         .title = GroupTable::tr("Lag"),
         .text = [](const Row& row) { return countText(row.lag); },
         .width = 190,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [number](const Row& row) { return number(row.lag); },
         .mark = [](const Row& row) -> CellMark {
             return MeterCell{row.share, row.note.tone == Tone::Bad ? Tone::Bad : Tone::Accent};
         },
         .toolTip = [](const Row& row) { return row.lagReason; }},
        {.id = QStringLiteral("trend"),
         .title = GroupTable::tr("Trend"),
         .text = [](const Row&) { return QString(); },
         .width = 130,
         .searchable = false,
         .sortKey = [number](const Row& row) { return number(row.lag); },
         .mark = [&trends](const Row& row) -> CellMark {
             return SparklineCell{trends.values(groupKey(row)), Tone::Accent};
         },
         .toolTip = [](const Row&) { return GroupTable::tr("Lag over the last 15 minutes, as far as it is known."); },
         .accessible = [](const Row& row) { return GroupTable::tr("Trend of %1").arg(row.name); }},
        {.id = QStringLiteral("note"),
         .title = GroupTable::tr("Note"),
         .text = [](const Row& row) { return row.note.word; },
         .width = 0,
         .tone = [](const Row& row) { return row.note.tone; },
         .toolTip = [](const Row& row) { return row.note.sentence; }},
    };
}

} // namespace weir::ui
