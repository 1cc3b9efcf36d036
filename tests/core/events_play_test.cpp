// SPDX-License-Identifier: GPL-3.0-or-later
// Play consumers: their rules by tables, and members of the fake cluster's groups that obey them.
#include "core/events/play_consumer.h"
#include "core/events/envelope.h"
#include "tests/support/fake_cluster.h"
#include "tests/support/fake_group.h"

#include <QtTest/QtTest>

#include <atomic>
#include <cmath>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using Action = PlayRule::Action;

Call soon() { return Call::within(20s); }

Bytes envelopeOf(const std::string& type) { return encodeEnvelope(*makeEnvelope(type, "{}", 0)); }

Record recordOf(OptionalBytes value)
{
    Record record;
    record.topic = "orders";
    record.value = std::move(value);
    return record;
}

PlayRule rule(const char* type, double share, Action action, std::chrono::milliseconds delay = 0ms)
{
    return {type, share, action, delay, {}};
}

} // namespace

class EventsPlayTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void rules_data();
    void rules();
    void drawsOnlyWhereItMatters();
    void options_data();
    void options();
    void handlesEverything();
    void failsAndWritesDeadLetters();
    void failsOnceAndThenHandles();
    void givesUpAtOnce();
    void aMissingDeadLetterTopicStopsIt();
    void hangsUntilItIsStopped();
    void delayIsCutShortByStop();
    void keepsTheRate();
    void sharesThePartitions();
    void membersComeAndGo();
    void aRecordKeepsItsFate();
    void rulesCanBeMended();
    void showsTheNewest();
    void tellsTrouble();
    void doesNotJoinOthers();
    void refuses_data();
    void refuses();

private:
    PlayOptions base(std::vector<PlayRule> rules = {}) const;
    std::unique_ptr<PlayConsumer> play(PlayOptions options, bool joinOthers = false);
    void fill(const std::string& topic, int partitions, int each, const std::string& type = "OrderCreated");
    std::int64_t committed(const TopicPartition& partition);
    std::shared_ptr<FakeCluster> m_cluster;
    std::atomic<int> m_changes = 0;
};

void EventsPlayTest::init()
{
    m_cluster = std::make_shared<FakeCluster>();
    m_cluster->addTopic("orders", 2);
    m_cluster->addTopic("orders.dlq", 2);
    m_changes = 0;
}

PlayOptions EventsPlayTest::base(std::vector<PlayRule> rules) const
{
    PlayOptions options;
    options.groupId = "play";
    options.topics = {"orders"};
    options.reset = OffsetReset::Earliest;
    options.rules = std::move(rules);
    options.backoff = 1ms;
    return options;
}

std::unique_ptr<PlayConsumer> EventsPlayTest::play(PlayOptions options, bool joinOthers)
{
    auto started = PlayConsumer::start(m_cluster, std::move(options), joinOthers, [this] { ++m_changes; }, soon());
    if (!started)
        qWarning("%s", started.error().message.c_str());
    return started ? std::move(*started) : nullptr;
}

void EventsPlayTest::fill(const std::string& topic, int partitions, int each, const std::string& type)
{
    for (int partition = 0; partition < partitions; ++partition)
        for (int i = 0; i < each; ++i)
            m_cluster->append(topic, partition, "key", envelopeOf(type));
}

std::int64_t EventsPlayTest::committed(const TopicPartition& partition)
{
    const auto answer = m_cluster->committedOffsets({"play"}, soon());
    const auto group = answer.values.find("play");
    if (group == answer.values.end() || !group->second.contains(partition))
        return -1;
    return group->second.at(partition);
}

void EventsPlayTest::rules_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<double>("draw");
    QTest::addColumn<int>("action");
    // OrderPaid fails, half of the rest is delayed, a share of nothing never counts, what is left hangs one time in four.
    const QString paid = QString::fromStdString(envelopeOf("OrderPaid"));
    const QString created = QString::fromStdString(envelopeOf("OrderCreated"));
    QTest::newRow("type") << paid << 0.99 << int(Action::Fail);
    QTest::newRow("share taken") << created << 0.24 << int(Action::Delay);
    QTest::newRow("on to the next") << created << 0.6 << int(Action::Handle);
    QTest::newRow("at the edge") << created << 0.5 << int(Action::Handle);
    QTest::newRow("no envelope") << QStringLiteral("plain text") << 0.1 << int(Action::Delay);
    QTest::newRow("type as a word only") << QStringLiteral("OrderPaid") << 0.9 << int(Action::Handle);
    QTest::newRow("case matters") << QString::fromStdString(envelopeOf("orderpaid")) << 0.9 << int(Action::Handle);
    QTest::newRow("empty") << QString() << 0.9 << int(Action::Handle);
}

void EventsPlayTest::rules()
{
    QFETCH(QString, value);
    QFETCH(double, draw);
    QFETCH(int, action);
    const std::vector<PlayRule> rules{rule("OrderPaid", 1, Action::Fail), rule("", 0, Action::Hang),
                                      rule("", 0.5, Action::Delay), rule("Never", 1, Action::DeadLetter)};
    QCOMPARE(int(ruleFor(rules, recordOf(value.toStdString()), [&] { return draw; }).action), action);
    QCOMPARE(int(ruleFor({}, recordOf(value.toStdString()), [&] { return draw; }).action), int(Action::Handle));
}

void EventsPlayTest::drawsOnlyWhereItMatters()
{
    int draws = 0;
    const auto draw = [&] {
        ++draws;
        return 0.9;
    };
    const std::vector<PlayRule> rules{rule("", 0, Action::Hang), rule("Other", 0.5, Action::Fail), rule("", 1, Action::Delay)};
    QCOMPARE(int(ruleFor(rules, recordOf(std::nullopt), draw).action), int(Action::Delay));
    QCOMPARE(draws, 0);
}

void EventsPlayTest::options_data()
{
    QTest::addColumn<int>("change");
    QTest::addColumn<bool>("good");
    QTest::newRow("as they are") << 0 << true;
    QTest::newRow("no group") << 1 << false;
    QTest::newRow("no topics") << 2 << false;
    QTest::newRow("an empty topic") << 3 << false;
    QTest::newRow("a pattern") << 4 << false;
    QTest::newRow("a topic twice") << 5 << false;
    QTest::newRow("no members") << 6 << false;
    QTest::newRow("nine members") << 7 << false;
    QTest::newRow("no tries") << 8 << false;
    QTest::newRow("share above 1") << 9 << false;
    QTest::newRow("share is no number") << 10 << false;
    QTest::newRow("negative delay") << 11 << false;
    QTest::newRow("rate of nothing") << 12 << false;
    QTest::newRow("rate is no number") << 13 << false;
    QTest::newRow("negative back-off") << 14 << false;
    QTest::newRow("poll interval too short") << 15 << false;
    QTest::newRow("flaps too quickly") << 16 << false;
    QTest::newRow("flaps with eight") << 17 << false;
    QTest::newRow("eight members") << 18 << true;
}

void EventsPlayTest::options()
{
    QFETCH(int, change);
    QFETCH(bool, good);
    PlayOptions options = base({rule("", 0.5, Action::Fail)});
    switch (change) {
    case 1: options.groupId.clear(); break;
    case 2: options.topics.clear(); break;
    case 3: options.topics = {"orders", ""}; break;
    case 4: options.topics = {"^orders.*"}; break;
    case 5: options.topics = {"orders", "orders"}; break;
    case 6: options.members = 0; break;
    case 7: options.members = 9; break;
    case 8: options.maxTries = 0; break;
    case 9: options.rules[0].share = 1.01; break;
    case 10: options.rules[0].share = std::nan(""); break;
    case 11: options.rules[0].delay = -1ms; break;
    case 12: options.perSecond = 0; break;
    case 13: options.perSecond = std::nan(""); break;
    case 14: options.backoff = -1ms; break;
    case 15: options.pollInterval = 9s; break;
    case 16: options.flapEvery = 10ms; break;
    case 17: options.flapEvery = 5s; options.members = 8; break;
    case 18: options.members = 8; break;
    default: break;
    }
    const auto checked = checkPlay(options);
    QCOMPARE(checked.has_value(), good);
    if (!good)
        QCOMPARE(checked.error().kind, ErrorKind::InvalidInput);
}

void EventsPlayTest::handlesEverything()
{
    fill("orders", 2, 5);
    auto running = play(base());
    QVERIFY(running);
    QTRY_COMPARE(running->progress().handled, std::uint64_t(10));
    const auto progress = running->progress();
    QVERIFY(progress.running && progress.failedTries == 0 && !progress.ended);
    QCOMPARE(progress.members.size(), std::size_t(1));
    QCOMPARE(progress.members[0].clientId, std::string("weir-play-1"));
    QCOMPARE(progress.members[0].partitions, (std::vector<TopicPartition>{{"orders", 0}, {"orders", 1}}));
    running->stop();
    QTRY_VERIFY(!running->progress().running);
    QCOMPARE(committed({"orders", 0}), std::int64_t(5));
    QCOMPARE(committed({"orders", 1}), std::int64_t(5));
    QVERIFY(m_changes > 10);
}

void EventsPlayTest::failsAndWritesDeadLetters()
{
    fill("orders", 1, 1, "OrderPaid");
    fill("orders", 1, 1, "OrderCreated");
    auto running = play(base({rule("OrderPaid", 1, Action::Fail)}));
    QTRY_COMPARE(running->progress().handled, std::uint64_t(1));
    const auto progress = running->progress();
    QCOMPARE(progress.deadLetters, std::uint64_t(1));
    QCOMPARE(progress.failedTries, std::uint64_t(3));
    const auto letters = m_cluster->produced();
    QCOMPARE(letters.size(), std::size_t(1));
    QCOMPARE(letters[0].topic, std::string("orders.dlq"));
    const auto header = [&](const std::string& name) {
        for (const Header& one : letters[0].headers)
            if (one.name == name)
                return one.value.value_or("NULL");
        return Bytes("missing");
    };
    QCOMPARE(header("dlq-exception-class"), Bytes("weir.play"));
    QCOMPARE(header("dlq-attempts"), Bytes("3"));
    QCOMPARE(header("dlq-consumer-group"), Bytes("play"));
    QCOMPARE(progress.newest.front().what, std::string("handled"));
    QCOMPARE(progress.newest[1].what, std::string("dead letter in orders.dlq-0@0"));
    QCOMPARE(progress.newest[1].eventType, std::string("OrderPaid"));
    QVERIFY(QByteArray::fromStdString(progress.newest[2].what).startsWith("failed, next try in"));
}

void EventsPlayTest::failsOnceAndThenHandles()
{
    fill("orders", 1, 3);
    auto running = play(base({rule("", 1, Action::FailOnce)}));
    QTRY_COMPARE(running->progress().handled, std::uint64_t(3));
    QCOMPARE(running->progress().failedTries, std::uint64_t(3));
    QVERIFY(m_cluster->produced().empty());
}

void EventsPlayTest::givesUpAtOnce()
{
    fill("orders", 1, 2);
    auto running = play(base({rule("", 1, Action::DeadLetter)}));
    QTRY_COMPARE(running->progress().deadLetters, std::uint64_t(2));
    QCOMPARE(running->progress().failedTries, std::uint64_t(2));
}

void EventsPlayTest::aMissingDeadLetterTopicStopsIt()
{
    m_cluster->addTopic("payments", 1);
    fill("payments", 1, 1, "Good");
    fill("payments", 1, 1, "Bad");
    fill("payments", 1, 1, "Good");
    auto options = base({rule("Bad", 1, Action::Fail)});
    options.topics = {"payments"};
    options.members = 2;
    auto running = play(options);
    QTRY_VERIFY(!running->progress().running);
    const auto progress = running->progress();
    QVERIFY(progress.ended);
    QCOMPARE(progress.ended->kind, ErrorKind::NotFound);
    QVERIFY2(QByteArray::fromStdString(progress.ended->message).contains("payments.dlq"), progress.ended->message.c_str());
    // What was good before it is done, the bad one waits for the next start.
    QVERIFY(progress.handled >= 1); // twice when the second member came in between
    QVERIFY(committed({"payments", 0}) <= 1);
}

void EventsPlayTest::hangsUntilItIsStopped()
{
    fill("orders", 1, 2);
    auto options = base({rule("", 1, Action::Hang)});
    options.maxTries = 1; // nor does the stop make a dead letter of it
    auto running = play(options);
    QTRY_VERIFY(running->progress().members.size() == 1 && running->progress().members[0].hangsOn);
    const auto member = running->progress().members[0];
    QVERIFY(*member.hangsOn == (TopicPartition{"orders", 0}));
    QCOMPARE(*member.hangsAt, std::int64_t(0));
    QCOMPARE(running->progress().newest.front().tone, 3);
    const int polls = m_cluster->members().polls();
    QTest::qWait(400);
    QCOMPARE(m_cluster->members().polls(), polls);
    running->stop();
    QTRY_VERIFY(!running->progress().running);
    QCOMPARE(running->progress().handled, std::uint64_t(0));
    QCOMPARE(running->progress().failedTries, std::uint64_t(0));
    QVERIFY(m_cluster->produced().empty());
    QVERIFY(committed({"orders", 0}) <= 0);
}

void EventsPlayTest::delayIsCutShortByStop()
{
    fill("orders", 1, 1);
    auto running = play(base({rule("", 1, Action::Delay, 5min)}));
    QTRY_VERIFY(!running->progress().members.empty() && !running->progress().members[0].partitions.empty());
    QElapsedTimer timer;
    timer.start();
    running.reset();
    QVERIFY(timer.elapsed() < 30'000);
    QVERIFY(committed({"orders", 0}) <= 0);
}

void EventsPlayTest::keepsTheRate()
{
    fill("orders", 2, 50);
    auto options = base();
    options.perSecond = 20;
    auto running = play(options);
    QTRY_VERIFY(running->progress().handled >= 1);
    QElapsedTimer timer;
    timer.start();
    const auto before = running->progress().handled;
    QTRY_VERIFY(running->progress().handled >= before + 10);
    // Ten more take half a second, however quick the machine is.
    QVERIFY2(timer.elapsed() >= 400, qPrintable(QString::number(timer.elapsed())));
}

void EventsPlayTest::sharesThePartitions()
{
    auto options = base();
    options.members = 2;
    auto running = play(options);
    const auto spread = [&] {
        const auto members = running->progress().members;
        return members.size() == 2 && members[0].partitions.size() == 1 && members[1].partitions.size() == 1;
    };
    QTRY_VERIFY(spread());
    QVERIFY(running->progress().members[0].clientId != running->progress().members[1].clientId);
    running->setMembers(1);
    QTRY_VERIFY(running->progress().members.size() == 1 && running->progress().members[0].partitions.size() == 2);
    QVERIFY(running->progress().rebalances >= 1);
    running->setMembers(2);
    QTRY_VERIFY(spread());
}

void EventsPlayTest::membersComeAndGo()
{
    auto options = base();
    options.flapEvery = 1s;
    auto running = play(options);
    QTRY_VERIFY(running->progress().members.size() == 2);
    QTRY_VERIFY(running->progress().members.size() == 1);
    QTRY_VERIFY(running->progress().rebalances >= 2);
}

void EventsPlayTest::aRecordKeepsItsFate()
{
    fill("orders", 2, 100);
    auto options = base({rule("", 0.3, Action::Fail)});
    options.backoff = 0ms;
    auto running = play(options);
    QTRY_COMPARE(running->progress().handled + running->progress().deadLetters, std::uint64_t(200));
    const auto progress = running->progress();
    // A record that fails, fails at every try; how many they are is drawn.
    QCOMPARE(progress.failedTries, progress.deadLetters * 3);
    QVERIFY2(progress.deadLetters > 20 && progress.deadLetters < 110, qPrintable(QString::number(progress.deadLetters)));
}

void EventsPlayTest::rulesCanBeMended()
{
    fill("orders", 1, 1);
    auto options = base({rule("", 1, Action::Fail)});
    options.maxTries = 100;
    options.backoff = 20ms;
    auto running = play(options);
    QTRY_VERIFY(running->progress().failedTries >= 1);
    running->setRules({});
    QTRY_COMPARE(running->progress().handled, std::uint64_t(1));
    QCOMPARE(running->progress().deadLetters, std::uint64_t(0));
}

void EventsPlayTest::showsTheNewest()
{
    fill("orders", 1, 300);
    auto running = play(base());
    QTRY_COMPARE(running->progress().handled, std::uint64_t(300));
    const auto newest = running->progress().newest;
    QCOMPARE(newest.size(), std::size_t(200));
    QCOMPARE(newest.front().offset, std::int64_t(299));
    QCOMPARE(newest.back().offset, std::int64_t(100));
}

void EventsPlayTest::tellsTrouble()
{
    auto running = play(base());
    QTRY_VERIFY(!running->progress().members.empty() && !running->progress().members[0].partitions.empty());
    m_cluster->members().away(Error{ErrorKind::Unreachable, "No broker can be reached.", {}, -187, true});
    QTRY_VERIFY(running->progress().trouble);
    QVERIFY(running->progress().running);
    m_cluster->members().away(std::nullopt);
    QTRY_VERIFY(!running->progress().trouble);
}

void EventsPlayTest::doesNotJoinOthers()
{
    FakeGroup& group = m_cluster->addGroup("play");
    group.description.members.push_back({"id-1", "payment-service", "/10.0.0.7", {}, {{"orders", 0}}});
    const auto refused = PlayConsumer::start(m_cluster, base(), false, {}, soon());
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::AlreadyExists);
    QVERIFY(QByteArray::fromStdString(refused.error().message).contains("payment-service"));
    group.description.members[0].clientId = "weir-play-3";
    QVERIFY(PlayConsumer::start(m_cluster, base(), false, {}, soon()));
}

void EventsPlayTest::refuses_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<int>("kind");
    QTest::newRow("bad options") << 0 << int(ErrorKind::InvalidInput);
    QTest::newRow("read-only") << 1 << int(ErrorKind::NotAuthorized);
    QTest::newRow("a missing topic") << 2 << int(ErrorKind::NotFound);
    QTest::newRow("a group it may not see") << 3 << int(ErrorKind::NotAuthorized);
}

void EventsPlayTest::refuses()
{
    QFETCH(int, what);
    QFETCH(int, kind);
    auto options = base();
    if (what == 0)
        options.members = 0;
    if (what == 1)
        m_cluster->setReadOnly(true);
    if (what == 2)
        options.topics = {"ordres"};
    if (what == 3)
        m_cluster->failSubject(Op::DescribeGroups, "play", Error{ErrorKind::NotAuthorized, "No right.", {}, 30, false});
    const auto refused = PlayConsumer::start(m_cluster, options, false, {}, soon());
    QVERIFY(!refused);
    QCOMPARE(int(refused.error().kind), kind);
    if (what == 3) // a person may say that it is all right
        QVERIFY(PlayConsumer::start(m_cluster, options, true, {}, soon()));
}

QTEST_GUILESS_MAIN(EventsPlayTest)
#include "events_play_test.moc"
