// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/events/event_template.h"
#include "core/kafka/producer.h"
#include "core/store/database.h"

#include <filesystem>
#include <mutex>

namespace weir {

/// One send as the composer made it: what was written (with its placeholders), what went out, what came back.
struct SentRecord {
    std::int64_t id = 0;
    TimestampMs time = 0;
    std::string cluster; ///< the connection's name
    EventTemplate written;
    OutgoingRecord record;
    Result<Delivery> delivery;
};

/// The sends of this person, to be looked at and opened again. Holds the contents of records: the file is readable by its
/// owner only and bounded (the newest `most`, and 64 MiB of contents; larger values are kept without their value). Thread-
/// safe; blocks on disk.
class SendHistory
{
public:
    static constexpr std::size_t most = 1000;
    [[nodiscard]] static std::filesystem::path defaultPath(); ///< $XDG_STATE_HOME/weir/sent.db
    [[nodiscard]] static Result<std::unique_ptr<SendHistory>> open(const std::filesystem::path& file);
    [[nodiscard]] static Result<std::unique_ptr<SendHistory>> inMemory();

    [[nodiscard]] Result<std::int64_t> add(const SentRecord& sent);
    /// Newest first.
    [[nodiscard]] Result<std::vector<SentRecord>> list(const std::string& cluster) const;
    [[nodiscard]] Result<void> clear(const std::string& cluster);

private:
    explicit SendHistory(Database database) : m_database(std::move(database)) {}
    mutable std::mutex m_mutex;
    mutable Database m_database;
};

} // namespace weir
