// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/offset_plan.h"

#include <filesystem>
#include <memory>

namespace weir {

/// A reset that was applied, with what was there before.
struct UndoEntry {
    std::int64_t id = 0;
    TimestampMs time = 0;
    std::string cluster;  ///< its id
    std::string group;
    std::string what;     ///< "to earliest", "by -10": one line
    OffsetMap before;     ///< partitions without a commit before are in `added`
    std::vector<TopicPartition> added;
    OffsetMap after;
};

/// Old offsets of every reset made through Weir, kept in SQLite ($XDG_STATE_HOME/weir/offsets.db) before the reset is
/// applied, so that nothing can be lost in between. The newest 1,000 entries are kept. Thread-safe; blocks on disk.
class OffsetUndo
{
public:
    [[nodiscard]] static Result<std::unique_ptr<OffsetUndo>> open(const std::filesystem::path& path);
    [[nodiscard]] static std::filesystem::path defaultPath();
    ~OffsetUndo();
    [[nodiscard]] Result<std::int64_t> keep(const UndoEntry& entry);
    /// Forgets an entry whose change was refused, so that there is nothing to take back. No error when it is gone already.
    [[nodiscard]] Result<void> drop(std::int64_t id);
    /// Newest first.
    [[nodiscard]] Result<std::vector<UndoEntry>> of(const std::string& cluster, const std::string& group) const;

    /// NotFound for an id that is not (any more) there.
    [[nodiscard]] Result<UndoEntry> entry(std::int64_t id) const;

private:
    struct Parts;
    explicit OffsetUndo(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// The id a cluster is kept under; empty when the cluster does not say. Blocks; any thread.
[[nodiscard]] Result<std::string> undoClusterId(Cluster& cluster, const Call& call);

/// Keeps what the plan overwrites, then applies it (applyReset). Nothing is applied that could not be kept; what certainly
/// changed nothing is not kept any longer.
[[nodiscard]] Result<OffsetResult> applyKept(Cluster& cluster, OffsetUndo& undo, const OffsetPlan& plan,
                                             const std::string& what, const Call& call);
/// The same for deleteOffsets().
[[nodiscard]] Result<OffsetResult> deleteOffsetsKept(Cluster& cluster, OffsetUndo& undo, const std::string& group,
                                                     const std::vector<TopicPartition>& partitions, const Call& call);
/// The same for deleteGroup(): its commits can be brought back, under the same name.
[[nodiscard]] Result<void> deleteGroupKept(Cluster& cluster, OffsetUndo& undo, const std::string& group,
                                           const Call& call);

/// The way back, previewed: what was committed before. `forget` are partitions that had no commit before and still
/// have the one of the reset.
struct UndoPlan {
    OffsetPlan plan;
    std::vector<TopicPartition> forget;
};
[[nodiscard]] Result<UndoPlan> planUndo(Cluster& cluster, const UndoEntry& entry, const Call& call);
/// Applies it, kept like every reset, so that an undo can be undone.
[[nodiscard]] Result<OffsetResult> applyUndo(Cluster& cluster, OffsetUndo& undo, const UndoPlan& plan,
                                             const UndoEntry& entry, const Call& call);

} // namespace weir
