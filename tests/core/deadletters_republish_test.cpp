// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/plain_convention.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_headers.h"
#include "core/deadletters/republish.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

#include <set>

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
    void digestTellsContentsApart();
    void replayIdIsStable();
    void choosesHeaders_data();
    void choosesHeaders();
    void countsReplays_data();
    void countsReplays();
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

void DeadlettersRepublishTest::digestTellsContentsApart()
{
    QCOMPARE(recordDigest(Record{}).size(), std::size_t{64});
    const auto record = [](OptionalBytes key, OptionalBytes value, Headers headers) {
        Record r;
        r.key = std::move(key);
        r.value = std::move(value);
        r.headers = std::move(headers);
        return r;
    };
    const std::vector<Record> different{
        record({}, {}, {}),
        record("", {}, {}),
        record({}, "", {}),
        record("", "", {}),
        record("ab", "c", {}),
        record("a", "bc", {}),
        record("a", "b", {{"c", ""}}),
        record("a", "b", {{"c", {}}}),
        record("a", "b", {{"", "c"}}),
        record("a", "b", {{"c", ""}, {"c", ""}}),
        record("a", "b", {{"c", "1"}, {"d", "2"}}),
        record("a", "b", {{"d", "2"}, {"c", "1"}}),
        record("a", "b\0"s, {}),
    };
    std::set<std::string> digests;
    for (const Record& r : different)
        QVERIFY(digests.insert(recordDigest(r)).second);
    // Place and time are no content.
    Record moved = different[4];
    moved.topic = "elsewhere";
    moved.offset = 5;
    moved.timestamp = 9;
    QCOMPARE(recordDigest(moved), recordDigest(different[4]));
    // SHA-256 of two NULL markers (16 bytes 0xff), as sha256sum prints it.
    QCOMPARE(recordDigest(different[0]), "5ac6a5945f16500911219129984ba8b387a06f24fe383ce4e81a73294065461b"s);
}

void DeadlettersRepublishTest::replayIdIsStable()
{
    const std::string id = replayId("cluster", {"orders.dlq", 3}, 77);
    QCOMPARE(id.size(), std::size_t{32});
    QCOMPARE(replayId("cluster", {"orders.dlq", 3}, 77), id);
    for (const std::string& other : {replayId("cluster2", {"orders.dlq", 3}, 77), replayId("cluster", {"orders.dl", 3}, 77),
                                     replayId("cluster", {"orders.dlq", 4}, 77), replayId("cluster", {"orders.dlq", 3}, 78),
                                     replayId("", {"clusterorders.dlq", 3}, 77)})
        QVERIFY(other != id);
}

void DeadlettersRepublishTest::choosesHeaders_data()
{
    QTest::addColumn<int>("choice");
    QTest::addColumn<bool>("add");
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QString>("fates"); // k, r, a in order
    const auto row = [](const char* name, HeaderChoice choice, bool add, const char* sent, const char* fates) {
        QTest::newRow(name) << static_cast<int>(choice) << add << QString(sent) << QString(fates);
    };
    using enum HeaderChoice;
    row("remove failure", RemoveFailure, true, "trace,trace,weir-replay-id,weir-replay-count,weir-replay-source",
        "krrrkraaa");
    // With the replay headers switched off, those of an earlier replay stay: they carry the count.
    row("remove failure, add nothing", RemoveFailure, false, "trace,weir-replay-id,trace", "krkrkr");
    row("keep all", KeepAll, true,
        "trace,dlq-attempts,kafka_dlt-original-topic,trace,weir-replay-id,weir-replay-count,weir-replay-source",
        "kkrkkraaa");
    row("keep all, add nothing", KeepAll, false, "trace,dlq-attempts,weir-replay-id,kafka_dlt-original-topic,trace",
        "kkkkkr");
    row("remove all", RemoveAll, true, "weir-replay-id,weir-replay-count,weir-replay-source", "rrrrrraaa");
    row("remove all, add nothing", RemoveAll, false, "", "rrrrrr");
}

void DeadlettersRepublishTest::choosesHeaders()
{
    QFETCH(int, choice);
    QFETCH(bool, add);
    QFETCH(QString, sent);
    QFETCH(QString, fates);
    const Headers headers{{"trace", "1"},
                          {"dlq-attempts", "3"},
                          {"weir-replay-id", "old"},
                          {"kafka_dlt-original-topic", "orders"},
                          {"trace", std::nullopt},
                          {"springDeserializerExceptionValue", "\xac\xed"}};
    RepublishOptions options;
    options.headers = static_cast<HeaderChoice>(choice);
    options.addWeirHeaders = add;
    const ReplayHeaders result = decideReplayHeaders(headers, options, "id", "source");
    QStringList names;
    for (const Header& header : result.sent())
        names << QString::fromStdString(header.name);
    QString read;
    for (const HeaderDecision& decision : result.decisions) {
        read += decision.fate == HeaderFate::Kept ? 'k' : decision.fate == HeaderFate::Removed ? 'r' : 'a';
        QCOMPARE(decision.reason.empty(), decision.fate == HeaderFate::Kept);
    }
    QCOMPARE(names.join(','), sent);
    QCOMPARE(read, fates);
    for (std::size_t i = 0; i < headers.size(); ++i)
        QCOMPARE(result.decisions[i].header, headers[i]);
}

void DeadlettersRepublishTest::countsReplays_data()
{
    QTest::addColumn<QByteArray>("before"); // "-": NULL
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("unreadable");
    QTest::newRow("first") << QByteArray("0") << QByteArray("1") << false;
    QTest::newRow("again") << QByteArray("41") << QByteArray("42") << false;
    QTest::newRow("largest") << QByteArray("999999999") << QByteArray("1000000000") << false;
    QTest::newRow("too large") << QByteArray("9223372036854775807") << QByteArray("1") << true;
    QTest::newRow("negative") << QByteArray("-1") << QByteArray("1") << true;
    QTest::newRow("binary") << QByteArray(4, '\0') << QByteArray("1") << true;
    QTest::newRow("words") << QByteArray("many") << QByteArray("1") << true;
    QTest::newRow("empty") << QByteArray("") << QByteArray("1") << true;
    QTest::newRow("NULL") << QByteArray("-") << QByteArray("1") << true;
}

void DeadlettersRepublishTest::countsReplays()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(bool, unreadable);
    const OptionalBytes value = before == "-" ? OptionalBytes() : OptionalBytes(before.toStdString());
    const ReplayHeaders result = decideReplayHeaders({{"weir-replay-count", value}}, {}, "id", "s");
    QCOMPARE(result.countUnreadable, unreadable);
    QCOMPARE(result.sent().at(1), (Header{"weir-replay-count", after.toStdString()}));
}

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
    row("illegal name", "a b", "", "orders.dlq", "!invalid_input");
    row("dots", "..", "", "orders.dlq", "!invalid_input");
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
