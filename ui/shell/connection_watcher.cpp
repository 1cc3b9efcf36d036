// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/connection_watcher.h"

#include "core/kafka/cluster.h"

namespace weir::ui {

ConnectionWatcher::ConnectionWatcher(std::shared_ptr<weir::Cluster> cluster, std::shared_ptr<TaskPool> tasks,
                                     QObject* parent)
    : QObject(parent), m_cluster(std::move(cluster)), m_tasks(std::move(tasks))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(intervalMs);
    connect(&m_timer, &QTimer::timeout, this, &ConnectionWatcher::ask);
    ask();
}

void ConnectionWatcher::askNow()
{
    if (!m_ping.isRunning())
        ask();
}

void ConnectionWatcher::ask()
{
    m_timer.stop();
    m_ping.start(
        m_tasks,
        [cluster = m_cluster](std::stop_token stop) {
            return cluster->ping(Call::within(std::chrono::seconds(5), std::move(stop)));
        },
        [this](const Result<PingReply>& reply) {
            const State before = m_state;
            m_state = reply ? State::Up : State::Down;
            if (reply)
                m_roundTrip = reply->roundTrip;
            else
                m_error = reply.error();
            m_timer.start();
            Q_EMIT changed();
            if (reply && before == State::Down)
                Q_EMIT recovered();
        });
}

} // namespace weir::ui
