// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/effect_ledger.h"

namespace weir::test {
namespace {

Result<void> run(Result<Statement> statement)
{
    if (!statement)
        return fail(statement.error());
    if (auto done = statement->step(); !done)
        return fail(done.error());
    return {};
}

} // namespace

Result<EffectLedger> EffectLedger::open(const std::filesystem::path& file)
{
    // No unique effect: it must not be the database that hides a second one.
    auto database = Database::open(file, {"CREATE TABLE ids (id TEXT PRIMARY KEY) WITHOUT ROWID;"
                                          "CREATE TABLE effects (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, topic TEXT, "
                                          "partition INTEGER, offset INTEGER);"
                                          "CREATE TABLE notes (n INTEGER PRIMARY KEY, what TEXT);"});
    if (!database)
        return fail(database.error());
    // Processes are killed here, the machine is not.
    if (auto set = database->execute("PRAGMA synchronous=OFF"); !set)
        return fail(set.error());
    return EffectLedger(std::move(*database));
}

Result<bool> EffectLedger::apply(std::string_view id, const Record& record)
{
    if (auto begun = m_database.execute("BEGIN IMMEDIATE"); !begun)
        return fail(begun.error());
    auto fresh = applyInside(id, record);
    if (auto ended = m_database.execute(fresh ? "COMMIT" : "ROLLBACK"); !ended)
        return fail(ended.error());
    return fresh;
}

Result<bool> EffectLedger::applyInside(std::string_view id, const Record& record)
{
    auto known = m_database.prepare("SELECT 1 FROM ids WHERE id = ?");
    if (!known)
        return fail(known.error());
    if (const auto row = known->bind(1, id).step(); !row || *row)
        return row ? Result<bool>(false) : fail(row.error());
    auto remember = m_database.prepare("INSERT INTO ids VALUES (?)");
    if (remember)
        remember->bind(1, id);
    if (auto done = run(std::move(remember)); !done)
        return fail(done.error());
    auto effect = m_database.prepare("INSERT INTO effects (id, topic, partition, offset) VALUES (?, ?, ?, ?)");
    if (effect)
        effect->bind(1, id).bind(2, record.topic).bind(3, std::int64_t{record.partition}).bind(4, record.offset);
    if (auto done = run(std::move(effect)); !done)
        return fail(done.error());
    return true;
}

Result<void> EffectLedger::note(std::string_view what)
{
    auto statement = m_database.prepare("INSERT INTO notes (what) VALUES (?)");
    if (statement)
        statement->bind(1, what);
    return run(std::move(statement));
}

Result<std::vector<EffectLedger::Effect>> EffectLedger::effects()
{
    auto statement = m_database.prepare("SELECT id, topic, partition, offset FROM effects ORDER BY n");
    if (!statement)
        return fail(statement.error());
    std::vector<Effect> all;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return fail(row.error());
        if (!*row)
            return all;
        all.push_back({statement->text(0),
                       {statement->text(1), static_cast<std::int32_t>(statement->integer(2))},
                       statement->integer(3)});
    }
}

std::int64_t EffectLedger::count(std::string_view what)
{
    auto statement = m_database.prepare("SELECT count(*) FROM notes WHERE what = ?");
    if (!statement)
        return -1;
    const auto row = statement->bind(1, what).step();
    return row && *row ? statement->integer(0) : -1;
}

} // namespace weir::test
