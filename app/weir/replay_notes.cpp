// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/replay_notes.h"

#include <algorithm>
#include <chrono>

namespace weir::app {
namespace {

constexpr std::chrono::seconds between{30};

bool reads(const GroupLag& group, const std::string& topic)
{
    return std::ranges::any_of(group.rows, [&](const PartitionLag& row) { return row.partition.topic == topic; });
}

} // namespace

std::vector<GroupEvent> replayEvents(const std::vector<GroupLag>& groups, const std::vector<std::string>& topics,
                                     std::int64_t records, const std::string& job, TimestampMs time)
{
    const std::string count = records == 1 ? "1 dead letter was" : std::to_string(records) + " dead letters were";
    std::vector<GroupEvent> events;
    for (const std::string& topic : topics) {
        GroupEvent event;
        event.time = time;
        event.kind = GroupEvent::Kind::Replay;
        event.partition = TopicPartition{topic, -1};
        // How many of a job with several targets went to which of them is in its receipt.
        event.text = topics.size() == 1 ? count + " replayed to " + topic + " by job " + job + "."
                                        : count + " replayed to " + topic + " and other topics by job " + job + ".";
        bool known = false;
        for (const GroupLag& group : groups) {
            if (!reads(group, topic))
                continue;
            known = true;
            event.group = group.group;
            events.push_back(event);
        }
        if (!known) {
            event.group.clear();
            events.push_back(event);
        }
    }
    return events;
}

ReplayNotes::ReplayNotes(ui::ReplayFeed* replays, ui::LagFeed* lag, QObject* parent) : QObject(parent), m_lag(lag)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(between);
    connect(&m_timer, &QTimer::timeout, this, &ReplayNotes::noteAll);
    connect(replays, &ui::ReplayFeed::replayed, this, &ReplayNotes::take);
    connect(replays, &ui::ReplayFeed::jobEnded, this, &ReplayNotes::note);
}

void ReplayNotes::take(const QString& job, const QStringList& topics, qint64 records)
{
    Waiting& waiting = m_waiting[job];
    waiting.topics = topics;
    waiting.records += records;
    if (!m_timer.isActive())
        noteAll();
}

void ReplayNotes::noteAll()
{
    bool any = false;
    for (const auto& [job, waiting] : std::map(m_waiting))
        if (waiting.records > 0) {
            any = true;
            note(job);
        }
    if (any)
        m_timer.start();
}

void ReplayNotes::note(const QString& job)
{
    const auto found = m_waiting.find(job);
    if (found == m_waiting.end() || found->second.records == 0)
        return;
    std::vector<std::string> topics;
    for (const QString& topic : found->second.topics)
        topics.push_back(topic.toStdString());
    const auto round = m_lag->lastGood();
    const std::vector<GroupLag> none;
    const auto& groups = round && round->sample->groups ? round->sample->groups->values : none;
    for (const GroupEvent& event : replayEvents(groups, topics, found->second.records, job.toStdString(), nowMs()))
        m_lag->note(event);
    m_waiting.erase(found);
}

} // namespace weir::app
