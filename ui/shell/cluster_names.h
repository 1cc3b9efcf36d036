// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"

#include <QtCore/QStringList>
#include <QtCore/QTimer>

#include <optional>

namespace weir {
class Cluster;
}

namespace weir::ui {

/// The names of topics and groups for the command palette and the first counts of the navigation, asked when the
/// connection opens, every 30 s (every 2 s while there are none), and when the palette opens. What could not be read stays as it was. GUI thread.
class ClusterNames : public QObject
{
    Q_OBJECT
public:
    ClusterNames(std::shared_ptr<weir::Cluster> cluster, std::shared_ptr<TaskPool> tasks, QObject* parent = nullptr);

    /// nullopt: not known yet.
    [[nodiscard]] const std::optional<QStringList>& topics() const { return m_topics; }
    [[nodiscard]] const std::optional<QStringList>& groups() const { return m_groups; }
    void refresh();

Q_SIGNALS:
    void changed();

private:
    std::shared_ptr<weir::Cluster> m_cluster;
    std::shared_ptr<TaskPool> m_tasks;
    std::optional<QStringList> m_topics;
    std::optional<QStringList> m_groups;
    QTimer m_timer;
    LatestTask m_task;
};

} // namespace weir::ui
