// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_journal.h"

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace weir {

/// Private to the journal: the SQLite file behind it. Every method expects the caller to hold `mutex`.
class JournalStore
{
public:
    [[nodiscard]] static Result<JournalStore> open(const std::filesystem::path& path);
    [[nodiscard]] static Result<JournalStore> inMemory();

    /// A prepared statement, kept for the next time. It must be stepped to its end before it is asked for again.
    [[nodiscard]] Result<Statement*> statement(std::string_view sql);
    /// Runs `work` in a transaction that is written through to the disk, or leaves everything as it was.
    [[nodiscard]] Result<void> write(const std::function<Result<void>()>& work);
    /// NotFound for an unknown job.
    [[nodiscard]] Result<std::int64_t> idOf(const std::string& job);
    /// An error with the name of the file and what it means for a replay.
    [[nodiscard]] std::unexpected<Error> broken(Error error) const;

private:
    JournalStore(Database database, std::string name);
    [[nodiscard]] static Result<JournalStore> prepared(Result<Database> database, std::string name);

    Database m_database;
    std::string m_name;
    std::map<std::string, Statement, std::less<>> m_statements;
};

/// Steps a statement whose rows nobody needs to its end. True when there was a row.
[[nodiscard]] Result<bool> runToEnd(Statement& statement);

struct ReplayJournal::Parts {
    explicit Parts(JournalStore opened) : store(std::move(opened)) {}
    std::mutex mutex;
    JournalStore store;
};

/// The plan as rows and back.
[[nodiscard]] Result<void> storePlan(JournalStore& store, const ReplayPlan& plan, const std::string& title,
                                     const std::string& profile);
/// Internal when the rows are not those that were written.
[[nodiscard]] Result<ReplayPlan> loadPlan(JournalStore& store, const std::string& job);

} // namespace weir
