// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/audit_trail.h"

#include "core/base/user_folders.h"
#include "core/store/database.h"

#include <limits>
#include <mutex>

namespace weir {
namespace {

const std::vector<std::string>& migrations()
{
    static const std::vector<std::string> steps{
        "CREATE TABLE activity (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, profile TEXT NOT NULL, "
        "action TEXT NOT NULL, target TEXT NOT NULL, detail TEXT NOT NULL, outcome TEXT NOT NULL)",
    };
    return steps;
}

} // namespace

class AuditTrail::Storage
{
public:
    explicit Storage(Database opened) : database(std::move(opened)) {}
    std::mutex mutex;
    Database database;
};

AuditTrail::AuditTrail(std::unique_ptr<Storage> storage) : m_storage(std::move(storage)) {}

AuditTrail::~AuditTrail() = default;

std::filesystem::path AuditTrail::defaultPath() { return userStateFolder() / "activity.db"; }

Result<std::unique_ptr<AuditTrail>> AuditTrail::open(const std::filesystem::path& path)
{
    auto database = Database::open(path, migrations());
    if (!database)
        return fail(database.error());
    return std::unique_ptr<AuditTrail>(new AuditTrail(std::make_unique<Storage>(std::move(*database))));
}

Result<std::int64_t> AuditTrail::begin(const AuditEntry& entry)
{
    const std::scoped_lock lock(m_storage->mutex);
    auto statement = m_storage->database.prepare(
        "INSERT INTO activity (time, profile, action, target, detail, outcome) VALUES (?, ?, ?, ?, ?, ?)");
    if (!statement)
        return fail(statement.error());
    statement->bind(1, entry.time)
        .bind(2, entry.profile)
        .bind(3, entry.action)
        .bind(4, entry.target)
        .bind(5, entry.detail)
        .bind(6, entry.outcome.empty() ? std::string_view("started") : std::string_view(entry.outcome));
    if (const auto done = statement->step(); !done)
        return fail(done.error());
    return m_storage->database.lastInsertId();
}

Result<void> AuditTrail::complete(std::int64_t id, const std::string& outcome)
{
    const std::scoped_lock lock(m_storage->mutex);
    auto statement = m_storage->database.prepare("UPDATE activity SET outcome = ? WHERE id = ? RETURNING id");
    if (!statement)
        return fail(statement.error());
    const auto row = statement->bind(1, outcome).bind(2, id).step();
    if (!row)
        return fail(row.error());
    if (!*row)
        return fail(ErrorKind::NotFound, "The activity has no entry " + std::to_string(id) + ".");
    const auto end = statement->step(); // the change takes effect when the statement has run to its end
    return end ? Result<void>{} : fail(end.error());
}

Result<std::vector<AuditEntry>> AuditTrail::newest(std::size_t most) const
{
    const std::scoped_lock lock(m_storage->mutex);
    auto statement = m_storage->database.prepare(
        "SELECT id, time, profile, action, target, detail, outcome FROM activity ORDER BY id DESC LIMIT ?");
    if (!statement)
        return fail(statement.error());
    constexpr std::size_t largest = std::numeric_limits<std::int64_t>::max();
    statement->bind(1, static_cast<std::int64_t>(std::min(most, largest)));
    std::vector<AuditEntry> entries;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return fail(row.error());
        if (!*row)
            return entries;
        entries.push_back({statement->integer(0), statement->integer(1), statement->text(2), statement->text(3),
                           statement->text(4), statement->text(5), statement->text(6)});
    }
}

} // namespace weir
