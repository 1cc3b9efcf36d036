// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/base/private_file.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace weir {
namespace {

constexpr int busyMilliseconds = 5'000; // weir and weirctl may write to the same file

Error sqliteError(sqlite3* database, const std::string& attempt)
{
    const int code = database != nullptr ? sqlite3_errcode(database) : SQLITE_NOMEM;
    const ErrorKind kind = code == SQLITE_READONLY || code == SQLITE_PERM || code == SQLITE_CANTOPEN
                               ? ErrorKind::NotAuthorized
                               : ErrorKind::Internal;
    const std::string reason = database != nullptr ? sqlite3_errmsg(database) : "out of memory";
    return {kind, attempt + " failed: " + reason + ".", {}, 0, code == SQLITE_BUSY};
}

Result<void> createOwnerOnly(const std::filesystem::path& path)
{
    if (path.has_parent_path()) {
        if (auto made = createPrivateFolder(path.parent_path()); !made)
            return fail(made.error());
    }
    // SQLite gives -wal and -shm the mode of the database file, so it is enough to make that one.
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(ErrorKind::NotAuthorized,
                    "Opening the database " + path.string() + " failed: " + std::strerror(errno) + ".");
    ::close(fd);
    return {};
}

} // namespace

Statement::Statement(sqlite3* database, sqlite3_stmt* statement) : m_database(database), m_statement(statement) {}

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database), m_statement(std::exchange(other.m_statement, nullptr)),
      m_bindError(other.m_bindError)
{
}

Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(m_database, other.m_database);
    std::swap(m_statement, other.m_statement);
    std::swap(m_bindError, other.m_bindError);
    return *this;
}

Statement::~Statement() { sqlite3_finalize(m_statement); }

void Statement::note(int code)
{
    if (code != SQLITE_OK)
        m_bindError = code;
}

Statement& Statement::bind(int index, std::int64_t value)
{
    note(sqlite3_bind_int64(m_statement, index, value));
    return *this;
}

Statement& Statement::bind(int index, std::string_view text)
{
    note(sqlite3_bind_text64(m_statement, index, text.data() != nullptr ? text.data() : "", text.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8)); // NOLINT: SQLite's own cast
    return *this;
}

Statement& Statement::bindBlob(int index, std::string_view bytes)
{
    note(sqlite3_bind_blob64(m_statement, index, bytes.data() != nullptr ? bytes.data() : "", bytes.size(),
                             SQLITE_TRANSIENT)); // NOLINT: SQLite's own cast
    return *this;
}

Statement& Statement::bindNull(int index)
{
    note(sqlite3_bind_null(m_statement, index));
    return *this;
}

Result<bool> Statement::step()
{
    if (const int code = std::exchange(m_bindError, SQLITE_OK); code != SQLITE_OK) {
        sqlite3_reset(m_statement);
        return fail(ErrorKind::Internal,
                    std::string("Binding a value to a statement failed: ") + sqlite3_errstr(code) + ".");
    }
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(m_statement);
        return false;
    }
    Error error = sqliteError(m_database, "A database statement");
    sqlite3_reset(m_statement);
    return fail(std::move(error));
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }

std::string Statement::text(int column) const
{
    const unsigned char* bytes = sqlite3_column_text(m_statement, column);
    if (bytes == nullptr)
        return {};
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

std::string_view Statement::blob(int column) const
{
    const void* bytes = sqlite3_column_blob(m_statement, column);
    if (bytes == nullptr)
        return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

Database::Database(sqlite3* handle) : m_handle(handle) {}

Database::Database(Database&& other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept
{
    std::swap(m_handle, other.m_handle);
    return *this;
}

Database::~Database() { sqlite3_close_v2(m_handle); }

Result<Database> Database::open(const std::filesystem::path& path, const std::vector<std::string>& migrations)
{
    if (auto made = createOwnerOnly(path); !made)
        return fail(made.error());
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nullptr);
    Database database(handle);
    if (code != SQLITE_OK)
        return fail(sqliteError(handle, "Opening the database " + path.string()));
    sqlite3_busy_timeout(handle, busyMilliseconds);
    Result<void> ready = database.execute("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;");
    if (ready)
        ready = database.migrate(path, migrations);
    if (!ready) {
        Error error = ready.error();
        if (error.message.find(path.string()) == std::string::npos)
            error.message = "Opening the database " + path.string() + " failed: " + error.message;
        return fail(std::move(error));
    }
    return database;
}

Result<Database> Database::inMemory(const std::vector<std::string>& migrations)
{
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nullptr);
    Database database(handle);
    if (code != SQLITE_OK)
        return fail(sqliteError(handle, "Making a database in memory"));
    // What does not fit into memory would otherwise go to a file of the temporary folder.
    Result<void> ready = database.execute("PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;");
    if (ready)
        ready = database.migrate("in memory", migrations);
    if (!ready)
        return fail(ready.error());
    return database;
}

Result<std::int64_t> Database::version()
{
    auto statement = prepare("PRAGMA user_version");
    if (!statement)
        return fail(statement.error());
    const auto row = statement->step();
    if (!row)
        return fail(row.error());
    return *row ? statement->integer(0) : 0;
}

Result<void> Database::migrate(const std::filesystem::path& path, const std::vector<std::string>& migrations)
{
    const auto newest = static_cast<std::int64_t>(migrations.size());
    for (;;) {
        // The version is read under the write lock: another process may be migrating the same file.
        if (auto begun = execute("BEGIN IMMEDIATE"); !begun)
            return begun;
        const auto at = version();
        Result<void> done;
        if (!at)
            done = fail(at.error());
        else if (*at > newest)
            done = fail(ErrorKind::Unsupported, "The database " + path.string() +
                                                    " was written by a newer Weir (version " + std::to_string(*at) +
                                                    ", this one knows " + std::to_string(newest) + ").");
        else if (*at < newest)
            done = execute(migrations[static_cast<std::size_t>(*at)] +
                           ";PRAGMA user_version=" + std::to_string(*at + 1) + ";COMMIT");
        if (!done) {
            if (sqlite3_get_autocommit(m_handle) == 0)
                (void)execute("ROLLBACK");
            return done;
        }
        if (*at == newest)
            return execute("ROLLBACK");
    }
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(m_handle, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
        return fail(sqliteError(m_handle, "Preparing a database statement"));
    return Statement(m_handle, statement);
}

Result<void> Database::execute(const std::string& sql)
{
    if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return fail(sqliteError(m_handle, "A database statement"));
    return {};
}

std::int64_t Database::lastInsertId() const { return sqlite3_last_insert_rowid(m_handle); }

} // namespace weir
