// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan would send, and in which order.
#include "core/deadletters/replay_journal.h"
#include "core/deadletters/source_record.h"
#include "tests/core/plan_stand.h"

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;
using enum ReplayVerdict;

class DeadlettersPlanContentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

void DeadlettersPlanContentsTest::limitsTheNumber()
{
    FakeCluster cluster;
    fill(cluster);
    for (int i = 0; i < 9; ++i)
        cluster.append("orders.dlq", 0, "k", "v", i == 3 ? failureOf("vanished", 0, i) : failureOf("orders", 0, i));
    ReplayOptions options;
    options.most = 5;
    const ReplayPlan plan = planOf(cluster, firstLetters(10), options);
    QCOMPARE(verdictsOf(plan), (std::vector<std::string>{"ready", "ready", "ready", "ready", "target_missing", "ready",
                                                         "over_limit", "over_limit", "over_limit", "over_limit"}));
    QCOMPARE(plan.ready(), 5);
    QCOMPARE(plan.targets[0].ready, 5);
}

void DeadlettersPlanContentsTest::ordersByOrigin()
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

void DeadlettersPlanContentsTest::choosesPartitions()
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

void DeadlettersPlanContentsTest::anotherCluster()
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

void DeadlettersPlanContentsTest::edits()
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
    const ReplayPlan plan = planOf(cluster, firstLetters(3), options);
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
    const ReplayPlan again = planOf(cluster, firstLetters(3), options);
    QCOMPARE(idOf(*prepareReplay(again, again.items[1], recordAt(cluster, at(1)))), idOf(*second));
    QVERIFY(again.job != plan.job);
}

void DeadlettersPlanContentsTest::summarisesHeaders()
{
    FakeCluster cluster;
    fill(cluster);
    cluster.append("orders.dlq", 0, "k", "v", joined({{"trace", "2"}}, failureOf("vanished", 0, 1))); // not sent, not counted
    cluster.append("orders.dlq", 0, "k", "v", joined({{"id", "2"}}, failureOf("orders", 0, 1)));
    const ReplayPlan plan = planOf(cluster, firstLetters(3));
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

void DeadlettersPlanContentsTest::dataOfShareGroups()
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
    QVERIFY(lacksData(probe, readFailure(probe.headers)));
    const ReplayPlan plan = planOf(cluster, firstLetters(3, "dlq.orders"));
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

void DeadlettersPlanContentsTest::alreadyReplayed()
{
    FakeCluster cluster;
    fill(cluster);
    for (int i = 1; i < 4; ++i)
        cluster.append("orders.dlq", 0, "k", "v", failureOf("orders", 0, i));
    auto journal = ReplayJournal::inMemory();
    QVERIFY(journal);
    const auto planned = [&](const ReplayOptions& options = {}) {
        return planReplay(cluster, cluster, firstLetters(4), options, journal->get(), {}, Call{});
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

void DeadlettersPlanContentsTest::ownConventions()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 3);
    cluster.addTopic("bin", 1);
    cluster.append("bin", 0, "k", "v", {{"x-from", "orders"}, {"id", "1"}});
    ReplayOptions options;
    options.conventions = {{"mine", {{"x-from", FailureField::OriginTopic, HeaderEncoding::Text}}, {}}};
    const auto probe = recordAt(cluster, at(0, "bin"));
    QVERIFY(readFailure(probe.headers, options.conventions).originTopic);
    const ReplayPlan plan = planOf(cluster, {{at(0, "bin")}, {}}, options);
    QCOMPARE(verdictsOf(plan), std::vector<std::string>{"ready"});
    QVERIFY(plan.targets[0].fromHeaders);
    QCOMPARE(plan.samples.at(0).after.headers.front(), (Header{"id", "1"}));
}

void DeadlettersPlanContentsTest::samplesEveryTarget()
{
    FakeCluster cluster;
    cluster.addTopic("orders.dlq", 1);
    for (int i = 0; i < 500; ++i)
        cluster.append("orders.dlq", 0, "k", std::to_string(i), failureOf("t" + std::to_string(i < 495 ? 0 : i % 5), 0, i));
    for (int i = 0; i < 5; ++i)
        cluster.addTopic("t" + std::to_string(i), 1);
    const ReplayPlan plan = planOf(cluster, firstLetters(500));
    QCOMPARE(plan.ready(), 500);
    QCOMPARE(plan.targets.size(), std::size_t{5});
    std::set<std::string> topics;
    for (const ReplaySample& sample : plan.samples)
        topics.insert(sample.after.topic);
    QCOMPARE(topics.size(), std::size_t{5});
    QVERIFY(plan.samples.size() <= 24);
}

QTEST_APPLESS_MAIN(DeadlettersPlanContentsTest)
#include "deadletters_plan_contents_test.moc"
