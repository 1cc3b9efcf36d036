// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "tests/ui/deadletters_fixture.h"
#include "ui/deadletters/replay_feed.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>

#include <atomic>
#include <mutex>
#include <thread>

namespace weir::test {

using namespace weir::ui;
using namespace std::chrono_literals;

/// What a test sees and says of a job that sends nothing.
struct FakeReplay {
    std::mutex mutex;
    ReplayProgress progress;
    std::function<void()> changed;
    std::shared_ptr<ReplayJournal> journal;
    std::vector<std::string> said; ///< "pause", "resume", "cancel", "rate 40"
    std::chrono::milliseconds settling{0};
    std::atomic<bool> gone = false;

    void become(const std::function<void(ReplayProgress&)>& change)
    {
        {
            const std::scoped_lock lock(mutex);
            change(progress);
        }
        changed();
    }
    void say(const std::string& word)
    {
        const std::scoped_lock lock(mutex);
        said.push_back(word);
    }
    [[nodiscard]] std::vector<std::string> heard()
    {
        const std::scoped_lock lock(mutex);
        return said;
    }
};

class FakeReplayJob : public ReplayJob
{
public:
    explicit FakeReplayJob(std::shared_ptr<FakeReplay> fake) : m_fake(std::move(fake)) {}
    ~FakeReplayJob() override
    {
        std::this_thread::sleep_for(m_fake->settling);
        if (m_fake->progress.info.state == ReplayState::Running)
            (void)m_fake->journal->setState(m_fake->progress.info.job, ReplayState::Paused, {});
        m_fake->gone = true;
    }
    ReplayProgress progress() const override
    {
        const std::scoped_lock lock(m_fake->mutex);
        return m_fake->progress;
    }
    void pause() override { m_fake->say("pause"); }
    void resume() override { m_fake->say("resume"); }
    void cancel() override { m_fake->say("cancel"); }
    void setRate(double perSecond) override { m_fake->say("rate " + std::to_string(static_cast<int>(perSecond))); }
    bool waitIdle(const Call&) const override { return true; }

private:
    std::shared_ptr<FakeReplay> m_fake;
};

/// Runs `work` up to six times under a heartbeat; true when one run kept the event loop moving. What our own code stalls,
/// it stalls every time; another program taking the processor does not.
template <typename Work> bool keepsMovingWhile(Work work, QByteArray& report)
{
    for (int attempt = 0; attempt < 6; ++attempt) {
        Heartbeat heart;
        QTest::qWait(20);
        heart.restart();
        work();
        QTest::qWait(20);
        report = heart.report();
        if (heart.steady())
            return true;
    }
    return false;
}

/// A cluster with dead letters of orders, and a feed whose jobs the test plays, over files in a folder of its own.
class ReplayStand : public QObject
{
protected:
    void prepare(int letters = 3)
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_fixture = std::make_unique<PageFixture>();
        FakeCluster& cluster = *m_fixture->cluster;
        cluster.addTopic("events.orderpaid", 3);
        cluster.addTopic("events.orderpaid.dlq", 1);
        for (int i = 0; i < letters; ++i)
            cluster.append("events.orderpaid.dlq", 0, "ord-" + std::to_string(i),
                           R"({"order":"ord-)" + std::to_string(i) + R"(","amount":"12,90"})", springHeaders(100 + i), nowMs());
        m_fake = std::make_shared<FakeReplay>();
        m_calls = ReplayFeed::realCalls();
        m_calls.startJob = [this, fake = m_fake](ReplayJob::Start start) -> Result<std::unique_ptr<ReplayJob>> {
            if (m_refuse)
                return fail(*m_refuse);
            fake->changed = start.changed;
            fake->journal = start.journal;
            const auto info = start.journal->info(start.job);
            if (!info)
                return fail(info.error());
            fake->progress.info = *info;
            if (info->state == ReplayState::Planned)
                fake->progress.info.state = ReplayState::Running;
            fake->progress.busy = true;
            return std::make_unique<FakeReplayJob>(fake);
        };
    }
    void makeFeed()
    {
        m_feed = std::make_shared<ReplayFeed>(m_fixture->context(), files(), m_calls);
        QTRY_VERIFY(m_feed->ready());
    }
    void clear()
    {
        m_feed.reset();
        m_fixture.reset();
    }
    [[nodiscard]] ReplayFeed::Files files() const
    {
        const std::filesystem::path folder = m_folder->path().toStdString();
        return {folder / "replay.db", folder / "marks.db", folder / "activity.db", folder / "locks"};
    }
    [[nodiscard]] static LetterSelection letters(int count)
    {
        LetterSelection selection;
        for (int i = 0; i < count; ++i)
            selection.places.push_back({{"events.orderpaid.dlq", 0}, i});
        return selection;
    }
    [[nodiscard]] std::shared_ptr<const ReplayPlan> plan(int count, const ReplayOptions& options = {})
    {
        auto made = planReplay(*m_fixture->cluster, *m_fixture->cluster, letters(count), options, nullptr, {}, Call::within(10s));
        return made ? std::make_shared<const ReplayPlan>(std::move(*made)) : nullptr;
    }
    /// A job in the journal that nobody runs.
    std::string leaveBehind(ReplayState state, const std::string& cluster = "fake")
    {
        auto made = *plan(3);
        made.cluster = cluster;
        const auto journal = ReplayJournal::open(files().journal);
        (void)(*journal)->begin(made, "3 letters", "shop-test");
        (void)(*journal)->setState(made.job, state, {});
        return made.job;
    }
    [[nodiscard]] std::vector<AuditEntry> trail() const
    {
        return AuditTrail::open(files().activity).value()->newest(10).value();
    }
    /// Starts a job of all letters; its id.
    QString startJob(int count = 3, const ReplayOptions& options = {})
    {
        const auto made = plan(count, options);
        m_feed->start(made, QStringLiteral("%1 letters").arg(count));
        return QString::fromStdString(made->job);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<FakeReplay> m_fake;
    std::optional<Error> m_refuse;
    ReplayFeed::Calls m_calls;
    std::shared_ptr<ReplayFeed> m_feed;
};

} // namespace weir::test
