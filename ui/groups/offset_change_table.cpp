// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/offset_change_table.h"

#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <algorithm>
#include <charconv>

namespace weir::ui {
namespace {

using Row = OffsetChangeRow;
using Outcome = OffsetChangeRow::Outcome;

class OffsetChangeTable
{
    Q_DECLARE_TR_FUNCTIONS(OffsetChangeTable)
};

TopicPartition partitionOf(const std::string& subject)
{
    const auto dash = subject.rfind('-');
    std::int32_t number = 0;
    const char* last = subject.data() + subject.size();
    if (dash == std::string::npos || std::from_chars(subject.data() + dash + 1, last, number).ptr != last ||
        dash + 1 == subject.size())
        return {subject, -1};
    return {subject.substr(0, dash), number};
}

Row failedRow(const Failure& failure)
{
    Row row;
    row.subject = QString::fromStdString(failure.subject);
    row.partition = partitionOf(failure.subject);
    row.error = failure.error;
    return row;
}

QString differenceText(const Row& row)
{
    const auto difference = row.change ? row.change->difference() : std::nullopt;
    if (!difference)
        return QStringLiteral("–");
    return (*difference > 0 ? QStringLiteral("+") : QString()) + countText(*difference);
}

/// Of the offsets between old and new, those inside of the log: what was deleted or never written is not read again.
std::optional<qint64> recordsBetween(const OffsetChange& change)
{
    if (!change.before)
        return std::nullopt;
    // Exactly one, however many offsets before it were never written or compacted away.
    if (change.skipped && !change.skipped->damaged)
        return 1;
    const std::int64_t start = change.logStart.value_or(*change.before);
    const std::int64_t end = std::max(start, change.end.value_or(*change.before));
    return change.after - std::clamp(*change.before, start, end);
}

QString meaning(const Row& row)
{
    if (row.forgets)
        return OffsetChangeTable::tr("its offset is deleted");
    if (!row.change)
        return {};
    const auto between = recordsBetween(*row.change);
    if (!between)
        return OffsetChangeTable::tr("nothing was committed");
    if (*between == 0)
        return OffsetChangeTable::tr("no records between");
    const qint64 count = std::abs(*between);
    return *between > 0 ? countedText(count, OffsetChangeTable::tr("1 is skipped"), OffsetChangeTable::tr("%1 are skipped"))
                           : countedText(count, OffsetChangeTable::tr("1 is read again"),
                                         OffsetChangeTable::tr("%1 are read again"));
}

SortKey keyOf(std::optional<std::int64_t> value) { return value ? SortKey(qint64{*value}) : SortKey(); }

Column<Row> numberColumn(QString id, QString title, int width, std::function<std::optional<std::int64_t>(const Row&)> number)
{
    return {.id = std::move(id),
            .title = std::move(title),
            .text = [number](const Row& row) { return countText(number(row)); },
            .width = width,
            .alignment = Qt::AlignRight,
            .mono = true,
            .searchable = false,
            .sortKey = [number](const Row& row) { return keyOf(number(row)); }};
}

Tone toneOfDifference(const Row& row)
{
    const auto difference = row.change ? row.change->difference() : std::nullopt;
    return difference && *difference > 0 ? Tone::Warning : Tone::Neutral;
}

Column<Row> changeColumn()
{
    return {.id = QStringLiteral("change"),
            .title = OffsetChangeTable::tr("Change"),
            .text = differenceText,
            .width = 96,
            .alignment = Qt::AlignRight,
            .mono = true,
            .searchable = false,
            .sortKey =
                [](const Row& row) { return keyOf(row.change ? row.change->difference() : std::nullopt); },
            .tone = toneOfDifference};
}

} // namespace

std::vector<OffsetChangeRow> offsetChangeRows(const UndoPlan& plan)
{
    std::vector<Row> rows;
    for (const OffsetChange& change : plan.plan.changes) {
        Row row;
        row.subject = QString::fromStdString(toString(change.partition));
        row.partition = change.partition;
        row.change = change;
        rows.push_back(std::move(row));
    }
    for (const TopicPartition& partition : plan.forget) {
        Row row;
        row.subject = QString::fromStdString(toString(partition));
        row.partition = partition;
        row.forgets = true;
        rows.push_back(std::move(row));
    }
    for (const Failure& failure : plan.plan.failures)
        rows.push_back(failedRow(failure));
    std::ranges::stable_sort(rows, {}, &Row::partition);
    return rows;
}

std::vector<OffsetChangeRow> offsetResultRows(const UndoPlan& plan, const OffsetResult& result)
{
    std::vector<Row> rows = offsetChangeRows(plan);
    std::map<QString, const Error*> failures;
    for (const Failure& failure : result.failures)
        failures.emplace(QString::fromStdString(failure.subject), &failure.error);
    for (Row& row : rows) {
        if (!row.change && !row.forgets)
            continue;
        if (const auto failure = failures.find(row.subject); failure != failures.end()) {
            row.outcome = Outcome::Failed;
            row.error = *failure->second;
        } else if (std::ranges::find(result.changedSince, row.partition) != result.changedSince.end()) {
            row.outcome = Outcome::ChangedSince;
        } else if (result.applied.contains(row.partition)) {
            row.outcome = Outcome::Done;
        }
    }
    return rows;
}

QString offsetChangeKey(const OffsetChangeRow& row) { return row.subject; }

Note offsetChangeNote(const OffsetChangeRow& row)
{
    switch (row.outcome) {
    case Outcome::Done:
        return {OffsetChangeTable::tr("done"), OffsetChangeTable::tr("The broker took the new offset."), Tone::Ok};
    case Outcome::ChangedSince:
        return {OffsetChangeTable::tr("changed since"),
                OffsetChangeTable::tr("The committed offset moved after the preview, so it was left alone."), Tone::Warning};
    case Outcome::Failed: return {OffsetChangeTable::tr("failed"), row.error ? sentenceOf(*row.error) : QString(), Tone::Bad};
    case Outcome::Planned: break;
    }
    if (row.error)
        return {OffsetChangeTable::tr("not reset"), sentenceOf(*row.error), Tone::Bad};
    if (row.change && row.change->skipped && row.change->skipped->damaged)
        return {OffsetChangeTable::tr("damaged batch"),
                OffsetChangeTable::tr("No record: the batch there cannot be read. It is skipped as a whole."),
                Tone::Warning};
    if (row.change && row.change->moved)
        return {OffsetChangeTable::tr("edge of the log"),
                OffsetChangeTable::tr("What was asked for lies outside of the log; this is the nearest offset in it."),
                Tone::Warning};
    return {};
}

std::vector<Column<OffsetChangeRow>> offsetChangeColumns()
{
    std::vector<Column<Row>> columns;
    columns.push_back({.id = QStringLiteral("partition"),
                       .title = OffsetChangeTable::tr("Partition"),
                       .text = [](const Row& row) { return displayText(std::string_view(row.subject.toStdString()), 300); },
                       .width = 0,
                       .mono = true,
                       .sortKey =
                           [](const Row& row) {
                               return SortKey(QString::fromStdString(row.partition.topic) +
                                              QStringLiteral(" %1").arg(row.partition.partition, 10));
                           }});
    columns.push_back(numberColumn(QStringLiteral("before"), OffsetChangeTable::tr("Committed"), 104,
                                   [](const Row& row) { return row.change ? row.change->before : std::nullopt; }));
    columns.push_back(numberColumn(QStringLiteral("after"), OffsetChangeTable::tr("New offset"), 104, [](const Row& row) {
        return row.change ? std::optional(row.change->after) : std::nullopt;
    }));
    columns.push_back(changeColumn());
    columns.push_back({.id = QStringLiteral("meaning"),
                       .title = OffsetChangeTable::tr("Records"),
                       .text = meaning,
                       .width = 150,
                       .searchable = false,
                       .tone = toneOfDifference});
    columns.push_back(numberColumn(QStringLiteral("start"), OffsetChangeTable::tr("Log start"), 96,
                                   [](const Row& row) { return row.change ? row.change->logStart : std::nullopt; }));
    columns.push_back(numberColumn(QStringLiteral("end"), OffsetChangeTable::tr("End"), 96,
                                   [](const Row& row) { return row.change ? row.change->end : std::nullopt; }));
    columns.push_back({.id = QStringLiteral("note"),
                       .title = OffsetChangeTable::tr("Note"),
                       .text = [](const Row& row) { return offsetChangeNote(row).word; },
                       .width = 124,
                       .mark = [](const Row& row) -> CellMark {
                           const Note note = offsetChangeNote(row);
                           return note.word.isEmpty() ? CellMark() : CellMark(PillCell{note.word, note.tone});
                       },
                       .toolTip = [](const Row& row) { return offsetChangeNote(row).sentence; },
                       .accessible = [](const Row& row) {
                           const Note note = offsetChangeNote(row);
                           return note.word.isEmpty() ? QString() : note.word + QStringLiteral(": ") + note.sentence;
                       }});
    return columns;
}

QString planTotals(const UndoPlan& plan)
{
    qint64 again = 0;
    qint64 skipped = 0;
    for (const OffsetChange& change : plan.plan.changes) {
        const qint64 between = recordsBetween(change).value_or(0);
        (between < 0 ? again : skipped) += std::abs(between);
    }
    QStringList parts;
    if (again > 0)
        parts << countedText(again, OffsetChangeTable::tr("1 record is read again"),
                             OffsetChangeTable::tr("%1 records are read again"));
    if (skipped > 0 && again == 0)
        parts << countedText(skipped, OffsetChangeTable::tr("1 record is skipped"),
                             OffsetChangeTable::tr("%1 records are skipped"));
    else if (skipped > 0)
        parts << countedText(skipped, OffsetChangeTable::tr("1 is skipped"), OffsetChangeTable::tr("%1 are skipped"));
    QString text = countedText(static_cast<qint64>(plan.plan.changes.size()), OffsetChangeTable::tr("1 partition changes"),
                               OffsetChangeTable::tr("%1 partitions change"));
    if (!parts.isEmpty())
        text += QStringLiteral(": ") + parts.join(QStringLiteral(", "));
    text += QLatin1Char('.');
    const auto add = [&](std::size_t count, const QString& one, const QString& many) {
        if (count > 0)
            text += QLatin1Char(' ') + countedText(static_cast<qint64>(count), one, many);
    };
    add(plan.forget.size(), OffsetChangeTable::tr("1 offset is deleted."), OffsetChangeTable::tr("%1 offsets are deleted."));
    add(plan.plan.unchanged.size(), OffsetChangeTable::tr("1 stays as it is."), OffsetChangeTable::tr("%1 stay as they are."));
    add(plan.plan.failures.size(), OffsetChangeTable::tr("1 cannot be reset."), OffsetChangeTable::tr("%1 cannot be reset."));
    return text;
}

QString skippedText(const SkippedRecord& record)
{
    if (record.damaged)
        return OffsetChangeTable::tr("the batch at offset %1, which cannot be read").arg(countText(record.offset));
    QStringList parts{OffsetChangeTable::tr("offset %1").arg(countText(record.offset)),
                      OffsetChangeTable::tr("key %1").arg(displayText(record.key, 60)),
                      sizeText(static_cast<qint64>(record.size))};
    if (record.timestamp)
        parts << QDateTime::fromMSecsSinceEpoch(*record.timestamp).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    return parts.join(QStringLiteral(", "));
}

} // namespace weir::ui
