// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/demo_traffic.h"
#include "core/groups/group_lag.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>
#include <mutex>

namespace weir::test {

/// One short life of the demo traffic, looked at from outside as Weir would: the same checks for the demo cluster and
/// for real brokers. The slots run in this order, on one traffic.
class DemoTrafficLife : public QObject
{
    Q_OBJECT

protected:
    /// The cluster to live on; null when it could not be opened.
    virtual std::shared_ptr<Cluster> openCluster() = 0;
    /// How soon after the start all groups must have lag.
    virtual std::chrono::milliseconds lagWithin() const = 0;
    virtual bool canRunAgain() const = 0;

    void startTraffic();
    void stopTraffic() { m_traffic->stop(); }
    [[nodiscard]] std::optional<GroupLag> lagOf(const std::string& group) const;
    [[nodiscard]] DemoTrafficStatus status() const;
    [[nodiscard]] std::optional<DemoGroupStatus> statusOf(const std::string& group) const;
    std::string m_prefix;

private Q_SLOTS:
    void initTestCase();
    void groupsHaveLagSoon();
    void billingIsStuckOnThePoison();
    void mailerKeepsUp();
    void searchIndexComesInWaves();
    void deadLettersNameTheirSource_data();
    void deadLettersNameTheirSource();
    void historyReachesBack();
    void statusTellsWhatHappened();
    void stopsSoon();
    void goesOnWhereItStopped();
    void cleanupTestCase();

private:
    [[nodiscard]] std::vector<Record> recordsOf(const std::string& topic) const;
    [[nodiscard]] std::optional<Record> recordAt(const TopicPartition& partition, std::int64_t offset) const;

    std::shared_ptr<Cluster> m_cluster;
    std::unique_ptr<DemoTraffic> m_traffic;
    QElapsedTimer m_sinceStart;
    mutable std::mutex m_mutex;
    std::vector<DemoTrafficStatus::Phase> m_phases;
    DemoTrafficStatus m_status;
};

} // namespace weir::test
