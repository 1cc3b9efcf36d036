// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/replay_feed.h"
#include "ui/groups/lag_feed.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <map>
#include <memory>
#include <vector>

namespace weir::app {

/// What a replay that was just seen committing means for consumer groups: an event for each of `groups` that reads one of
/// the topics, or one for the whole cluster per topic that none of them reads. Pure.
[[nodiscard]] std::vector<GroupEvent> replayEvents(const std::vector<GroupLag>& groups, const std::vector<std::string>& topics,
                                                   std::int64_t records, const std::string& job, TimestampMs time);

/// Draws replays on the lag charts of the groups that read their targets. Commits come many times a second: a job is noted
/// at its first, then every half minute, and at its end. GUI thread.
class ReplayNotes : public QObject
{
    Q_OBJECT
public:
    ReplayNotes(ui::ReplayFeed* replays, ui::LagFeed* lag, QObject* parent);

private:
    struct Waiting {
        QStringList topics{};
        qint64 records = 0;
    };
    void take(const QString& job, const QStringList& topics, qint64 records);
    void note(const QString& job);
    void noteAll();

    ui::LagFeed* m_lag; ///< its owner owns this too
    std::map<QString, Waiting> m_waiting;
    QTimer m_timer;
};

} // namespace weir::app
