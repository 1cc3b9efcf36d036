// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_marks.h"

#include "core/base/user_folders.h"
#include "core/store/database.h"

#include <functional>
#include <mutex>
#include <utility>

namespace weir {
namespace {

const std::vector<std::string>& migrations()
{
    static const std::vector<std::string> steps{
        "CREATE TABLE letter (cluster TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, "
        "at INTEGER NOT NULL, mark TEXT NOT NULL, note TEXT NOT NULL, time INTEGER NOT NULL, "
        "PRIMARY KEY (cluster, topic, partition, at)) WITHOUT ROWID;"
        "CREATE TABLE failure (cluster TEXT NOT NULL, id TEXT NOT NULL, mark TEXT NOT NULL, note TEXT NOT NULL, "
        "time INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (cluster, id)) WITHOUT ROWID;"
        "CREATE TABLE topic (cluster TEXT NOT NULL, name TEXT NOT NULL, word TEXT NOT NULL, "
        "PRIMARY KEY (cluster, name)) WITHOUT ROWID;"
        "CREATE TABLE convention (cluster TEXT NOT NULL, position INTEGER NOT NULL, json TEXT NOT NULL, "
        "PRIMARY KEY (cluster, position)) WITHOUT ROWID;",
    };
    return steps;
}

// Words, not numbers: the file outlives the order of the enumerations.
std::string_view codeOf(LetterMark mark)
{
    return mark == LetterMark::Handled ? "handled" : mark == LetterMark::Ignored ? "ignored" : "open";
}

LetterMark markFrom(std::string_view code)
{
    return code == "handled" ? LetterMark::Handled : code == "ignored" ? LetterMark::Ignored : LetterMark::Open;
}

std::string_view codeOf(TopicWord word)
{
    return word == TopicWord::DeadLetters ? "dead_letters" : word == TopicWord::Retries ? "retries" : "neither";
}

TopicWord wordFrom(std::string_view code)
{
    return code == "dead_letters" ? TopicWord::DeadLetters : code == "retries" ? TopicWord::Retries : TopicWord::Neither;
}

bool saysNothing(const MarkedLetter& word) { return word.mark == LetterMark::Open && word.note.empty(); }

Result<void> runToEnd(Statement& statement, const std::function<Result<void>(const Statement&)>& take = {})
{
    for (;;) {
        const auto row = statement.step();
        if (!row)
            return fail(row.error());
        if (!*row)
            return {};
        if (!take)
            continue;
        if (auto taken = take(statement); !taken)
            return taken;
    }
}

} // namespace

struct LetterMarks::Parts {
    explicit Parts(Database opened) : database(std::move(opened)) {}
    std::mutex mutex;
    Database database;

    using Bind = std::function<void(Statement&)>;
    using Row = std::function<Result<void>(const Statement&)>;

    Result<void> run(std::string_view sql, const Bind& bind, const Row& take = {})
    {
        auto statement = database.prepare(sql);
        if (!statement)
            return fail(statement.error());
        bind(*statement);
        return runToEnd(*statement, take);
    }

    /// All of it or nothing.
    Result<void> together(const std::function<Result<void>()>& work)
    {
        if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun)
            return begun;
        Result<void> done = work();
        if (done)
            done = database.execute("COMMIT");
        if (!done)
            (void)database.execute("ROLLBACK");
        return done;
    }

    /// The rows of one cluster.
    template <typename Values>
    Result<Values> collect(std::string_view sql, const std::string& cluster,
                           const std::function<Result<void>(Values&, const Statement&)>& take)
    {
        const std::scoped_lock lock(mutex);
        Values found;
        const auto read = run(
            sql, [&](Statement& statement) { statement.bind(1, cluster); },
            [&](const Statement& row) { return take(found, row); });
        return read ? Result<Values>(std::move(found)) : fail(read.error());
    }
};

LetterMarks::LetterMarks(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
LetterMarks::~LetterMarks() = default;

std::filesystem::path LetterMarks::defaultPath() { return userStateFolder() / "deadletters.db"; }

Result<std::unique_ptr<LetterMarks>> LetterMarks::open(const std::filesystem::path& path)
{
    auto database = Database::open(path, migrations());
    if (!database)
        return fail(database.error());
    return std::unique_ptr<LetterMarks>(new LetterMarks(std::make_unique<Parts>(std::move(*database))));
}

Result<std::unique_ptr<LetterMarks>> LetterMarks::inMemory()
{
    auto database = Database::inMemory(migrations());
    if (!database)
        return fail(database.error());
    return std::unique_ptr<LetterMarks>(new LetterMarks(std::make_unique<Parts>(std::move(*database))));
}

Result<void> LetterMarks::markLetters(const std::string& cluster, const std::vector<LetterPlace>& places,
                                      const MarkedLetter& word)
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->together([&]() -> Result<void> {
        auto statement = m_parts->database.prepare(
            saysNothing(word) ? "DELETE FROM letter WHERE cluster = ? AND topic = ? AND partition = ? AND at = ?"
                              : "INSERT OR REPLACE INTO letter (cluster, topic, partition, at, mark, note, time) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?)");
        if (!statement)
            return fail(statement.error());
        for (const LetterPlace& place : places) {
            statement->bind(1, cluster)
                .bind(2, place.partition.topic)
                .bind(3, std::int64_t{place.partition.partition})
                .bind(4, place.offset);
            if (!saysNothing(word))
                statement->bind(5, codeOf(word.mark)).bind(6, word.note).bind(7, word.time);
            if (auto done = runToEnd(*statement); !done)
                return done;
        }
        return {};
    });
}

Result<void> LetterMarks::markGroup(const std::string& cluster, const std::string& failureId, const MarkedGroup& word)
{
    const std::scoped_lock lock(m_parts->mutex);
    if (saysNothing(word.word))
        return m_parts->run("DELETE FROM failure WHERE cluster = ? AND id = ?",
                            [&](Statement& statement) { statement.bind(1, cluster).bind(2, failureId); });
    return m_parts->run("INSERT OR REPLACE INTO failure (cluster, id, mark, note, time, until) VALUES (?, ?, ?, ?, ?, ?)",
                        [&](Statement& statement) {
                            statement.bind(1, cluster)
                                .bind(2, failureId)
                                .bind(3, codeOf(word.word.mark))
                                .bind(4, word.word.note)
                                .bind(5, word.word.time)
                                .bind(6, word.until);
                        });
}

Result<std::map<LetterPlace, MarkedLetter>> LetterMarks::letters(const std::string& cluster) const
{
    using Marks = std::map<LetterPlace, MarkedLetter>;
    return m_parts->collect<Marks>(
        "SELECT topic, partition, at, mark, note, time FROM letter WHERE cluster = ?", cluster,
        [](Marks& into, const Statement& row) -> Result<void> {
            into[{{row.text(0), static_cast<std::int32_t>(row.integer(1))}, row.integer(2)}] = {
                markFrom(row.text(3)), row.text(4), row.integer(5)};
            return {};
        });
}

Result<std::map<std::string, MarkedGroup>> LetterMarks::groups(const std::string& cluster) const
{
    using Marks = std::map<std::string, MarkedGroup>;
    return m_parts->collect<Marks>("SELECT id, mark, note, time, until FROM failure WHERE cluster = ?", cluster,
                                   [](Marks& into, const Statement& row) -> Result<void> {
                                       into[row.text(0)] = {{markFrom(row.text(1)), row.text(2), row.integer(3)},
                                                            row.integer(4)};
                                       return {};
                                   });
}

Result<void> LetterMarks::setTopicWord(const std::string& cluster, const std::string& topic,
                                       std::optional<TopicWord> word)
{
    const std::scoped_lock lock(m_parts->mutex);
    if (!word)
        return m_parts->run("DELETE FROM topic WHERE cluster = ? AND name = ?",
                            [&](Statement& statement) { statement.bind(1, cluster).bind(2, topic); });
    return m_parts->run("INSERT OR REPLACE INTO topic (cluster, name, word) VALUES (?, ?, ?)", [&](Statement& statement) {
        statement.bind(1, cluster).bind(2, topic).bind(3, codeOf(*word));
    });
}

Result<std::map<std::string, TopicWord>> LetterMarks::topicWords(const std::string& cluster) const
{
    using Words = std::map<std::string, TopicWord>;
    return m_parts->collect<Words>("SELECT name, word FROM topic WHERE cluster = ?", cluster,
                                   [](Words& into, const Statement& row) -> Result<void> {
                                       into[row.text(0)] = wordFrom(row.text(1));
                                       return {};
                                   });
}

Result<void> LetterMarks::setConventions(const std::string& cluster, const std::vector<CustomConvention>& conventions)
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->together([&]() -> Result<void> {
        if (auto done = m_parts->run("DELETE FROM convention WHERE cluster = ?",
                                     [&](Statement& statement) { statement.bind(1, cluster); });
            !done)
            return done;
        std::int64_t position = 0;
        for (const CustomConvention& convention : conventions)
            if (auto done = m_parts->run("INSERT INTO convention (cluster, position, json) VALUES (?, ?, ?)",
                                         [&](Statement& statement) {
                                             statement.bind(1, cluster).bind(2, position++).bind(3, toJson(convention));
                                         });
                !done)
                return done;
        return {};
    });
}

Result<std::vector<CustomConvention>> LetterMarks::conventions(const std::string& cluster) const
{
    using Conventions = std::vector<CustomConvention>;
    return m_parts->collect<Conventions>("SELECT json FROM convention WHERE cluster = ? ORDER BY position", cluster,
                                         [](Conventions& into, const Statement& row) -> Result<void> {
                                             auto convention = parseCustomConvention(row.text(0));
                                             if (!convention)
                                                 return fail(convention.error());
                                             into.push_back(std::move(*convention));
                                             return {};
                                         });
}

LetterMark effectiveMark(const MarkedLetter* letter, const MarkedGroup* group, std::optional<TimestampMs> timestamp)
{
    // A letter that only has a note is open by its own word no more than one without.
    if (letter != nullptr && letter->mark != LetterMark::Open)
        return letter->mark;
    if (group == nullptr)
        return LetterMark::Open;
    if (group->word.mark != LetterMark::Handled)
        return group->word.mark;
    // Without a timestamp nobody knows whether it came later: it is shown.
    return timestamp && *timestamp <= group->until ? LetterMark::Handled : LetterMark::Open;
}

} // namespace weir
