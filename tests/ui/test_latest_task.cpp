// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "tests/support/heartbeat.h"
#include "ui/async/latest_task.h"

#include <QtCore/QPointer>
#include <QtCore/QThread>
#include <QtTest/QSignalSpy>

#include <atomic>
#include <semaphore>

using namespace weir;
using namespace weir::ui;

class TestLatestTask : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void deliversOnTheGuiThread();
    void deliversErrors();
    void newerCallVoidsTheOlder();
    void lateAnswerOfTheOlderIsDropped();
    void cancelDropsTheAnswer();
    void destroyedReceiverHearsNothing();
    void thousandsOfReceiversDestroyedMidFlight();
    void restartFromDone();
    void runTaskCleansUp();
    void poolIsLetGoWithoutWaiting();
    void lastReleaseHappensElsewhere();
};

void TestLatestTask::deliversOnTheGuiThread()
{
    const auto pool = TaskPool::create(2);
    LatestTask task;
    QThread* worker = nullptr;
    QThread* deliveredOn = nullptr;
    int value = 0;
    QSignalSpy running(&task, &LatestTask::runningChanged);
    task.start(
        pool,
        [&worker](std::stop_token) -> Result<int> {
            worker = QThread::currentThread();
            return 42;
        },
        [&](Result<int> answer) {
            deliveredOn = QThread::currentThread();
            value = answer.value();
        });
    QVERIFY(task.isRunning());
    QTRY_COMPARE(value, 42);
    QVERIFY(!task.isRunning());
    QCOMPARE(deliveredOn, QThread::currentThread());
    QVERIFY(worker != deliveredOn);
    QCOMPARE(running.count(), 2);
}

void TestLatestTask::deliversErrors()
{
    const auto pool = TaskPool::create(1);
    LatestTask task;
    std::optional<Error> error;
    task.start(
        pool, [](std::stop_token) -> Result<std::string> { return fail(ErrorKind::NotAuthorized, "No."); },
        [&](Result<std::string> answer) { error = answer.error(); });
    QTRY_VERIFY(error);
    QCOMPARE(error->kind, ErrorKind::NotAuthorized);
}

void TestLatestTask::newerCallVoidsTheOlder()
{
    const auto pool = TaskPool::create(2);
    LatestTask task;
    std::atomic_bool olderStarted = false;
    std::atomic_bool olderStopped = false;
    QList<int> answers;
    task.start(
        pool,
        [&](std::stop_token stop) -> Result<int> {
            olderStarted = true;
            while (!stop.stop_requested())
                QThread::usleep(200);
            olderStopped = true;
            return 1;
        },
        [&](Result<int> answer) { answers << *answer; });
    QTRY_VERIFY(olderStarted);
    task.start(pool, [](std::stop_token) -> Result<int> { return 2; }, [&](Result<int> answer) { answers << *answer; });
    QTRY_VERIFY(olderStopped);
    QTRY_COMPARE(answers, QList<int>{2});
    QTest::qWait(20);
    QCOMPARE(answers, QList<int>{2});
}

void TestLatestTask::lateAnswerOfTheOlderIsDropped()
{
    // The older work ignores its stop token and answers after the newer one.
    const auto pool = TaskPool::create(2);
    LatestTask task;
    std::binary_semaphore gate(0);
    std::atomic_bool olderStarted = false;
    std::atomic_bool olderDone = false;
    QList<int> answers;
    task.start(
        pool,
        [&](std::stop_token) -> Result<int> {
            olderStarted = true;
            gate.acquire();
            olderDone = true;
            return 1;
        },
        [&](Result<int> answer) { answers << *answer; });
    QTRY_VERIFY(olderStarted);
    task.start(pool, [](std::stop_token) -> Result<int> { return 2; }, [&](Result<int> answer) { answers << *answer; });
    QTRY_COMPARE(answers, QList<int>{2});
    gate.release();
    QTRY_VERIFY(olderDone);
    QTest::qWait(20);
    QCOMPARE(answers, QList<int>{2});
}

void TestLatestTask::cancelDropsTheAnswer()
{
    const auto pool = TaskPool::create(1);
    LatestTask task;
    std::atomic_bool stopped = false;
    bool delivered = false;
    task.start(
        pool,
        [&](std::stop_token stop) {
            while (!stop.stop_requested())
                QThread::usleep(200);
            stopped = true;
            return 1;
        },
        [&](int) { delivered = true; });
    task.cancel();
    QVERIFY(!task.isRunning());
    // When it is cancelled before a thread took it, the work never starts; then nothing is left to wait for.
    QTest::qWait(30);
    QVERIFY(!delivered);
}

void TestLatestTask::destroyedReceiverHearsNothing()
{
    const auto pool = TaskPool::create(1);
    std::binary_semaphore gate(0);
    std::atomic_bool sawStop = false;
    bool delivered = false;
    auto task = std::make_unique<LatestTask>();
    task->start(
        pool,
        [&](std::stop_token stop) {
            gate.acquire();
            sawStop = stop.stop_requested();
            return 1;
        },
        [&](int) { delivered = true; });
    QTest::qWait(10);
    task.reset();
    gate.release();
    QTRY_VERIFY(sawStop);
    QTest::qWait(20);
    QVERIFY(!delivered);
}

void TestLatestTask::thousandsOfReceiversDestroyedMidFlight()
{
    const auto pool = TaskPool::create(4);
    test::Heartbeat heart;
    std::atomic_int started = 0;
    int delivered = 0;
    int wrong = 0;
    for (int round = 0; round < 3000; ++round) {
        auto receiver = std::make_unique<QObject>();
        auto* task = new LatestTask(receiver.get());
        task->start(
            pool,
            [&started, round](std::stop_token) {
                ++started;
                if (round % 7 == 0)
                    QThread::usleep(50);
                return std::make_shared<int>(round);
            },
            [&delivered, &wrong, round](const std::shared_ptr<int>& answer) {
                ++delivered;
                wrong += *answer == round ? 0 : 1;
            });
        if (round % 3 == 0)
            QTest::qWait(round % 30 == 0 ? 1 : 0);
    }
    QTRY_VERIFY(started > 0);
    QCOMPARE(wrong, 0);
    QVERIFY2(heart.steady(), heart.report());
}

void TestLatestTask::restartFromDone()
{
    const auto pool = TaskPool::create(1);
    LatestTask task;
    int rounds = 0;
    std::function<void()> again = [&] {
        task.start(pool, [](std::stop_token) { return 1; }, [&](int) {
            if (++rounds < 5)
                again();
        });
    };
    again();
    QTRY_COMPARE(rounds, 5);
    QVERIFY(!task.isRunning());
}

void TestLatestTask::runTaskCleansUp()
{
    const auto pool = TaskPool::create(1);
    QObject receiver;
    int sum = 0;
    for (int i = 1; i <= 4; ++i)
        runTask(&receiver, pool, [i](std::stop_token) { return i; }, [&](int value) { sum += value; });
    QTRY_COMPARE(sum, 10);
    QTRY_VERIFY(receiver.children().isEmpty());
}

void TestLatestTask::poolIsLetGoWithoutWaiting()
{
    test::Heartbeat heart;
    std::binary_semaphore gate(0);
    std::atomic_bool finished = false;
    auto pool = TaskPool::create(1);
    pool->start([&] {
        gate.acquire();
        finished = true;
    });
    QTest::qWait(10);
    heart.restart();
    pool.reset();
    QTest::qWait(20);
    QVERIFY2(heart.steady(), heart.report());
    gate.release();
    QTRY_VERIFY(finished);
}

void TestLatestTask::lastReleaseHappensElsewhere()
{
    struct Slow {
        std::atomic<QThread*>& on;
        ~Slow() { on = QThread::currentThread(); }
    };
    std::atomic<QThread*> destroyedOn = nullptr;
    auto object = releasedElsewhere(std::make_shared<Slow>(destroyedOn));
    auto copy = object;
    object.reset();
    QTest::qWait(5);
    QVERIFY(!destroyedOn);
    copy.reset();
    QTRY_VERIFY(destroyedOn);
    QVERIFY(destroyedOn != QThread::currentThread());
}

QTEST_GUILESS_MAIN(TestLatestTask)
#include "test_latest_task.moc"
