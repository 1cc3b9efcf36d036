// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/topics/topic_list.h"
#include "ui/topics/topic_groups.h"
#include "ui/widgets/table_model.h"

#include <chrono>
#include <optional>
#include <vector>

namespace weir::ui {

/// What the topic table knows of one topic: the summary at once, the details when its row has been on screen.
struct TopicEntry {
    weir::TopicSummary summary;
    QString name;
    TopicGroup group;
    bool grouped = false; ///< shown under its group: the name is written without the group's part
    std::optional<weir::TopicDetails> details;
    QString problem;      ///< why details are missing; empty when they are not
    std::chrono::steady_clock::time_point askedAt{}; ///< when details were last answered, in whatever way

    [[nodiscard]] bool hasProblem() const { return summary.offline > 0 || summary.underReplicated > 0; }
};

namespace TopicColumn {
enum Index { Name, Partitions, Replicas, Records, Kept, State };
}

/// The columns of the topic table, in the order of TopicColumn.
[[nodiscard]] std::vector<Column<TopicEntry>> topicColumns();

/// "under-replicated", "no leader", "internal"; empty text when there is nothing to say.
[[nodiscard]] PillCell topicState(const weir::TopicSummary& summary);

/// The partition that holds far more than the others (at least 100 records and more than twice their mean); -1 when none.
[[nodiscard]] int hotPartition(const std::vector<std::optional<std::int64_t>>& recordsPerPartition);

} // namespace weir::ui
