// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_job.h"
#include "tests/support/fake_cluster.h"
#include "tests/support/fake_transactions.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <atomic>
#include <condition_variable>
#include <set>

namespace weir::test {

/// A fake cluster with dead letters of two topics, and jobs that put them back.
class ReplayStand
{
public:
    explicit ReplayStand(int letters = 12) : cluster(std::make_shared<FakeCluster>())
    {
        cluster->addTopic("orders", 3);
        cluster->addTopic("orders.dlq", 2);
        for (int i = 0; i < letters; ++i)
            addLetter(i);
        journalPath = std::filesystem::path(folder.path().toStdString()) / "replay.db";
        journal = *ReplayJournal::open(journalPath);
        options.batch = 4;
        options.mostReturning = 0;
    }

    /// As a Connect-like writer leaves them; some are ugly.
    void addLetter(int i)
    {
        const auto text = [](int number) { return std::to_string(number); };
        Headers headers{{"__connect.errors.topic", "orders"},
                        {"__connect.errors.partition", text(i % 3)},
                        {"__connect.errors.offset", text(100 + i)},
                        {"kept", "a"},
                        {"kept", std::nullopt},
                        {"", Bytes("\xff\0x", 3)}};
        const OptionalBytes value = i % 5 == 4 ? OptionalBytes() : OptionalBytes("letter " + text(i));
        places.push_back({{"orders.dlq", i % 2}, cluster->append("orders.dlq", i % 2, "key " + text(i), value, headers)});
    }

    std::string plan(const std::string& name = "job")
    {
        auto made = planReplay(*cluster, *cluster, {places, {}}, options, nullptr, {}, Call::within(std::chrono::seconds(10)));
        if (!made)
            return made.error().message;
        made->job = name;
        planned = std::make_shared<ReplayPlan>(*made);
        const auto begun = journal->begin(*made, "a title", "a profile");
        return begun ? std::string() : begun.error().message;
    }

    ReplayJob::Start start(const std::string& name = "job")
    {
        ReplayJob::Start start;
        start.letters = cluster;
        start.target = cluster;
        start.journal = journal;
        start.job = name;
        start.locks = std::filesystem::path(folder.path().toStdString()) / "locks";
        start.patience = {std::chrono::milliseconds(1), std::chrono::milliseconds(20), std::chrono::milliseconds(5'000),
                          std::chrono::milliseconds(30), std::chrono::milliseconds(10)};
        return start;
    }

    /// Every record of `expected` letters exactly once, whole, and in order; empty when that is so.
    [[nodiscard]] std::string target(const std::set<int>& missing = {}) const
    {
        std::map<std::string, int> seen;
        for (std::int32_t partition = 0; partition < 3; ++partition) {
            std::map<std::int32_t, std::int64_t> last;
            std::string trouble;
            (void)cluster->read({{{"orders", partition}, 0, 1'000'000}},
                          [&](const RecordView& record) {
                              trouble = check(record, seen, last);
                              return trouble.empty() ? SinkAnswer::Continue : SinkAnswer::Stop;
                          },
                          Call::within(std::chrono::seconds(10)));
            if (!trouble.empty())
                return trouble;
        }
        for (std::size_t i = 0; i < places.size(); ++i) {
            const int count = seen[placeText(places[i])];
            const int wanted = missing.contains(static_cast<int>(i)) ? 0 : 1;
            if (count != wanted)
                return "letter " + std::to_string(i) + " is there " + std::to_string(count) + " times";
        }
        return {};
    }

    /// In memory where that is possible: the journal waits for the disk after each writing.
    QTemporaryDir folder{QFileInfo(QStringLiteral("/dev/shm")).isWritable() ? QStringLiteral("/dev/shm/weir-replay-XXXXXX")
                                                                           : QDir::tempPath() + "/weir-replay-XXXXXX"};
    std::shared_ptr<FakeCluster> cluster;
    std::filesystem::path journalPath;
    std::shared_ptr<ReplayJournal> journal;
    std::vector<LetterPlace> places;
    ReplayOptions options;
    std::shared_ptr<const ReplayPlan> planned;

private:
    [[nodiscard]] std::string check(const RecordView& view, std::map<std::string, int>& seen,
                                    std::map<std::int32_t, std::int64_t>& last) const
    {
        const Record record = view.toRecord();
        std::string source;
        for (const Header& header : record.headers)
            if (header.name == replay_header::source)
                source = *header.value;
        ++seen[source];
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (placeText(places[i]) != source)
                continue;
            const std::string number = std::to_string(i);
            const OptionalBytes value = i % 5 == 4 ? OptionalBytes() : OptionalBytes("letter " + number);
            if (record.key != "key " + number || record.value != value || record.headers.size() < 3 ||
                record.headers[0] != Header{"kept", "a"} || record.headers[1] != Header{"kept", std::nullopt} ||
                record.headers[2] != Header{"", Bytes("\xff\0x", 3)})
                return "letter " + number + " did not arrive as it was";
            if (record.partition != static_cast<std::int32_t>(i % 3))
                return "letter " + number + " is in another partition";
            std::int64_t& before = last.try_emplace(places[i].partition.partition, -1).first->second;
            if (places[i].offset <= before)
                return "letter " + number + " comes after a later one";
            before = places[i].offset;
            return {};
        }
        return "a record that nobody sent: " + source;
    }
};

/// Stops a job's thread at the n-th step it takes, as if its process were frozen there, until it is let go.
class Freezer
{
public:
    explicit Freezer(int step) : m_step(step) {}
    ~Freezer() { letGo(); }

    void operator()(ReplayStep step)
    {
        std::unique_lock lock(m_mutex);
        if (m_count++ != m_step || m_open)
            return;
        m_at = step;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_open; });
    }
    /// The step it stands at; nullopt when it did not come so far.
    [[nodiscard]] std::optional<ReplayStep> waitFrozen(const ReplayJob& job)
    {
        for (;;) {
            std::unique_lock lock(m_mutex);
            if (m_changed.wait_for(lock, std::chrono::milliseconds(2), [this] { return m_at.has_value(); }))
                return m_at;
            lock.unlock();
            if (!job.progress().busy)
                return std::nullopt;
        }
    }
    void letGo()
    {
        const std::scoped_lock lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }

private:
    const int m_step;
    int m_count = 0;
    bool m_open = false;
    std::optional<ReplayStep> m_at;
    std::mutex m_mutex;
    std::condition_variable m_changed;
};

inline constexpr auto patience = std::chrono::seconds(20);

inline std::unique_ptr<ReplayJob> started(ReplayJob::Start start)
{
    auto job = ReplayJob::start(std::move(start));
    if (!job)
        qWarning("%s", job.error().message.c_str());
    return job ? std::move(*job) : nullptr;
}

/// Runs it to its rest.
inline ReplayProgress runToRest(ReplayJob::Start start)
{
    const auto job = started(std::move(start));
    if (!job || !job->waitIdle(Call::within(patience)))
        return {};
    return job->progress();
}

inline std::string sums(const ReplayCounts& c)
{
    return c.pending + c.committed + c.gone + c.changed + c.skipped + c.failed + c.unknown == c.total
               ? std::string()
               : "the counts do not add up";
}

#define VERIFY_EMPTY(text)                                                                                             \
    do {                                                                                                               \
        const std::string said = (text);                                                                               \
        QVERIFY2(said.empty(), said.c_str());                                                                          \
    } while (false)

} // namespace weir::test
