// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/failure_group_table.h"

#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/letter_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <cmath>

namespace weir::ui {
namespace {

using Row = FailureGroupRow;

class GroupTable
{
    Q_DECLARE_TR_FUNCTIONS(FailureGroupTable)
};

QString textOf(const std::string& text, std::size_t most = 249)
{
    return displayText(std::string_view(text), most);
}

QString patternText(const Row& row)
{
    // Without an exception class the pattern is the name already.
    const QString pattern = row.group.key.exceptionClass.empty() ? QString() : textOf(row.group.key.pattern, 400);
    return row.note.empty() ? pattern : GroupTable::tr("Note: %1 · %2").arg(textOf(row.note, 120), pattern);
}

QString failureToolTip(const Row& row)
{
    QStringList lines;
    if (!row.group.key.exceptionClass.empty())
        lines << textOf(row.group.key.exceptionClass, 400);
    if (!row.group.exampleMessage.empty())
        lines << GroupTable::tr("For example: %1").arg(textOf(row.group.exampleMessage, 500));
    for (const auto& [topic, count] : row.group.topics)
        lines << QStringLiteral("%1: %2").arg(textOf(topic), countText(count));
    if (!row.note.empty())
        lines << GroupTable::tr("Note: %1").arg(textOf(row.note, 2'000));
    return lines.join(QLatin1Char('\n'));
}

QString originName(const Row& row)
{
    return row.group.key.origin.empty() ? GroupTable::tr("origin not known") : textOf(row.group.key.origin);
}

QString stageText(const Row& row)
{
    if (!row.group.key.stage.empty())
        return textOf(row.group.key.stage, 120);
    return row.group.convention.empty() ? GroupTable::tr("no failure headers") : textOf(row.group.convention, 60);
}

QString shareText(const Row& row)
{
    const double percent = row.share * 100;
    if (percent > 0 && percent < 1)
        return QStringLiteral("< 1 %");
    return QStringLiteral("%1 %").arg(static_cast<int>(std::round(percent)));
}

QString countToolTip(const Row& row)
{
    QStringList lines{GroupTable::tr("%1 open of %2").arg(countText(row.open), countText(row.group.count))};
    if (row.tally.replayed > 0)
        lines << GroupTable::tr("%1 replayed").arg(countText(row.tally.replayed));
    if (row.tally.handled > 0)
        lines << GroupTable::tr("%1 handled").arg(countText(row.tally.handled));
    if (row.tally.ignored > 0)
        lines << GroupTable::tr("%1 ignored").arg(countText(row.tally.ignored));
    return lines.join(QLatin1Char('\n'));
}

QString topicsText(const Row& row)
{
    QStringList topics;
    for (const auto& [topic, count] : row.group.topics)
        topics << textOf(topic);
    return topics.join(QStringLiteral(", "));
}

CellMark sparkline(const Row& row)
{
    SparklineCell line;
    line.tone = Tone::Warning;
    line.values.assign(row.group.sparkline.begin(), row.group.sparkline.end());
    return line;
}

std::int64_t lastDay(const Row& row)
{
    std::int64_t sum = 0;
    for (const std::uint32_t count : row.group.sparkline)
        sum += count;
    return sum;
}

SortKey timeKey(std::optional<TimestampMs> time)
{
    return time ? SortKey(static_cast<qint64>(*time)) : SortKey();
}

} // namespace

QString failureGroupKey(const FailureGroupRow& row)
{
    return QString::fromStdString(row.group.id);
}

std::vector<Column<FailureGroupRow>> failureGroupColumns()
{
    return {
        {.id = QStringLiteral("failure"),
         .title = GroupTable::tr("Failure"),
         .text = [](const Row& row) { return failureName(row.group.key); },
         .width = 0,
         .subText = patternText,
         .strong = [](const Row&) { return true; },
         .toolTip = failureToolTip},
        {.id = QStringLiteral("origin"),
         .title = GroupTable::tr("Origin and stage"),
         .text = originName,
         .width = 164,
         .subText = stageText,
         .toolTip = [](const Row& row) { return QStringLiteral("%1\n%2").arg(originName(row), stageText(row)); }},
        {.id = QStringLiteral("day"),
         .title = GroupTable::tr("24 h"),
         .text = [](const Row& row) { return countText(lastDay(row)); },
         .width = 84,
         .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(lastDay(row))); },
         .mark = sparkline,
         .toolTip = [](const Row& row) {
             return countedText(lastDay(row), GroupTable::tr("1 failure in the last 24 hours"),
                                GroupTable::tr("%1 failures in the last 24 hours"));
         },
         .accessible = [](const Row& row) {
             return countedText(lastDay(row), GroupTable::tr("1 failure in the last 24 hours"),
                                GroupTable::tr("%1 failures in the last 24 hours"));
         }},
        {.id = QStringLiteral("open"),
         .title = GroupTable::tr("Open"),
         .text = [](const Row& row) { return countText(row.open); },
         .width = 68,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.open)); },
         .toolTip = countToolTip},
        {.id = QStringLiteral("share"),
         .title = GroupTable::tr("Share"),
         .text = shareText,
         .width = 58,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(row.share); }},
        {.id = QStringLiteral("last"),
         .title = GroupTable::tr("Last"),
         .text = [](const Row& row) { return shortMoment(row.group.lastSeen).section(u' ', 0, 1); },
         .width = 64,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return timeKey(row.group.lastSeen); },
         .toolTip = [](const Row& row) {
             return GroupTable::tr("Last seen %1\nFirst seen %2")
                 .arg(momentDetails(row.group.lastSeen), momentDetails(row.group.firstSeen));
         }},
        {.id = QStringLiteral("topics"), .title = GroupTable::tr("Dead-letter topics"), .text = topicsText},
    };
}

} // namespace weir::ui
