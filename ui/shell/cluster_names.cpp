// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/cluster_names.h"

#include "core/kafka/cluster.h"

namespace weir::ui {
namespace {

// A cluster that is being filled right now, as the demo is, should not look empty for half a minute.
constexpr int soonMs = 2000;
constexpr int laterMs = 30'000;

struct Names {
    std::optional<QStringList> topics;
    std::optional<QStringList> groups;
};

Names ask(weir::Cluster& cluster, const Call& call)
{
    Names names;
    if (const auto metadata = cluster.admin().metadata(call)) {
        names.topics.emplace();
        for (const TopicMetadata& topic : metadata->values.topics) {
            if (!topic.internal)
                *names.topics << QString::fromStdString(topic.name);
        }
    }
    if (const auto groups = cluster.admin().groups(call)) {
        names.groups.emplace();
        for (const GroupListing& group : groups->values)
            *names.groups << QString::fromStdString(group.id);
    }
    return names;
}

} // namespace

ClusterNames::ClusterNames(std::shared_ptr<weir::Cluster> cluster, std::shared_ptr<TaskPool> tasks, QObject* parent)
    : QObject(parent), m_cluster(std::move(cluster)), m_tasks(std::move(tasks))
{
    m_timer.setInterval(soonMs);
    connect(&m_timer, &QTimer::timeout, this, &ClusterNames::refresh);
    m_timer.start();
    refresh();
}

void ClusterNames::refresh()
{
    m_task.start(
        m_tasks,
        [cluster = m_cluster](std::stop_token stop) {
            return ask(*cluster, Call::within(std::chrono::seconds(10), std::move(stop)));
        },
        [this](Names names) {
            if (names.topics)
                m_topics = std::move(names.topics);
            if (names.groups)
                m_groups = std::move(names.groups);
            const bool filled = m_topics && !m_topics->isEmpty() && m_groups && !m_groups->isEmpty();
            m_timer.setInterval(filled ? laterMs : soonMs);
            Q_EMIT changed();
        });
}

} // namespace weir::ui
