// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/send_history.h"

#include "core/base/user_folders.h"
#include "core/events/sent_record_rows.h"

#include <algorithm>

namespace weir {
namespace {

const std::vector<std::string>& migrations()
{
    // size: what the contents take, so that the bound needs no look at the blobs. problem NULL: it was acknowledged.
    static const std::vector<std::string> steps{
        "CREATE TABLE sent (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, cluster TEXT NOT NULL, "
        "size INTEGER NOT NULL, kept INTEGER NOT NULL, written BLOB NOT NULL, topic TEXT NOT NULL, record_partition INTEGER, "
        "record_timestamp INTEGER, key BLOB, value BLOB, headers BLOB NOT NULL, "
        "partition INTEGER, offset INTEGER, timestamp INTEGER, latency INTEGER, "
        "kind INTEGER, problem TEXT, detail TEXT, code INTEGER, retriable INTEGER);"
        "CREATE INDEX sent_of_cluster ON sent (cluster, id)",
    };
    return steps;
}

constexpr std::string_view insertSql =
    "INSERT INTO sent (time, cluster, size, kept, written, topic, record_partition, record_timestamp, key, value, headers, "
    "partition, offset, timestamp, latency, kind, problem, detail, code, retriable) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// A NULL cannot be told from an empty blob by its bytes, so each comes with a column that says it.
constexpr std::string_view selectSql =
    "SELECT id, time, cluster, kept, written, topic, record_partition IS NULL, record_partition, record_timestamp IS NULL, "
    "record_timestamp, key IS NULL, key, value IS NULL, value, headers, problem IS NULL, partition, offset, timestamp IS NULL, "
    "timestamp, latency, kind, problem, detail, code, retriable FROM sent WHERE cluster = ? ORDER BY id DESC";

void bindOptional(Statement& statement, int index, std::optional<std::int64_t> value)
{
    if (value)
        statement.bind(index, *value);
    else
        statement.bindNull(index);
}

void bindOptional(Statement& statement, int index, const OptionalBytes& value)
{
    if (value)
        statement.bindBlob(index, *value);
    else
        statement.bindNull(index);
}

void bindAnswer(Statement& statement, const Result<Delivery>& delivery)
{
    if (delivery) {
        statement.bind(12, delivery->partition).bind(13, delivery->offset);
        bindOptional(statement, 14, delivery->timestamp);
        statement.bind(15, delivery->latency.count());
        for (int column = 16; column <= 20; ++column)
            statement.bindNull(column);
        return;
    }
    for (int column = 12; column <= 15; ++column)
        statement.bindNull(column);
    const Error& error = delivery.error();
    statement.bind(16, static_cast<std::int64_t>(error.kind))
        .bind(17, error.message)
        .bind(18, error.detail)
        .bind(19, error.kafkaCode)
        .bind(20, error.retriable ? 1 : 0);
}

std::size_t sizeOf(const OptionalBytes& bytes) { return bytes ? bytes->size() : 0; }

/// What does not fit goes, all of it: half a record could be sent by mistake.
SentRecord withoutContents(const SentRecord& sent)
{
    SentRecord bare = sent;
    bare.contentsKept = false;
    bare.written.key = bare.written.value = {};
    bare.written.headers.clear();
    bare.record.key.reset();
    bare.record.value.reset();
    bare.record.headers.clear();
    return bare;
}

Result<void> insert(Database& database, const SentRecord& sent, const Bytes& written, const Bytes& headers, std::size_t size)
{
    auto statement = database.prepare(insertSql);
    if (!statement)
        return fail(statement.error());
    statement->bind(1, sent.time)
        .bind(2, sent.cluster)
        .bind(3, static_cast<std::int64_t>(size))
        .bind(4, sent.contentsKept ? 1 : 0)
        .bindBlob(5, written)
        .bind(6, sent.record.topic);
    bindOptional(*statement, 7, sent.record.partition ? std::optional<std::int64_t>(*sent.record.partition) : std::nullopt);
    bindOptional(*statement, 8, sent.record.timestamp);
    bindOptional(*statement, 9, sent.record.key);
    bindOptional(*statement, 10, sent.record.value);
    statement->bindBlob(11, headers);
    bindAnswer(*statement, sent.delivery);
    const auto done = statement->step();
    return done ? Result<void>() : fail(done.error());
}

Result<void> forgetBeyond(Database& database, std::string_view sql, std::int64_t bound)
{
    auto statement = database.prepare(sql);
    if (!statement)
        return fail(statement.error());
    const auto done = statement->bind(1, bound).step();
    return done ? Result<void>() : fail(done.error());
}

Result<void> keepBounds(Database& database)
{
    auto done = forgetBeyond(database, "DELETE FROM sent WHERE id <= (SELECT id FROM sent ORDER BY id DESC LIMIT 1 OFFSET ?)",
                             static_cast<std::int64_t>(SendHistory::most));
    if (!done)
        return done;
    return forgetBeyond(database,
                        "DELETE FROM sent WHERE id <= (SELECT id FROM (SELECT id, SUM(size) OVER (ORDER BY id DESC) AS total "
                        "FROM sent) WHERE total > ? ORDER BY id DESC LIMIT 1)",
                        static_cast<std::int64_t>(SendHistory::mostBytes));
}

std::optional<SentRecord> readRow(const Statement& row)
{
    auto written = unpackTemplate(row.blob(4));
    auto headers = unpackHeaders(row.blob(14));
    if (!written || !headers)
        return std::nullopt;
    SentRecord sent{.id = row.integer(0), .time = row.integer(1), .cluster = row.text(2), .written = std::move(*written), .record = {}, .delivery = Delivery()};
    sent.contentsKept = row.integer(3) != 0;
    sent.record.topic = row.text(5);
    if (row.integer(6) == 0)
        sent.record.partition = static_cast<std::int32_t>(row.integer(7));
    if (row.integer(8) == 0)
        sent.record.timestamp = row.integer(9);
    if (row.integer(10) == 0)
        sent.record.key = Bytes(row.blob(11));
    if (row.integer(12) == 0)
        sent.record.value = Bytes(row.blob(13));
    sent.record.headers = std::move(*headers);
    if (row.integer(15) == 0) {
        const std::int64_t kind = std::clamp<std::int64_t>(row.integer(21), 0, static_cast<std::int64_t>(ErrorKind::Internal));
        sent.delivery = fail(Error{static_cast<ErrorKind>(kind), row.text(22), row.text(23), static_cast<int>(row.integer(24)), row.integer(25) != 0});
        return sent;
    }
    Delivery delivery{static_cast<std::int32_t>(row.integer(16)), row.integer(17), std::nullopt, std::chrono::microseconds(row.integer(20))};
    if (row.integer(18) == 0)
        delivery.timestamp = row.integer(19);
    sent.delivery = delivery;
    return sent;
}

} // namespace

std::filesystem::path SendHistory::defaultPath() { return userStateFolder() / "sent.db"; }

Result<std::unique_ptr<SendHistory>> SendHistory::open(const std::filesystem::path& file)
{
    auto database = Database::open(file, migrations());
    // What is forgotten is overwritten, not only unlinked.
    const auto ready = database ? database->execute("PRAGMA secure_delete=ON") : fail(database.error());
    if (!ready)
        return fail(ready.error());
    return std::unique_ptr<SendHistory>(new SendHistory(std::move(*database)));
}

Result<std::unique_ptr<SendHistory>> SendHistory::inMemory()
{
    auto database = Database::inMemory(migrations());
    if (!database)
        return fail(database.error());
    return std::unique_ptr<SendHistory>(new SendHistory(std::move(*database)));
}

Result<std::int64_t> SendHistory::add(const SentRecord& sent)
{
    Bytes written = packTemplate(sent.written);
    Bytes headers = packHeaders(sent.record.headers);
    std::size_t size = written.size() + headers.size() + sizeOf(sent.record.key) + sizeOf(sent.record.value);
    if (size > mostBytesEach && sent.contentsKept)
        return add(withoutContents(sent));
    const std::scoped_lock lock(m_mutex);
    if (auto begun = m_database.execute("BEGIN IMMEDIATE"); !begun)
        return fail(begun.error());
    auto done = insert(m_database, sent, written, headers, size);
    const std::int64_t id = m_database.lastInsertId();
    if (done)
        done = keepBounds(m_database);
    if (done)
        done = m_database.execute("COMMIT");
    if (!done) {
        (void)m_database.execute("ROLLBACK");
        return fail(done.error());
    }
    return id;
}

Result<std::vector<SentRecord>> SendHistory::list(const std::string& cluster) const
{
    const std::scoped_lock lock(m_mutex);
    auto statement = m_database.prepare(selectSql);
    if (!statement)
        return fail(statement.error());
    statement->bind(1, cluster);
    std::vector<SentRecord> all;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return fail(row.error());
        if (!*row)
            return all;
        auto sent = readRow(*statement);
        if (!sent)
            return fail(ErrorKind::Internal, "The history of sends cannot be read: its entry " +
                                                 std::to_string(statement->integer(0)) + " is damaged. Clearing it mends that.");
        all.push_back(std::move(*sent));
    }
}

Result<void> SendHistory::clear(const std::string& cluster)
{
    const std::scoped_lock lock(m_mutex);
    auto statement = m_database.prepare("DELETE FROM sent WHERE cluster = ?");
    if (!statement)
        return fail(statement.error());
    if (const auto done = statement->bind(1, cluster).step(); !done)
        return fail(done.error());
    // The contents also stand in the write-ahead log. A database in memory has none and answers without an error.
    return m_database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace weir
