// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_journal.h"

#include "core/base/user_folders.h"
#include "core/deadletters/journal_store.h"

#include <array>
#include <limits>

namespace weir {
namespace {

constexpr std::size_t numbersOfAPlace = 3; // item, partition, offset

std::string blobOf(std::span<const Delivery> deliveries, std::span<const std::int64_t> indexes)
{
    std::string blob;
    blob.reserve(indexes.size() * numbersOfAPlace * 8);
    const auto add = [&](std::int64_t number) {
        for (int shift = 0; shift < 64; shift += 8)
            blob += static_cast<char>(static_cast<std::uint64_t>(number) >> shift);
    };
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        add(indexes[i]);
        add(deliveries[i].partition);
        add(deliveries[i].offset);
    }
    return blob;
}

std::vector<std::array<std::int64_t, numbersOfAPlace>> placesOf(std::string_view blob)
{
    std::vector<std::array<std::int64_t, numbersOfAPlace>> places(blob.size() / (numbersOfAPlace * 8));
    for (std::size_t i = 0; i < places.size() * numbersOfAPlace; ++i) {
        std::uint64_t number = 0;
        for (std::size_t k = 8; k-- > 0;)
            number = number << 8 | static_cast<unsigned char>(blob[i * 8 + k]);
        places[i / numbersOfAPlace][i % numbersOfAPlace] = static_cast<std::int64_t>(number);
    }
    return places;
}

std::string textOf(const std::map<TopicPartition, std::int64_t>& ends)
{
    std::string text;
    for (const auto& [partition, offset] : ends)
        text += partition.topic + ' ' + std::to_string(partition.partition) + ' ' + std::to_string(offset) + '\n';
    return text;
}

std::map<TopicPartition, std::int64_t> endsOf(const std::string& text)
{
    std::map<TopicPartition, std::int64_t> ends;
    for (std::size_t at = 0; at < text.size();) {
        const auto first = text.find(' ', at);
        const auto second = text.find(' ', first + 1);
        const auto end = text.find('\n', second);
        if (end == std::string::npos)
            break;
        ends[{text.substr(at, first - at), static_cast<std::int32_t>(std::strtol(text.c_str() + first, nullptr, 10))}] =
            std::strtoll(text.c_str() + second, nullptr, 10);
        at = end + 1;
    }
    return ends;
}

const char* columnOf(ReplayOutcome outcome)
{
    switch (outcome) {
    case ReplayOutcome::Committed: return "committed";
    case ReplayOutcome::Gone: return "gone";
    case ReplayOutcome::Changed: return "changed";
    case ReplayOutcome::Skipped: return "skipped";
    case ReplayOutcome::Failed: return "failed";
    case ReplayOutcome::Unknown: return "unknown";
    case ReplayOutcome::Pending: break;
    }
    return nullptr;
}

void bindOptional(Statement& statement, int index, std::optional<std::int64_t> value)
{
    if (value)
        statement.bind(index, *value);
    else
        statement.bindNull(index);
}

/// An outcome is final: one that is there already stays, and is not counted again.
Result<void> storeOutcomes(JournalStore& store, std::int64_t job, std::span<const ReplayResult> results)
{
    const auto insert = store.statement("INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1");
    if (!insert)
        return store.broken(insert.error());
    std::map<const char*, std::int64_t> counts;
    for (const ReplayResult& result : results) {
        const char* column = columnOf(result.outcome);
        if (column == nullptr)
            continue;
        (*insert)->bind(1, job).bind(2, result.index).bind(3, static_cast<std::int64_t>(result.outcome));
        bindOptional(**insert, 4, result.targetPartition);
        bindOptional(**insert, 5, result.targetOffset);
        if (result.reason.empty())
            (*insert)->bindNull(6);
        else
            (*insert)->bind(6, std::string_view(result.reason));
        const auto added = runToEnd((*insert)->bind(7, result.time.value_or(nowMs())));
        if (!added)
            return store.broken(added.error());
        counts[column] += *added ? 1 : 0;
    }
    for (const auto& [column, count] : counts) {
        const auto update = store.statement(std::string("UPDATE jobs SET ") + column + " = " + column + " + ? WHERE id = ?");
        if (!update)
            return store.broken(update.error());
        if (const auto done = runToEnd((*update)->bind(1, count).bind(2, job)); !done)
            return store.broken(done.error());
    }
    return {};
}

constexpr std::string_view infoColumns =
    "id, name, title, cluster, target_cluster, profile, created, ended, state, reason, delivery, total, committed, gone,"
    " changed, skipped, failed, unknown, duplicates, ended IS NULL";

ReplayJobInfo infoOf(const Statement& row)
{
    ReplayJobInfo info;
    info.job = row.text(1);
    info.title = row.text(2);
    info.cluster = row.text(3);
    info.targetCluster = row.text(4);
    info.profile = row.text(5);
    info.created = row.integer(6);
    if (row.integer(19) == 0)
        info.ended = row.integer(7);
    info.state = static_cast<ReplayState>(row.integer(8));
    info.reason = row.text(9);
    info.delivery = static_cast<ReplayDelivery>(row.integer(10));
    ReplayCounts& counts = info.counts;
    counts = {row.integer(11), 0, row.integer(12), row.integer(13), row.integer(14),
              row.integer(15), row.integer(16), row.integer(17), row.integer(18)};
    counts.pending = counts.total - counts.committed - counts.gone - counts.changed - counts.skipped - counts.failed -
                     counts.unknown;
    return info;
}

/// Rows of `sql`, whose parameters are bound by `bind`.
Result<void> rows(JournalStore& store, std::string_view sql, const std::function<void(Statement&)>& bind,
                  const std::function<void(const Statement&)>& take)
{
    const auto select = store.statement(sql);
    if (!select)
        return store.broken(select.error());
    bind(**select);
    for (;;) {
        const auto row = (*select)->step();
        if (!row)
            return store.broken(row.error());
        if (!*row)
            return {};
        take(**select);
    }
}

Result<void> run(JournalStore& store, std::string_view sql, const std::function<void(Statement&)>& bind)
{
    return rows(store, sql, bind, [](const Statement&) {});
}

Result<void> addTargets(JournalStore& store, std::int64_t id, ReplayJobInfo& info)
{
    return rows(
        store, "SELECT topic FROM targets WHERE job = ? ORDER BY position", [&](Statement& s) { s.bind(1, id); },
        [&](const Statement& row) { info.targets.push_back(row.text(0)); });
}

} // namespace

ReplayJournal::ReplayJournal(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
ReplayJournal::~ReplayJournal() = default;

Result<std::unique_ptr<ReplayJournal>> ReplayJournal::open(const std::filesystem::path& path)
{
    auto store = JournalStore::open(path);
    if (!store)
        return fail(store.error());
    return std::unique_ptr<ReplayJournal>(new ReplayJournal(std::make_unique<Parts>(std::move(*store))));
}

Result<std::unique_ptr<ReplayJournal>> ReplayJournal::inMemory()
{
    auto store = JournalStore::inMemory();
    if (!store)
        return fail(store.error());
    return std::unique_ptr<ReplayJournal>(new ReplayJournal(std::make_unique<Parts>(std::move(*store))));
}

std::filesystem::path ReplayJournal::defaultPath() { return userStateFolder() / "replay.db"; }

Result<void> ReplayJournal::begin(const ReplayPlan& plan, const std::string& title, const std::string& profile)
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->store.write([&] { return storePlan(m_parts->store, plan, title, profile); });
}

Result<ReplayPlan> ReplayJournal::plan(const std::string& job) const
{
    const std::scoped_lock lock(m_parts->mutex);
    return loadPlan(m_parts->store, job);
}

Result<ReplayJobInfo> ReplayJournal::info(const std::string& job) const
{
    const std::scoped_lock lock(m_parts->mutex);
    std::int64_t id = 0;
    ReplayJobInfo info;
    auto read = rows(
        m_parts->store, "SELECT " + std::string(infoColumns) + " FROM jobs WHERE name = ?",
        [&](Statement& s) { s.bind(1, std::string_view(job)); },
        [&](const Statement& row) {
            id = row.integer(0);
            info = infoOf(row);
        });
    if (read && id == 0)
        return fail(ErrorKind::NotFound, "The replay journal has no job " + job + ".");
    if (read)
        read = addTargets(m_parts->store, id, info);
    if (!read)
        return fail(read.error());
    return info;
}

Result<std::vector<ReplayJobInfo>> ReplayJournal::jobs(std::size_t most) const
{
    const std::scoped_lock lock(m_parts->mutex);
    std::vector<std::int64_t> ids;
    std::vector<ReplayJobInfo> jobs;
    auto read = rows(
        m_parts->store, "SELECT " + std::string(infoColumns) + " FROM jobs ORDER BY id DESC LIMIT ?",
        [&](Statement& s) {
            s.bind(1, static_cast<std::int64_t>(
                          std::min<std::size_t>(most, std::numeric_limits<std::int64_t>::max())));
        },
        [&](const Statement& row) {
            ids.push_back(row.integer(0));
            jobs.push_back(infoOf(row));
        });
    for (std::size_t i = 0; read && i < ids.size(); ++i)
        read = addTargets(m_parts->store, ids[i], jobs[i]);
    if (!read)
        return fail(read.error());
    return jobs;
}

Result<void> ReplayJournal::setState(const std::string& job, ReplayState state, const std::string& reason)
{
    const bool ended = state == ReplayState::Cancelled || state == ReplayState::Done;
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->store.write([&]() -> Result<void> {
        const auto id = m_parts->store.idOf(job);
        if (!id)
            return fail(id.error());
        return run(m_parts->store, "UPDATE jobs SET state = ?, reason = ?, ended = ? WHERE id = ? AND ended IS NULL", [&](Statement& s) {
            s.bind(1, static_cast<std::int64_t>(state)).bind(2, std::string_view(reason));
            bindOptional(s, 3, ended ? std::optional(nowMs()) : std::nullopt);
            s.bind(4, *id);
        });
    });
}

Result<void> ReplayJournal::batchBegun(const std::string& job, const ReplayBatch& batch,
                                       std::span<const ReplayResult> unsent)
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->store.write([&]() -> Result<void> {
        const auto id = m_parts->store.idOf(job);
        if (!id)
            return fail(id.error());
        if (auto stored = storeOutcomes(m_parts->store, *id, unsent); !stored)
            return stored;
        const std::string ends = textOf(batch.targetEnds);
        return run(m_parts->store, "INSERT OR REPLACE INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", [&](Statement& s) {
            s.bind(1, *id)
                .bind(2, batch.number)
                .bind(3, batch.begin)
                .bind(4, batch.end)
                .bind(5, static_cast<std::int64_t>(ReplayBatch::State::Begun))
                .bind(6, nowMs())
                .bind(7, std::string_view(ends));
        });
    });
}

Result<void> ReplayJournal::commitSent(const std::string& job, std::int64_t number, std::span<const Delivery> deliveries,
                                       std::span<const std::int64_t> indexes)
{
    if (deliveries.size() != indexes.size())
        return fail(ErrorKind::Internal, "A batch of the replay has other records than were confirmed.");
    const std::string places = blobOf(deliveries, indexes);
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->store.write([&]() -> Result<void> {
        const auto id = m_parts->store.idOf(job);
        if (!id)
            return fail(id.error());
        return run(m_parts->store, "UPDATE batches SET state = ?, places = ? WHERE job = ? AND number = ?",
                   [&](Statement& s) {
                       s.bind(1, static_cast<std::int64_t>(ReplayBatch::State::CommitSent));
                       s.bindBlob(2, places).bind(3, *id).bind(4, number);
                   });
    });
}

Result<void> ReplayJournal::settled(const std::string& job, std::int64_t number, ReplayBatch::State state,
                                    std::span<const ReplayResult> results, std::int64_t copies)
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->store.write([&]() -> Result<void> {
        const auto id = m_parts->store.idOf(job);
        if (!id)
            return fail(id.error());
        auto done = storeOutcomes(m_parts->store, *id, results);
        if (done)
            done = run(m_parts->store, "UPDATE batches SET state = ?, places = NULL WHERE job = ? AND number = ?",
                       [&](Statement& s) { s.bind(1, static_cast<std::int64_t>(state)).bind(2, *id).bind(3, number); });
        if (done && copies > 0)
            done = run(m_parts->store, "UPDATE jobs SET duplicates = duplicates + ? WHERE id = ?",
                       [&](Statement& s) { s.bind(1, copies).bind(2, *id); });
        return done;
    });
}

Result<std::optional<ReplayBatch>> ReplayJournal::lastBatch(const std::string& job) const
{
    const std::scoped_lock lock(m_parts->mutex);
    const auto id = m_parts->store.idOf(job);
    if (!id)
        return fail(id.error());
    std::optional<ReplayBatch> batch;
    auto read = rows(
        m_parts->store,
        "SELECT number, first, behind, state, begun, ends FROM batches WHERE job = ? ORDER BY number DESC LIMIT 1",
        [&](Statement& s) { s.bind(1, *id); },
        [&](const Statement& row) {
            batch = ReplayBatch{row.integer(0), row.integer(1), row.integer(2),
                                static_cast<ReplayBatch::State>(row.integer(3)), endsOf(row.text(5)), row.integer(4)};
        });
    if (!read)
        return fail(read.error());
    return batch;
}

Result<std::vector<ReplayResult>> ReplayJournal::announced(const std::string& job, std::int64_t number) const
{
    const std::scoped_lock lock(m_parts->mutex);
    const auto id = m_parts->store.idOf(job);
    if (!id)
        return fail(id.error());
    std::vector<ReplayResult> all;
    auto read = rows(
        m_parts->store, "SELECT places FROM batches WHERE job = ? AND number = ?",
        [&](Statement& s) { s.bind(1, *id).bind(2, number); },
        [&](const Statement& row) {
            for (const auto& [index, partition, offset] : placesOf(row.blob(0))) {
                ReplayResult& one = all.emplace_back();
                one.index = index;
                one.targetPartition = static_cast<std::int32_t>(partition);
                one.targetOffset = offset;
            }
        });
    if (!read)
        return fail(read.error());
    return all;
}

Result<std::vector<ReplayOutcome>> ReplayJournal::outcomes(const std::string& job) const
{
    const std::scoped_lock lock(m_parts->mutex);
    const auto id = m_parts->store.idOf(job);
    if (!id)
        return fail(id.error());
    std::vector<ReplayOutcome> all;
    auto read = rows(
        m_parts->store, "SELECT verdict FROM items WHERE job = ? ORDER BY item", [&](Statement& s) { s.bind(1, *id); },
        [&](const Statement& row) {
            all.push_back(static_cast<ReplayVerdict>(row.integer(0)) == ReplayVerdict::Ready ? ReplayOutcome::Pending
                                                                                              : ReplayOutcome::Skipped);
        });
    if (read)
        read = rows(
            m_parts->store, "SELECT item, outcome FROM outcomes WHERE job = ?", [&](Statement& s) { s.bind(1, *id); },
            [&](const Statement& row) {
                if (const auto at = static_cast<std::size_t>(row.integer(0)); at < all.size())
                    all[at] = static_cast<ReplayOutcome>(row.integer(1));
            });
    if (!read)
        return fail(read.error());
    return all;
}

Result<void> ReplayJournal::setWatch(const std::string& job, const OffsetMap& ends)
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->store.write([&]() -> Result<void> {
        const auto id = m_parts->store.idOf(job);
        if (!id)
            return fail(id.error());
        for (const auto& [partition, offset] : ends) {
            auto done = run(m_parts->store, "INSERT OR REPLACE INTO watches VALUES (?, ?, ?, ?)", [&](Statement& s) {
                s.bind(1, *id).bind(2, std::string_view(partition.topic)).bind(3, std::int64_t{partition.partition});
                s.bind(4, offset);
            });
            if (!done)
                return done;
        }
        return {};
    });
}

Result<OffsetMap> ReplayJournal::watch(const std::string& job) const
{
    const std::scoped_lock lock(m_parts->mutex);
    const auto id = m_parts->store.idOf(job);
    if (!id)
        return fail(id.error());
    OffsetMap ends;
    auto read = rows(
        m_parts->store, "SELECT topic, partition, offset FROM watches WHERE job = ?",
        [&](Statement& s) { s.bind(1, *id); },
        [&](const Statement& row) {
            ends[{row.text(0), static_cast<std::int32_t>(row.integer(1))}] = row.integer(2);
        });
    if (!read)
        return fail(read.error());
    return ends;
}

} // namespace weir
