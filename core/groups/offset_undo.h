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
    /// Newest first.
    [[nodiscard]] Result<std::vector<UndoEntry>> of(const std::string& cluster, const std::string& group) const;

private:
    struct Parts;
    explicit OffsetUndo(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir
