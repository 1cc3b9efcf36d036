// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/journal_store.h"

namespace weir {
namespace {

const std::vector<std::string>& migrations()
{
    // Outcomes have a table of their own: the plan's rows are written once, outcomes are appended as the job goes.
    static const std::vector<std::string> steps{
        "CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,"
        " cluster TEXT NOT NULL, target_cluster TEXT NOT NULL, profile TEXT NOT NULL, created INTEGER NOT NULL,"
        " ended INTEGER, state INTEGER NOT NULL, reason TEXT NOT NULL, delivery INTEGER NOT NULL, options TEXT NOT NULL,"
        " archive TEXT NOT NULL, made INTEGER NOT NULL, warnings TEXT NOT NULL, checksum INTEGER NOT NULL,"
        " total INTEGER NOT NULL, committed INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,"
        " changed INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL, failed INTEGER NOT NULL DEFAULT 0,"
        " unknown INTEGER NOT NULL DEFAULT 0, duplicates INTEGER NOT NULL DEFAULT 0);"
        "CREATE TABLE topics (id INTEGER PRIMARY KEY, cluster TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (cluster, name));"
        "CREATE TABLE job_topics (job INTEGER NOT NULL, position INTEGER NOT NULL, topic INTEGER NOT NULL,"
        " PRIMARY KEY (job, position)) WITHOUT ROWID;"
        "CREATE TABLE targets (job INTEGER NOT NULL, position INTEGER NOT NULL, topic TEXT NOT NULL,"
        " partitions INTEGER NOT NULL, ready INTEGER NOT NULL, compacted INTEGER NOT NULL, max_bytes INTEGER NOT NULL,"
        " from_headers INTEGER NOT NULL, warnings TEXT NOT NULL, PRIMARY KEY (job, position)) WITHOUT ROWID;"
        "CREATE TABLE items (job INTEGER NOT NULL, item INTEGER NOT NULL, topic INTEGER NOT NULL,"
        " partition INTEGER NOT NULL, offset INTEGER NOT NULL, archive_at INTEGER NOT NULL, target INTEGER NOT NULL,"
        " target_partition INTEGER NOT NULL, verdict INTEGER NOT NULL, hash BLOB NOT NULL,"
        " PRIMARY KEY (job, item)) WITHOUT ROWID;"
        "CREATE INDEX letters ON items (topic, partition, offset);"
        "CREATE TABLE outcomes (job INTEGER NOT NULL, item INTEGER NOT NULL, outcome INTEGER NOT NULL, partition INTEGER,"
        " offset INTEGER, reason TEXT, time INTEGER NOT NULL, PRIMARY KEY (job, item)) WITHOUT ROWID;"
        "CREATE TABLE batches (job INTEGER NOT NULL, number INTEGER NOT NULL, first INTEGER NOT NULL,"
        " behind INTEGER NOT NULL, state INTEGER NOT NULL, begun INTEGER NOT NULL, ends TEXT NOT NULL, places BLOB,"
        " PRIMARY KEY (job, number)) WITHOUT ROWID;"
        "CREATE TABLE watches (job INTEGER NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,"
        " offset INTEGER NOT NULL, PRIMARY KEY (job, topic, partition)) WITHOUT ROWID",
    };
    return steps;
}

} // namespace

Result<bool> runToEnd(Statement& statement)
{
    bool any = false;
    for (;;) {
        const auto row = statement.step();
        if (!row)
            return fail(row.error());
        if (!*row)
            return any;
        any = true;
    }
}

JournalStore::JournalStore(Database database, std::string name)
    : m_database(std::move(database)), m_name(std::move(name))
{
}

Result<JournalStore> JournalStore::prepared(Result<Database> database, std::string name)
{
    if (!database)
        return fail(database.error());
    // Whatever the library was built with: what is written is on the disk when the call returns. The cache (64 MB at most)
    // holds the index while a plan of a million records is stored.
    if (auto set = database->execute("PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON; PRAGMA cache_size=-65536"); !set)
        return fail(set.error());
    return JournalStore(std::move(*database), std::move(name));
}

Result<JournalStore> JournalStore::open(const std::filesystem::path& path)
{
    return prepared(Database::open(path, migrations()), path.string());
}

Result<JournalStore> JournalStore::inMemory() { return prepared(Database::inMemory(migrations()), "in memory"); }

Result<Statement*> JournalStore::statement(std::string_view sql)
{
    auto found = m_statements.find(sql);
    if (found == m_statements.end()) {
        auto made = m_database.prepare(sql);
        if (!made)
            return fail(made.error());
        found = m_statements.emplace(std::string(sql), std::move(*made)).first;
    }
    return &found->second;
}

Result<void> JournalStore::write(const std::function<Result<void>()>& work)
{
    if (auto begun = m_database.execute("BEGIN IMMEDIATE"); !begun)
        return broken(begun.error());
    Result<void> done = work();
    if (done) {
        done = m_database.execute("COMMIT");
        if (done)
            return {};
        done = broken(done.error());
    }
    (void)m_database.execute("ROLLBACK"); // fails when the failed statement has rolled back by itself
    return done;
}

Result<std::int64_t> JournalStore::idOf(const std::string& job)
{
    auto found = statement("SELECT id FROM jobs WHERE name = ?");
    if (!found)
        return broken(found.error());
    const auto row = (*found)->bind(1, std::string_view(job)).step();
    if (!row)
        return broken(row.error());
    if (!*row)
        return fail(ErrorKind::NotFound, "The replay journal has no job " + job + ".");
    const std::int64_t id = (*found)->integer(0);
    if (const auto end = runToEnd(**found); !end)
        return broken(end.error());
    return id;
}

std::unexpected<Error> JournalStore::broken(Error error) const
{
    if (error.message.find(m_name) == std::string::npos)
        error.message = "The replay journal " + m_name + " cannot be used: " + error.message;
    return fail(std::move(error));
}

} // namespace weir
