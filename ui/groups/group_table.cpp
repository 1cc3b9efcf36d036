// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_table.h"

#include "ui/groups/status_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <functional>

namespace weir::ui {
namespace {

class GroupTable
{
    Q_DECLARE_TR_FUNCTIONS(GroupTable)
};

GroupRow groupRow(const GroupLag& group, const GroupStatus* status, TimestampMs sampled)
{
    GroupRow row;
    row.id = group.group;
    row.name = displayText(std::string_view(group.group));
    row.state = groupState(group.state);
    row.type = groupType(group.type);
    if (group.membersVisible)
        row.members = static_cast<qint64>(group.members.size());
    row.lag = group.lag;
    if (!group.lag) {
        row.lagReason = group.rows.empty() ? GroupTable::tr("The group has no committed offset, so its lag is unknown.")
                                           : GroupTable::tr("No partition of the group has a known lag.");
    }
    if (status)
        row.status = status->total;
    row.health = healthNote(row.status);
    row.note = groupNote(group);
    row.sampled = sampled;
    return row;
}

std::vector<GroupRow> withShares(std::vector<GroupRow> rows)
{
    qint64 most = 0;
    for (const GroupRow& row : rows)
        most = std::max(most, row.lag.value_or(0));
    for (GroupRow& row : rows)
        row.share = most > 0 ? static_cast<double>(row.lag.value_or(0)) / static_cast<double>(most) : 0;
    return rows;
}

/// What several partitions are together: rates add up, the worst health and time lag stand for all.
LagStatus totalOf(const std::vector<LagStatus>& parts)
{
    LagStatus total;
    const auto sum = [](std::optional<double>& into, const std::optional<double>& value) {
        if (value)
            into = into.value_or(0) + *value;
    };
    for (const LagStatus& part : parts) {
        sum(total.consumed, part.consumed);
        sum(total.produced, part.produced);
        sum(total.change, part.change);
        if (severity(part.health.health) > severity(total.health.health) || total.health.health == Health::Unknown)
            total.health = part.health;
        if (part.time.kind != TimeLag::Kind::Unknown &&
            (total.time.kind == TimeLag::Kind::Unknown || part.time.behind > total.time.behind))
            total.time = part.time;
        if (part.drained.kind > total.drained.kind || (part.drained.kind == total.drained.kind && part.drained.in > total.drained.in))
            total.drained = part.drained;
    }
    return total;
}

using Row = GroupRow;

SortKey number(std::optional<qint64> value)
{
    return value ? SortKey(*value) : SortKey();
}

/// A right-aligned figure whose words explain it.
Column<Row> figureColumn(const QString& id, const QString& title, int width, std::function<Note(const Row&)> note,
                         std::function<SortKey(const Row&)> key)
{
    return {.id = id,
            .title = title,
            .text = [note](const Row& row) { return note(row).word; },
            .width = width,
            .alignment = Qt::AlignRight,
            .mono = true,
            .searchable = false,
            .sortKey = std::move(key),
            .toolTip = [note](const Row& row) { return note(row).sentence; }};
}

Column<Row> rateColumn(const QString& id, const QString& title, std::optional<double> LagStatus::*rate, const QString& what)
{
    return figureColumn(
        id, title, 80, [rate, what](const Row& row) { return Note{rateText(row.status.*rate), what, Tone::Neutral}; },
        [rate](const Row& row) { return rateKey(row.status.*rate); });
}

Column<Row> healthColumn()
{
    return {.id = QStringLiteral("health"),
            .title = GroupTable::tr("Health"),
            .text = [](const Row& row) { return row.health.word; },
            .width = 100,
            .sortKey = [](const Row& row) {
                // Worst first when sorted downwards, the calm ones by name of their state.
                return SortKey(static_cast<qint64>(row.status.health.health == Health::Unknown ? -1 : severity(row.status.health.health)));
            },
            .mark = [](const Row& row) -> CellMark {
                if (row.health.word.isEmpty())
                    return {};
                return PillCell{row.health.word, row.health.tone};
            },
            .toolTip = [](const Row& row) { return row.health.sentence; }};
}

Column<Row> lagColumn()
{
    return {.id = QStringLiteral("lag"),
            .title = GroupTable::tr("Lag"),
            .text = [](const Row& row) { return countText(row.lag); },
            .width = 130,
            .alignment = Qt::AlignRight,
            .mono = true,
            .searchable = false,
            .sortKey = [](const Row& row) { return number(row.lag); },
            .mark = [](const Row& row) -> CellMark {
                return MeterCell{row.share, row.health.tone == Tone::Bad ? Tone::Bad : Tone::Accent};
            },
            .toolTip = [](const Row& row) { return row.lagReason; }};
}

Column<Row> trendColumn(TrendCache& trends)
{
    return {.id = QStringLiteral("trend"),
            .title = GroupTable::tr("Trend"),
            .text = [](const Row&) { return QString(); },
            .width = 84,
            .searchable = false,
            .sortKey = [](const Row& row) { return rateKey(row.status.change); },
            .mark = [&trends](const Row& row) -> CellMark {
                const bool calm = row.health.tone == Tone::Neutral || row.health.tone == Tone::Ok;
                return SparklineCell{trends.values(groupKey(row)), calm ? Tone::Accent : row.health.tone};
            },
            .toolTip = [](const Row& row) {
                const QString span = GroupTable::tr("Lag over the last 15 minutes, as far as it is known.");
                return row.status.change ? span + u'\n' + GroupTable::tr("Now changing by %1 records a minute.")
                                                              .arg(QString::number(*row.status.change * 60, 'f', 0))
                                         : span;
            },
            .accessible = [](const Row& row) { return GroupTable::tr("Trend of %1").arg(row.name); }};
}

} // namespace

QString groupKey(const GroupRow& row)
{
    return QString::fromStdString(row.id);
}

std::vector<GroupRow> groupRows(const GroupRound& round)
{
    const auto& groups = round.sample->groups->values;
    std::vector<GroupRow> rows;
    rows.reserve(groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i)
        rows.push_back(groupRow(groups[i], i < round.groups.size() ? &round.groups[i] : nullptr, round.sample->time));
    return withShares(std::move(rows));
}

std::vector<GroupRow> groupRowsOfTopic(const GroupRound& round, const std::string& topic)
{
    const auto& groups = round.sample->groups->values;
    std::vector<GroupRow> rows;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        GroupLag part = groups[i];
        std::vector<LagStatus> statuses;
        part.rows.clear();
        for (std::size_t j = 0; j < groups[i].rows.size(); ++j) {
            if (groups[i].rows[j].partition.topic != topic)
                continue;
            part.rows.push_back(groups[i].rows[j]);
            if (i < round.groups.size() && j < round.groups[i].partitions.size())
                statuses.push_back(round.groups[i].partitions[j]);
        }
        if (part.rows.empty())
            continue;
        part.lag = totalLag(part.rows);
        const GroupStatus status{part.group, statuses.empty() ? LagStatus{} : totalOf(statuses), statuses, 0};
        rows.push_back(groupRow(part, &status, round.sample->time));
    }
    return withShares(std::move(rows));
}

std::vector<Column<GroupRow>> groupColumns(TrendCache& trends)
{
    return {
        {.id = QStringLiteral("group"),
         .title = GroupTable::tr("Group"),
         .text = [](const Row& row) { return row.name; },
         .width = 0,
         .strong = [](const Row&) { return true; },
         .toolTip = [](const Row& row) { return row.name; }},
        healthColumn(),
        lagColumn(),
        figureColumn(
            QStringLiteral("timeLag"), GroupTable::tr("Time lag"), 122,
            [](const Row& row) { return timeLagNote(row.status.time, row.sampled); },
            [](const Row& row) { return timeLagKey(row.status.time); }),
        trendColumn(trends),
        rateColumn(QStringLiteral("consumed"), GroupTable::tr("Consumed"), &LagStatus::consumed,
                   GroupTable::tr("Records a second the group committed, over the last minute.")),
        rateColumn(QStringLiteral("produced"), GroupTable::tr("Produced"), &LagStatus::produced,
                   GroupTable::tr("Records a second written to its partitions, over the last minute.")),
        figureColumn(
            QStringLiteral("drained"), GroupTable::tr("Drained in"), 92, [](const Row& row) { return drainNote(row.status); },
            [](const Row& row) { return aheadKey(row.status.drained); }),
        {.id = QStringLiteral("state"),
         .title = GroupTable::tr("State"),
         .text = [](const Row& row) { return row.state.word; },
         .width = 84,
         .tone = [](const Row& row) { return row.state.tone == Tone::Ok ? Tone::Neutral : row.state.tone; },
         .toolTip = [](const Row& row) { return row.state.sentence; }},
        {.id = QStringLiteral("type"),
         .title = GroupTable::tr("Type"),
         .text = [](const Row& row) { return row.type.isEmpty() ? QStringLiteral("–") : row.type; },
         .width = 68,
         .tone = [](const Row&) { return Tone::Neutral; },
         .toolTip = [](const Row& row) {
             return row.type.isEmpty() ? GroupTable::tr("The broker did not say of which type the group is.") : QString();
         }},
        figureColumn(
            QStringLiteral("members"), GroupTable::tr("Members"), 74,
            [](const Row& row) {
                return Note{countText(row.members),
                            row.members ? QString()
                                        : GroupTable::tr("This client library cannot see the members of groups of this type."),
                            Tone::Neutral};
            },
            [](const Row& row) { return number(row.members); }),
        {.id = QStringLiteral("note"),
         .title = GroupTable::tr("Note"),
         .text = [](const Row& row) { return row.note.word; },
         .width = 96,
         .tone = [](const Row& row) { return row.note.tone; },
         .toolTip = [](const Row& row) { return row.note.sentence; }},
    };
}

} // namespace weir::ui
