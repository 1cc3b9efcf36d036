// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/play_words.h"

#include "ui/events/play_feed.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace weir::ui {
namespace {

using namespace std::chrono_literals;
using Action = PlayRule::Action;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(PlayWords)
};

Tone toneOf(int tone)
{
    switch (tone) {
    case 1: return Tone::Ok;
    case 2: return Tone::Warning;
    case 3: return Tone::Bad;
    default: return Tone::Neutral;
    }
}

QString hangsText(const PlayMember& member)
{
    return Words::tr("hangs on %1@%2").arg(displayText(std::string_view(toString(*member.hangsOn)), 260)).arg(member.hangsAt.value_or(0));
}

} // namespace

QStringList actionWords()
{
    return {Words::tr("Handle"), Words::tr("Delay"), Words::tr("Fail"), Words::tr("Fail once"), Words::tr("Dead letter"), Words::tr("Hang")};
}

WorkItem workItem(const PlayView& view)
{
    WorkItem item;
    item.id = QString::fromStdString(view.options.groupId);
    item.title = Words::tr("Play consumer in group %1").arg(displayText(std::string_view(view.options.groupId), 120));
    item.started = QDateTime::fromMSecsSinceEpoch(view.progress.started);
    item.canOpen = true;
    item.canCancel = view.progress.running;
    item.state = view.progress.running ? Words::tr("running") : view.progress.ended ? Words::tr("stopped by itself") : Words::tr("stopped");
    item.tone = view.progress.ended ? 3 : view.progress.trouble && view.progress.running ? 2 : view.progress.running ? 1 : 0;
    item.detail = view.progress.ended
                      ? sentenceOf(*view.progress.ended)
                      : Words::tr("%1 handled, %2 dead letters, %3")
                            .arg(countText(static_cast<qint64>(view.progress.handled)),
                                 countText(static_cast<qint64>(view.progress.deadLetters)),
                                 countedText(static_cast<qint64>(view.progress.members.size()), Words::tr("1 member"), Words::tr("%1 members")));
    return item;
}

std::string outcomeLine(const PlayProgress& progress)
{
    std::string line = progress.ended ? "stopped by itself: " + progress.ended->message + " " : std::string("stopped: ");
    line += std::to_string(progress.handled) + " handled, " + std::to_string(progress.failedTries) + " failed tries, " +
            std::to_string(progress.deadLetters) + " dead letters";
    return line;
}

QString partitionsText(const std::vector<TopicPartition>& partitions)
{
    QString text;
    const std::string* topic = nullptr;
    for (const TopicPartition& one : partitions) {
        if (topic && *topic == one.topic) {
            text += QStringLiteral(", %1").arg(one.partition);
            continue;
        }
        topic = &one.topic;
        text += (text.isEmpty() ? QString() : QStringLiteral("; ")) + displayText(std::string_view(toString(one)), 260);
    }
    return text.isEmpty() ? Words::tr("none yet") : text;
}

std::vector<PlayPreset> playPresets()
{
    return {
        {Words::tr("Plain"), Words::tr("Handles every record at once.")},
        {Words::tr("Slow"), Words::tr("Takes 0.5 s for each record, so that lag grows."), {{"", 1, Action::Delay, 500ms, {}}}},
        {Words::tr("5 % poison"), Words::tr("One record of twenty fails at every try and becomes a dead letter."),
         {{"", 0.05, Action::Fail, 0ms, "Poison pill"}}},
        {Words::tr("Hangs"), Words::tr("One record of a hundred is never finished: its partition is stuck, and the group takes it away."),
         {{"", 0.01, Action::Hang, 0ms, {}}}, 2},
        {Words::tr("Flapping"), Words::tr("A member joins and leaves every 15 s: the group rebalances over and over."), {}, 2, 15s},
    };
}

QString playMemberKey(const PlayMember& member) { return QString::fromStdString(member.clientId); }

std::vector<Column<PlayMember>> playMemberColumns()
{
    return {
        {.id = QStringLiteral("member"),
         .title = Words::tr("Member"),
         .text = [](const PlayMember& row) { return QString::fromStdString(row.clientId); },
         .width = 100,
         .mono = true},
        {.id = QStringLiteral("partitions"),
         .title = Words::tr("Partitions"),
         .text = [](const PlayMember& row) { return partitionsText(row.partitions); },
         .width = 0,
         .toolTip = [](const PlayMember& row) { return partitionsText(row.partitions); }},
        {.id = QStringLiteral("state"),
         .title = Words::tr("State"),
         .text = [](const PlayMember& row) {
             return row.hangsOn ? hangsText(row) : row.partitions.empty() ? Words::tr("waits for partitions") : Words::tr("consumes");
         },
         .width = 150,
         .tone = [](const PlayMember& row) { return row.hangsOn ? Tone::Bad : row.partitions.empty() ? Tone::Neutral : Tone::Ok; },
         .toolTip = [](const PlayMember& row) { return row.hangsOn ? hangsText(row) : QString(); }},
    };
}

QString playedKey(const PlayedRow& row) { return QString::number(row.number); }

std::vector<PlayedRow> playedRows(const std::vector<PlayedRecord>& newest)
{
    std::vector<PlayedRow> rows;
    rows.reserve(newest.size());
    for (const PlayedRecord& record : newest)
        rows.push_back({rows.size(), record});
    return rows;
}

std::vector<Column<PlayedRow>> playedColumns()
{
    using Row = PlayedRow;
    return {
        {.id = QStringLiteral("time"),
         .title = Words::tr("Time"),
         .text = [](const Row& row) { return QDateTime::fromMSecsSinceEpoch(row.record.time).toString(QStringLiteral("HH:mm:ss.zzz")); },
         .width = 116,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(-static_cast<qint64>(row.number)); }},
        {.id = QStringLiteral("record"),
         .title = Words::tr("Record"),
         .text = [](const Row& row) {
             return QStringLiteral("%1@%2").arg(displayText(std::string_view(toString(row.record.partition)), 260)).arg(row.record.offset);
         },
         .width = 188,
         .mono = true,
         .mark = [](const Row&) -> CellMark { return LinkCell{}; },
         .toolTip = [](const Row&) { return Words::tr("Shows the record."); }},
        {.id = QStringLiteral("type"),
         .title = Words::tr("Event type"),
         .text = [](const Row& row) { return displayText(std::string_view(row.record.eventType), 120); },
         .width = 116},
        {.id = QStringLiteral("what"),
         .title = Words::tr("What was done"),
         .text = [](const Row& row) { return displayText(std::string_view(row.record.what), 400); },
         .width = 0,
         .tone = [](const Row& row) { return toneOf(row.record.tone); },
         .toolTip = [](const Row& row) { return displayText(std::string_view(row.record.what), 400); }},
    };
}

} // namespace weir::ui
