// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_undo.h"

#include "core/base/user_folders.h"
#include "core/store/database.h"

#include <mutex>

namespace weir {
namespace {

constexpr std::string_view keptEntries = "1000";

const std::vector<std::string>& migrations()
{
    static const std::vector<std::string> steps{
        "CREATE TABLE reset (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, cluster TEXT NOT NULL, "
        "consumer_group TEXT NOT NULL, what TEXT NOT NULL);"
        "CREATE INDEX reset_of ON reset (cluster, consumer_group, id);"
        "CREATE TABLE place (reset INTEGER NOT NULL REFERENCES reset (id) ON DELETE CASCADE, topic TEXT NOT NULL, "
        "part INTEGER NOT NULL, before INTEGER, after INTEGER, PRIMARY KEY (reset, topic, part)) WITHOUT ROWID",
    };
    return steps;
}

Result<void> run(Statement& statement)
{
    for (;;) {
        const auto row = statement.step();
        if (!row)
            return fail(row.error());
        if (!*row)
            return {};
    }
}

struct Place {
    std::optional<std::int64_t> before;
    std::optional<std::int64_t> after;
};

std::map<TopicPartition, Place> placesOf(const UndoEntry& entry)
{
    std::map<TopicPartition, Place> places;
    for (const auto& [partition, offset] : entry.before)
        places[partition].before = offset;
    for (const TopicPartition& partition : entry.added)
        places.try_emplace(partition);
    for (const auto& [partition, offset] : entry.after)
        places[partition].after = offset;
    return places;
}

} // namespace

struct OffsetUndo::Parts {
    explicit Parts(Database opened) : database(std::move(opened)) {}

    Result<std::int64_t> insert(const UndoEntry& entry)
    {
        auto head = database.prepare("INSERT INTO reset (time, cluster, consumer_group, what) VALUES (?, ?, ?, ?)");
        if (!head)
            return fail(head.error());
        head->bind(1, entry.time).bind(2, entry.cluster).bind(3, entry.group).bind(4, entry.what);
        if (auto done = run(*head); !done)
            return fail(done.error());
        const std::int64_t id = database.lastInsertId();
        auto line = database.prepare("INSERT INTO place (reset, topic, part, before, after) VALUES (?, ?, ?, ?, ?)");
        if (!line)
            return fail(line.error());
        for (const auto& [partition, place] : placesOf(entry)) {
            line->bind(1, id).bind(2, partition.topic).bind(3, std::int64_t{partition.partition});
            place.before ? line->bind(4, *place.before) : line->bindNull(4);
            place.after ? line->bind(5, *place.after) : line->bindNull(5);
            if (auto done = run(*line); !done)
                return fail(done.error());
        }
        auto trimmed = database.prepare("DELETE FROM reset WHERE id <= (SELECT id FROM reset ORDER BY id DESC LIMIT 1 OFFSET " +
                                        std::string(keptEntries) + ")");
        if (!trimmed)
            return fail(trimmed.error());
        if (auto done = run(*trimmed); !done)
            return fail(done.error());
        return id;
    }

    Result<void> readPlaces(UndoEntry& entry)
    {
        auto lines = database.prepare(
            "SELECT topic, part, ifnull(before, -1), ifnull(after, -1) FROM place WHERE reset = ?");
        if (!lines)
            return fail(lines.error());
        lines->bind(1, entry.id);
        for (;;) {
            const auto row = lines->step();
            if (!row)
                return fail(row.error());
            if (!*row)
                return {};
            const TopicPartition partition{lines->text(0), static_cast<std::int32_t>(lines->integer(1))};
            if (lines->integer(2) >= 0)
                entry.before.emplace(partition, lines->integer(2));
            else
                entry.added.push_back(partition);
            if (lines->integer(3) >= 0)
                entry.after.emplace(partition, lines->integer(3));
        }
    }

    Result<std::vector<UndoEntry>> read(Statement& heads)
    {
        std::vector<UndoEntry> entries;
        for (;;) {
            const auto row = heads.step();
            if (!row)
                return fail(row.error());
            if (!*row)
                break;
            UndoEntry entry;
            entry.id = heads.integer(0);
            entry.time = heads.integer(1);
            entry.cluster = heads.text(2);
            entry.group = heads.text(3);
            entry.what = heads.text(4);
            entries.push_back(std::move(entry));
        }
        for (UndoEntry& entry : entries)
            if (auto done = readPlaces(entry); !done)
                return fail(done.error());
        return entries;
    }

    std::mutex mutex;
    Database database;
};

OffsetUndo::OffsetUndo(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

OffsetUndo::~OffsetUndo() = default;

std::filesystem::path OffsetUndo::defaultPath() { return userStateFolder() / "offsets.db"; }

Result<std::unique_ptr<OffsetUndo>> OffsetUndo::open(const std::filesystem::path& path)
{
    auto database = Database::open(path, migrations());
    if (!database)
        return fail(database.error());
    return std::unique_ptr<OffsetUndo>(new OffsetUndo(std::make_unique<Parts>(std::move(*database))));
}

Result<std::int64_t> OffsetUndo::keep(const UndoEntry& entry)
{
    const std::scoped_lock lock(m_parts->mutex);
    // Immediately: a second program that writes at the same time is waited for at the beginning, not half-way.
    if (auto begun = m_parts->database.execute("BEGIN IMMEDIATE"); !begun)
        return fail(begun.error());
    auto id = m_parts->insert(entry);
    const auto ended = m_parts->database.execute(id ? "COMMIT" : "ROLLBACK");
    if (id && !ended) {
        (void)m_parts->database.execute("ROLLBACK");
        return fail(ended.error());
    }
    return id;
}

Result<void> OffsetUndo::drop(std::int64_t id)
{
    const std::scoped_lock lock(m_parts->mutex);
    auto gone = m_parts->database.prepare("DELETE FROM reset WHERE id = ?");
    if (!gone)
        return fail(gone.error());
    gone->bind(1, id);
    if (const auto done = gone->step(); !done)
        return fail(done.error());
    return {};
}

Result<std::vector<UndoEntry>> OffsetUndo::of(const std::string& cluster, const std::string& group) const
{
    const std::scoped_lock lock(m_parts->mutex);
    auto heads = m_parts->database.prepare("SELECT id, time, cluster, consumer_group, what FROM reset "
                                           "WHERE cluster = ? AND consumer_group = ? ORDER BY id DESC");
    if (!heads)
        return fail(heads.error());
    heads->bind(1, cluster).bind(2, group);
    return m_parts->read(*heads);
}

Result<UndoEntry> OffsetUndo::entry(std::int64_t id) const
{
    const std::scoped_lock lock(m_parts->mutex);
    auto heads =
        m_parts->database.prepare("SELECT id, time, cluster, consumer_group, what FROM reset WHERE id = ?");
    if (!heads)
        return fail(heads.error());
    heads->bind(1, id);
    auto found = m_parts->read(*heads);
    if (!found)
        return fail(found.error());
    if (found->empty())
        return fail(ErrorKind::NotFound, "There is no kept reset with the number " + std::to_string(id) + ".");
    return std::move(found->front());
}

} // namespace weir
