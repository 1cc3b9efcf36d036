// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/time.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace weir {

/// One change made through Weir.
struct AuditEntry {
    std::int64_t id = 0;
    TimestampMs time = 0;
    std::string profile;
    std::string action;  ///< "send", "event", "replay", "create topic"
    std::string target;  ///< "events.orderpaid-2" or a topic
    std::string detail;  ///< what, in one line; never a payload
    std::string outcome; ///< "started", "done: offset 17", "failed: …"
};

/// What Weir changed on clusters, by whom it was asked and how it ended, kept in SQLite
/// ($XDG_STATE_HOME/weir/activity.db). An entry is written before the change and completed after it, so that an
/// interrupted change is visible as "started". Thread-safe.
class AuditTrail
{
public:
    [[nodiscard]] static Result<std::unique_ptr<AuditTrail>> open(const std::filesystem::path& path);
    [[nodiscard]] static std::filesystem::path defaultPath();
    ~AuditTrail();

    /// Writes the entry (its id is ignored, an empty outcome becomes "started"); returns the id to complete.
    [[nodiscard]] Result<std::int64_t> begin(const AuditEntry& entry);
    /// NotFound for an id that was never begun.
    [[nodiscard]] Result<void> complete(std::int64_t id, const std::string& outcome);
    /// Newest first.
    [[nodiscard]] Result<std::vector<AuditEntry>> newest(std::size_t most) const;

private:
    class Storage;
    explicit AuditTrail(std::unique_ptr<Storage> storage);
    std::unique_ptr<Storage> m_storage;
};

} // namespace weir
