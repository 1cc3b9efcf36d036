// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/lag_history.h"
#include "core/groups/lag_sampler.h"

#include <QtCore/QObject>
#include <QtCore/QString>

#include <chrono>
#include <memory>
#include <set>

namespace weir::ui {

class Mailbox;

/// The lag of all groups of one connection: one sampler and its history, shared by the pages that show groups.
/// Samples quickly while a page watches, slowly otherwise, so that the history has no hole when one comes back.
/// GUI thread only. Nothing here waits: a sampler that is let go is stopped on another thread.
class LagFeed : public QObject
{
    Q_OBJECT
public:
    struct Pace {
        std::chrono::milliseconds watched = std::chrono::seconds(1);
        std::chrono::milliseconds idle = std::chrono::seconds(10);
    };

    explicit LagFeed(std::shared_ptr<weir::Cluster> cluster, QObject* parent = nullptr);
    LagFeed(std::shared_ptr<weir::Cluster> cluster, Pace pace, QObject* parent = nullptr);
    ~LagFeed() override;

    /// A page comes on screen or leaves it. A destroyed page stops watching by itself.
    void setWatching(QObject* page, bool watching);
    /// Starts a round now (F5, Retry); one under way is given up.
    void sampleNow();

    /// The newest round, failed or not; empty before the first one ended.
    [[nodiscard]] std::shared_ptr<const LagSample> latest() const { return m_latest; }
    /// The newest round that brought an answer.
    [[nodiscard]] std::shared_ptr<const LagSample> lastGood() const { return m_lastGood; }
    /// The group in lastGood(); nullptr when it is not there.
    [[nodiscard]] const GroupLag* group(const std::string& id) const;
    [[nodiscard]] const LagHistory& history() const { return m_history; }
    /// The interval in force.
    [[nodiscard]] std::chrono::milliseconds interval() const;

Q_SIGNALS:
    void sampled();
    /// Number of groups, for the navigation's badge; empty while unknown.
    void countChanged(const QString& text);

private:
    void restart();
    void take(quint64 run, std::shared_ptr<const LagSample> sample);

    std::shared_ptr<weir::Cluster> m_cluster;
    Pace m_pace;
    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<LagSampler> m_sampler;
    LagHistory m_history;
    std::shared_ptr<const LagSample> m_latest;
    std::shared_ptr<const LagSample> m_lastGood;
    std::set<const QObject*> m_watchers;
    quint64 m_run = 0;
};

} // namespace weir::ui
