// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/dead_letter_topics.h"
#include "core/events/plain_failure.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

Headers failedIn(const std::string& topic) { return {{"dlq-original-topic", topic}, {"dlq-exception-class", "E"}}; }

void fill(FakeCluster& cluster, const std::string& topic, int count, const Headers& headers, TimestampMs time = 1000)
{
    for (int i = 0; i < count; ++i)
        cluster.append(topic, 0, {}, "v", headers, time + i);
}

const DeadLetterTopic* find(const Result<Partial<Discovery>>& answer, const std::string& name)
{
    for (const DeadLetterTopic& topic : answer->values.topics)
        if (topic.name == name)
            return &topic;
    return nullptr;
}

DiscoveryWishes sampling(std::size_t topics)
{
    DiscoveryWishes wishes;
    wishes.sampledTopics = topics;
    return wishes;
}

ConfigEntry entry(const char* name, const char* value) { return {name, value, false, false, false, "topic"}; }

const Error denied{ErrorKind::NotAuthorized, "Not permitted.", {}, 29, false};

} // namespace

class DeadlettersDiscoveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byName();
    void byHeaders();
    void whatIsPutBackIsNoDeadLetter();
    void byOwnHeaders();
    void byConfiguration();
    void aPersonsWordWins();
    void countsWhatItDidNotLookAt();
    void suspiciousNamesFirst();
    void originsByCount();
    void inflow_data();
    void inflow();
    void ageAndRetention_data();
    void ageAndRetention();
    void fewRequests();
    void saysWhatFailed();
    void lateRecords();
    void stops();
};

void DeadlettersDiscoveryTest::byName()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    cluster.addTopic("orders.dlq", 2);
    cluster.addTopic("orders-retry-1000", 1);
    cluster.addTopic("__internal.dlq").internal = true;
    fill(cluster, "orders.dlq", 3, {});
    const auto answer = discoverDeadLetters(cluster, {}, Call{});
    QVERIFY(answer.has_value() && answer->complete());
    QCOMPARE(answer->values.topics.size(), std::size_t{2});
    QCOMPARE(answer->values.topicsNotSampled, std::size_t{1}); // orders
    const DeadLetterTopic& retry = answer->values.topics[0];
    QCOMPARE(retry.name, "orders-retry-1000"s);
    QCOMPARE(retry.kind, DeadLetterKind::Retry);
    QCOMPARE(retry.records, std::optional<std::int64_t>(0));
    QCOMPARE(retry.oldest, std::optional<TimestampMs>());
    const DeadLetterTopic& dead = answer->values.topics[1];
    QCOMPARE(dead.name, "orders.dlq"s);
    QCOMPARE(dead.sign, DeadLetterSign::Name);
    QCOMPARE(dead.partitions, 2);
    QCOMPARE(dead.records, std::optional<std::int64_t>(3));
    QCOMPARE(dead.origin, std::optional("orders"s));
    QVERIFY(dead.origins.empty());
    QCOMPARE(dead.endSum, std::int64_t{3});
    QVERIFY(dead.looked > 0);
}

void DeadlettersDiscoveryTest::byHeaders()
{
    FakeCluster cluster;
    cluster.addTopic("orders");
    cluster.addTopic("graveyard");
    cluster.addTopic("again");
    cluster.addTopic("mostly-business");
    fill(cluster, "orders", 20, {{"trace", "x"}, {"source_topic", "y"}});
    fill(cluster, "graveyard", 20, failedIn("orders"), 5000);
    fill(cluster, "again", 3, {{"delayed-retry-topic", "orders"}, {"delayed-retry-count", "1"}});
    fill(cluster, "mostly-business", 6, {});
    fill(cluster, "mostly-business", 2, failedIn("orders"));
    const auto answer = discoverDeadLetters(cluster, sampling(10), Call{});
    QVERIFY(answer.has_value() && answer->complete());
    QCOMPARE(answer->values.topics.size(), std::size_t{2});
    QCOMPARE(answer->values.topicsNotSampled, std::size_t{0});
    const DeadLetterTopic* dead = find(answer, "graveyard");
    QVERIFY(dead != nullptr);
    QCOMPARE(dead->sign, DeadLetterSign::FailureHeaders);
    QCOMPARE(dead->kind, DeadLetterKind::DeadLetter);
    QCOMPARE(dead->origins, std::vector{"orders"s});
    QCOMPARE(dead->origin, std::optional("orders"s));
    QCOMPARE(dead->records, std::optional<std::int64_t>(20));
    QCOMPARE(dead->oldest, std::optional<TimestampMs>(5000));
    QCOMPARE(find(answer, "again")->kind, DeadLetterKind::Retry);
}

void DeadlettersDiscoveryTest::whatIsPutBackIsNoDeadLetter()
{
    FakeCluster cluster;
    cluster.addTopic("orders");
    fill(cluster, "orders", 5, failedIn("orders"));
    const auto answer = discoverDeadLetters(cluster, sampling(10), Call{});
    QVERIFY(answer->values.topics.empty());
}

void DeadlettersDiscoveryTest::byOwnHeaders()
{
    FakeCluster cluster;
    cluster.addTopic("lost-and-found");
    fill(cluster, "lost-and-found", 5, {{"came-from", "orders"}});
    auto wishes = sampling(10);
    QVERIFY(discoverDeadLetters(cluster, wishes, Call{})->values.topics.empty());
    wishes.conventions = {{"ours", {{"came-from", FailureField::OriginTopic, HeaderEncoding::Text}}, {}}};
    const auto answer = discoverDeadLetters(cluster, wishes, Call{});
    QCOMPARE(answer->values.topics.size(), std::size_t{1});
    QCOMPARE(answer->values.topics[0].origins, std::vector{"orders"s});
}

void DeadlettersDiscoveryTest::byConfiguration()
{
    FakeCluster cluster;
    cluster.addTopic("misc").configs = {entry("errors.deadletterqueue.group.enable", "TRUE")};
    cluster.addTopic("dlq.orders").configs = {entry("errors.deadletterqueue.group.enable", "true")};
    cluster.addTopic("off").configs = {entry("errors.deadletterqueue.group.enable", "false")};
    cluster.addTopic("spoken").configs = {entry("errors.deadletterqueue.group.enable", "true")};
    fill(cluster, "misc", 1, {}, 77);
    auto wishes = sampling(10);
    wishes.words["spoken"] = TopicWord::Neither;
    const auto answer = discoverDeadLetters(cluster, wishes, Call{});
    QCOMPARE(answer->values.topics.size(), std::size_t{2});
    QCOMPARE(find(answer, "misc")->sign, DeadLetterSign::Configuration);
    QCOMPARE(find(answer, "misc")->oldest, std::optional<TimestampMs>(77));
    QCOMPARE(find(answer, "dlq.orders")->sign, DeadLetterSign::Configuration);
    // Not asked about: nobody wanted to look into it.
    QVERIFY(find(discoverDeadLetters(cluster, sampling(0), Call{}), "misc") == nullptr);
}

void DeadlettersDiscoveryTest::aPersonsWordWins()
{
    FakeCluster cluster;
    for (const char* topic : {"a.dlq", "b.dlq", "c", "d"})
        cluster.addTopic(topic);
    cluster.addTopic("__e").internal = true;
    fill(cluster, "c", 3, failedIn("orders"));
    DiscoveryWishes wishes = sampling(10);
    wishes.words = {{"a.dlq", TopicWord::Neither}, {"b.dlq", TopicWord::Retries}, {"c", TopicWord::Neither},
                    {"d", TopicWord::DeadLetters}, {"__e", TopicWord::DeadLetters}, {"gone", TopicWord::DeadLetters}};
    const auto answer = discoverDeadLetters(cluster, wishes, Call{});
    QVERIFY(answer->complete());
    QCOMPARE(answer->values.topics.size(), std::size_t{3});
    QCOMPARE(find(answer, "b.dlq")->kind, DeadLetterKind::Retry);
    QCOMPARE(find(answer, "b.dlq")->sign, DeadLetterSign::Word);
    QCOMPARE(find(answer, "d")->sign, DeadLetterSign::Word);
    QVERIFY(find(answer, "__e") != nullptr);
}

void DeadlettersDiscoveryTest::countsWhatItDidNotLookAt()
{
    FakeCluster cluster;
    for (int i = 0; i < 30; ++i)
        cluster.addTopic("topic" + std::to_string(i));
    QCOMPARE(discoverDeadLetters(cluster, sampling(10), Call{})->values.topicsNotSampled, std::size_t{20});
    QCOMPARE(discoverDeadLetters(cluster, sampling(0), Call{})->values.topicsNotSampled, std::size_t{30});
    QCOMPARE(discoverDeadLetters(cluster, sampling(99), Call{})->values.topicsNotSampled, std::size_t{0});
    cluster.append("topic3", 0, {}, "v");
    cluster.failSubject(Op::Read, "topic3-0", denied);
    const auto answer = discoverDeadLetters(cluster, sampling(99), Call{});
    QCOMPARE(answer->values.topicsNotSampled, std::size_t{1});
    QVERIFY(answer->complete()); // nobody knows whether it is of interest
}

void DeadlettersDiscoveryTest::suspiciousNamesFirst()
{
    FakeCluster cluster;
    for (int i = 0; i < 30; ++i)
        cluster.addTopic("topic" + std::to_string(i));
    cluster.addTopic("zz-Rejected-orders");
    fill(cluster, "zz-Rejected-orders", 3, failedIn("orders"));
    QVERIFY(find(discoverDeadLetters(cluster, sampling(1), Call{}), "zz-Rejected-orders") != nullptr);
}

void DeadlettersDiscoveryTest::originsByCount()
{
    FakeCluster cluster;
    cluster.addTopic("payments");
    cluster.addTopic("payments.dlq");
    fill(cluster, "payments.dlq", 50, failedIn("old"));
    fill(cluster, "payments.dlq", 3, failedIn("b"));
    fill(cluster, "payments.dlq", 2, failedIn("payments.dlq"));
    fill(cluster, "payments.dlq", 3, failedIn("a"));
    const auto answer = discoverDeadLetters(cluster, {}, Call{});
    const DeadLetterTopic& topic = answer->values.topics.at(0);
    QCOMPARE(topic.origins, (std::vector{"a"s, "b"s})); // of the newest
    QCOMPARE(topic.origin, std::optional("a"s));
}

void DeadlettersDiscoveryTest::inflow_data()
{
    QTest::addColumn<qint64>("endBefore"); // -1: not known then
    QTest::addColumn<qint64>("secondsAgo");
    QTest::addColumn<double>("inflow"); // -1: not told
    QTest::newRow("twelve in two minutes") << qint64{88} << qint64{120} << 6.0;
    QTest::newRow("none") << qint64{100} << qint64{60} << 0.0;
    QTest::newRow("made anew") << qint64{1000} << qint64{60} << -1.0;
    QTest::newRow("in the future") << qint64{50} << qint64{-60} << -1.0;
    QTest::newRow("not known then") << qint64{-1} << qint64{60} << -1.0;
}

void DeadlettersDiscoveryTest::inflow()
{
    QFETCH(qint64, endBefore);
    QFETCH(qint64, secondsAgo);
    QFETCH(double, inflow);
    FakeCluster cluster;
    cluster.addTopic("orders.dlq");
    fill(cluster, "orders.dlq", 100, {});
    cluster.deleteBefore("orders.dlq", 0, 95); // retention takes nothing from the inflow
    const auto first = discoverDeadLetters(cluster, {}, Call{});
    QCOMPARE(first->values.topics[0].inflow, std::optional<double>());
    DiscoveryWishes wishes;
    wishes.before = first->values.topics;
    DeadLetterTopic& before = wishes.before[0];
    before.endSum = endBefore;
    before.looked = nowMs() - secondsAgo * 1000;
    if (endBefore < 0)
        before.records = std::nullopt;
    const auto answer = discoverDeadLetters(cluster, wishes, Call{});
    const auto measured = answer->values.topics[0].inflow;
    if (inflow < 0) {
        QVERIFY(!measured);
    } else {
        QVERIFY(measured && *measured <= inflow);
        QVERIFY2(*measured >= inflow * 0.7, qPrintable(QString::number(*measured)));
    }
}

void DeadlettersDiscoveryTest::ageAndRetention_data()
{
    QTest::addColumn<QByteArray>("policy");
    QTest::addColumn<QByteArray>("retention");
    QTest::addColumn<qint64>("expected"); // -2: not known
    QTest::newRow("a week") << QByteArray("delete") << QByteArray("604800000") << qint64{604'800'000};
    QTest::newRow("for ever") << QByteArray("delete") << QByteArray("-1") << qint64{-1};
    QTest::newRow("compacted") << QByteArray("compact") << QByteArray("604800000") << qint64{-1};
    QTest::newRow("both") << QByteArray("compact,delete") << QByteArray("5") << qint64{5};
    QTest::newRow("no number") << QByteArray("delete") << QByteArray("5 days") << qint64{-2};
}

void DeadlettersDiscoveryTest::ageAndRetention()
{
    QFETCH(QByteArray, policy);
    QFETCH(QByteArray, retention);
    QFETCH(qint64, expected);
    FakeCluster cluster;
    cluster.addTopic("orders.dlq", 3).configs = {entry("cleanup.policy", policy.constData()),
                                                 entry("retention.ms", retention.constData())};
    cluster.append("orders.dlq", 0, {}, "v", {}, 9000);
    cluster.append("orders.dlq", 1, {}, "v", {}, 10);
    cluster.append("orders.dlq", 1, {}, "v", {}, 400);
    cluster.append("orders.dlq", 1, {}, "v", {}, 300);
    cluster.deleteBefore("orders.dlq", 1, 1);
    const auto answer = discoverDeadLetters(cluster, {}, Call{});
    const DeadLetterTopic& topic = answer->values.topics[0];
    QCOMPARE(topic.oldest, std::optional<TimestampMs>(400));
    QCOMPARE(topic.retentionMs.value_or(-2), expected);

    cluster.damage("orders.dlq", 0, 0, 1); // an older one may be in there
    const auto half = discoverDeadLetters(cluster, {}, Call{});
    QCOMPARE(half->values.topics[0].oldest, std::optional<TimestampMs>());
    QCOMPARE(half->failures.size(), std::size_t{1});
    QCOMPARE(half->failures[0].subject, "orders.dlq-0"s);
}

void DeadlettersDiscoveryTest::fewRequests()
{
    FakeCluster cluster;
    for (int i = 0; i < 2000; ++i)
        cluster.addTopic("topic" + std::to_string(i), 3);
    for (int i = 0; i < 20; ++i) {
        cluster.addTopic("topic" + std::to_string(i) + ".dlq", 3);
        fill(cluster, "topic" + std::to_string(i) + ".dlq", 20, failedIn("topic" + std::to_string(i)));
    }
    const auto answer = discoverDeadLetters(cluster, sampling(50), Call{});
    QVERIFY(answer->complete());
    QCOMPARE(answer->values.topics.size(), std::size_t{20});
    QCOMPARE(cluster.calls(Op::Metadata), 1);
    QCOMPARE(cluster.calls(Op::Configs), 1);
    QCOMPARE(cluster.calls(Op::Offsets), 2);
    QCOMPARE(cluster.calls(Op::Read), 2); // the newest, and the first ones
}

void DeadlettersDiscoveryTest::saysWhatFailed()
{
    FakeCluster cluster;
    cluster.addTopic("a.dlq", 2);
    cluster.addTopic("b.dlq");
    fill(cluster, "a.dlq", 3, failedIn("a"));
    fill(cluster, "b.dlq", 3, failedIn("b"));
    cluster.failSubject(Op::Offsets, "a.dlq-1", denied);
    cluster.failSubject(Op::Configs, "b.dlq", denied);
    cluster.failSubject(Op::Read, "b.dlq-0", denied);
    const auto answer = discoverDeadLetters(cluster, {}, Call{});
    QVERIFY(answer.has_value());
    std::vector<std::string> subjects;
    for (const Failure& failure : answer->failures) {
        subjects.push_back(failure.subject);
        QCOMPARE(failure.error, denied);
    }
    QCOMPARE(subjects, (std::vector{"a.dlq-1"s, "b.dlq"s, "b.dlq-0"s}));
    const DeadLetterTopic* half = find(answer, "a.dlq");
    QCOMPARE(half->records, std::optional<std::int64_t>());
    QCOMPARE(half->oldest, std::optional<TimestampMs>()); // the other partition's may be older
    QCOMPARE(half->origins, std::vector{"a"s});
    QCOMPARE(half->looked, TimestampMs{0});
    QCOMPARE(find(answer, "b.dlq")->origin, std::optional<std::string>());
    QCOMPARE(answer->values.topicsNotSampled, std::size_t{1});

    cluster.fail(Op::Metadata, denied);
    QCOMPARE(discoverDeadLetters(cluster, {}, Call{}).error(), denied);
}

/// What time does not suffice for is missing and counted; what was learnt before stays.
void DeadlettersDiscoveryTest::lateRecords()
{
    FakeCluster cluster;
    cluster.addTopic("orders");
    cluster.addTopic("orders.dlq");
    fill(cluster, "orders.dlq", 3, failedIn("orders"));
    cluster.delay(Op::Read, 10s);
    const auto answer = discoverDeadLetters(cluster, sampling(5), Call::within(300ms));
    QVERIFY(answer.has_value());
    QCOMPARE(answer->values.topics.size(), std::size_t{1});
    QCOMPARE(answer->values.topics[0].records, std::optional<std::int64_t>(3));
    QCOMPARE(answer->values.topics[0].origin, std::optional("orders"s)); // by its name
    QVERIFY(answer->values.topicsNotSampled >= 1);
}

void DeadlettersDiscoveryTest::stops()
{
    FakeCluster cluster;
    cluster.addTopic("orders.dlq");
    fill(cluster, "orders.dlq", 3, failedIn("orders"));
    std::stop_source source;
    source.request_stop();
    const auto answer = discoverDeadLetters(cluster, {}, Call::within(10s, source.get_token()));
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
}

QTEST_APPLESS_MAIN(DeadlettersDiscoveryTest)
#include "deadletters_discovery_test.moc"
