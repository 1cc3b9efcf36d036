// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan says about each dead letter, and about its targets.
#include "tests/core/plan_stand.h"

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;
using enum ReplayVerdict;

class DeadlettersPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plansByteForByte();
    void plansATarget_data();
    void plansATarget();
    void warns_data();
    void warns();
    void judges_data();
    void judges();
    void cannotAsk();
    void readsInSlices();
    void damageIsNamed();
    void theLogMovesMeanwhile();
    void stopsWhenAsked();
};

void DeadlettersPlanTest::plansByteForByte()
{
    FakeCluster cluster;
    fill(cluster);
    const Record letter = recordAt(cluster, at(0));
    const ReplayPlan plan = planOf(cluster, {{at(0)}, {}});
    QVERIFY2(planSentences(plan).empty(), allSentences(plan));
    QCOMPARE(plan.ready(), 1);
    QCOMPARE(plan.cluster, "fake"s);
    QCOMPARE(plan.targets.size(), std::size_t{1});
    QCOMPARE(plan.targets[0].topic, "orders"s);
    QCOMPARE(plan.targets[0].partitions, 3);
    QCOMPARE(plan.targets[0].ready, 1);
    QVERIFY(!plan.targets[0].fromHeaders);
    const ReplayItem& item = plan.items.at(0);
    QCOMPARE(item.targetPartition, 2);
    QCOMPARE(item.hash, recordHash(letter));
    QCOMPARE(plan.placeOf(item), at(0));

    const auto record = prepareReplay(plan, item, letter);
    QVERIFY(record.has_value());
    QCOMPARE(record->topic, "orders"s);
    QCOMPARE(record->partition, std::optional<std::int32_t>(2));
    QCOMPARE(record->key, letter.key);
    QCOMPARE(record->value, letter.value);
    QVERIFY(!record->timestamp);
    QCOMPARE(record->headers.size(), std::size_t{8});
    for (std::size_t i = 0; i < 4; ++i)
        QCOMPARE(record->headers[i], letter.headers[i]);
    QCOMPARE(record->headers[4], (Header{"weir-replay-id", replayId("fake", {"orders.dlq", 0}, 0)}));
    QCOMPARE(record->headers[5], (Header{"weir-replay-job", plan.job}));
    QCOMPARE(record->headers[6], (Header{"weir-replay-count", "1"}));
    QCOMPARE(record->headers[7], (Header{"weir-replay-source", "orders.dlq-0@0"}));
    // The same again, whenever: from the journal's plan too, which has neither samples nor summary.
    ReplayPlan kept = plan;
    kept.samples.clear();
    kept.headers.clear();
    const auto again = prepareReplay(kept, item, letter);
    QCOMPARE(again->headers, record->headers);
    QCOMPARE(plan.samples.size(), std::size_t{1});
    QCOMPARE(plan.samples[0].before, letter);
    QCOMPARE(plan.samples[0].after.headers, record->headers);
    ReplayItem foreign = item;
    foreign.target = 5;
    QVERIFY(!prepareReplay(plan, foreign, letter).has_value());
}

void DeadlettersPlanTest::plansATarget_data()
{
    QTest::addColumn<QByteArray>("origin"); // of the headers; "" for none
    QTest::addColumn<QByteArray>("target"); // of the options; "" for none
    QTest::addColumn<QByteArray>("letterTopic");
    QTest::addColumn<QByteArray>("expected"); // topic, or "!verdict"
    const auto row = [](const char* name, const char* origin, const char* target, const char* letter, const char* expected) {
        QTest::newRow(name) << QByteArray(origin) << QByteArray(target) << QByteArray(letter) << QByteArray(expected);
    };
    row("origin", "orders", "", "orders.dlq", "orders");
    row("another target", "orders", "other", "orders.dlq", "other");
    row("headers before names", "other", "", "orders.dlq", "other");
    row("name only", "", "", "orders.dlq", "orders");
    row("nothing tells", "", "", "lost.dlq", "!no_origin");
    row("target where nothing tells", "", "other", "lost.dlq", "other");
    row("itself", "orders.dlq", "", "orders.dlq", "!target_forbidden");
    row("itself by choice", "orders", "orders.dlq", "orders.dlq", "!target_forbidden");
    row("another dead-letter topic", "orders", "lost.dlq", "orders.dlq", "lost.dlq");
    row("origin deleted", "vanished", "", "orders.dlq", "!target_missing");
    row("target mistyped", "orders", "ordes", "orders.dlq", "!target_missing");
    row("origin hidden", "secret", "", "orders.dlq", "!not_authorized");
    row("target hidden", "orders", "secret", "orders.dlq", "!not_authorized");
    row("forged: internal", "__consumer_offsets", "", "orders.dlq", "!target_forbidden");
    row("forged: looks internal", "__mine", "", "orders.dlq", "!target_forbidden");
    row("internal by choice", "orders", "__consumer_offsets", "orders.dlq", "!target_forbidden");
    row("internal by its flag", "hidden_state", "", "orders.dlq", "!target_forbidden");
    // What is no topic name names nothing; the topic's own name is left.
    row("forged: no topic name", "a b", "", "orders.dlq", "orders");
    row("forged: a path", "../../etc", "", "orders.dlq", "orders");
    row("forged: dots", "..", "", "orders.dlq", "orders");
    row("forged: dots, no name either", "..", "", "lost.dlq", "!no_origin");
}

void DeadlettersPlanTest::plansATarget()
{
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, letterTopic);
    QFETCH(QByteArray, expected);
    FakeCluster cluster;
    cluster.addTopic("orders", 3);
    for (const char* name : {"other", "lost.dlq", "orders.dlq", "__mine"})
        cluster.addTopic(name, 1);
    cluster.addTopic("__consumer_offsets", 1).internal = true;
    cluster.addTopic("hidden_state", 1).internal = true;
    cluster.failSubject(Op::Topic, "secret", Error{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false});
    cluster.append(letterTopic.toStdString(), 0, "k", "v",
                   origin.isEmpty() ? Headers{{"trace", "1"}} : failureOf(origin.toStdString(), 0, 1));
    ReplayOptions options;
    if (!target.isEmpty())
        options.target = target.toStdString();
    const ReplayPlan plan = planOf(cluster, {{at(0, letterTopic.toStdString())}, {}}, options);
    const ReplayItem& item = plan.items.at(0);
    if (expected.startsWith('!')) {
        QCOMPARE("!" + std::string(verdictCode(item.verdict)), expected.toStdString());
        QCOMPARE(plan.ready(), 0);
        QVERIFY(!planSentences(plan).empty());
    } else {
        QCOMPARE(std::string(verdictCode(item.verdict)), "ready"s);
        QCOMPARE(plan.targets.at(item.target).topic, expected.toStdString());
        QCOMPARE(plan.targets.at(item.target).fromHeaders, origin == "other" && target.isEmpty());
    }
}

void DeadlettersPlanTest::warns_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("words");
    for (const auto& [what, words] : {std::pair{"compacted", "is compacted"},
                                      {"delete and compact", "is compacted"},
                                      {"no configuration", "could not be read"},
                                      {"partition gone", "has no partition 9"},
                                      {"partition unknown", "does not tell the original partition"},
                                      {"no key", "no key and get"},
                                      {"no value", "deletion of the key"},
                                      {"name only", "only what the name"},
                                      {"disagree", "make sure which one is right"},
                                      {"again", "1 record was put back before and failed again, 2 times (for example orders.dlq-0@1)."},
                                      {"odd count", "weir-replay-count that is no number"},
                                      {"undecodable", "could not be read"},
                                      {"several systems", "headers of Kafka Connect too"},
                                      {"target is a dead-letter topic", "looks like a dead-letter topic"},
                                      {"target is a retry topic", "looks like a retry topic"},
                                      {"no headers", "come back again and again"},
                                      {"read only", "for reading only"}})
        QTest::newRow(what) << QByteArray(what) << QByteArray(words);
}

void DeadlettersPlanTest::warns()
{
    QFETCH(QByteArray, what);
    QFETCH(QByteArray, words);
    FakeCluster cluster;
    fill(cluster);
    FakeTopic& orders = cluster.addTopic("orders", 3);
    for (const char* name : {"payments", "payments.dlq", "payments-retry"})
        cluster.addTopic(name, 1);
    Record letter = recordAt(cluster, at(0));
    ReplayOptions options;
    // Each row spoils one thing of a plan that has no warning otherwise (plansByteForByte).
    if (what == "compacted")
        orders.configs = {{"cleanup.policy", "compact", false, false, false, "topic"}};
    else if (what == "delete and compact")
        orders.configs = {{"cleanup.policy", "compact,delete", false, false, false, "topic"}};
    else if (what == "no configuration")
        cluster.fail(Op::Configs, Error{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false});
    else if (what == "partition gone")
        letter.headers = failureOf("orders", 9, 1);
    else if (what == "partition unknown")
        letter.headers = {{"dlq-original-topic", "orders"}};
    else if (what == "no key") {
        letter.key.reset();
        options.partition = ReplayPartition::ByKey;
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
    else if (what == "no headers")
        options.addWeirHeaders = false;
    else if (what == "read only")
        cluster.setReadOnly(true);
    const auto offset = cluster.append("orders.dlq", 0, letter.key, letter.value, letter.headers);
    const ReplayPlan plan = planOf(cluster, {{at(offset), at(0)}, {}}, options);
    QVERIFY2(allSentences(plan).contains(what == "no key" ? QByteArray("has no key and get") : words) ||
                 allSentences(plan).contains(words), allSentences(plan));
    QCOMPARE(plan.items.at(1).verdict, Ready);
    if (what.startsWith("partition") || what == "no key")
        QCOMPARE(plan.items.at(1).targetPartition, -1);
}

void DeadlettersPlanTest::judges_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("verdict");
    for (const auto& [what, verdict] : {std::pair{"gone by retention", "gone"},
                                        {"gone by compaction", "gone"},
                                        {"beyond the end", "gone"},
                                        {"topic deleted", "gone"},
                                        {"partition fails", "unreadable"},
                                        {"offsets fail", "unreadable"},
                                        {"put back as often as allowed", "cycle_limit"},
                                        {"put back, no limit", "ready"},
                                        {"one byte too large", "too_large"},
                                        {"just fits", "ready"},
                                        {"edit does not fit", "edit_failed"},
                                        {"data missing", "ready"}}) // no share group: a tombstone
        QTest::newRow(what) << QByteArray(what) << QByteArray(verdict);
}

void DeadlettersPlanTest::judges()
{
    QFETCH(QByteArray, what);
    QFETCH(QByteArray, verdict);
    FakeCluster cluster;
    fill(cluster);
    LetterSelection selection{{at(0)}, {}};
    ReplayOptions options;
    options.addWeirHeaders = false;
    const auto limit = [&](const char* bytes) {
        cluster.addTopic("orders", 3).configs.push_back({"max.message.bytes", bytes, false, false, false, "topic"});
        options.headers = HeaderPolicy::RemoveAll;
    };
    if (what == "gone by retention") {
        cluster.append("orders.dlq", 0, "k", "v");
        cluster.deleteBefore("orders.dlq", 0, 1);
    } else if (what == "gone by compaction") {
        cluster.gap("orders.dlq", 0, 3);
        cluster.append("orders.dlq", 0, "k", "v");
        selection = {{at(2)}, {}};
    } else if (what == "beyond the end") {
        selection = {{at(1)}, {}};
    } else if (what == "topic deleted") {
        QVERIFY(cluster.deleteTopic("orders.dlq", Call{}).has_value());
    } else if (what == "partition fails") {
        cluster.failSubject(Op::Read, "orders.dlq-0", Error{ErrorKind::Broker, "No leader.", {}, 5, true});
    } else if (what == "offsets fail") {
        cluster.failSubject(Op::Offsets, "orders.dlq-0", Error{ErrorKind::Broker, "No leader.", {}, 5, true});
    } else if (what.startsWith("put back")) {
        selection = {{at(cluster.append("orders.dlq", 0, "k", "v",
                                        joined(failureOf("orders", 0, 1), {{"weir-replay-count", "3"}})))},
                     {}};
        if (what == "put back, no limit")
            options.mostReplays = 0;
    } else if (what == "one byte too large") {
        limit("83"); // 61 of the batch, 1 + 3 of the record, 1 + 2 key, 1 + 14 value, 1 for no headers: 84
    } else if (what == "just fits") {
        limit("84");
    } else if (what == "edit does not fit") {
        options.edit.operations = {*parseFieldOperation("set value.a = 1")};
    } else if (what == "data missing") {
        selection = {{at(cluster.append("orders.dlq", 0, {}, {}, failureOf("orders", 0, 1)))}, {}};
    }
    const ReplayPlan plan = planOf(cluster, selection, options);
    QCOMPARE(verdictsOf(plan), std::vector<std::string>{verdict.toStdString()});
    QCOMPARE(plan.samples.size(), std::size_t(verdict == "ready" ? 1 : 0));
    QVERIFY(verdict == "ready" || !planSentences(plan).empty());
}

void DeadlettersPlanTest::cannotAsk()
{
    FakeCluster cluster;
    fill(cluster);
    QCOMPARE(tryPlan(cluster, {}).error().kind, ErrorKind::InvalidInput);
    QCOMPARE(tryPlan(cluster, {{at(0)}, "file"}).error().kind, ErrorKind::InvalidInput);
    ReplayOptions options;
    options.batch = 0;
    QCOMPARE(tryPlan(cluster, {{at(0)}, {}}, options).error().kind, ErrorKind::InvalidInput);
    cluster.fail(Op::Metadata, Error{ErrorKind::Unreachable, "Nobody answers.", {}, -195, true});
    QCOMPARE(tryPlan(cluster, {{at(0)}, {}}).error().kind, ErrorKind::Unreachable);
}

void DeadlettersPlanTest::readsInSlices()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 3);
    cluster.addTopic("orders.dlq", 2);
    LetterSelection selection;
    for (int i = 0; i < 20'000; ++i) {
        const std::int64_t offset = cluster.append("orders.dlq", i % 2, "k", "v", failureOf("orders", i % 3, i));
        if (i % 7 != 0)
            selection.places.push_back(at(offset, "orders.dlq", i % 2));
    }
    std::ranges::reverse(selection.places);
    selection.places.push_back(selection.places.front()); // chosen twice is sent once
    const int before = cluster.calls(Op::Read);
    std::int64_t told = 0;
    const auto plan = planReplay(cluster, cluster, selection, {}, nullptr, [&](std::int64_t count) { told = count; }, Call{});
    QVERIFY(plan.has_value());
    QCOMPARE(plan->ready(), static_cast<std::int64_t>(selection.places.size() - 1));
    QCOMPARE(told, plan->ready());
    QVERIFY2(cluster.calls(Op::Read) - before <= 12, QByteArray::number(cluster.calls(Op::Read) - before));
    QVERIFY(std::ranges::is_sorted(plan->items, {}, [](const ReplayItem& item) {
        return std::pair(item.letterPartition, item.letterOffset);
    }));
    for (const ReplayItem& item : plan->items)
        QCOMPARE(item.targetPartition, static_cast<int>((item.letterOffset * 2 + item.letterPartition) % 3));
}

void DeadlettersPlanTest::damageIsNamed()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.addTopic("orders.dlq", 1);
    for (int i = 0; i < 300; ++i)
        cluster.append("orders.dlq", 0, "k", "v", failureOf("orders", 0, i));
    cluster.damage("orders.dlq", 0, 100, 137);
    cluster.damage("orders.dlq", 0, 200, 201);
    cluster.damage("orders.dlq", 0, 290, 300);
    const ReplayPlan plan = planOf(cluster, firstLetters(300));
    for (const ReplayItem& item : plan.items) {
        const auto offset = item.letterOffset;
        const bool damaged = (offset >= 100 && offset < 137) || offset == 200 || offset >= 290;
        QCOMPARE(item.verdict, damaged ? Unreadable : Ready);
    }
    // A damaged batch that holds nothing that was chosen harms nobody.
    const ReplayPlan around = planOf(cluster, {{at(99), at(137), at(199), at(201)}, {}});
    QCOMPARE(around.ready(), 4);
}

void DeadlettersPlanTest::theLogMovesMeanwhile()
{
    // Retention comes between the look at the bounds and the read; a transaction holds the last three offsets.
    class MovingCluster : public FakeCluster
    {
    public:
        Partial<std::map<TopicPartition, ReadProgress>> read(const std::vector<ReadRange>& ranges, const RecordSink& sink,
                                                             const Call& call) override
        {
            if (std::exchange(m_first, false))
                deleteBefore("orders.dlq", 0, 4);
            return FakeCluster::read(ranges, sink, call);
        }
        Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point, const Call& call) override
        {
            auto answer = FakeCluster::offsets(partitions, point, call);
            if (point == OffsetPoint::LastStable)
                for (auto& [partition, offset] : answer.values)
                    offset -= 3;
            return answer;
        }

    private:
        bool m_first = true;
    };
    MovingCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.addTopic("orders.dlq", 1);
    for (int i = 0; i < 10; ++i)
        cluster.append("orders.dlq", 0, "k", "v", failureOf("orders", 0, i));
    auto selection = firstLetters(11);
    selection.places.push_back(at(0, "none.dlq"));
    const ReplayPlan plan = planOf(cluster, selection);
    QCOMPARE(verdictsOf(plan), (std::vector<std::string>{"gone", "gone", "gone", "gone", "gone", "ready", "ready", "ready",
                                                         "unreadable", "unreadable", "unreadable", "gone"}));
}

void DeadlettersPlanTest::stopsWhenAsked()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.addTopic("orders.dlq", 1);
    for (int i = 0; i < 5'000; ++i)
        cluster.append("orders.dlq", 0, "k", "v", failureOf("orders", 0, i));
    std::stop_source stop;
    const auto plan = planReplay(cluster, cluster, firstLetters(5'000), {}, nullptr,
                                 [&](std::int64_t) { stop.request_stop(); }, {Deadline::never(), stop.get_token()});
    QVERIFY(!plan.has_value());
    QCOMPARE(plan.error().kind, ErrorKind::Cancelled);
    const auto late = planReplay(cluster, cluster, firstLetters(5'000), {}, nullptr, {}, Call::within(std::chrono::milliseconds(0)));
    QVERIFY(!late.has_value());
}

QTEST_APPLESS_MAIN(DeadlettersPlanTest)
#include "deadletters_plan_test.moc"
