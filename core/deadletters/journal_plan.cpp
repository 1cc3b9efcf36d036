// SPDX-License-Identifier: GPL-3.0-or-later
// A plan as rows of the journal.
#include "core/deadletters/journal_store.h"

#include <algorithm>
#include <span>

namespace weir {
namespace {

std::string lines(const std::vector<std::string>& sentences)
{
    std::string all;
    for (const std::string& one : sentences)
        all += one + '\n';
    return all;
}

std::vector<std::string> sentencesOf(std::string_view text)
{
    std::vector<std::string> all;
    while (!text.empty()) {
        const auto end = text.find('\n');
        all.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return all;
}

/// FNV-1a over what decides where a record goes. SQLite notices a broken page, not a flipped bit in a number.
class Checksum
{
public:
    void add(std::string_view bytes)
    {
        for (const char c : bytes)
            m_sum = (m_sum ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    }
    void add(std::int64_t number)
    {
        // Whole words: a million plans' rows are summed up while somebody waits.
        m_sum = (m_sum ^ static_cast<std::uint64_t>(number)) * 1'099'511'628'211U;
        m_sum ^= m_sum >> 29;
    }
    void add(const std::vector<std::string>& topics, const ReplayItem& item)
    {
        add(topics[item.letterTopic]);
        add(item.letterPartition);
        add(item.letterOffset);
        add(item.archiveAt);
        add(static_cast<std::int64_t>(item.target));
        add(item.targetPartition);
        add(static_cast<std::int64_t>(item.verdict));
        for (std::size_t i = 0; i < item.hash.size(); i += 8) {
            std::uint64_t word = 0;
            for (std::size_t k = 0; k < 8; ++k)
                word = word << 8 | item.hash[i + k];
            add(static_cast<std::int64_t>(word));
        }
    }
    [[nodiscard]] std::int64_t value() const { return static_cast<std::int64_t>(m_sum); }

private:
    std::uint64_t m_sum = 14'695'981'039'346'656'037U;
};

std::int64_t checksumOf(const ReplayPlan& plan)
{
    Checksum sum;
    for (const ReplayTarget& target : plan.targets)
        sum.add(target.topic);
    for (const ReplayItem& item : plan.items)
        sum.add(plan.topics, item);
    return sum.value();
}

std::string_view bytesOf(const RecordHash& hash)
{
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Result<std::int64_t> storeJob(JournalStore& store, const ReplayPlan& plan, const std::string& title,
                              const std::string& profile)
{
    const auto insert = store.statement(
        "INSERT INTO jobs (name, title, cluster, target_cluster, profile, created, state, reason, delivery, options, archive,"
        " made, warnings, checksum, total, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO NOTHING RETURNING id");
    if (!insert)
        return store.broken(insert.error());
    const auto total = static_cast<std::int64_t>(plan.items.size());
    const auto ready = std::ranges::count(plan.items, ReplayVerdict::Ready, &ReplayItem::verdict);
    const std::string options = toJson(plan.options);
    const std::string archive = plan.archive.string();
    const std::string warnings = lines(plan.warnings);
    const auto row = (*insert)
                         ->bind(1, std::string_view(plan.job))
                         .bind(2, std::string_view(title))
                         .bind(3, std::string_view(plan.cluster))
                         .bind(4, std::string_view(plan.targetCluster))
                         .bind(5, std::string_view(profile))
                         .bind(6, nowMs())
                         .bind(7, static_cast<std::int64_t>(ReplayState::Planned))
                         .bind(8, static_cast<std::int64_t>(plan.options.delivery))
                         .bind(9, std::string_view(options))
                         .bind(10, std::string_view(archive))
                         .bind(11, plan.made)
                         .bind(12, std::string_view(warnings))
                         .bind(13, checksumOf(plan))
                         .bind(14, total)
                         .bind(15, total - ready)
                         .step();
    if (!row)
        return store.broken(row.error());
    if (!*row)
        return fail(ErrorKind::AlreadyExists, "The replay journal has a job " + plan.job + " already.");
    const std::int64_t id = (*insert)->integer(0);
    if (const auto end = runToEnd(**insert); !end)
        return store.broken(end.error());
    return id;
}

Result<std::vector<std::int64_t>> storeTopics(JournalStore& store, const ReplayPlan& plan, std::int64_t job)
{
    std::vector<std::int64_t> ids;
    const auto topic = store.statement("INSERT INTO topics (cluster, name) VALUES (?, ?)"
                                       " ON CONFLICT DO UPDATE SET name = name RETURNING id");
    const auto link = store.statement("INSERT INTO job_topics VALUES (?, ?, ?)");
    if (!topic || !link)
        return store.broken(topic ? link.error() : topic.error());
    for (const std::string& name : plan.topics) {
        const auto row = (*topic)->bind(1, std::string_view(plan.cluster)).bind(2, std::string_view(name)).step();
        if (!row)
            return store.broken(row.error());
        const std::int64_t id = (*topic)->integer(0);
        if (const auto end = runToEnd(**topic); !end)
            return store.broken(end.error());
        const auto position = static_cast<std::int64_t>(ids.size());
        if (const auto done = (*link)->bind(1, job).bind(2, position).bind(3, id).step(); !done)
            return store.broken(done.error());
        ids.push_back(id);
    }
    return ids;
}

Result<void> storeTargets(JournalStore& store, const ReplayPlan& plan, std::int64_t job)
{
    const auto insert = store.statement("INSERT INTO targets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert)
        return store.broken(insert.error());
    for (std::size_t i = 0; i < plan.targets.size(); ++i) {
        const ReplayTarget& target = plan.targets[i];
        const std::string warnings = lines(target.warnings);
        const auto done = (*insert)
                              ->bind(1, job)
                              .bind(2, static_cast<std::int64_t>(i))
                              .bind(3, std::string_view(target.topic))
                              .bind(4, std::int64_t{target.partitions})
                              .bind(5, target.ready)
                              .bind(6, std::int64_t{target.compacted ? 1 : 0})
                              .bind(7, target.maxBytes)
                              .bind(8, std::int64_t{target.fromHeaders ? 1 : 0})
                              .bind(9, std::string_view(warnings))
                              .step();
        if (!done)
            return store.broken(done.error());
    }
    return {};
}

Result<void> storeItems(JournalStore& store, const ReplayPlan& plan, std::int64_t job,
                        std::span<const std::int64_t> topics)
{
    const auto insert = store.statement("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert)
        return store.broken(insert.error());
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
        const ReplayItem& item = plan.items[i];
        const auto done = (*insert)
                              ->bind(1, job)
                              .bind(2, static_cast<std::int64_t>(i))
                              .bind(3, topics[item.letterTopic])
                              .bind(4, std::int64_t{item.letterPartition})
                              .bind(5, item.letterOffset)
                              .bind(6, item.archiveAt)
                              .bind(7, std::int64_t{item.target})
                              .bind(8, std::int64_t{item.targetPartition})
                              .bind(9, static_cast<std::int64_t>(item.verdict))
                              .bindBlob(10, bytesOf(item.hash))
                              .step();
        if (!done)
            return store.broken(done.error());
    }
    return {};
}

Result<void> eachRow(JournalStore& store, std::string_view sql, std::int64_t job,
                     const std::function<void(const Statement&)>& take)
{
    const auto select = store.statement(sql);
    if (!select)
        return store.broken(select.error());
    (*select)->bind(1, job);
    for (;;) {
        const auto row = (*select)->step();
        if (!row)
            return store.broken(row.error());
        if (!*row)
            return {};
        take(**select);
    }
}

Result<void> loadJob(JournalStore& store, std::int64_t job, ReplayPlan& plan, std::int64_t& total, std::int64_t& checksum)
{
    std::string options;
    auto read = eachRow(store,
                        "SELECT cluster, target_cluster, options, archive, made, warnings, total, checksum FROM jobs"
                        " WHERE id = ?",
                        job, [&](const Statement& row) {
                            plan.cluster = row.text(0);
                            plan.targetCluster = row.text(1);
                            options = row.text(2);
                            plan.archive = row.text(3);
                            plan.made = row.integer(4);
                            plan.warnings = sentencesOf(row.text(5));
                            total = row.integer(6);
                            checksum = row.integer(7);
                        });
    if (!read)
        return read;
    auto parsed = parseReplayOptions(options);
    if (!parsed)
        return store.broken(parsed.error());
    plan.options = std::move(*parsed);
    return {};
}

Result<void> loadItems(JournalStore& store, std::int64_t job, ReplayPlan& plan)
{
    std::map<std::int64_t, std::uint32_t> positions;
    auto read = eachRow(store,
                        "SELECT j.topic, t.name FROM job_topics j JOIN topics t ON t.id = j.topic WHERE j.job = ?"
                        " ORDER BY j.position",
                        job, [&](const Statement& row) {
                            positions.emplace(row.integer(0), static_cast<std::uint32_t>(plan.topics.size()));
                            plan.topics.push_back(row.text(1));
                        });
    if (!read)
        return read;
    return eachRow(store,
                   "SELECT topic, partition, offset, archive_at, target, target_partition, verdict, hash FROM items"
                   " WHERE job = ? ORDER BY item",
                   job, [&](const Statement& row) {
                       ReplayItem item;
                       const auto topic = positions.find(row.integer(0));
                       item.letterTopic = topic == positions.end() ? 0 : topic->second;
                       item.letterPartition = static_cast<std::int32_t>(row.integer(1));
                       item.letterOffset = row.integer(2);
                       item.archiveAt = row.integer(3);
                       item.target = static_cast<std::uint32_t>(row.integer(4));
                       item.targetPartition = static_cast<std::int32_t>(row.integer(5));
                       item.verdict = static_cast<ReplayVerdict>(row.integer(6));
                       const std::string_view hash = row.blob(7);
                       std::copy_n(hash.begin(), std::min(hash.size(), item.hash.size()), item.hash.begin());
                       plan.items.push_back(item);
                   });
}

Result<void> loadTargets(JournalStore& store, std::int64_t job, ReplayPlan& plan)
{
    return eachRow(store,
                   "SELECT topic, partitions, ready, compacted, max_bytes, from_headers, warnings FROM targets"
                   " WHERE job = ? ORDER BY position",
                   job, [&](const Statement& row) {
                       plan.targets.push_back({row.text(0), static_cast<std::int32_t>(row.integer(1)), row.integer(2),
                                               row.integer(3) != 0, row.integer(4), row.integer(5) != 0,
                                               sentencesOf(row.text(6))});
                   });
}

bool indexesHold(const ReplayPlan& plan)
{
    return std::ranges::all_of(plan.items, [&](const ReplayItem& item) {
        return item.letterTopic < plan.topics.size() && static_cast<std::size_t>(item.verdict) < replayVerdicts &&
               (item.verdict != ReplayVerdict::Ready || item.target < plan.targets.size());
    });
}

} // namespace

Result<void> storePlan(JournalStore& store, const ReplayPlan& plan, const std::string& title, const std::string& profile)
{
    if (!indexesHold(plan))
        return fail(ErrorKind::InvalidInput, "The plan of job " + plan.job + " names topics it does not have.");
    const auto job = storeJob(store, plan, title, profile);
    if (!job)
        return fail(job.error());
    const auto topics = storeTopics(store, plan, *job);
    if (!topics)
        return fail(topics.error());
    if (auto targets = storeTargets(store, plan, *job); !targets)
        return targets;
    return storeItems(store, plan, *job, *topics);
}

Result<ReplayPlan> loadPlan(JournalStore& store, const std::string& job)
{
    const auto id = store.idOf(job);
    if (!id)
        return fail(id.error());
    ReplayPlan plan;
    plan.job = job;
    std::int64_t total = 0;
    std::int64_t checksum = 0;
    auto loaded = loadJob(store, *id, plan, total, checksum);
    if (loaded)
        loaded = loadTargets(store, *id, plan);
    if (loaded)
        loaded = loadItems(store, *id, plan);
    if (!loaded)
        return fail(loaded.error());
    if (total != static_cast<std::int64_t>(plan.items.size()) || !indexesHold(plan) || checksumOf(plan) != checksum)
        return store.broken({ErrorKind::Internal,
                             "its rows of job " + job + " are not those that were written; nothing is sent by them.",
                             {}, 0, false});
    for (const ReplayItem& item : plan.items)
        ++plan.counts[static_cast<std::size_t>(item.verdict)];
    return plan;
}

} // namespace weir
