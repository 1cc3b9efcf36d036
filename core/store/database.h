// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace weir {

/// A prepared statement; belongs to one Database and is used under its caller's lock.
class Statement
{
public:
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    /// Parameters are numbered from 1. A bind that cannot be done is reported by the next step().
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, std::string_view text);
    Statement& bindBlob(int index, std::string_view bytes);
    Statement& bindNull(int index);
    /// True while there is a row; false at the end. After the end the statement can be bound and stepped again.
    [[nodiscard]] Result<bool> step();
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    /// The bytes of a blob, valid until the next step(); empty for NULL.
    [[nodiscard]] std::string_view blob(int column) const;

private:
    friend class Database;
    Statement(sqlite3* database, sqlite3_stmt* statement);
    void note(int code);
    sqlite3* m_database;
    sqlite3_stmt* m_statement;
    int m_bindError = 0;
};

/// One SQLite database file, opened in WAL mode with foreign keys on, readable by its owner only. Not thread-safe:
/// each owner guards it. Blocks on disk; never used from a GUI thread.
class Database
{
public:
    /// Opens or creates the file and its folder, and brings its schema up to date: `migrations[i]` is the SQL that
    /// leads from version i to i + 1 (PRAGMA user_version), each in its own transaction. Unsupported when the file
    /// was written by a newer Weir.
    [[nodiscard]] static Result<Database> open(const std::filesystem::path& path,
                                               const std::vector<std::string>& migrations);
    /// A database that is gone with its owner; nothing is written to disk.
    [[nodiscard]] static Result<Database> inMemory(const std::vector<std::string>& migrations);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    [[nodiscard]] Result<void> execute(const std::string& sql);
    [[nodiscard]] std::int64_t lastInsertId() const;

private:
    explicit Database(sqlite3* handle);
    [[nodiscard]] Result<std::int64_t> version();
    [[nodiscard]] Result<void> migrate(const std::filesystem::path& path, const std::vector<std::string>& migrations);
    sqlite3* m_handle;
};

} // namespace weir
