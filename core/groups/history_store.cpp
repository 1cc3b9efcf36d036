// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/history_store.h"

#include "core/groups/history_rows.h"

#include <algorithm>
#include <limits>
#include <random>

namespace weir {

using namespace history_rows;

namespace {

const std::vector<std::string>& migrations()
{
    static const std::vector<std::string> steps{
        // AUTOINCREMENT: the number of a forgotten series must never be given to another one, because a second program
        // may still know it.
        "CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT, grp TEXT NOT NULL, topic TEXT NOT NULL, "
        "part INTEGER NOT NULL, seen INTEGER NOT NULL, UNIQUE (grp, topic, part));"
        "CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
        "CREATE TABLE event (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, grp TEXT NOT NULL, "
        "topic TEXT, part INTEGER, health TEXT NOT NULL, text TEXT NOT NULL, run INTEGER NOT NULL);"
        "CREATE INDEX event_place ON event (grp, time);"
        "CREATE INDEX event_time ON event (time);"
        "CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
    };
    return steps;
}

constexpr TimestampMs sameEvent = 3'000; // two programs see the same change within a round

/// Steps a statement that answers nothing.
Result<void> run(Statement& statement)
{
    for (;;) {
        const auto more = statement.step();
        if (!more)
            return fail(more.error());
        if (!*more)
            return {};
    }
}

/// The block of a row; empty when there is none, or none that can be read.
Result<HistoryBlock> blockAt(Statement& select, std::int64_t id, std::int64_t firstSlot)
{
    const auto found = select.bind(1, id).step();
    if (!found)
        return fail(found.error());
    if (!*found)
        return HistoryBlock{};
    HistoryBlock block = decodeBlock(select.blob(0), firstSlot, slots).value_or(HistoryBlock{});
    if (auto end = run(select); !end)
        return fail(end.error());
    return block;
}

void appendOverlapping(std::vector<TierBucket>& out, const std::vector<TierBucket>& buckets, TimestampMs width,
                       TimestampMs from, TimestampMs to)
{
    for (const TierBucket& bucket : buckets)
        if ((bucket.slot + 1) * width > from && bucket.slot * width <= to)
            out.push_back(bucket);
}

std::vector<TierBucket> within(const std::vector<TierBucket>& buckets, std::int64_t first, std::int64_t end)
{
    const auto begin = std::ranges::lower_bound(buckets, first, {}, &TierBucket::slot);
    return {begin, std::ranges::lower_bound(buckets, end, {}, &TierBucket::slot)};
}

} // namespace

struct HistoryStore::WriteStatements {
    Statement select;
    Statement replace;
};

HistoryStore::HistoryStore(std::filesystem::path path, HistoryLimits limits) : m_path(std::move(path)), m_limits(limits)
{
    std::random_device device;
    m_run = static_cast<std::int64_t>(device()) << 16U;
    m_run ^= device();
}

Result<void> HistoryStore::open()
{
    const std::scoped_lock lock(m_openMutex);
    if (m_open)
        return {};
    const auto attempt = [&]() -> Result<void> {
        auto writing = Database::open(m_path, migrations());
        if (!writing)
            return fail(writing.error());
        // A crash of the machine may cost the last minute, not the file; no waiting for the disk on every commit.
        if (auto set = writing->execute("PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216"); !set)
            return set;
        const auto extent = extentOf(*writing);
        if (!extent)
            return fail(extent.error());
        auto reading = Database::open(m_path, migrations());
        if (!reading)
            return fail(reading.error());
        m_extentWhenOpened = *extent;
        const std::scoped_lock both(m_writing.mutex, m_reading.mutex);
        m_writing.database.emplace(std::move(*writing));
        m_reading.database.emplace(std::move(*reading));
        return {};
    };
    auto done = attempt();
    m_open = done.has_value();
    m_openError = done ? std::nullopt : std::optional(done.error());
    return done;
}

Result<void> HistoryStore::ready()
{
    {
        const std::scoped_lock lock(m_openMutex);
        if (m_openError) // the writer tries again, readers do not wait for that
            return fail(*m_openError);
    }
    return open();
}

HistoryStore::Extent HistoryStore::extentWhenOpened()
{
    const std::scoped_lock lock(m_openMutex);
    return m_extentWhenOpened;
}

Result<HistoryStore::Extent> HistoryStore::extentOf(Database& database)
{
    auto select = database.prepare("SELECT (SELECT min(id) FROM block WHERE id < ?1), "
                                   "(SELECT min(id) FROM block WHERE id >= ?1), "
                                   "(SELECT max(id) FROM block WHERE id < ?1), (SELECT max(id) FROM block WHERE id >= ?1)");
    if (!select)
        return fail(select.error());
    const auto row = select->bind(1, coarseBegin).step();
    if (!row)
        return fail(row.error());
    Extent extent;
    // No row has the number 0: series are counted from 1.
    if (const auto first = select->integer(0); first != 0) {
        extent.fine = windowOf(first) * fineWindow;
        extent.end = (windowOf(select->integer(2)) + 1) * fineWindow;
    }
    if (const auto first = select->integer(1); first != 0) {
        extent.coarse = windowOf(first) * coarseWindow;
        extent.end = std::max(extent.end.value_or(0), (windowOf(select->integer(3)) + 1) * coarseWindow);
    }
    return extent;
}

Result<HistoryStore::Extent> HistoryStore::extent()
{
    if (auto opened = ready(); !opened)
        return fail(opened.error());
    const std::scoped_lock lock(m_reading.mutex);
    return extentOf(*m_reading.database);
}

Result<std::int64_t> HistoryStore::seriesNumber(Database& database, const SeriesId& id, TimestampMs seen)
{
    if (const auto known = m_numbers.find(id); known != m_numbers.end())
        return known->second;
    auto insert = database.prepare("INSERT INTO series (grp, topic, part, seen) VALUES (?, ?, ?, ?) "
                                   "ON CONFLICT (grp, topic, part) DO UPDATE SET seen = excluded.seen RETURNING id");
    if (!insert)
        return fail(insert.error());
    const auto row = insert->bind(1, id.group)
                         .bind(2, id.topic)
                         .bind(3, std::int64_t{id.partition})
                         .bind(4, seen)
                         .step();
    if (!row)
        return fail(row.error());
    const std::int64_t number = insert->integer(0);
    if (number <= 0 || number > mostSeries)
        return fail(ErrorKind::Unsupported, "The lag history holds too many series; delete " + m_path.string() + ".");
    if (auto end = run(*insert); !end)
        return fail(end.error());
    m_numbers.emplace(id, number);
    return number;
}

Result<void> HistoryStore::writeEntry(Database& database, WriteStatements& statements, const Entry& entry,
                                      std::int64_t knownBefore)
{
    std::int64_t window = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = -1;
    for (const auto* buckets : {&entry.records, &entry.milliseconds})
        if (!buckets->empty()) {
            window = std::min(window, buckets->front().slot / slots);
            last = std::max(last, buckets->back().slot / slots);
        }
    if (last < 0 || window < 0 || last >= mostWindows)
        return {};
    const auto number = seriesNumber(database, entry.id, last * fineWindow);
    if (!number)
        return fail(number.error());
    for (; window <= last; ++window) {
        const std::int64_t first = window * slots;
        const auto old = blockAt(statements.select, row(false, window, *number), first);
        if (!old)
            return fail(old.error());
        const HistoryBlock block{merged(old->records, within(entry.records, first, first + slots), knownBefore),
                                 merged(old->milliseconds, within(entry.milliseconds, first, first + slots), knownBefore)};
        if (block == *old)
            continue;
        statements.replace.bind(1, row(false, window, *number)).bindBlob(2, encodeBlock(block, first));
        if (auto done = run(statements.replace); !done)
            return done;
    }
    return {};
}

Result<void> HistoryStore::writeEvents(Database& database, const std::vector<GroupEvent>& events)
{
    if (events.empty())
        return {};
    auto insert = database.prepare(
        "INSERT INTO event (time, kind, grp, topic, part, health, text, run) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 "
        "WHERE NOT EXISTS (SELECT 1 FROM event WHERE grp = ?3 AND time BETWEEN ?1 - ?9 AND ?1 + ?9 AND kind = ?2 "
        "AND topic IS ?4 AND part IS ?5 AND text = ?7 AND run <> ?8)");
    if (!insert)
        return fail(insert.error());
    for (const GroupEvent& event : events) {
        insert->bind(1, event.time).bind(2, eventCode(event.kind)).bind(3, event.group);
        if (event.partition)
            insert->bind(4, event.partition->topic).bind(5, std::int64_t{event.partition->partition});
        else
            insert->bindNull(4).bindNull(5);
        insert->bind(6, healthCode(event.health)).bind(7, event.text).bind(8, m_run).bind(9, sameEvent);
        if (auto done = run(*insert); !done)
            return done;
    }
    return {};
}

Result<void> HistoryStore::write(const std::vector<Entry>& entries, std::int64_t knownBefore,
                                 const std::vector<GroupEvent>& events)
{
    const std::scoped_lock lock(m_writing.mutex);
    if (!m_writing.database)
        return fail(ErrorKind::Internal, "The lag history " + m_path.string() + " is not open.");
    Database& database = *m_writing.database;
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return begun;
    const auto attempt = [&]() -> Result<void> {
        auto select = database.prepare("SELECT data FROM block WHERE id = ?");
        auto replace = database.prepare("INSERT OR REPLACE INTO block (id, data) VALUES (?, ?)");
        if (!select || !replace)
            return fail(!select ? select.error() : replace.error());
        WriteStatements statements{std::move(*select), std::move(*replace)};
        std::int64_t oldest = std::numeric_limits<std::int64_t>::max();
        for (const Entry& entry : entries) {
            if (auto done = writeEntry(database, statements, entry, knownBefore); !done)
                return done;
            for (const auto* buckets : {&entry.records, &entry.milliseconds})
                if (!buckets->empty())
                    oldest = std::min(oldest, buckets->front().slot);
        }
        // An hour that was made already and got more (a clock set back, a program that hung) is made again.
        auto reopen = database.prepare("UPDATE state SET value = ?1 WHERE name = 'rolled' AND value > ?1");
        if (!reopen)
            return fail(reopen.error());
        if (auto done = run(reopen->bind(1, oldest / (coarseWindow / fineSlot))); !done)
            return done;
        if (auto done = writeEvents(database, events); !done)
            return done;
        return database.execute("COMMIT");
    };
    auto done = attempt();
    if (!done) {
        (void)database.execute("ROLLBACK"); // SQLite may have done so itself
        m_numbers.clear();                  // some may have been rolled back
    }
    return done;
}

Result<std::vector<HistoryStore::Stored>> HistoryStore::read(const std::vector<SeriesId>& ids, LagMeasure measure,
                                                             bool coarse, TimestampMs from, TimestampMs to,
                                                             const Call& call)
{
    if (auto opened = ready(); !opened)
        return fail(opened.error());
    const std::scoped_lock lock(m_reading.mutex);
    Database& database = *m_reading.database;
    if (auto begun = database.execute("BEGIN"); !begun) // all of it from one state of the file
        return fail(begun.error());
    const auto attempt = [&]() -> Result<std::vector<Stored>> {
        auto number = database.prepare("SELECT id FROM series WHERE grp = ? AND topic = ? AND part = ?");
        auto select = database.prepare("SELECT data FROM block WHERE id = ?");
        auto rolled = database.prepare("SELECT coalesce((SELECT value FROM state WHERE name = 'rolled'), 0)");
        const auto extent = extentOf(database);
        if (!number || !select || !rolled || !extent)
            return fail(!number ? number.error() : !select ? select.error() : !rolled ? rolled.error() : extent.error());
        if (auto row = rolled->step(); !row)
            return fail(row.error());
        const std::int64_t coarseEnd = coarse ? rolled->integer(0) : 0;
        std::vector<Stored> all(ids.size());
        for (std::size_t i = 0; i < ids.size() && extent->end; ++i) {
            if (call.over())
                return fail(call.stop.stop_requested() ? cancelledError("Reading the lag history")
                                                       : timedOutError("Reading the lag history"));
            const SeriesId& id = ids[i];
            const auto known = number->bind(1, id.group).bind(2, id.topic).bind(3, std::int64_t{id.partition}).step();
            if (!known)
                return fail(known.error());
            if (!*known)
                continue;
            const std::int64_t series = number->integer(0);
            if (auto end = run(*number); !end)
                return fail(end.error());
            const auto collect = [&](bool minutes, std::int64_t first, std::int64_t last) -> Result<void> {
                for (std::int64_t window = first; window <= last; ++window) {
                    const auto block = blockAt(*select, row(minutes, window, series), window * slots);
                    if (!block)
                        return fail(block.error());
                    appendOverlapping(minutes ? all[i].minutes : all[i].tens,
                                      measure == LagMeasure::Records ? block->records : block->milliseconds,
                                      minutes ? coarseSlot : fineSlot, from, to);
                }
                return {};
            };
            const TimestampMs last = std::min(to, *extent->end);
            const TimestampMs first = std::max<TimestampMs>(from, 0);
            if (coarse && extent->coarse)
                if (auto done = collect(true, std::max(first, *extent->coarse) / coarseWindow,
                                        std::min(last / coarseWindow, coarseEnd - 1));
                    !done)
                    return fail(done.error());
            if (extent->fine)
                if (auto done = collect(false, std::max(std::max(first, *extent->fine) / fineWindow, coarseEnd * finePerCoarse),
                                        last / fineWindow);
                    !done)
                    return fail(done.error());
        }
        return all;
    };
    auto done = attempt();
    (void)database.execute("ROLLBACK");
    return done;
}

Result<std::vector<GroupEvent>> HistoryStore::events(const std::string& group, TimestampMs from, TimestampMs to,
                                                     std::size_t most)
{
    if (auto opened = ready(); !opened)
        return fail(opened.error());
    const std::scoped_lock lock(m_reading.mutex);
    auto select = m_reading.database->prepare(
        "SELECT time, kind, grp, topic, part, health, text, topic IS NULL FROM event WHERE grp IN (?1, '') "
        "AND time BETWEEN ?2 AND ?3 ORDER BY time DESC, id DESC LIMIT ?4");
    if (!select)
        return fail(select.error());
    constexpr std::size_t largest = std::numeric_limits<std::int64_t>::max();
    select->bind(1, group).bind(2, from).bind(3, to).bind(4, static_cast<std::int64_t>(std::min(most, largest)));
    std::vector<GroupEvent> events;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return fail(row.error());
        if (!*row)
            break;
        const auto kind = eventKindFromCode(select->text(1));
        if (!kind)
            continue;
        GroupEvent event{select->integer(0), *kind, select->text(2), std::nullopt,
                         healthFromCode(select->text(5)).value_or(Health::Unknown), select->text(6)};
        if (select->integer(7) == 0)
            event.partition = TopicPartition{select->text(3), static_cast<std::int32_t>(select->integer(4))};
        events.push_back(std::move(event));
    }
    std::ranges::reverse(events);
    return events;
}

} // namespace weir
