// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/offset_undo.h"

#include <string>
#include <vector>

namespace weir::ui {

/// Changes of committed offsets as the dialogs make them: noted in the activity before and after (audit_trail.h), with the
/// old offsets kept for undo. Nothing is changed that could not be noted and kept. `profile` is the connection's name.
/// All of them block and run on the connection's TaskPool.

/// An answer, and for the changes the entry that undoes it.
struct NotedResult {
    OffsetResult result;
    std::optional<UndoEntry> undo;
};

/// What a preview asks: a reset, or the way back from an earlier one.
struct OffsetQuestion {
    std::string group;
    ResetTarget target;
    ResetScope scope;
    std::string file{};               ///< with To::Offsets: where they are read from; empty: target.offsets
    std::optional<UndoEntry> undoOf{}; ///< instead of target and scope
};

[[nodiscard]] Result<UndoPlan> askPlan(Cluster& cluster, const OffsetQuestion& question, const Call& call);
[[nodiscard]] Result<NotedResult> applyNoted(Cluster& cluster, const std::string& profile, const UndoPlan& plan,
                                             const OffsetQuestion& question, const Call& call);
[[nodiscard]] Result<NotedResult> deleteOffsetsNoted(Cluster& cluster, const std::string& profile,
                                                     const std::string& group,
                                                     const std::vector<TopicPartition>& partitions, const Call& call);
[[nodiscard]] Result<void> deleteGroupNoted(Cluster& cluster, const std::string& profile, const std::string& group,
                                            const Call& call);
/// Earlier resets of a group on this cluster, newest first.
[[nodiscard]] Result<std::vector<UndoEntry>> earlierResets(Cluster& cluster, const std::string& group, const Call& call);
/// What the group has committed, written to a file as kafka-consumer-groups reads it. Answers how many partitions.
[[nodiscard]] Result<std::size_t> saveOffsets(Cluster& cluster, const std::string& group, const std::string& file,
                                              const Call& call);

} // namespace weir::ui
