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
            .width = 190,
            .toolTip = [](const Row& row) { return displayText(std::string_view(row.lag.partition.topic)); }};
}

Column<Row> partitionColumn()
{
    return {.id = QStringLiteral("partition"),
            .title = PartitionTable::tr("Partition"),
            .text = [](const Row& row) { return QString::number(row.lag.partition.partition); },
            .width = 74,
            .alignment = Qt::AlignRight,
            .mono = true,
            .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.lag.partition.partition)); }};
}

Column<Row> offsetColumn(const QString& id, const QString& title, std::optional<std::int64_t> PartitionLag::*offset)
{
    return {.id = id,
            .title = title,
            .text = [offset](const Row& row) { return countText(row.lag.*offset); },
            .width = 98,
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
    column.width = 140;
    column.mark = [](const Row& row) -> CellMark {
        return MeterCell{row.share, row.lag.note == LagNote::BelowLogStart ? Tone::Warning : Tone::Accent};
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

Column<Row> recordColumn()
{
    return {.id = QStringLiteral("record"),
            .title = PartitionTable::tr("Next to read"),
            .text = [](const Row& row) {
                return hasRecordAtCommitted(row.lag) ? PartitionTable::tr("open record") : QString();
            },
            .width = 112,
            .searchable = false,
            .mark = [](const Row&) -> CellMark { return LinkCell{}; },
            .toolTip = [](const Row& row) {
                return hasRecordAtCommitted(row.lag)
                           ? PartitionTable::tr("Shows the record at the committed offset %1, which the group reads next.")
                                 .arg(countText(row.lag.committed))
                           : QString();
            }};
}

} // namespace

bool hasRecordAtCommitted(const PartitionLag& lag)
{
    return lag.committed && lag.logStart && lag.end && *lag.committed >= *lag.logStart && *lag.committed < *lag.end;
}

QString partitionLagKey(const PartitionLagRow& row)
{
    return QString::fromStdString(toString(row.lag.partition));
}

std::vector<PartitionLagRow> partitionLagRows(const GroupLag& group, TimestampMs sampled)
{
    std::int64_t most = 0;
    for (const PartitionLag& lag : group.rows)
        most = std::max(most, lag.lag.value_or(0));
    std::vector<PartitionLagRow> rows;
    rows.reserve(group.rows.size());
    for (const PartitionLag& lag : group.rows) {
        const double share = most > 0 ? static_cast<double>(lag.lag.value_or(0)) / static_cast<double>(most) : 0;
        rows.push_back({lag, group.membersVisible, share, sampled});
    }
    return rows;
}

std::vector<Column<PartitionLagRow>> partitionLagColumns(TrendCache& trends)
{
    std::vector<Column<Row>> columns{topicColumn()};
    columns.push_back(partitionColumn());
    columns.push_back(committedColumn());
    columns.push_back(offsetColumn(QStringLiteral("end"), PartitionTable::tr("End"), &PartitionLag::end));
    columns.push_back(lagColumn(true));
    columns.push_back({.id = QStringLiteral("trend"),
                       .title = PartitionTable::tr("Trend"),
                       .text = [](const Row&) { return QString(); },
                       .width = 86,
                       .searchable = false,
                       .sortKey = [](const Row& row) { return number(row.lag.lag); },
                       .mark = [&trends](const Row& row) -> CellMark {
                           return SparklineCell{trends.values(partitionLagKey(row)), Tone::Accent};
                       },
                       .toolTip = [](const Row&) {
                           return PartitionTable::tr("Lag over the last 15 minutes, as far as it is known.");
                       },
                       .accessible = [](const Row& row) {
                           return PartitionTable::tr("Trend of %1").arg(partitionLagKey(row));
                       }});
    columns.push_back(noteColumn(168));
    columns.push_back(memberColumn());
    columns.push_back(recordColumn());
    return columns;
}

std::vector<Column<PartitionLagRow>> partitionOffsetColumns()
{
    return {topicColumn(),
            partitionColumn(),
            committedColumn(),
            offsetColumn(QStringLiteral("logStart"), PartitionTable::tr("Log start"), &PartitionLag::logStart),
            offsetColumn(QStringLiteral("end"), PartitionTable::tr("End"), &PartitionLag::end),
            lagColumn(false),
            noteColumn(0),
            recordColumn()};
}

} // namespace weir::ui
