// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/audit_trail.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/events/run_feed.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace weir::test {

using namespace weir::ui;
using namespace std::chrono_literals;

/// What a test sees and says of a run that sends nothing.
struct FakeRun {
    std::mutex mutex;
    RunProgress progress;
    std::vector<RunSecond> seconds;
    std::uint64_t firstSecond = 0;
    RunPlan plan;
    std::function<void()> changed;
    std::vector<std::string> said; ///< "pause", "resume", "cancel"
    std::chrono::milliseconds settling{0};
    std::atomic<bool> gone = false;

    void become(const std::function<void(RunProgress&)>& change)
    {
        {
            const std::scoped_lock lock(mutex);
            change(progress);
        }
        changed();
    }
    void addSecond(RunSecond second)
    {
        {
            const std::scoped_lock lock(mutex);
            second.time = progress.started + 1000 * static_cast<TimestampMs>(firstSecond + seconds.size() + 1);
            seconds.push_back(second);
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

class FakeEventRun : public EventRun
{
public:
    FakeEventRun(std::shared_ptr<FakeRun> fake, Start start) : m_fake(std::move(fake)), m_start(std::move(start)) {}
    ~FakeEventRun() override { m_fake->gone = true; }
    RunProgress progress() const override
    {
        const std::scoped_lock lock(m_fake->mutex);
        return m_fake->progress;
    }
    std::vector<RunSecond> seconds(std::uint64_t first) const override
    {
        const std::scoped_lock lock(m_fake->mutex);
        const auto skip = first > m_fake->firstSecond ? first - m_fake->firstSecond : 0;
        if (skip >= m_fake->seconds.size())
            return {};
        return {m_fake->seconds.begin() + static_cast<std::ptrdiff_t>(skip), m_fake->seconds.end()};
    }
    std::pair<std::uint64_t, std::uint64_t> secondsKept() const override
    {
        const std::scoped_lock lock(m_fake->mutex);
        return {m_fake->firstSecond, m_fake->firstSecond + m_fake->seconds.size()};
    }
    void pause() override { m_fake->say("pause"); }
    void resume() override { m_fake->say("resume"); }
    void cancel() override { m_fake->say("cancel"); }
    void setRate(double) override {}
    bool waitEnd(const Call&) const override
    {
        std::this_thread::sleep_for(m_fake->settling);
        const std::scoped_lock lock(m_fake->mutex);
        m_fake->progress.state = RunState::Cancelled;
        return true;
    }

private:
    std::shared_ptr<FakeRun> m_fake;
    Start m_start;
};

/// A source that is never asked.
class NoSource : public RecordSource
{
public:
    Result<bool> next(OutgoingRecord&) override { return false; }
    bool ended() const override { return true; }
    std::optional<std::uint64_t> total() const override { return 0; }
    std::optional<double> fraction() const override { return 1; }
};
inline RunFeed::OpenSource noSource()
{
    return []() -> Result<std::unique_ptr<RecordSource>> { return std::make_unique<NoSource>(); };
}

inline RunSecond busySecond(std::uint64_t count, std::uint64_t failed = 0)
{
    return {0, count, count - failed, failed, 2'100us, 5'300us, 9'800us};
}

/// A cluster with topics, and a feed whose runs the test plays; each run in `runs`, oldest first.
class RunStand : public QObject
{
protected:
    void prepare()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("weir-test"));
        m_folder = std::make_unique<QTemporaryDir>();
        m_fixture = std::make_unique<PageFixture>();
        m_fixture->cluster->addTopic("events.ordercreated", 3);
        m_fixture->cluster->addTopic("events.orderpaid", 3);
        m_fixture->cluster->addTopic("orders", 1);
        m_refuse.reset();
        m_runs.clear();
        m_settling = 0ms;
        m_calls.startRun = [this](EventRun::Start start) -> Result<std::unique_ptr<EventRun>> {
            const std::scoped_lock lock(m_mutex);
            if (m_refuse)
                return fail(*m_refuse);
            auto fake = std::make_shared<FakeRun>();
            fake->progress.state = RunState::Running;
            fake->progress.started = nowMs();
            fake->progress.planned = start.plan.stop.afterEvents;
            fake->plan = start.plan;
            fake->changed = start.changed;
            fake->settling = m_settling;
            m_runs.push_back(fake);
            return std::make_unique<FakeEventRun>(fake, std::move(start));
        };
    }
    void clear()
    {
        m_feed.reset();
        m_fixture.reset();
        m_folder.reset();
    }
    void makeFeed() { m_feed = std::make_shared<RunFeed>(m_fixture->context(), trailFile(), m_calls); }
    [[nodiscard]] std::filesystem::path trailFile() const { return m_folder->path().toStdString() + "/activity.db"; }
    [[nodiscard]] std::vector<AuditEntry> trail() const
    {
        const auto opened = AuditTrail::open(trailFile());
        return opened ? (*opened)->newest(100).value_or(std::vector<AuditEntry>()) : std::vector<AuditEntry>();
    }
    [[nodiscard]] std::shared_ptr<FakeRun> fake(std::size_t at = 0)
    {
        const std::scoped_lock lock(m_mutex);
        return at < m_runs.size() ? m_runs[at] : nullptr;
    }
    /// Starts one and waits until it is there.
    QString startRun(const QString& title = QStringLiteral("OrderCreated at 200 a second"))
    {
        const std::size_t before = m_feed->runs().size();
        RunPlan plan;
        plan.rate.perSecond = 200;
        plan.stop.afterEvents = 50'000;
        m_feed->start(title, QStringLiteral("events.ordercreated"), noSource(), plan, QStringLiteral("50,000 events."));
        for (int i = 0; i < 500 && m_feed->runs().size() == before; ++i)
            QTest::qWait(10);
        return m_feed->runs().empty() ? QString() : m_feed->runs().front().id;
    }

    std::mutex m_mutex;
    std::vector<std::shared_ptr<FakeRun>> m_runs;
    std::optional<Error> m_refuse;
    std::chrono::milliseconds m_settling{0};
    RunFeed::Calls m_calls;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<RunFeed> m_feed;
};

} // namespace weir::test
