// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_id_store.h"

#include "core/base/private_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace weir {
namespace {

constexpr std::int64_t pruneEvery = 256; ///< additions
constexpr std::int64_t pruneAtMost = 1024;

/// The right to use the file alone; the system takes it back when the process ends, however it ends.
class SoleUse
{
public:
    SoleUse() = default;
    SoleUse(SoleUse&& other) noexcept : m_file(std::exchange(other.m_file, -1)) {}
    SoleUse& operator=(SoleUse&& other) noexcept
    {
        std::swap(m_file, other.m_file);
        return *this;
    }
    ~SoleUse()
    {
        if (m_file >= 0)
            ::close(m_file);
    }

    [[nodiscard]] static Result<SoleUse> take(const std::filesystem::path& file)
    {
        std::filesystem::path path = file;
        path += ".lock";
        SoleUse lock;
        lock.m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock.m_file < 0)
            return fail(ErrorKind::NotAuthorized, "Locking " + path.string() + " failed: " + std::strerror(errno) + ".");
        int taken = 0;
        do
            taken = ::flock(lock.m_file, LOCK_EX | LOCK_NB);
        while (taken != 0 && errno == EINTR);
        if (taken == 0)
            return lock;
        if (errno == EWOULDBLOCK)
            return fail(ErrorKind::AlreadyExists, "The ids of handled events in " + file.string() +
                                                      " are in use by another process. Give each process a file of its own.");
        return fail(ErrorKind::Internal, "Locking " + path.string() + " failed: " + std::strerror(errno) + ".");
    }

private:
    int m_file = -1;
};

class FileIds final : public EventIdStore
{
public:
    FileIds(SoleUse lock, Database database) : m_lock(std::move(lock)), m_database(std::move(database)) {}
    [[nodiscard]] Result<void> prepare();

    Result<bool> contains(std::string_view id, TimestampMs oldest) override
    {
        const auto at = timeOf(id);
        if (!at)
            return fail(at.error());
        return *at && **at > oldest;
    }

    Result<void> add(std::string_view id, TimestampMs now, TimestampMs oldest, std::size_t most) override
    {
        const auto at = timeOf(id);
        if (!at)
            return fail(at.error());
        if (*at && **at > oldest)
            return {};
        m_put->bindBlob(1, id).bind(2, now);
        if (auto done = m_put->step(); !done)
            return fail(done.error());
        m_size += *at ? 0 : 1;
        if (++m_added < pruneEvery)
            return {};
        m_added = 0;
        return prune(oldest, most);
    }

    std::size_t size() const override { return static_cast<std::size_t>(m_size); }

private:
    [[nodiscard]] Result<std::optional<TimestampMs>> timeOf(std::string_view id);
    [[nodiscard]] Result<void> prune(TimestampMs oldest, std::size_t most);
    [[nodiscard]] Result<void> remove(std::optional<Statement>& statement, std::int64_t bound, std::int64_t portion);

    SoleUse m_lock; ///< given back after the database is closed
    Database m_database;
    std::optional<Statement> m_find;
    std::optional<Statement> m_put;
    std::optional<Statement> m_removeOld;
    std::optional<Statement> m_removeFirst;
    std::optional<Statement> m_changes;
    std::int64_t m_size = 0;
    std::int64_t m_added = 0;
};

Result<void> FileIds::prepare()
{
    // A killed process loses nothing with it; a power failure may lose the last moments, and costs no write to the disk
    // per event.
    if (auto set = m_database.execute("PRAGMA synchronous=NORMAL"); !set)
        return set;
    const auto make = [&](std::optional<Statement>& statement, std::string_view sql) -> Result<void> {
        auto made = m_database.prepare(sql);
        if (!made)
            return fail(made.error());
        statement.emplace(std::move(*made));
        return {};
    };
    std::optional<Statement> counted;
    for (auto&& [statement, sql] : std::initializer_list<std::pair<std::optional<Statement>*, std::string_view>>{
             {&m_find, "SELECT at FROM ids WHERE id = ?1"},
             {&m_put, "INSERT OR REPLACE INTO ids (id, at) VALUES (?1, ?2)"},
             {&m_removeOld, "DELETE FROM ids WHERE id IN (SELECT id FROM ids WHERE at <= ?1 ORDER BY at LIMIT ?2)"},
             {&m_removeFirst, "DELETE FROM ids WHERE id IN (SELECT id FROM ids WHERE at > ?1 ORDER BY at LIMIT ?2)"},
             {&m_changes, "SELECT changes()"},
             {&counted, "SELECT count(*) FROM ids"}})
        if (auto made = make(*statement, sql); !made)
            return made;
    const auto row = counted->step();
    if (!row)
        return fail(row.error());
    m_size = *row ? counted->integer(0) : 0;
    return {};
}

Result<std::optional<TimestampMs>> FileIds::timeOf(std::string_view id)
{
    m_find->bindBlob(1, id);
    const auto row = m_find->step();
    if (!row)
        return fail(row.error());
    if (!*row)
        return std::nullopt;
    const TimestampMs at = m_find->integer(0);
    if (auto end = m_find->step(); !end) // no read stays open
        return fail(end.error());
    return at;
}

/// In portions, so that no event waits long.
Result<void> FileIds::prune(TimestampMs oldest, std::size_t most)
{
    if (auto removed = remove(m_removeOld, oldest, pruneAtMost); !removed)
        return removed;
    const auto bound = static_cast<std::int64_t>(std::min<std::size_t>(most, std::numeric_limits<std::int64_t>::max()));
    return m_size > bound ? remove(m_removeFirst, oldest, m_size - bound) : Result<void>();
}

Result<void> FileIds::remove(std::optional<Statement>& statement, std::int64_t bound, std::int64_t portion)
{
    statement->bind(1, bound).bind(2, portion);
    if (auto done = statement->step(); !done)
        return fail(done.error());
    const auto row = m_changes->step();
    if (!row)
        return fail(row.error());
    m_size -= m_changes->integer(0);
    if (auto end = m_changes->step(); !end)
        return fail(end.error());
    return {};
}

} // namespace

Result<std::unique_ptr<EventIdStore>> openFileIds(const std::filesystem::path& file)
{
    if (file.has_parent_path())
        if (auto made = createPrivateFolder(file.parent_path()); !made)
            return fail(made.error());
    auto lock = SoleUse::take(file);
    if (!lock)
        return fail(lock.error());
    auto database = Database::open(
        file, {"CREATE TABLE ids (id BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID; CREATE INDEX ids_at ON ids (at);"});
    if (!database)
        return fail(database.error());
    auto ids = std::make_unique<FileIds>(std::move(*lock), std::move(*database));
    if (auto ready = ids->prepare(); !ready)
        return fail(ready.error());
    return ids;
}

} // namespace weir
