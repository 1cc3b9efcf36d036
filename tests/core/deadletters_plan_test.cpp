// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/plain_convention.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_journal.h"
#include "core/deadletters/replay_plan.h"
#include "core/deadletters/source_record.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;
using enum ReplayVerdict;

namespace {

Headers failureOf(const std::string& topic, std::int32_t partition, std::int64_t offset)
{
    PlainFailure failure;
    failure.origin = {topic, partition};
    failure.originOffset = offset;
    failure.exceptionClass = "ValueError";
    return plainFailureHeaders(failure);
}

Headers joined(Headers first, const Headers& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// orders (3 partitions), orders.dlq, and one dead letter in orders.dlq-0@0 with ugly bytes.
void fill(FakeCluster& cluster)
{
    cluster.addTopic("orders", 3);
    cluster.addTopic("orders.dlq", 1);
    cluster.append("orders.dlq", 0, "k\0"s, "\xff{\"a\": 1.10}\r\n"s,
                   joined({{"trace", "t1"}, {"trace", ""}, {"trace", std::nullopt}, {"", "\xff\0"s}}, failureOf("orders", 2, 77)));
}

LetterPlace at(std::int64_t offset, const std::string& topic = "orders.dlq", std::int32_t partition = 0)
{
    return {{topic, partition}, offset};
}

LetterSelection all(const FakeCluster&, std::int64_t count, const std::string& topic = "orders.dlq")
{
    LetterSelection selection;
    for (std::int64_t offset = 0; offset < count; ++offset)
        selection.places.push_back(at(offset, topic));
    return selection;
}

Result<ReplayPlan> tryPlan(FakeCluster& cluster, const LetterSelection& selection, const ReplayOptions& options = {})
{
    return planReplay(cluster, cluster, selection, options, nullptr, {}, Call{});
}

ReplayPlan planOf(FakeCluster& cluster, const LetterSelection& selection, const ReplayOptions& options = {})
{
    auto plan = tryPlan(cluster, selection, options);
    if (!plan)
        qFatal("%s", plan.error().message.c_str());
    // Whatever is planned, nothing is sent, and every item is counted once.
    if (!cluster.produced().empty() || cluster.calls(Op::Produce) > 0)
        qFatal("something was sent");
    std::int64_t sum = 0;
    for (const std::int64_t count : plan->counts)
        sum += count;
    if (sum != static_cast<std::int64_t>(plan->items.size()))
        qFatal("the counts do not add up");
    return std::move(*plan);
}

QByteArray allSentences(const ReplayPlan& plan)
{
    QByteArray text;
    for (const std::string& sentence : planSentences(plan))
        text += QByteArray::fromStdString(sentence) + '\n';
    return text;
}

std::vector<std::string> verdictsOf(const ReplayPlan& plan)
{
    std::vector<std::string> verdicts;
    for (const ReplayItem& item : plan.items)
        verdicts.emplace_back(verdictCode(item.verdict));
    return verdicts;
}

Record recordAt(FakeCluster& cluster, const LetterPlace& place)
{
    Record letter;
    (void)cluster.read({{place.partition, place.offset, place.offset + 1}}, [&](const RecordView& view) {
        letter = view.toRecord();
        return SinkAnswer::Stop;
    }, Call{});
    return letter;
}

} // namespace

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
    void limitsTheNumber();
    void ordersByOrigin();
    void choosesPartitions();
    void anotherCluster();
    void edits();
    void summarisesHeaders();
    void dataOfShareGroups();
    void alreadyReplayed();
    void ownConventions();
    void samplesEveryTarget();
    void optionsAreChecked_data();
    void optionsAreChecked();
    void optionsAreKept();
    void wordsAreComplete();
    void jobsHaveNames();
    void stopsWhenAsked();
    void aMillion();
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
    row("forged: no topic name", "a b", "", "orders.dlq", "!target_forbidden");
    row("forged: a path", "../../etc", "", "orders.dlq", "!target_forbidden");
    row("forged: dots", "..", "", "orders.dlq", "!target_forbidden");
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
    const ReplayPlan plan = planOf(cluster, all(cluster, 300));
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
    auto selection = all(cluster, 11);
    selection.places.push_back(at(0, "none.dlq"));
    const ReplayPlan plan = planOf(cluster, selection);
    QCOMPARE(verdictsOf(plan), (std::vector<std::string>{"gone", "gone", "gone", "gone", "gone", "ready", "ready", "ready",
                                                         "unreadable", "unreadable", "unreadable", "gone"}));
}

void DeadlettersPlanTest::limitsTheNumber()
{
    FakeCluster cluster;
    fill(cluster);
    for (int i = 0; i < 9; ++i)
        cluster.append("orders.dlq", 0, "k", "v", i == 3 ? failureOf("vanished", 0, i) : failureOf("orders", 0, i));
    ReplayOptions options;
    options.most = 5;
    const ReplayPlan plan = planOf(cluster, all(cluster, 10), options);
    QCOMPARE(verdictsOf(plan), (std::vector<std::string>{"ready", "ready", "ready", "ready", "target_missing", "ready",
                                                         "over_limit", "over_limit", "over_limit", "over_limit"}));
    QCOMPARE(plan.ready(), 5);
    QCOMPARE(plan.targets[0].ready, 5);
}

void DeadlettersPlanTest::ordersByOrigin()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    cluster.addTopic("orders.dlq", 2);
    LetterSelection selection;
    const auto add = [&](std::int32_t partition, Headers headers) {
        selection.places.push_back(
            at(cluster.append("orders.dlq", partition, "k", "v", std::move(headers)), "orders.dlq", partition));
    };
    add(0, failureOf("orders", 1, 30)); // 0@0
    add(0, failureOf("orders", 0, 20)); // 0@1
    add(0, {});                         // 0@2, origin by name only
    add(0, failureOf("orders", 0, 10)); // 0@3
    add(1, failureOf("orders", 0, 15)); // 1@0
    add(1, failureOf("orders", 0, 15)); // 1@1, failed twice
    add(1, failureOf("orders", 1, 5));  // 1@2
    const auto shown = [](const ReplayPlan& plan) {
        std::string text;
        for (const ReplayItem& item : plan.items)
            text += (text.empty() ? "" : " ") + std::to_string(item.letterPartition) + "@" + std::to_string(item.letterOffset);
        return text;
    };
    QCOMPARE(shown(planOf(cluster, selection)), "0@0 0@1 0@2 0@3 1@0 1@1 1@2"s);
    ReplayOptions options;
    options.order = ReplayOrder::ByOrigin;
    const ReplayPlan plan = planOf(cluster, selection, options);
    QCOMPARE(plan.ready(), 7);
    // Per target partition as they stood in the origin; unknown ones last.
    std::map<std::int32_t, std::vector<std::string>> byTarget;
    for (const ReplayItem& item : plan.items)
        byTarget[item.targetPartition].push_back(std::to_string(item.letterPartition) + "@" + std::to_string(item.letterOffset));
    QCOMPARE(byTarget[0], (std::vector<std::string>{"0@3", "1@0", "1@1", "0@1"}));
    QCOMPARE(byTarget[1], (std::vector<std::string>{"1@2", "0@0"}));
    QCOMPARE(plan.items.back().letterOffset, 2);
    // Hashes stay with their items.
    for (const ReplayItem& item : plan.items)
        QCOMPARE(item.hash, recordHash(recordAt(cluster, plan.placeOf(item))));
}

void DeadlettersPlanTest::choosesPartitions()
{
    FakeCluster cluster;
    fill(cluster);
    cluster.addTopic("small", 2);
    ReplayOptions options;
    options.target = "small";
    QCOMPARE(planOf(cluster, {{at(0)}, {}}, options).items[0].targetPartition, -1);
    options.target = "orders";
    QCOMPARE(planOf(cluster, {{at(0)}, {}}, options).items[0].targetPartition, 2);
    options.partition = ReplayPartition::ByKey;
    const ReplayPlan plan = planOf(cluster, {{at(0)}, {}}, options);
    QCOMPARE(plan.items[0].targetPartition, -1);
    QVERIFY(!prepareReplay(plan, plan.items[0], recordAt(cluster, at(0)))->partition);
}

void DeadlettersPlanTest::anotherCluster()
{
    FakeCluster letters;
    fill(letters);
    // Two connections to one cluster are one cluster.
    FakeCluster twin;
    twin.addTopic("orders.dlq", 1);
    ReplayOptions options;
    options.target = "orders.dlq";
    auto plan = planReplay(letters, twin, {{at(0)}, {}}, options, nullptr, {}, Call{});
    QVERIFY(plan.has_value());
    QCOMPARE(verdictsOf(*plan), std::vector<std::string>{"target_forbidden"});
    // What is missing there is missing, whatever stands here.
    options.target.reset();
    plan = planReplay(letters, twin, {{at(0)}, {}}, options, nullptr, {}, Call{});
    QCOMPARE(verdictsOf(*plan), std::vector<std::string>{"target_missing"});
    twin.addTopic("orders", 1);
    plan = planReplay(letters, twin, {{at(0)}, {}}, options, nullptr, {}, Call{});
    QCOMPARE(verdictsOf(*plan), std::vector<std::string>{"ready"});
    QCOMPARE(plan->items[0].targetPartition, -1); // it has one partition only
    twin.fail(Op::Metadata, Error{ErrorKind::Unreachable, "Nobody answers.", {}, -195, true});
    QCOMPARE(planReplay(letters, twin, {{at(0)}, {}}, options, nullptr, {}, Call{}).error().kind, ErrorKind::Unreachable);
    QVERIFY(letters.produced().empty() && twin.produced().empty());
}

void DeadlettersPlanTest::edits()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.addTopic("orders.dlq", 1);
    for (const char* value : {R"({"a": 1.10})", R"({"a": 2, "x": 3})", "no json"})
        cluster.append("orders.dlq", 0, "k", value, failureOf("orders", 0, 1));
    ReplayOptions options;
    options.edit.operations = {*parseFieldOperation("set value.a = 7"), *parseFieldOperation("remove header[\"dlq-attempts\"]")};
    options.edits[at(1)].value = OptionalBytes(R"({"b":1})");
    options.edits[at(9)].value = OptionalBytes("of nobody");
    const ReplayPlan plan = planOf(cluster, all(cluster, 3), options);
    QCOMPARE(verdictsOf(plan), (std::vector<std::string>{"ready", "ready", "edit_failed"}));
    QVERIFY2(allSentences(plan).contains("The edit does not fit 1 record: value.a cannot be changed: The text is not JSON"),
             allSentences(plan));
    const auto first = prepareReplay(plan, plan.items[0], recordAt(cluster, at(0)));
    const auto second = prepareReplay(plan, plan.items[1], recordAt(cluster, at(1)));
    QCOMPARE(first->value, OptionalBytes(R"({"a": 7})"));
    QCOMPARE(second->value, OptionalBytes(R"({"b":1,"a":7})"));
    QVERIFY(!prepareReplay(plan, plan.items[2], recordAt(cluster, at(2))).has_value());
    // An edited record is another one; the same edit of it is the same again.
    const auto idOf = [](const OutgoingRecord& record) {
        return *std::ranges::find(record.headers, "weir-replay-id"s, &Header::name)->value;
    };
    const std::string plain = replayId("fake", {"orders.dlq", 0}, 0);
    QCOMPARE(idOf(*first), replayId("fake", {"orders.dlq", 0}, 0, editHash(options.edit)));
    QVERIFY(idOf(*first) != plain);
    QVERIFY(idOf(*second) != replayId("fake", {"orders.dlq", 0}, 1, editHash(options.edit)));
    QVERIFY(idOf(*second) != replayId("fake", {"orders.dlq", 0}, 1, editHash(options.edits[at(1)])));
    const ReplayPlan again = planOf(cluster, all(cluster, 3), options);
    QCOMPARE(idOf(*prepareReplay(again, again.items[1], recordAt(cluster, at(1)))), idOf(*second));
    QVERIFY(again.job != plan.job);
}

void DeadlettersPlanTest::summarisesHeaders()
{
    FakeCluster cluster;
    fill(cluster);
    cluster.append("orders.dlq", 0, "k", "v", joined({{"trace", "2"}}, failureOf("vanished", 0, 1))); // not sent, not counted
    cluster.append("orders.dlq", 0, "k", "v", joined({{"id", "2"}}, failureOf("orders", 0, 1)));
    const ReplayPlan plan = planOf(cluster, all(cluster, 3));
    QCOMPARE(plan.ready(), 2);
    std::map<std::string, std::string> fates;
    for (const HeaderSummary& header : plan.headers) {
        fates[header.name] = (header.fate == HeaderSummary::Fate::Kept      ? "kept "
                              : header.fate == HeaderSummary::Fate::Removed ? "removed "
                                                                            : "added ") +
                             std::to_string(header.records);
        QCOMPARE(header.reason.empty(), header.fate == HeaderSummary::Fate::Kept);
    }
    const std::map<std::string, std::string> expected{
        {"trace", "kept 1"}, {"", "kept 1"}, {"id", "kept 1"}, {"dlq-original-topic", "removed 2"},
        {"dlq-original-partition", "removed 2"}, {"dlq-original-offset", "removed 2"}, {"dlq-exception-class", "removed 2"},
        {"weir-replay-id", "added 2"}, {"weir-replay-job", "added 2"}, {"weir-replay-count", "added 2"},
        {"weir-replay-source", "added 2"}};
    QCOMPARE(fates, expected);
}

void DeadlettersPlanTest::dataOfShareGroups()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 3);
    cluster.addTopic("dlq.orders", 1);
    cluster.append("orders", 2, "key", "the record", {{"trace", "1"}, {"weir-replay-count", "1"}});
    const auto letter = [&](std::int64_t source) {
        return cluster.append("dlq.orders", 0, {}, {},
                              {{"__dlq.errors.topic", "orders"}, {"__dlq.errors.partition", "2"},
                               {"__dlq.errors.offset", std::to_string(source)}});
    };
    letter(0);
    letter(5); // never was, or is gone
    letter(0); // a second group gave it up too
    const auto probe = recordAt(cluster, at(0, "dlq.orders"));
    if (!lacksData(probe, readFailure(probe.headers)))
        QSKIP("letters without data are not recognised yet");
    const ReplayPlan plan = planOf(cluster, all(cluster, 3, "dlq.orders"));
    QCOMPARE(verdictsOf(plan), (std::vector<std::string>{"ready", "data_missing", "ready"}));
    QVERIFY2(allSentences(plan).contains("2 dead letters have no data"), allSentences(plan));
    QVERIFY(plan.samples.at(0).fromSource);
    const OutgoingRecord& sent = plan.samples.at(0).after;
    QCOMPARE(sent.key, OptionalBytes("key"));
    QCOMPARE(sent.value, OptionalBytes("the record"));
    QCOMPARE(sent.partition, std::optional<std::int32_t>(2));
    QCOMPARE(sent.headers.front(), (Header{"trace", "1"}));
    QCOMPARE(sent.headers.at(3), (Header{"weir-replay-count", "2"}));
    // The loop guard sees what the source says.
    ReplayOptions options;
    options.mostReplays = 1;
    QCOMPARE(verdictsOf(planOf(cluster, {{at(0, "dlq.orders")}, {}}, options)), std::vector<std::string>{"cycle_limit"});
}

void DeadlettersPlanTest::alreadyReplayed()
{
    FakeCluster cluster;
    fill(cluster);
    for (int i = 1; i < 4; ++i)
        cluster.append("orders.dlq", 0, "k", "v", failureOf("orders", 0, i));
    auto journal = ReplayJournal::inMemory();
    if (!journal)
        QSKIP("there is no journal yet");
    const auto planned = [&](const ReplayOptions& options = {}) {
        return planReplay(cluster, cluster, all(cluster, 4), options, journal->get(), {}, Call{});
    };
    auto plan = planned();
    QVERIFY2(plan.has_value(), plan ? "" : plan.error().message.c_str());
    QCOMPARE(plan->ready(), 4);
    QVERIFY((*journal)->begin(*plan, "title", "profile").has_value());
    QVERIFY((*journal)->batchBegun(plan->job, {0, 0, 2, ReplayBatch::State::Begun, {}}).has_value());
    std::vector<ReplayResult> results(2);
    for (std::size_t i = 0; i < results.size(); ++i) {
        results[i].index = static_cast<std::int64_t>(i);
        results[i].letter = plan->placeOf(plan->items[i]);
        results[i].targetTopic = "orders";
        results[i].outcome = i == 0 ? ReplayOutcome::Committed : ReplayOutcome::Gone;
    }
    QVERIFY((*journal)->settled(plan->job, 0, ReplayBatch::State::Committed, results).has_value());
    const auto second = planned();
    QVERIFY(second.has_value());
    QCOMPARE(verdictsOf(*second).front(), "already_replayed"s);
    QCOMPARE(second->counts[static_cast<std::size_t>(AlreadyReplayed)], 1);
    ReplayOptions again;
    again.againIfReplayed = true;
    const auto third = planned(again);
    QCOMPARE(third->ready(), 4);
    QVERIFY2(allSentences(*third).contains("would be sent again, the job " + QByteArray::fromStdString(plan->job)),
             allSentences(*third));
}

void DeadlettersPlanTest::ownConventions()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 3);
    cluster.addTopic("bin", 1);
    cluster.append("bin", 0, "k", "v", {{"x-from", "orders"}, {"id", "1"}});
    ReplayOptions options;
    options.conventions = {{"mine", {{"x-from", FailureField::OriginTopic, HeaderEncoding::Text}}, {}}};
    const auto probe = recordAt(cluster, at(0, "bin"));
    if (!readFailure(probe.headers, options.conventions).originTopic)
        QSKIP("own conventions are not read yet");
    const ReplayPlan plan = planOf(cluster, {{at(0, "bin")}, {}}, options);
    QCOMPARE(verdictsOf(plan), std::vector<std::string>{"ready"});
    QVERIFY(plan.targets[0].fromHeaders);
    QCOMPARE(plan.samples.at(0).after.headers.front(), (Header{"id", "1"}));
}

void DeadlettersPlanTest::samplesEveryTarget()
{
    FakeCluster cluster;
    cluster.addTopic("orders.dlq", 1);
    for (int i = 0; i < 500; ++i)
        cluster.append("orders.dlq", 0, "k", std::to_string(i), failureOf("t" + std::to_string(i < 495 ? 0 : i % 5), 0, i));
    for (int i = 0; i < 5; ++i)
        cluster.addTopic("t" + std::to_string(i), 1);
    const ReplayPlan plan = planOf(cluster, all(cluster, 500));
    QCOMPARE(plan.ready(), 500);
    QCOMPARE(plan.targets.size(), std::size_t{5});
    std::set<std::string> topics;
    for (const ReplaySample& sample : plan.samples)
        topics.insert(sample.after.topic);
    QCOMPARE(topics.size(), std::size_t{5});
    QVERIFY(plan.samples.size() <= 24);
}

void DeadlettersPlanTest::optionsAreChecked_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("good");
    const auto row = [](const char* json, bool good) { QTest::newRow(json) << QByteArray(json) << good; };
    row("{}", true);
    row(R"({"batch":1})", true);
    row(R"({"batch":10000})", true);
    row(R"({"batch":0})", false);
    row(R"({"batch":10001})", false);
    row(R"({"most":-1})", false);
    row(R"({"canary":-1})", false);
    row(R"({"most_replays":-1})", false);
    row(R"({"most_failures":-1})", false);
    row(R"({"per_second":-0.1})", false);
    row(R"({"per_second":0.1})", true);
    row(R"({"most_returning":1})", true);
    row(R"({"most_returning":1.01})", false);
    row(R"({"target":""})", false);
    row(R"({"target":"a b"})", false);
    row(R"({"target":"orders"})", true);
    row(R"({"delivery":"at_least_once"})", true);
    row(R"({"delivery":"at_least_once","add_weir_headers":false})", false);
    row(R"({"add_weir_headers":false})", true);
    row(R"({"edit":{"operations":[{"op":"set","path":"value..a","to":"1"}]}})", false);
    row(R"({"edit":{"operations":[{"op":"set","path":"value.a","to":"x"}]}})", false);
    row(R"({"edits":[{"topic":"t","partition":0,"offset":1,"edit":{"operations":[{"op":"set","path":"size"}]}}]})", false);
}

void DeadlettersPlanTest::optionsAreChecked()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, good);
    const auto options = parseReplayOptions(json.toStdString());
    QVERIFY2(options.has_value(), options ? "" : options.error().message.c_str());
    const auto checked = checkOptions(*options);
    QCOMPARE(checked.has_value(), good);
    if (!good)
        QVERIFY(checked.error().message.ends_with('.'));
}

void DeadlettersPlanTest::optionsAreKept()
{
    ReplayOptions options;
    options.target = "other";
    options.headers = HeaderPolicy::RemoveAll;
    options.addWeirHeaders = false;
    options.partition = ReplayPartition::ByKey;
    options.order = ReplayOrder::ByOrigin;
    options.delivery = ReplayDelivery::AtLeastOnce;
    options.edit.operations = {*parseFieldOperation("set value.a = 12345678901234567890.10")};
    options.edits[at(3)].key = OptionalBytes("\xff\0"s);
    options.edits[at(9'007'199'254'740'993, "x", 2'147'483'647)].value = OptionalBytes();
    options.most = 9'007'199'254'740'993;
    options.mostReplays = 2'147'483'647;
    options.againIfReplayed = true;
    options.perSecond = 0.1;
    options.canary = 7;
    options.batch = 10'000;
    options.mostFailures = 0;
    options.mostReturning = 1.0 / 3;
    for (const ReplayOptions& one : {ReplayOptions(), options}) {
        const auto again = parseReplayOptions(toJson(one));
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QCOMPARE(toJson(*again), toJson(one));
        QCOMPARE(again->target, one.target);
        QCOMPARE(again->edit, one.edit);
        QCOMPARE(again->edits, one.edits);
        QCOMPARE(again->most, one.most);
        QCOMPARE(again->perSecond, one.perSecond);
        QCOMPARE(again->mostReturning, one.mostReturning);
        QCOMPARE(again->order, one.order);
        QCOMPARE(again->delivery, one.delivery);
    }
    for (const char* bad : {"", "[]", R"({"batch":"many"})", R"({"batch":1.5})", R"({"most":18446744073709551615})",
                            R"({"most_replays":2147483648})", R"({"headers":"none"})", R"({"order":1})", R"({"edits":{}})",
                            R"({"edits":[{}]})", R"({"target":1})", R"({"add_weir_headers":1})", R"({"per_second":"1"})",
                            R"({"edit":{"key":1}})", R"({"conventions":{}})"}) {
        const auto parsed = parseReplayOptions(bad);
        QVERIFY2(!parsed.has_value(), bad);
        QCOMPARE(parsed.error().kind, ErrorKind::InvalidInput);
    }
}

void DeadlettersPlanTest::wordsAreComplete()
{
    std::set<std::string_view> codes;
    for (std::size_t i = 0; i < replayVerdicts; ++i) {
        const auto verdict = static_cast<ReplayVerdict>(i);
        QVERIFY(codes.insert(verdictCode(verdict)).second);
        QVERIFY(!verdictText(verdict).empty());
        ReplayPlan plan;
        plan.counts[i] = 2;
        const auto sentences = planSentences(plan);
        QCOMPARE(sentences.size(), std::size_t(i == 0 ? 0 : 1));
        QVERIFY(sentences.empty() || (sentences[0].starts_with("2 ") && sentences[0].ends_with('.')));
    }
    QCOMPARE(verdictCode(OverLimit), std::string_view("over_limit"));
}

void DeadlettersPlanTest::jobsHaveNames()
{
    FakeCluster cluster;
    fill(cluster);
    std::set<std::string> names;
    for (int i = 0; i < 50; ++i) {
        const std::string job = planOf(cluster, {{at(0)}, {}}).job;
        QVERIFY2(names.insert(job).second, job.c_str());
        QCOMPARE(job.find_first_not_of("0123456789abcdef-"), std::string::npos);
        QCOMPARE(job.size(), std::size_t{24});
    }
}

void DeadlettersPlanTest::stopsWhenAsked()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.addTopic("orders.dlq", 1);
    for (int i = 0; i < 5'000; ++i)
        cluster.append("orders.dlq", 0, "k", "v", failureOf("orders", 0, i));
    std::stop_source stop;
    const auto plan = planReplay(cluster, cluster, all(cluster, 5'000), {}, nullptr,
                                 [&](std::int64_t) { stop.request_stop(); }, {Deadline::never(), stop.get_token()});
    QVERIFY(!plan.has_value());
    QCOMPARE(plan.error().kind, ErrorKind::Cancelled);
    const auto late = planReplay(cluster, cluster, all(cluster, 5'000), {}, nullptr, {}, Call::within(std::chrono::milliseconds(0)));
    QVERIFY(!late.has_value());
}

void DeadlettersPlanTest::aMillion()
{
    // What a plan keeps per dead letter, for 100 MB a million.
    QVERIFY(sizeof(ReplayItem) <= 80);
}

QTEST_APPLESS_MAIN(DeadlettersPlanTest)
#include "deadletters_plan_test.moc"
