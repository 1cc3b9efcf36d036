// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/demo_board.h"
#include "core/demo/demo_failures.h"
#include "core/demo/demo_pace.h"
#include "core/demo/demo_wait.h"

#include <map>
#include <memory>
#include <set>

namespace weir {

/// One member of one consumer group of the shop: polls, handles, commits every second, leaves dead letters, and goes
/// back to a record it may not give up on every few seconds. run() is the body of a thread.
class DemoMember
{
public:
    /// `positions`: where the group stands after the history; what lies before is never handled (again).
    DemoMember(Cluster& cluster, DemoRole role, std::string group, const DemoTopics& topics, OffsetMap positions,
               DemoPace pace, DemoBoard& board);
    /// Joins again after every failure, until asked to stop. Commits what it handled before it leaves.
    void run(const std::stop_token& stop);

private:
    struct Stuck {
        std::int64_t offset = 0;
        Deadline again = Deadline::never();
    };

    [[nodiscard]] Result<void> consume(GroupConsumer& consumer, const std::stop_token& stop);
    [[nodiscard]] Result<void> settle(GroupConsumer& consumer, std::vector<Record>& records, const Call& call);
    [[nodiscard]] Result<void> skipHandled(GroupConsumer& consumer, std::vector<Record>& records, const Call& call);
    [[nodiscard]] Result<void> handle(GroupConsumer& consumer, const std::vector<Record>& records,
                                      const std::stop_token& stop);
    [[nodiscard]] Result<void> getStuck(GroupConsumer& consumer, const Record& record, const DemoFailure& failure);
    [[nodiscard]] Result<void> tryStuckAgain(GroupConsumer& consumer, const std::stop_token& stop);
    [[nodiscard]] Result<void> commit(GroupConsumer& consumer, const Call& call);
    /// False when asked to stop before the dead letter was confirmed.
    [[nodiscard]] bool sendDeadLetter(const Record& record, const DemoFailure& failure, const std::stop_token& stop);

    Cluster& m_cluster;
    DemoRole m_role;
    std::string m_group;
    const DemoTopics& m_topics;
    OffsetMap m_positions;
    OffsetMap m_uncommitted; ///< positions that the group has not been told yet
    DemoPace m_pace;
    DemoBoard& m_board;
    DemoBackOff m_backOff;
    std::set<TopicPartition> m_assigned;
    OffsetMap m_next;                         ///< handled, not committed yet
    std::map<TopicPartition, Stuck> m_stuck;
    Deadline m_commitAt = Deadline::after(std::chrono::milliseconds(0));
};

} // namespace weir
