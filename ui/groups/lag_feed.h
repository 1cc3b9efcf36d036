// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_monitor.h"

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTimer>

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace weir::ui {

class LatestTask;
class Mailbox;
class TaskPool;

/// All groups of one connection as the window sees them: one monitor, shared by the pages that show groups and alerts.
/// Samples quickly while a page watches, slowly otherwise, so that history and alerts have no hole when one comes back.
/// GUI thread only. Nothing here waits: a monitor that is let go is stopped on another thread.
class LagFeed : public QObject
{
    Q_OBJECT
public:
    struct Pace {
        std::chrono::milliseconds watched = std::chrono::seconds(1);
        std::chrono::milliseconds idle = std::chrono::seconds(10);
    };
    /// What is remembered for a connection, and where.
    struct Memory {
        std::filesystem::path folder{}; ///< history and alerts; empty: in memory only
        QString settings{};             ///< under which name QSettings keeps pinned groups and pace; empty: nowhere
    };

    explicit LagFeed(std::shared_ptr<weir::Cluster> cluster, QObject* parent = nullptr);
    LagFeed(std::shared_ptr<weir::Cluster> cluster, Pace pace, QObject* parent = nullptr);
    LagFeed(std::shared_ptr<weir::Cluster> cluster, Pace pace, const Memory& memory, QObject* parent = nullptr);
    ~LagFeed() override;

    /// A page comes on screen or leaves it; one group's page names it, so that its members are asked in every round.
    /// A destroyed page stops watching by itself.
    void setWatching(QObject* page, bool watching, const std::string& group = {});
    /// Starts a round now (F5, Retry), or right after the one under way.
    void sampleNow();
    /// Looks for dead-letter topics now and every minute, and watches their ends for the alerts.
    void watchDeadLetters(const std::shared_ptr<TaskPool>& tasks);

    /// The newest round, failed or not; empty before the first one ended.
    [[nodiscard]] std::shared_ptr<const GroupRound> latest() const { return m_latest; }
    /// The newest round that brought an answer.
    [[nodiscard]] std::shared_ptr<const GroupRound> lastGood() const { return m_lastGood; }
    /// The group in lastGood() and what was derived; nullptr when it is not there.
    [[nodiscard]] const GroupLag* group(const std::string& id) const;
    [[nodiscard]] const GroupStatus* status(const std::string& id) const;
    /// Null before the first good round.
    [[nodiscard]] std::shared_ptr<const GroupHistory> history() const { return m_monitor->history(); }
    [[nodiscard]] std::shared_ptr<AlertStore> alerts() const { return m_monitor->alerts(); }
    /// Why alerts are not kept as they should be; see GroupMonitor.
    [[nodiscard]] std::optional<Error> alertsError() const { return m_monitor->alertsError(); }
    void alertRulesChanged() { m_monitor->alertsChanged(); }
    /// Something was done to a group from this window; it is drawn and kept with the next round.
    void note(const GroupEvent& event) { m_monitor->note(event); }

    /// The interval in force, and the one while a page watches.
    [[nodiscard]] std::chrono::milliseconds interval() const;
    [[nodiscard]] std::chrono::milliseconds watchedInterval() const { return m_pace.watched; }
    void setWatchedInterval(std::chrono::milliseconds interval);
    /// Groups sampled by name, for users who may not list groups.
    [[nodiscard]] QStringList pinned() const { return m_pinned; }
    void setPinned(const QStringList& groups);

Q_SIGNALS:
    void sampled();
    /// "38 · 2": groups, and those that need a look, for the navigation's badge; empty while unknown.
    void countChanged(const QString& text);
    void alertsArrived(const std::vector<weir::AlertChange>& changes);

private:
    void applyWishes();
    void take(std::shared_ptr<const GroupRound> round);
    void letGo(std::shared_ptr<const GroupRound> round);
    void findDeadLetters(const std::shared_ptr<TaskPool>& tasks);
    void recall();

    std::shared_ptr<weir::Cluster> m_cluster;
    Pace m_pace;
    QString m_settings;
    QStringList m_pinned;
    std::vector<std::string> m_deadLetterTopics;
    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<GroupMonitor> m_monitor;
    std::shared_ptr<const GroupRound> m_latest;
    std::shared_ptr<const GroupRound> m_lastGood;
    std::map<std::string, std::size_t, std::less<>> m_places; ///< of groups in m_lastGood
    std::map<const QObject*, std::string> m_watchers;
    QString m_count;
    std::shared_ptr<TaskPool> m_tasks; ///< null in tests
    QTimer m_topicTimer;
    LatestTask* m_topicTask;
};

} // namespace weir::ui
