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
    /// False: the contents were too large to keep; `written` and `record` lack key, value and headers, and must not be sent.
    bool contentsKept = true;
};

/// The sends of this person, to be looked at and opened again. Holds the contents of records: the file is readable by its
/// owner only and bounded (the newest `most` sends, the newest `mostBytes` of contents; a record above `mostBytesEach` is kept
/// without its contents). Thread-safe; blocks on disk.
class SendHistory
{
public:
    static constexpr std::size_t most = 1000;
    static constexpr std::size_t mostBytes = std::size_t{64} << 20U;
    static constexpr std::size_t mostBytesEach = std::size_t{1} << 20U;
    [[nodiscard]] static std::filesystem::path defaultPath(); ///< $XDG_STATE_HOME/weir/sent.db
    [[nodiscard]] static Result<std::unique_ptr<SendHistory>> open(const std::filesystem::path& file);
    [[nodiscard]] static Result<std::unique_ptr<SendHistory>> inMemory();

    /// Its id; the id given is ignored.
    [[nodiscard]] Result<std::int64_t> add(const SentRecord& sent);
    /// Those of one connection, newest first.
    [[nodiscard]] Result<std::vector<SentRecord>> list(const std::string& cluster) const;
    /// Forgets those of one connection, also on disk.
    [[nodiscard]] Result<void> clear(const std::string& cluster);

private:
    explicit SendHistory(Database database) : m_database(std::move(database)) {}
    mutable std::mutex m_mutex;
    mutable Database m_database;
};

} // namespace weir
