// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/inbox.h"
#include "tests/support/fake_cluster.h"

#include <QtTest>

#include <algorithm>
#include <atomic>
#include <numeric>

namespace weir::test {

inline Headers failed(const std::string& origin, const std::string& exceptionClass, const std::string& message)
{
    return {{"dlq-original-topic", origin},
            {"dlq-exception-class", exceptionClass},
            {"dlq-exception-message", message}};
}

inline const FailureGroup* groupIn(const InboxState& state, const std::string& exceptionClass)
{
    const auto found = std::ranges::find(state.groups, exceptionClass,
                                         [](const FailureGroup& group) { return group.key.exceptionClass; });
    return found == state.groups.end() ? nullptr : &*found;
}

inline std::int64_t countOf(const InboxState& state, const std::string& exceptionClass)
{
    const FailureGroup* group = groupIn(state, exceptionClass);
    return group ? group->count : 0;
}

inline std::int64_t sparks(const FailureGroup& group)
{
    return std::accumulate(group.sparkline.begin(), group.sparkline.end(), std::int64_t{0});
}

/// What must hold in every state: groups, coverage and totals tell the same.
inline QString untrue(const InboxState& state)
{
    std::int64_t counted = 0;
    for (const FailureGroup& group : state.groups) {
        std::int64_t byTopic = 0;
        for (const auto& [topic, count] : group.topics)
            byTopic += count;
        if (byTopic != group.count)
            return "topics of a group";
        if (group.id != failureId(group.key))
            return "id of a group";
        if (sparks(group) > group.count || group.count <= 0)
            return "count of a group";
        counted += group.count;
    }
    std::int64_t scanned = 0;
    for (const auto& [partition, part] : state.coverage) {
        if (part.next < part.begin || part.end < part.next || part.lost < 0 || part.damaged < 0)
            return "coverage";
        scanned += part.next - part.begin - part.lost - part.damaged;
    }
    if (counted != state.letters)
        return QString("%1 in groups, %2 letters").arg(counted).arg(state.letters);
    return scanned == state.offsetsScanned ? QString() : QString("scanned");
}

/// A fake cluster with dead letters, and an inbox over it.
class InboxStand : public QObject
{
    Q_OBJECT

protected:
    std::shared_ptr<FakeCluster> m_cluster;
    std::unique_ptr<Inbox> m_inbox;
    std::atomic<int> m_changes = 0;

    void makeInbox(Inbox::Options options = {})
    {
        m_inbox = std::make_unique<Inbox>(m_cluster, std::move(options), [this] { ++m_changes; });
    }
    void fill(const std::string& topic, std::int32_t partition, int count, const std::string& exceptionClass = "E",
              const std::string& message = "no price", std::optional<TimestampMs> timestamp = std::nullopt)
    {
        for (int i = 0; i < count; ++i)
            m_cluster->append(topic, partition, "k", "v", failed("orders", exceptionClass, message), timestamp);
    }
    /// Refreshes and waits for the end.
    std::shared_ptr<const InboxState> look()
    {
        m_inbox->refresh();
        if (!QTest::qWaitFor([this] { return !m_inbox->state()->running; }, 20'000))
            qFatal("the inbox does not come to an end");
        return m_inbox->state();
    }

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_shared<FakeCluster>();
        m_cluster->addTopic("orders", 2);
        m_cluster->addTopic("orders.dlq", 2);
        m_cluster->addTopic("payments-dlt", 1);
        m_changes = 0;
    }
    void cleanup() { m_inbox.reset(); }
};

} // namespace weir::test
