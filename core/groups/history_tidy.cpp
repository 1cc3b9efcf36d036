// SPDX-License-Identifier: GPL-3.0-or-later
// The part of HistoryStore that makes hours and keeps to the limits.
#include "core/groups/history_rows.h"
#include "core/groups/history_store.h"

#include <algorithm>
#include <limits>

namespace weir {

using namespace history_rows;

namespace {

constexpr TimestampMs lateness = 2 * 60'000; // the last minutes of an hour are written a little later
constexpr std::int64_t eventsAtOnce = 1'000;

/// The one number a question answers; 0 for NULL.
Result<std::int64_t> single(Database& database, std::string_view sql, std::initializer_list<std::int64_t> values = {})
{
    auto select = database.prepare(sql);
    if (!select)
        return fail(select.error());
    int index = 0;
    for (const std::int64_t value : values)
        select->bind(++index, value);
    const auto row = select->step();
    if (!row)
        return fail(row.error());
    return *row ? select->integer(0) : 0;
}

Result<void> change(Database& database, std::string_view sql, std::initializer_list<std::int64_t> values)
{
    if (auto done = single(database, sql, values); !done)
        return fail(done.error());
    return {};
}

/// Runs `work` in a transaction; nothing of it stays when it fails.
template <typename Work> Result<void> inTransaction(Database& database, const Work& work)
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

Result<std::vector<std::int64_t>> seriesBetween(Database& database, std::int64_t first, std::int64_t end)
{
    auto select = database.prepare("SELECT DISTINCT id & ?3 FROM block WHERE id >= ?1 AND id < ?2");
    if (!select)
        return fail(select.error());
    select->bind(1, first).bind(2, end).bind(3, mostSeries);
    std::vector<std::int64_t> series;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return fail(row.error());
        if (!*row)
            return series;
        series.push_back(select->integer(0));
    }
}

/// Makes the row of one series and hour from its six rows of ten minutes.
Result<void> rollOne(Statement& select, Statement& replace, std::int64_t hour, std::int64_t series)
{
    HistoryBlock tens;
    for (std::int64_t window = hour * finePerCoarse; window < (hour + 1) * finePerCoarse; ++window) {
        auto row = select.bind(1, history_rows::row(false, window, series)).step();
        while (row && *row) {
            if (const auto block = decodeBlock(select.blob(0), window * slots, slots)) {
                tens.records.insert(tens.records.end(), block->records.begin(), block->records.end());
                tens.milliseconds.insert(tens.milliseconds.end(), block->milliseconds.begin(), block->milliseconds.end());
            }
            row = select.step();
        }
        if (!row)
            return fail(row.error());
    }
    HistoryBlock minutes{coarser(tens.records, coarseSlot / fineSlot), coarser(tens.milliseconds, coarseSlot / fineSlot)};
    const std::int64_t id = row(true, hour, series);
    // An hour that is made again may have lost some of its rows of ten minutes meanwhile.
    auto old = select.bind(1, id).step();
    while (old && *old) {
        if (const auto block = decodeBlock(select.blob(0), hour * slots, slots)) {
            constexpr auto all = std::numeric_limits<std::int64_t>::max();
            minutes = {merged(block->records, minutes.records, all), merged(block->milliseconds, minutes.milliseconds, all)};
        }
        old = select.step();
    }
    if (!old)
        return fail(old.error());
    const auto done = replace.bind(1, id).bindBlob(2, encodeBlock(minutes, hour * slots)).step();
    return done ? Result<void>{} : fail(done.error());
}

Result<void> rollHour(Database& database, std::int64_t hour)
{
    const std::int64_t first = row(false, hour * finePerCoarse, 0);
    const std::int64_t end = row(false, (hour + 1) * finePerCoarse, 0);
    const auto series = seriesBetween(database, first, end);
    auto select = database.prepare("SELECT data FROM block WHERE id = ?");
    auto replace = database.prepare("INSERT OR REPLACE INTO block (id, data) VALUES (?, ?)");
    auto seen = database.prepare("UPDATE series SET seen = max(seen, ?) WHERE id = ?");
    if (!series || !select || !replace || !seen)
        return fail(!series ? series.error() : !select ? select.error() : !replace ? replace.error() : seen.error());
    for (const std::int64_t number : *series) {
        if (auto done = rollOne(*select, *replace, hour, number); !done)
            return done;
        if (auto done = seen->bind(1, hour * coarseWindow).bind(2, number).step(); !done)
            return fail(done.error());
    }
    return {};
}

/// The oldest window of both tiers, as the range of its rows.
struct Oldest {
    std::int64_t first = 0;
    std::int64_t end = 0;
};

Result<std::optional<Oldest>> oldestWindow(Database& database)
{
    const auto fine = single(database, "SELECT min(id) FROM block WHERE id < ?", {coarseBegin});
    const auto coarse = single(database, "SELECT min(id) FROM block WHERE id >= ?", {coarseBegin});
    if (!fine || !coarse)
        return fail(!fine ? fine.error() : coarse.error());
    if (*fine == 0 && *coarse == 0)
        return std::nullopt;
    const bool isCoarse =
        *fine == 0 || (*coarse != 0 && windowOf(*coarse) * coarseWindow <= windowOf(*fine) * fineWindow);
    const std::int64_t window = windowOf(isCoarse ? *coarse : *fine);
    return Oldest{row(isCoarse, window, 0), row(isCoarse, window + 1, 0)};
}

} // namespace

Result<void> HistoryStore::rollUp(Database& database, TimestampMs now)
{
    const std::int64_t end = std::max<TimestampMs>(now - lateness, 0) / coarseWindow;
    for (;;) {
        bool more = false;
        auto done = inTransaction(database, [&]() -> Result<void> {
            const auto rolled = single(database, "SELECT value FROM state WHERE name = 'rolled'");
            if (!rolled)
                return fail(rolled.error());
            if (*rolled >= end)
                return {};
            const auto first = single(database, "SELECT min(id) FROM block WHERE id >= ? AND id < ?",
                                      {row(false, *rolled * finePerCoarse, 0), row(false, end * finePerCoarse, 0)});
            if (!first)
                return fail(first.error());
            std::int64_t next = end;
            if (*first != 0) {
                const std::int64_t hour = windowOf(*first) / finePerCoarse;
                if (auto made = rollHour(database, hour); !made)
                    return made;
                next = hour + 1;
                more = true;
            }
            return change(database, "INSERT OR REPLACE INTO state (name, value) VALUES ('rolled', ?)", {next});
        });
        if (!done || !more)
            return done;
    }
}

Result<void> HistoryStore::dropOld(Database& database, TimestampMs now)
{
    const auto before = [&](std::chrono::milliseconds age, TimestampMs window) {
        return std::max<TimestampMs>(now - age.count(), 0) / window;
    };
    const auto rolled = single(database, "SELECT value FROM state WHERE name = 'rolled'");
    if (!rolled)
        return fail(rolled.error());
    const std::int64_t fine = std::min(before(m_limits.tenSeconds, fineWindow), *rolled * finePerCoarse);
    const std::int64_t coarse = before(m_limits.oneMinute, coarseWindow);
    const TimestampMs oldest = now - std::chrono::milliseconds(m_limits.oneMinute).count();
    return inTransaction(database, [&]() -> Result<void> {
        if (auto done = change(database, "DELETE FROM block WHERE id < ?", {row(false, fine, 0)}); !done)
            return done;
        if (auto done = change(database, "DELETE FROM block WHERE id >= ? AND id < ?", {coarseBegin, row(true, coarse, 0)});
            !done)
            return done;
        if (auto done = change(database, "DELETE FROM event WHERE time < ?", {oldest}); !done)
            return done;
        // A series that lives is marked as seen once an hour.
        const auto gone = single(database, "DELETE FROM series WHERE seen < ? RETURNING id", {oldest - 3 * coarseWindow});
        if (!gone)
            return fail(gone.error());
        if (*gone != 0)
            m_numbers.clear();
        return {};
    });
}

Result<void> HistoryStore::dropForSize(Database& database)
{
    const auto pageSize = single(database, "PRAGMA page_size");
    if (!pageSize)
        return fail(pageSize.error());
    for (bool dropping = false;; dropping = true) {
        const auto pages = single(database, "PRAGMA page_count");
        const auto unused = single(database, "PRAGMA freelist_count");
        if (!pages || !unused)
            return fail(!pages ? pages.error() : unused.error());
        // Room for what a minute brings, and some more once dropping has begun, so that it is not done every minute.
        if ((*pages - *unused) * *pageSize <= m_limits.bytes / 100 * (dropping ? 90 : 95)) {
            // Freed pages are used again, so the file stays as it is. Only after the limit was lowered it is rewritten;
            // when that fails (another program reads, no room) nothing is lost.
            if (*pages * *pageSize > m_limits.bytes && *unused > *pages / 4)
                (void)database.execute("VACUUM");
            return {};
        }
        const auto oldest = oldestWindow(database);
        if (!oldest)
            return fail(oldest.error());
        const auto events = *oldest ? Result<std::int64_t>(0) : single(database, "SELECT count(*) FROM event");
        if (!events)
            return fail(events.error());
        if (!*oldest && *events == 0)
            return {};
        auto done = inTransaction(database, [&] {
            if (*oldest)
                return change(database, "DELETE FROM block WHERE id >= ? AND id < ?", {(*oldest)->first, (*oldest)->end});
            return change(database, "DELETE FROM event WHERE id IN (SELECT id FROM event ORDER BY time LIMIT ?)",
                          {eventsAtOnce});
        });
        if (!done)
            return done;
    }
}

Result<void> HistoryStore::tidy(TimestampMs now)
{
    const std::scoped_lock lock(m_writing.mutex);
    if (!m_writing.database)
        return {};
    Database& database = *m_writing.database;
    if (auto done = rollUp(database, now); !done)
        return done;
    if (auto done = dropOld(database, now); !done)
        return done;
    return dropForSize(database);
}

} // namespace weir
