// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/plain_convention.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/republish.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;

namespace {

Headers failureOf(const std::string& topic, std::int32_t partition, std::int64_t offset)
{
    PlainFailure failure;
    failure.origin = {topic, partition};
    failure.originOffset = offset;
    failure.exceptionClass = "ValueError";
    return plainFailureHeaders(failure);
}

/// orders (3 partitions), orders.dlq, and one dead letter in orders.dlq-0@0 with ugly bytes.
void fill(FakeCluster& cluster)
{
    cluster.addTopic("orders", 3);
    cluster.addTopic("orders.dlq", 1);
    Headers headers{{"trace", "t1"}, {"trace", ""}, {"trace", std::nullopt}, {"", "\xff\0"s}};
    for (Header& header : failureOf("orders", 2, 77))
        headers.push_back(std::move(header));
    cluster.append("orders.dlq", 0, "k\0"s, "\xff{\"a\": 1.10}\r\n"s, headers);
}

Record letterIn(FakeCluster& cluster, const std::string& topic = "orders.dlq", std::int64_t offset = 0)
{
    Record letter;
    (void)cluster.read({{{topic, 0}, offset, offset + 1}}, [&](const RecordView& view) {
        letter = view.toRecord();
        return SinkAnswer::Stop;
    }, Call{});
    return letter;
}

bool hasWarning(const RepublishPlan& plan, const char* words)
{
    return std::ranges::any_of(plan.warnings, [&](const std::string& warning) {
        return warning.find(words) != std::string::npos;
    });
}

QByteArray allWarnings(const RepublishPlan& plan)
{
    QByteArray all;
    for (const std::string& warning : plan.warnings)
        all += QByteArray::fromStdString(warning) + '\n';
    return all;
}

} // namespace

class DeadlettersRepublishTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plansByteForByte();
    void plansATarget_data();
    void plansATarget();
    void warns_data();
    void warns();
    void theShareGroupsRecordIsElsewhere();
    void neverSendsJavaObjects();
    void republishes();
    void refusesWhatChanged();
    void refusesWhatIsGone();
    void refusesWithoutSending();
};

void DeadlettersRepublishTest::plansByteForByte()
{
    FakeCluster cluster;
    fill(cluster);
    const Record letter = letterIn(cluster);
    const auto plan = planRepublish(cluster, letter, {}, Call{});
    QVERIFY(plan.has_value());
    QVERIFY2(plan->warnings.empty(), allWarnings(*plan));
    QVERIFY((plan->source == TopicPartition{"orders.dlq", 0}));
    QCOMPARE(plan->sourceOffset, 0);
    QCOMPARE(plan->record.topic, "orders"s);
    QCOMPARE(plan->record.partition, std::optional<std::int32_t>(2));
    QCOMPARE(plan->record.key, letter.key);
    QCOMPARE(plan->record.value, letter.value);
    QVERIFY(!plan->record.timestamp);
    QCOMPARE(plan->record.headers.size(), std::size_t{7});
    for (std::size_t i = 0; i < 4; ++i)
        QCOMPARE(plan->record.headers[i], letter.headers[i]);
    QCOMPARE(plan->record.headers[4], (Header{"weir-replay-id", replayId("fake", {"orders.dlq", 0}, 0)}));
    QCOMPARE(plan->record.headers[5], (Header{"weir-replay-count", "1"}));
    QCOMPARE(plan->record.headers[6], (Header{"weir-replay-source", "orders.dlq-0@0"}));
    QVERIFY(cluster.produced().empty());
    QCOMPARE(cluster.calls(Op::Produce), 0);
}

void DeadlettersRepublishTest::plansATarget_data()
{
    QTest::addColumn<QByteArray>("origin"); // of the headers; "" for none
    QTest::addColumn<QByteArray>("target"); // of the options; "" for none
    QTest::addColumn<QByteArray>("letterTopic");
    QTest::addColumn<QByteArray>("expected"); // topic, or "!kind"
    const auto row = [](const char* name, const char* origin, const char* target, const char* letter, const char* expected) {
        QTest::newRow(name) << QByteArray(origin) << QByteArray(target) << QByteArray(letter) << QByteArray(expected);
    };
    row("origin", "orders", "", "orders.dlq", "orders");
    row("another target", "orders", "other", "orders.dlq", "other");
    row("headers before names", "other", "", "orders.dlq", "other");
    row("name only", "", "", "orders.dlq", "orders");
    row("nothing tells", "", "", "lost.dlq", "!invalid_input");
    row("target where nothing tells", "", "other", "lost.dlq", "other");
    row("itself", "orders.dlq", "", "orders.dlq", "!invalid_input");
    row("itself by choice", "orders", "orders.dlq", "orders.dlq", "!invalid_input");
    row("origin deleted", "vanished", "", "orders.dlq", "!not_found");
    row("target mistyped", "orders", "ordes", "orders.dlq", "!not_found");
    row("forged: internal", "__consumer_offsets", "", "orders.dlq", "!invalid_input");
    row("forged: looks internal", "__mine", "", "orders.dlq", "!invalid_input");
    row("internal by choice", "orders", "__consumer_offsets", "orders.dlq", "!invalid_input");
    row("illegal name", "a b", "", "orders.dlq", "orders");
    row("dots", "..", "", "orders.dlq", "orders");
    row("empty target", "orders", "-", "orders.dlq", "!not_found");
}

void DeadlettersRepublishTest::plansATarget()
{
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, letterTopic);
    QFETCH(QByteArray, expected);
    FakeCluster cluster;
    fill(cluster);
    for (const char* name : {"other", "lost.dlq", "__mine"})
        cluster.addTopic(name, 1);
    cluster.addTopic("__consumer_offsets", 1).internal = true;
    Record letter = letterIn(cluster);
    letter.topic = letterTopic.toStdString();
    letter.headers = {{"trace", "1"}};
    if (!origin.isEmpty())
        letter.headers = failureOf(origin.toStdString(), 0, 1);
    RepublishOptions options;
    if (!target.isEmpty())
        options.target = target.toStdString();
    const auto plan = planRepublish(cluster, letter, options, Call{});
    if (expected.startsWith('!')) {
        QVERIFY(!plan.has_value());
        QCOMPARE("!" + std::string(errorKindName(plan.error().kind)), expected.toStdString());
        QVERIFY(plan.error().message.ends_with('.'));
    } else {
        QVERIFY(plan.has_value());
        QCOMPARE(plan->record.topic, expected.toStdString());
    }
}

void DeadlettersRepublishTest::warns_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("words");
    for (const auto& [what, words] : {std::pair{"compacted", "is compacted"},
                                      {"delete and compact", "is compacted"},
                                      {"no configuration", "could not be read"},
                                      {"too big", "max.message.bytes"},
                                      {"partition gone", "has no partition 9"},
                                      {"partition unknown", "original partition is not known"},
                                      {"no key", "a random"},
                                      {"no value", "deletion of the key"},
                                      {"name only", "only what the name"},
                                      {"disagree", "make sure which one is right"},
                                      {"again", "put back 2 times before"},
                                      {"odd count", "weir-replay-count is no number"},
                                      {"undecodable", "could not be read"},
                                      {"several systems", "headers of Kafka Connect too"},
                                      {"target is a dead-letter topic", "looks like a dead-letter topic"},
                                      {"target is a retry topic", "looks like a retry topic"}})
        QTest::newRow(what) << QByteArray(what) << QByteArray(words);
}

void DeadlettersRepublishTest::warns()
{
    QFETCH(QByteArray, what);
    QFETCH(QByteArray, words);
    FakeCluster cluster;
    fill(cluster);
    FakeTopic& orders = cluster.addTopic("orders", 3);
    cluster.addTopic("payments", 1);
    cluster.addTopic("payments.dlq", 1);
    cluster.addTopic("payments-retry", 1);
    Record letter = letterIn(cluster);
    RepublishOptions options;
    // Each row spoils one thing of a plan that has no warning otherwise (plansByteForByte).
    if (what == "compacted")
        orders.configs = {{"cleanup.policy", "compact", false, false, false, "topic"}};
    else if (what == "delete and compact")
        orders.configs = {{"cleanup.policy", "compact,delete", false, false, false, "topic"}};
    else if (what == "no configuration")
        cluster.fail(Op::Configs, Error{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false});
    else if (what == "too big")
        orders.configs.push_back({"max.message.bytes", "150", false, false, false, "topic"});
    else if (what == "partition gone")
        letter.headers = failureOf("orders", 9, 1);
    else if (what == "partition unknown")
        letter.headers = {{"dlq-original-topic", "orders"}};
    else if (what == "no key") {
        letter.key.reset();
        options.partition = PartitionChoice::ByKey;
    } else if (what == "no value")
        letter.value.reset();
    else if (what == "name only")
        letter.headers.clear();
    else if (what == "disagree")
        letter.headers = failureOf("payments", 0, 1);
    else if (what == "again")
        letter.headers.push_back({"weir-replay-count", "2"});
    else if (what == "odd count")
        letter.headers.push_back({"weir-replay-count", "x"});
    else if (what == "undecodable")
        letter.headers.insert(letter.headers.begin(), {"dlq-original-offset", "x"});
    else if (what == "several systems")
        letter.headers = {{"__streams.errors.topic", "orders"}, {"__connect.errors.topic", "orders"}};
    else if (what == "target is a dead-letter topic")
        options.target = "payments.dlq";
    else if (what == "target is a retry topic")
        options.target = "payments-retry";
    const auto plan = planRepublish(cluster, letter, options, Call{});
    QVERIFY(plan.has_value());
    QVERIFY2(hasWarning(*plan, words.constData()), allWarnings(*plan));
    if (what.startsWith("partition") || what == "no key")
        QVERIFY(!plan->record.partition);
}

void DeadlettersRepublishTest::theShareGroupsRecordIsElsewhere()
{
    FakeCluster cluster;
    fill(cluster);
    Record letter = letterIn(cluster);
    letter.key.reset();
    letter.value.reset();
    letter.headers = {{"__dlq.errors.topic", "orders"}, {"__dlq.errors.partition", "2"}, {"__dlq.errors.offset", "44"}};
    const auto plan = planRepublish(cluster, letter, {}, Call{});
    QVERIFY(plan.has_value());
    QVERIFY(hasWarning(*plan, "tombstone"));
    QVERIFY(hasWarning(*plan, "orders-2@44"));
    QVERIFY(!plan->record.value);
}

void DeadlettersRepublishTest::neverSendsJavaObjects()
{
    FakeCluster cluster;
    fill(cluster);
    Record letter = letterIn(cluster);
    letter.headers.push_back({"springDeserializerExceptionKey", "\xac\xed\0\5"s});
    RepublishOptions options;
    options.headers = HeaderChoice::KeepAll;
    const auto plan = planRepublish(cluster, letter, options, Call{});
    QVERIFY(plan.has_value());
    for (const Header& header : plan->record.headers)
        QVERIFY(!header.name.starts_with("springDeserializer"));
    // All others stay, order and repeats too.
    QCOMPARE(plan->record.headers.size(), letter.headers.size() - 1 + 3);
}

void DeadlettersRepublishTest::republishes()
{
    FakeCluster cluster;
    fill(cluster);
    const auto plan = planRepublish(cluster, letterIn(cluster), {}, Call{});
    QVERIFY(plan.has_value());
    const auto sent = republish(cluster, *plan, Call{});
    QVERIFY(sent.has_value());
    QCOMPARE(sent->partition, 2);
    QCOMPARE(cluster.produced().size(), std::size_t{1});
    const OutgoingRecord record = cluster.produced()[0];
    QCOMPARE(record.topic, "orders"s);
    QCOMPARE(record.key, OptionalBytes("k\0"s));
    QCOMPARE(record.value, OptionalBytes("\xff{\"a\": 1.10}\r\n"s));
    QCOMPARE(record.headers, plan->record.headers);
    QCOMPARE(letterIn(cluster).offset, 0); // it stays where it is
}

void DeadlettersRepublishTest::refusesWhatChanged()
{
    FakeCluster cluster;
    fill(cluster);
    const auto plan = planRepublish(cluster, letterIn(cluster), {}, Call{});
    QVERIFY(plan.has_value());
    QVERIFY(cluster.deleteTopic("orders.dlq", Call{}).has_value());
    cluster.addTopic("orders.dlq", 1);
    cluster.append("orders.dlq", 0, "k\0"s, "another", {});
    const auto sent = republish(cluster, *plan, Call{});
    QVERIFY(!sent.has_value());
    QCOMPARE(sent.error().kind, ErrorKind::InvalidInput);
    QVERIFY(cluster.produced().empty());
}

void DeadlettersRepublishTest::refusesWhatIsGone()
{
    FakeCluster cluster;
    fill(cluster);
    cluster.append("orders.dlq", 0, "k", "v");
    const auto plan = planRepublish(cluster, letterIn(cluster), {}, Call{});
    QVERIFY(plan.has_value());
    cluster.deleteBefore("orders.dlq", 0, 1);
    const auto expired = republish(cluster, *plan, Call{});
    QVERIFY(!expired.has_value());
    QCOMPARE(expired.error().kind, ErrorKind::NotFound);
    QVERIFY(cluster.deleteTopic("orders.dlq", Call{}).has_value());
    const auto deleted = republish(cluster, *plan, Call{});
    QVERIFY(!deleted.has_value());
    QCOMPARE(deleted.error().kind, ErrorKind::NotFound);
    QVERIFY(cluster.produced().empty());
}

void DeadlettersRepublishTest::refusesWithoutSending()
{
    FakeCluster cluster;
    fill(cluster);
    const auto plan = planRepublish(cluster, letterIn(cluster), {}, Call{});
    QVERIFY(plan.has_value());

    cluster.setReadOnly(true);
    QCOMPARE(republish(cluster, *plan, Call{}).error().kind, ErrorKind::NotAuthorized);
    cluster.setReadOnly(false);

    // Not readable is not gone: the reason must not be changed into "gone".
    const Error denied{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false};
    cluster.fail(Op::Read, denied);
    QCOMPARE(republish(cluster, *plan, Call{}).error().kind, ErrorKind::NotAuthorized);
    cluster.fail(Op::Read, std::nullopt);

    QVERIFY(cluster.deleteTopic("orders", Call{}).has_value());
    QCOMPARE(republish(cluster, *plan, Call{}).error().kind, ErrorKind::NotFound);
    QVERIFY(cluster.produced().empty());

    cluster.addTopic("orders", 2); // made again, smaller: partition 2 is gone
    QCOMPARE(republish(cluster, *plan, Call{}).error().kind, ErrorKind::InvalidInput);
    QVERIFY(cluster.produced().empty());
}

QTEST_APPLESS_MAIN(DeadlettersRepublishTest)
#include "deadletters_republish_test.moc"
