// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replay_jobs_table.h"

#include "ui/deadletters/replay_feed.h"
#include "ui/deadletters/replay_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace weir::ui {
namespace {

using Row = ReplayJobRow;

class JobsTable
{
    Q_DECLARE_TR_FUNCTIONS(ReplayJobsTable)
};

Tone barTone(const ReplayProgress& progress)
{
    if (progress.info.state == ReplayState::Stopped || progress.info.counts.failed + progress.info.counts.unknown > 0)
        return Tone::Bad;
    return progress.info.state == ReplayState::Done ? Tone::Ok : Tone::Accent;
}

} // namespace

QString replayTimeText(std::optional<TimestampMs> time)
{
    if (!time)
        return QStringLiteral("–");
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(*time);
    return moment.toString(moment.date() == QDate::currentDate() ? QStringLiteral("HH:mm:ss") : QStringLiteral("yyyy-MM-dd HH:mm"));
}

std::vector<ReplayJobRow> replayJobRows(const ReplayFeed& feed)
{
    std::vector<Row> rows;
    for (const ReplayProgress& progress : feed.jobs())
        rows.push_back({progress, feed.runsHere(progress.info.job), feed.isStarting(progress.info.job)});
    return rows;
}

QString replayJobKey(const ReplayJobRow& row) { return QString::fromStdString(row.progress.info.job); }

std::vector<Column<ReplayJobRow>> replayJobColumns()
{
    const auto info = [](const Row& row) -> const ReplayJobInfo& { return row.progress.info; };
    return {
        {.id = QStringLiteral("title"),
         .title = JobsTable::tr("Replay"),
         .text = [info](const Row& row) { return displayText(std::string_view(info(row).title), 200); },
         .width = 0,
         .strong = [](const Row&) { return true; },
         .toolTip = [info](const Row& row) { return displayText(std::string_view(info(row).title), 500); }},
        {.id = QStringLiteral("target"),
         .title = JobsTable::tr("To"),
         .text = [info](const Row& row) { return targetsText(info(row).targets); },
         .width = 190,
         .toolTip = [info](const Row& row) {
             QStringList all;
             for (const std::string& topic : info(row).targets)
                 all << displayText(std::string_view(topic), 249);
             return all.mid(0, 30).join(QLatin1Char('\n'));
         }},
        {.id = QStringLiteral("state"),
         .title = JobsTable::tr("State"),
         .text = [info](const Row& row) { return stateWord(info(row).state, row.here, row.starting).text; },
         .width = 106,
         .mark = [info](const Row& row) -> CellMark {
             const ReplayWord word = stateWord(info(row).state, row.here, row.starting);
             return PillCell{word.text, word.tone};
         },
         .toolTip = [](const Row& row) { return stateSentence(row.progress, row.here); }},
        {.id = QStringLiteral("progress"),
         .title = JobsTable::tr("Committed"),
         .text = [info](const Row& row) {
             return JobsTable::tr("%1 of %2").arg(countText(info(row).counts.committed), countText(toSend(info(row).counts)));
         },
         .width = 200,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [info](const Row& row) { return SortKey(fractionDone(info(row).counts)); },
         .mark = [info](const Row& row) -> CellMark { return MeterCell{fractionDone(info(row).counts), barTone(row.progress)}; }},
        {.id = QStringLiteral("rate"),
         .title = JobsTable::tr("Rate"),
         .text = [](const Row& row) { return row.progress.busy ? rateText(row.progress.perSecond) : QString(); },
         .width = 116,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return row.progress.busy ? SortKey(row.progress.perSecond) : SortKey(); }},
        {.id = QStringLiteral("started"),
         .title = JobsTable::tr("Started"),
         .text = [info](const Row& row) { return replayTimeText(info(row).created); },
         .width = 118,
         .mono = true,
         .searchable = false,
         .sortKey = [info](const Row& row) { return SortKey(static_cast<qint64>(info(row).created)); }},
        {.id = QStringLiteral("ended"),
         .title = JobsTable::tr("Ended"),
         .text = [info](const Row& row) { return replayTimeText(info(row).ended); },
         .width = 118,
         .mono = true,
         .searchable = false,
         .sortKey = [info](const Row& row) {
             return info(row).ended ? SortKey(static_cast<qint64>(*info(row).ended)) : SortKey();
         }},
    };
}

} // namespace weir::ui
