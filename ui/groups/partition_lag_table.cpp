// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/partition_lag_table.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace weir::ui {
namespace {

using Row = PartitionLagRow;

class PartitionTable
{
    Q_DECLARE_TR_FUNCTIONS(PartitionLagTable)
};

SortKey number(const std::optional<std::int64_t>& value)
{
    return value ? SortKey(static_cast<qint64>(*value)) : SortKey();
}

Column<Row> topicColumn()
{
    return {.id = QStringLiteral("topic"),
            .title = PartitionTable::tr("Topic"),
            .text = [](const Row& row) { return displayText(std::string_view(row.lag.partition.topic)); },
            .width = 170,
            .toolTip = [](const Row& row) { return displayText(std::string_view(row.lag.partition.topic)); }};
}

Column<Row> partitionColumn()
{
    return {.id = QStringLiteral("partition"),
            .title = PartitionTable::tr("Partition"),
            .text = [](const Row& row) { return QString::number(row.lag.partition.partition); },
            .width = 66,
            .alignment = Qt::AlignRight,
            .mono = true,
            .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.lag.partition.partition)); }};
}

Column<Row> offsetColumn(const QString& id, const QString& title, std::optional<std::int64_t> PartitionLag::*offset)
{
    return {.id = id,
            .title = title,
            .text = [offset](const Row& row) { return countText(row.lag.*offset); },
            .width = 84,
            .alignment = Qt::AlignRight,
            .mono = true,
            .searchable = false,
            .sortKey = [offset](const Row& row) { return number(row.lag.*offset); },
            .toolTip = [offset](const Row& row) { return whyOffsetUnknown(row.lag, row.lag.*offset); }};
}

Column<Row> committedColumn()
{
    auto column = offsetColumn(QStringLiteral("committed"), PartitionTable::tr("Committed"), &PartitionLag::committed);
    column.toolTip = [](const Row& row) { return whyCommittedUnknown(row.lag); };
    return column;
}

Column<Row> lagColumn(bool meter)
{
    Column<Row> column = offsetColumn(QStringLiteral("lag"), PartitionTable::tr("Lag"), &PartitionLag::lag);
    column.toolTip = [](const Row& row) { return whyLagUnknown(row.lag); };
    if (!meter)
        return column;
    column.width = 120;
    column.mark = [](const Row& row) -> CellMark {
        const Tone tone = healthNote(row.status).tone;
        const bool calm = tone == Tone::Neutral || tone == Tone::Ok;
        return MeterCell{row.share, !calm ? tone : row.lag.note == LagNote::BelowLogStart ? Tone::Warning : Tone::Accent};
    };
    return column;
}

Column<Row> memberColumn()
{
    return {.id = QStringLiteral("member"),
            .title = PartitionTable::tr("Member"),
            .text = [](const Row& row) { return memberNote(row.lag, row.membersVisible).word; },
            .width = 0,
            .tone = [](const Row&) { return Tone::Neutral; },
            .toolTip = [](const Row& row) {
                const Note note = memberNote(row.lag, row.membersVisible);
                return row.lag.member ? QStringLiteral("%1\n%2").arg(note.word, note.sentence) : note.sentence;
            }};
}

Column<Row> noteColumn(int width)
{
    return {.id = QStringLiteral("note"),
            .title = PartitionTable::tr("Note"),
            .text = [](const Row& row) { return partitionNote(row.lag).word; },
            .width = width,
            .tone = [](const Row& row) { return partitionNote(row.lag).tone; },
            .toolTip = [](const Row& row) { return partitionNote(row.lag).sentence; }};
}

Column<Row> timeLagColumn()
{
    return {.id = QStringLiteral("timeLag"),
            .title = PartitionTable::tr("Time lag"),
            .text = [](const Row& row) { return timeLagNote(row.status.time, row.sampled).word; },
            .width = 108,
            .alignment = Qt::AlignRight,
            .mono = true,
            .searchable = false,
            .sortKey = [](const Row& row) { return timeLagKey(row.status.time); },
            .toolTip = [](const Row& row) { return timeLagNote(row.status.time, row.sampled).sentence; }};
}

/// Health first; where there is none to name, what is odd about the offsets.
Note stateOf(const Row& row)
{
    if (row.lag.error)
        return partitionNote(row.lag);
    Note health = healthNote(row.status);
    const Note note = partitionNote(row.lag);
    if (!note.sentence.isEmpty())
        health.sentence += health.sentence.isEmpty() ? note.sentence : u'\n' + note.sentence;
    if (health.word.isEmpty())
        return {note.word, health.sentence, note.tone};
    return health;
}

Column<Row> healthColumn()
{
    return {.id = QStringLiteral("health"),
            .title = PartitionTable::tr("Health"),
            .text = [](const Row& row) { return stateOf(row).word; },
            .width = 104,
            .sortKey = [](const Row& row) {
                return SortKey(static_cast<qint64>(row.lag.error ? 100 : severity(row.status.health.health)));
            },
            .mark = [](const Row& row) -> CellMark {
                const Note note = stateOf(row);
                if (note.word.isEmpty())
                    return {};
                return PillCell{note.word, note.tone};
            },
            .toolTip = [](const Row& row) { return stateOf(row).sentence; }};
}

Column<Row> trendColumn(TrendCache& trends)
{
    return {.id = QStringLiteral("trend"),
            .title = PartitionTable::tr("Trend"),
            .text = [](const Row&) { return QString(); },
            .width = 76,
            .searchable = false,
            .sortKey = [](const Row& row) { return rateKey(row.status.change); },
            .mark = [&trends](const Row& row) -> CellMark {
                const Tone tone = healthNote(row.status).tone;
                return SparklineCell{trends.values(partitionLagKey(row)), tone == Tone::Warning || tone == Tone::Bad ? tone : Tone::Accent};
            },
            .toolTip = [](const Row&) { return PartitionTable::tr("Lag over the last 15 minutes, as far as it is known."); },
            .accessible = [](const Row& row) { return PartitionTable::tr("Trend of %1").arg(partitionLagKey(row)); }};
}

Column<Row> linkColumn(const QString& id, const QString& title, int width, const QString& word, bool (*there)(const PartitionLag&),
                       const QString& tip)
{
    return {.id = id,
            .title = title,
            .text = [word, there](const Row& row) { return there(row.lag) ? word : QString(); },
            .width = width,
            .searchable = false,
            .mark = [](const Row&) -> CellMark { return LinkCell{}; },
            .toolTip = [tip, there](const Row& row) { return there(row.lag) ? tip : QString(); }};
}

std::vector<Column<Row>> linkColumns()
{
    return {linkColumn(QStringLiteral("record"), PartitionTable::tr("Stands on"), 76, PartitionTable::tr("record"), hasRecordAtCommitted,
                       PartitionTable::tr("Shows the record at the committed offset, which the group reads next.")),
            linkColumn(QStringLiteral("unread"), QString(), 62, PartitionTable::tr("unread"), hasUnread,
                       PartitionTable::tr("Shows what the group has not read yet.")),
            linkColumn(QStringLiteral("skip"), QString(), 56, PartitionTable::tr("skip…"), hasRecordAtCommitted,
                       PartitionTable::tr("Moves the committed offset behind the record the group stands on, after a preview."))};
}

} // namespace

bool hasRecordAtCommitted(const PartitionLag& lag)
{
    return lag.committed && lag.logStart && lag.end && *lag.committed >= *lag.logStart && *lag.committed < *lag.end;
}

bool hasUnread(const PartitionLag& lag)
{
    return lag.lag.value_or(0) > 0;
}

PartitionLink partitionLinkOf(const QString& columnId)
{
    if (columnId == QStringLiteral("record"))
        return PartitionLink::StuckRecord;
    if (columnId == QStringLiteral("unread"))
        return PartitionLink::Unread;
    return columnId == QStringLiteral("skip") ? PartitionLink::Skip : PartitionLink::None;
}

QString partitionLagKey(const PartitionLagRow& row)
{
    return QString::fromStdString(toString(row.lag.partition));
}

std::vector<PartitionLagRow> partitionLagRows(const GroupLag& group, const GroupStatus* status, TimestampMs sampled)
{
    std::int64_t most = 0;
    for (const PartitionLag& lag : group.rows)
        most = std::max(most, lag.lag.value_or(0));
    std::vector<PartitionLagRow> rows;
    rows.reserve(group.rows.size());
    for (std::size_t i = 0; i < group.rows.size(); ++i) {
        const PartitionLag& lag = group.rows[i];
        const double share = most > 0 ? static_cast<double>(lag.lag.value_or(0)) / static_cast<double>(most) : 0;
        const bool derived = status && i < status->partitions.size();
        rows.push_back({lag, derived ? status->partitions[i] : LagStatus{}, group.membersVisible, share, sampled});
    }
    return rows;
}

std::vector<Column<PartitionLagRow>> partitionLagColumns(TrendCache& trends)
{
    std::vector<Column<Row>> columns{topicColumn(),
                                     partitionColumn(),
                                     committedColumn(),
                                     offsetColumn(QStringLiteral("end"), PartitionTable::tr("End"), &PartitionLag::end),
                                     lagColumn(true),
                                     timeLagColumn(),
                                     trendColumn(trends),
                                     healthColumn(),
                                     memberColumn()};
    for (Column<Row>& link : linkColumns())
        columns.push_back(std::move(link));
    return columns;
}

std::vector<Column<PartitionLagRow>> partitionOffsetColumns()
{
    std::vector<Column<Row>> columns{topicColumn(),
            partitionColumn(),
            committedColumn(),
            offsetColumn(QStringLiteral("logStart"), PartitionTable::tr("Log start"), &PartitionLag::logStart),
            offsetColumn(QStringLiteral("lastStable"), PartitionTable::tr("Last stable"), &PartitionLag::lastStable),
            offsetColumn(QStringLiteral("end"), PartitionTable::tr("End"), &PartitionLag::end),
            lagColumn(false),
            noteColumn(0)};
    for (Column<Row>& link : linkColumns())
        columns.push_back(std::move(link));
    return columns;
}

} // namespace weir::ui
