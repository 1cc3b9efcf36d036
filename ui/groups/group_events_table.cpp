// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_events_table.h"

#include "ui/groups/status_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace weir::ui {
namespace {

class EventsTable
{
    Q_DECLARE_TR_FUNCTIONS(GroupEventsTable)
};

QString textOf(const GroupEvent& event)
{
    return displayText(std::string_view(event.text), 1024);
}

} // namespace

Note eventNote(const GroupEvent& event)
{
    switch (event.kind) {
    case GroupEvent::Kind::Rebalance: return {EventsTable::tr("rebalance"), textOf(event), Tone::Neutral};
    case GroupEvent::Kind::StateChanged: return {EventsTable::tr("state"), textOf(event), Tone::Neutral};
    case GroupEvent::Kind::OffsetsReset: return {EventsTable::tr("offsets changed"), textOf(event), Tone::Accent};
    case GroupEvent::Kind::Rewound: return {EventsTable::tr("rewound"), textOf(event), Tone::Warning};
    case GroupEvent::Kind::TopicRecreated: return {EventsTable::tr("topic re-created"), textOf(event), Tone::Bad};
    case GroupEvent::Kind::DataLost: return {EventsTable::tr("data lost"), textOf(event), Tone::Bad};
    case GroupEvent::Kind::HealthChanged: {
        LagStatus status;
        status.health.health = event.health;
        const Note health = healthNote(status);
        return {healthWord(event.health), textOf(event), health.tone};
    }
    case GroupEvent::Kind::Replay: return {EventsTable::tr("replay"), textOf(event), Tone::Accent};
    case GroupEvent::Kind::BrokerLost: return {EventsTable::tr("broker lost"), textOf(event), Tone::Bad};
    case GroupEvent::Kind::BrokerBack: return {EventsTable::tr("broker back"), textOf(event), Tone::Ok};
    case GroupEvent::Kind::SamplingPaused: return {EventsTable::tr("no samples"), textOf(event), Tone::Neutral};
    }
    return {};
}

std::vector<GroupEventRow> eventRows(const std::vector<GroupEvent>& events)
{
    std::vector<GroupEventRow> rows;
    rows.reserve(events.size());
    QHash<QString, int> seen;
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        const QString base = QStringLiteral("%1:%2:%3").arg(event->time).arg(static_cast<int>(event->kind)).arg(textOf(*event));
        const int count = seen[base]++;
        rows.push_back({*event, count == 0 ? base : QStringLiteral("%1#%2").arg(base).arg(count)});
    }
    return rows;
}

QString eventKey(const GroupEventRow& row)
{
    return row.key;
}

std::vector<Column<GroupEventRow>> eventColumns()
{
    using Row = GroupEventRow;
    return {
        {.id = QStringLiteral("time"),
         .title = EventsTable::tr("Time"),
         .text = [](const Row& row) {
             return QDateTime::fromMSecsSinceEpoch(row.event.time).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
         },
         .width = 160,
         .mono = true,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.event.time)); }},
        {.id = QStringLiteral("kind"),
         .title = EventsTable::tr("Event"),
         .text = [](const Row& row) { return eventNote(row.event).word; },
         .width = 140,
         .mark = [](const Row& row) -> CellMark {
             const Note note = eventNote(row.event);
             return PillCell{note.word, note.tone};
         }},
        {.id = QStringLiteral("where"),
         .title = EventsTable::tr("Where"),
         .text = [](const Row& row) {
             if (row.event.group.empty())
                 return EventsTable::tr("whole cluster");
             if (!row.event.partition)
                 return EventsTable::tr("group");
             return row.event.partition->partition < 0 ? displayText(std::string_view(row.event.partition->topic))
                                                       : displayText(std::string_view(toString(*row.event.partition)));
         },
         .width = 200},
        {.id = QStringLiteral("text"),
         .title = EventsTable::tr("What happened"),
         .text = [](const Row& row) { return textOf(row.event); },
         .width = 0,
         .toolTip = [](const Row& row) { return textOf(row.event); }},
    };
}

std::vector<ChartMark> eventMarks(const std::vector<GroupEvent>& events)
{
    std::vector<ChartMark> marks;
    for (const GroupEvent& event : events) {
        const Note note = eventNote(event);
        marks.push_back({static_cast<double>(event.time) / 1000.0, note.sentence.isEmpty() ? note.word : note.sentence, note.tone});
    }
    return marks;
}

} // namespace weir::ui
