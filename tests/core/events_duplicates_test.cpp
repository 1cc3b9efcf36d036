// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/duplicate_filter.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <unistd.h>

using namespace weir;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Everything is asked of both kinds.
class EventsDuplicatesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void remembers_data() { kinds(); }
    void remembers();
    void forgetsByAge_data() { kinds(); }
    void forgetsByAge();
    void forgetsByNumber_data() { kinds(); }
    void forgetsByNumber();
    void once_data() { kinds(); }
    void once();
    void oneEffectForTwoThreads_data() { kinds(); }
    void oneEffectForTwoThreads();
    void aFailureLetsTheNextOneTry_data() { kinds(); }
    void aFailureLetsTheNextOneTry();
    void aRestartForgetsNothing();
    void oneAtATime();
    void placesThatCannotBeUsed_data();
    void placesThatCannotBeUsed();

private:
    void kinds()
    {
        QTest::addColumn<bool>("file");
        QTest::newRow("memory") << false;
        QTest::newRow("file") << true;
    }
    DuplicateFilter make(DuplicateFilter::Options options = {})
    {
        options.clock = [this] { return m_now.load(); };
        if (!*static_cast<bool*>(QTest::qData("file", qMetaTypeId<bool>())))
            return DuplicateFilter::inMemory(options);
        auto filter = DuplicateFilter::inFile(path(), options);
        if (!filter)
            qFatal("%s", filter.error().message.c_str());
        return std::move(*filter);
    }
    fs::path path()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        return fs::path(m_dir->path().toStdString()) / "deep" / "ids.sqlite";
    }
    std::atomic<TimestampMs> m_now = 1'700'000'000'000;
    std::unique_ptr<QTemporaryDir> m_dir;
};

void EventsDuplicatesTest::remembers()
{
    auto filter = make();
    const std::vector<std::string> ids{"a", "", std::string("a\0b", 3), "\xff\xfe", "a ", std::string(5000, 'x')};
    for (const std::string& id : ids) {
        QCOMPARE(filter.seen(id).value(), false);
        QVERIFY(filter.remember(id));
        QCOMPARE(filter.seen(id).value(), true);
        QVERIFY(filter.remember(id)); // again is no harm
    }
    QCOMPARE(filter.seen("b").value(), false);
    QCOMPARE(filter.size(), ids.size());
}

void EventsDuplicatesTest::forgetsByAge()
{
    auto filter = make({.keepFor = 1000ms, .most = 1'000'000, .clock = {}});
    const TimestampMs begin = m_now;
    QVERIFY(filter.remember("first"));
    m_now = begin + 999;
    QVERIFY(filter.remember("second"));
    QVERIFY(filter.remember("first")); // it keeps the time it was handled at
    QCOMPARE(filter.seen("first").value(), true);
    m_now = begin + 1000;
    QCOMPARE(filter.seen("first").value(), false);
    QCOMPARE(filter.seen("second").value(), true);
    QVERIFY(filter.remember("first"));
    m_now = begin + 1999;
    QCOMPARE(filter.seen("first").value(), true);
    QCOMPARE(filter.seen("second").value(), false);
    // What is forgotten takes no room in the long run.
    m_now = begin + 10'000;
    for (int i = 0; i < 600; ++i)
        QVERIFY(filter.remember("n" + std::to_string(i)));
    QCOMPARE(filter.size(), std::size_t(600));
    m_now = begin; // a clock that was set back
    QCOMPARE(filter.seen("n5").value(), true);
}

void EventsDuplicatesTest::forgetsByNumber()
{
    auto filter = make({.keepFor = 1h, .most = 1000, .clock = {}});
    for (int i = 0; i < 5000; ++i) {
        ++m_now;
        QVERIFY(filter.remember(std::to_string(i)));
        QVERIFY2(filter.size() <= 1256, qPrintable(QString::number(filter.size()))); // a file is pruned now and then
    }
    QCOMPARE(filter.seen("3000").value(), false);
    for (int i = 4000; i < 5000; ++i)
        QCOMPARE(filter.seen(std::to_string(i)).value(), true);
}

void EventsDuplicatesTest::once()
{
    auto filter = make();
    int effects = 0;
    const auto effect = [&]() -> Result<void> {
        ++effects;
        return {};
    };
    QCOMPARE(filter.once("a", effect).value(), true);
    QCOMPARE(filter.once("a", effect).value(), false);
    QCOMPARE(filter.once("b", effect).value(), true);
    QCOMPARE(effects, 2);
    auto moved = std::move(filter);
    QCOMPARE(moved.once("a", effect).value(), false);
    QCOMPARE(effects, 2);
}

void EventsDuplicatesTest::oneEffectForTwoThreads()
{
    auto filter = make();
    std::atomic<int> effects = 0;
    std::atomic<int> duplicates = 0;
    std::atomic<int> atOnce = 0;
    std::atomic<int> most = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 50; ++i) {
                    const auto done = filter.once(std::to_string(i), [&]() -> Result<void> {
                        most = std::max(most.load(), ++atOnce);
                        ++effects;
                        std::this_thread::yield();
                        --atOnce;
                        return {};
                    });
                    duplicates += done && !*done ? 1 : 0;
                }
            });
    }
    QCOMPARE(effects.load(), 50);
    QCOMPARE(duplicates.load(), 150);
    // Different ids do not wait for each other: an effect may use the filter itself.
    QCOMPARE(filter.once("outer", [&]() -> Result<void> {
        const auto inner = filter.once("inner", [] { return Result<void>(); });
        return inner ? Result<void>() : fail(inner.error());
    }).value(), true);
}

void EventsDuplicatesTest::aFailureLetsTheNextOneTry()
{
    auto filter = make();
    const auto failed = filter.once("a", [] { return Result<void>(fail(ErrorKind::Broker, "The bank is closed.")); });
    QCOMPARE(failed.error().message, std::string("The bank is closed."));
    QCOMPARE(filter.seen("a").value(), false);
    QVERIFY_EXCEPTION_THROWN((void)filter.once("a", []() -> Result<void> { throw std::runtime_error("x"); }),
                             std::runtime_error);
    QCOMPARE(filter.seen("a").value(), false);
    QCOMPARE(filter.once("a", [] { return Result<void>(); }).value(), true); // nobody holds it any more
    // A thread that waited for one that failed gets its turn.
    std::atomic<bool> inside = false;
    std::jthread other([&] {
        (void)filter.once("b", [&]() -> Result<void> {
            inside = true;
            std::this_thread::sleep_for(30ms);
            return fail(ErrorKind::Broker, "no");
        });
    });
    while (!inside)
        std::this_thread::yield();
    QCOMPARE(filter.once("b", [] { return Result<void>(); }).value(), true);
}

void EventsDuplicatesTest::aRestartForgetsNothing()
{
    const fs::path file = path();
    {
        auto filter = DuplicateFilter::inFile(file, {});
        QVERIFY(filter);
        for (int i = 0; i < 1000; ++i)
            QVERIFY(filter->remember(std::to_string(i)));
    }
    auto again = DuplicateFilter::inFile(file, {});
    QVERIFY(again);
    QCOMPARE(again->size(), std::size_t(1000));
    QCOMPARE(again->seen("999").value(), true);
    QCOMPARE(again->once("0", [] { return Result<void>(); }).value(), false);
    QCOMPARE(again->once("1000", [] { return Result<void>(); }).value(), true);
}

void EventsDuplicatesTest::oneAtATime()
{
    const fs::path file = path();
    auto first = std::make_unique<Result<DuplicateFilter>>(DuplicateFilter::inFile(file, {}));
    QVERIFY(*first);
    const auto second = DuplicateFilter::inFile(file, {});
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::AlreadyExists);
    QVERIFY(second.error().message.find("ids.sqlite are in use by another process") != std::string::npos);
    first.reset();
    QVERIFY(DuplicateFilter::inFile(file, {}));
}

void EventsDuplicatesTest::placesThatCannotBeUsed_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("a folder nobody may write to") << "readonly";
    QTest::newRow("a file as folder") << "file";
    QTest::newRow("a folder as file") << "folder";
    QTest::newRow("no database") << "text";
}

void EventsDuplicatesTest::placesThatCannotBeUsed()
{
    QFETCH(QString, kind);
    const QTemporaryDir dir;
    const fs::path base = dir.path().toStdString();
    fs::path file = base / "ids.sqlite";
    const auto write = [](const fs::path& place) {
        QFile text(QString::fromStdString(place.string()));
        return text.open(QIODevice::WriteOnly) && text.write(QByteArray(5000, 'x')) == 5000;
    };
    if (kind == "readonly") {
        fs::permissions(base, fs::perms::owner_read | fs::perms::owner_exec);
        if (::geteuid() == 0 && ::seteuid(65'534) != 0) // the administrator may write everywhere
            QSKIP("no other user to be had");
    } else if (kind == "file") {
        QVERIFY(write(base / "plain"));
        file = base / "plain" / "ids.sqlite";
    } else if (kind == "folder") {
        fs::create_directories(file);
    } else {
        QVERIFY(write(file));
    }
    const auto filter = DuplicateFilter::inFile(file, {});
    if (::getuid() == 0)
        QCOMPARE(::seteuid(0), 0);
    fs::permissions(base, fs::perms::owner_all);
    QVERIFY(!filter);
    QVERIFY(!filter.error().message.empty());
}

QTEST_GUILESS_MAIN(EventsDuplicatesTest)
#include "events_duplicates_test.moc"
