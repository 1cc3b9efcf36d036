// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/async/latest_task.h"

#include <QtCore/QTimer>

#include <chrono>

namespace weir {
class Cluster;
}

namespace weir::ui {

/// Asks the cluster every two seconds whether it is there, for the status bar. GUI thread; the asking is on the pool.
class ConnectionWatcher : public QObject
{
    Q_OBJECT
public:
    enum class State { Connecting, Up, Down };

    ConnectionWatcher(std::shared_ptr<weir::Cluster> cluster, std::shared_ptr<TaskPool> tasks,
                      QObject* parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    /// The newest round trip; meaningful while up.
    [[nodiscard]] std::chrono::microseconds roundTrip() const { return m_roundTrip; }
    /// Why it is down.
    [[nodiscard]] const weir::Error& error() const { return m_error; }
    /// Asks now instead of at the next turn.
    void askNow();

    static constexpr int intervalMs = 2000;

Q_SIGNALS:
    /// After every answer, also when the state stayed.
    void changed();
    /// It answers again after it was down: pages should refresh.
    void recovered();

private:
    void ask();
    std::shared_ptr<weir::Cluster> m_cluster;
    std::shared_ptr<TaskPool> m_tasks;
    State m_state = State::Connecting;
    std::chrono::microseconds m_roundTrip{0};
    weir::Error m_error;
    QTimer m_timer;
    LatestTask m_ping;
};

} // namespace weir::ui
