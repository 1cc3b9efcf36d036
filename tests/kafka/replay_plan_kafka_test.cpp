// SPDX-License-Identifier: GPL-3.0-or-later
// Plans of replays against a real broker: they read and ask, and leave every topic as it was.
#include "core/events/plain_failure.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_plan.h"
#include "core/records/record_export.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <set>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using enum ReplayVerdict;

namespace {

Call patient() { return Call::within(60s); }

Headers failureOf(const std::string& topic, std::int32_t partition, std::int64_t offset)
{
    PlainFailure failure;
    failure.origin = {topic, partition};
    failure.originOffset = offset;
    failure.exceptionClass = "java.lang.IllegalStateException";
    return plainFailureHeaders(failure);
}

std::int64_t count(const ReplayPlan& plan, ReplayVerdict verdict) { return plan.counts[static_cast<std::size_t>(verdict)]; }

} // namespace

class ReplayPlanKafkaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_before = endsOfItsTopics(); }
    void cleanup();
    void manyLetters();
    void targets();
    void theLimitIsTheBrokers();
    void goneAndHeld();
    void madeAgain();
    void archiveIsIdentical();
    void readOnlyConnection();

private:
    std::string newTopic(const char* prefix, std::int32_t partitions = 1, std::map<std::string, std::string> configs = {});
    void sendAll(const std::vector<OutgoingRecord>& records);
    [[nodiscard]] OffsetMap endsOfItsTopics();
    [[nodiscard]] ReplayPlan planOf(const LetterSelection& selection, const ReplayOptions& options = {});
    [[nodiscard]] static LetterSelection places(const std::string& topic, std::int64_t count, std::int32_t partition = 0);

    std::shared_ptr<Cluster> m_cluster;
    std::string m_orders;
    std::set<std::string> m_made; ///< topics
    OffsetMap m_before; ///< as the test left them when it planned
    bool m_planned = false;
};

void ReplayPlanKafkaTest::initTestCase()
{
    m_cluster = open(*testBootstrap());
    m_orders = newTopic("orders", 3);
}

/// Nothing but the test's own preparations moved an end: it notes them behind the last one (planOf). Of its own topics: other
/// tests write to the same broker at the same time.
void ReplayPlanKafkaTest::cleanup()
{
    if (std::exchange(m_planned, false))
        QCOMPARE(endsOfItsTopics(), m_before);
}

std::string ReplayPlanKafkaTest::newTopic(const char* prefix, std::int32_t partitions, std::map<std::string, std::string> configs)
{
    const std::string name = uniqueName(prefix);
    const auto created = m_cluster->admin().createTopic({name, partitions, -1, std::move(configs)}, soon());
    if (!created)
        qFatal("%s", created.error().message.c_str());
    m_made.insert(name);
    return name;
}

void ReplayPlanKafkaTest::sendAll(const std::vector<OutgoingRecord>& records)
{
    for (const auto& result : send(*m_cluster, records, patient()))
        if (!result)
            qFatal("%s", result.error().message.c_str());
}

OffsetMap ReplayPlanKafkaTest::endsOfItsTopics()
{
    const auto metadata = m_cluster->admin().metadata(soon());
    std::vector<TopicPartition> partitions;
    for (const TopicMetadata& topic : metadata->values.topics)
        for (const PartitionMetadata& partition : topic.partitions)
            if (m_made.contains(topic.name))
                partitions.push_back({topic.name, partition.id});
    auto ends = m_cluster->admin().offsets(partitions, OffsetPoint::End, soon());
    if (!ends.complete())
        qFatal("%s", ends.failures.front().error.message.c_str());
    return std::move(ends.values);
}

ReplayPlan ReplayPlanKafkaTest::planOf(const LetterSelection& selection, const ReplayOptions& options)
{
    m_before = endsOfItsTopics();
    m_planned = true;
    auto plan = planReplay(*m_cluster, *m_cluster, selection, options, nullptr, {}, patient());
    if (!plan)
        qFatal("%s", plan.error().message.c_str());
    return std::move(*plan);
}

LetterSelection ReplayPlanKafkaTest::places(const std::string& topic, std::int64_t count, std::int32_t partition)
{
    LetterSelection selection;
    for (std::int64_t offset = 0; offset < count; ++offset)
        selection.places.push_back({{topic, partition}, offset});
    return selection;
}

void ReplayPlanKafkaTest::manyLetters()
{
    constexpr int letters = 20'000;
    const std::string dead = newTopic("orders.dlq", 2);
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < letters; ++i)
        records.push_back(outgoing(dead, i % 2, std::string(1'000, static_cast<char>('a' + i % 26)), "k" + std::to_string(i),
                                   failureOf(m_orders, i % 3, i)));
    sendAll(records);
    LetterSelection selection = places(dead, letters / 2, 0);
    const LetterSelection second = places(dead, letters / 2, 1);
    selection.places.insert(selection.places.end(), second.places.begin(), second.places.end());
    QElapsedTimer timer;
    timer.start();
    auto plan = std::make_shared<const ReplayPlan>(planOf(selection));
    qInfo("planned %d dead letters in %lld ms", letters, timer.elapsed());
    QCOMPARE(plan->ready(), letters);
    QCOMPARE(plan->targets.size(), std::size_t(1));
    QVERIFY(plan->targets[0].fromHeaders);
    QVERIFY(!plan->samples.empty());

    auto source = openLetterSource(m_cluster, plan);
    QVERIFY(source.has_value());
    timer.restart();
    for (std::size_t begin = 0; begin < letters; begin += 500)
        for (const auto& record : (*source)->fetch(begin, begin + 500, patient()))
            QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
    qInfo("read them again in slices of 500 in %lld ms", timer.elapsed());
}

void ReplayPlanKafkaTest::targets()
{
    const std::string dead = newTopic("orders.dlq");
    const std::string compacted = newTopic("state", 1, {{"cleanup.policy", "compact"}});
    const std::string missing = uniqueName("missing");
    sendAll({outgoing(dead, 0, "v", "k", failureOf(m_orders, 2, 5)), outgoing(dead, 0, "v", "k", failureOf(compacted, 0, 5)),
             outgoing(dead, 0, "v", "k", failureOf(missing, 0, 5)),
             outgoing(dead, 0, "v", "k", failureOf("__consumer_offsets", 0, 5)),
             outgoing(dead, 0, "v", "k", failureOf(dead, 0, 5)), outgoing(dead, 0, "v", "k"),
             outgoing(dead, 0, "v", std::nullopt, failureOf(m_orders, 7, 5))});
    const ReplayPlan plan = planOf(places(dead, 7));
    const std::vector<ReplayVerdict> expected{Ready, Ready, TargetMissing, TargetForbidden, TargetForbidden, NoOrigin, Ready};
    for (std::size_t i = 0; i < expected.size(); ++i)
        QCOMPARE(verdictCode(plan.items[i].verdict), verdictCode(expected[i]));
    QVERIFY(plan.targets[plan.items[1].target].compacted);
    QVERIFY(!plan.targets[plan.items[0].target].compacted);
    QCOMPARE(plan.targets[plan.items[0].target].maxBytes, 1'048'588);
    QCOMPARE(plan.items[0].targetPartition, 2);
    QCOMPARE(plan.items[6].targetPartition, -1);
    // Asking did not make it.
    QVERIFY(!m_cluster->admin().topic(missing, soon()).has_value());
}

/// The plan's idea of "too large" is the broker's: to the byte.
void ReplayPlanKafkaTest::theLimitIsTheBrokers()
{
    const std::string dead = newTopic("orders.dlq");
    const std::string small = newTopic("small", 1, {{"max.message.bytes", "2000"}});
    std::vector<OutgoingRecord> letters;
    for (std::size_t size = 1'550; size <= 1'900; ++size)
        letters.push_back(outgoing(dead, 0, std::string(size, 'x'), size % 3 == 0 ? OptionalBytes() : OptionalBytes("key"),
                                   size % 2 == 0 ? Headers{{"trace", std::nullopt}, {"", ""}} : Headers{}));
    sendAll(letters);
    ReplayOptions options;
    options.target = small;
    const ReplayPlan plan = planOf(places(dead, static_cast<std::int64_t>(letters.size())), options);
    QVERIFY(count(plan, TooLarge) > 20);
    QVERIFY(plan.ready() > 20);
    m_planned = false;
    int compared = 0;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        Record letter;
        letter.topic = dead;
        letter.offset = static_cast<std::int64_t>(i);
        letter.key = letters[i].key;
        letter.value = letters[i].value;
        letter.headers = letters[i].headers;
        const auto record = prepareReplay(plan, plan.items[i], letter);
        QVERIFY(record.has_value());
        // Near the edge only, one batch each.
        const bool near = plan.items[i].verdict != plan.items[i < 6 ? 0 : i - 6].verdict ||
                          (i + 6 < letters.size() && plan.items[i].verdict != plan.items[i + 6].verdict);
        if (!near)
            continue;
        ++compared;
        const bool taken = send(*m_cluster, {*record})[0].has_value();
        QVERIFY2(taken == (plan.items[i].verdict == Ready), QByteArray::number(letter.value->size()));
    }
    QVERIFY(compared >= 12);
}

void ReplayPlanKafkaTest::goneAndHeld()
{
    const std::string dead = newTopic("orders.dlq");
    const auto letter = [&](int i) { return outgoing(dead, 0, "v" + std::to_string(i), "k", failureOf(m_orders, 0, i)); };
    sendAll({letter(0), letter(1), letter(2)});
    auto producer = m_cluster->transactionalProducer(uniqueName("plan"));
    QVERIFY(producer.has_value());
    TransactionSteps refuse;
    refuse.beforeCommit = [](std::span<const Delivery>) { return fail(ErrorKind::Cancelled, "Not this one."); };
    const std::vector<OutgoingRecord> aborted{letter(3), letter(4)};
    QCOMPARE((*producer)->sendAtomically(aborted, refuse, patient()).outcome, TransactionOutcome::Aborted);
    const std::vector<OutgoingRecord> committed{letter(6)}; // behind the marker at 5
    QCOMPARE((*producer)->sendAtomically(committed, patient()).outcome, TransactionOutcome::Committed);
    QVERIFY(m_cluster->admin().deleteRecordsBefore({{{dead, 0}, 2}}, soon()).complete());
    const ReplayPlan plan = planOf(places(dead, 20));
    for (const ReplayItem& item : plan.items)
        QCOMPARE(item.verdict == Ready, item.letterOffset == 2 || item.letterOffset == 6);
    QCOMPARE(count(plan, Gone), 18);
    m_planned = false;

    // While a transaction is open, what lies behind its first record is not read, and is not called gone.
    bool held = false;
    TransactionSteps look;
    look.beforeCommit = [&](std::span<const Delivery>) -> Result<void> {
        const auto during = planReplay(*m_cluster, *m_cluster, {{{{dead, 0}, 6}, {{dead, 0}, 8}}, {}}, {}, nullptr, {}, patient());
        held = during && during->items[0].verdict == Ready && during->items[1].verdict == Unreadable;
        return {};
    };
    const std::vector<OutgoingRecord> open{letter(8)};
    QCOMPARE((*producer)->sendAtomically(open, look, patient()).outcome, TransactionOutcome::Committed);
    QVERIFY(held);
    QCOMPARE(planOf({{{{dead, 0}, 8}}, {}}).ready(), 1);
}

void ReplayPlanKafkaTest::madeAgain()
{
    const std::string dead = newTopic("orders.dlq");
    std::vector<OutgoingRecord> letters;
    for (const char* value : {"first", "second", "third"})
        letters.push_back(outgoing(dead, 0, value, "k", failureOf(m_orders, 0, 1)));
    sendAll(letters);
    const auto plan = std::make_shared<const ReplayPlan>(planOf(places(dead, 3)));
    m_planned = false;
    QCOMPARE(plan->ready(), 3);
    auto source = openLetterSource(m_cluster, plan);
    auto second = openLetterSource(m_cluster, plan);
    QVERIFY(source.has_value() && second.has_value());
    QVERIFY((*second)->fetch(0, 3, patient())[2].has_value());
    QVERIFY(m_cluster->admin().deleteTopic(dead, soon()).has_value());
    const auto gone = [&] {
        const auto records = (*source)->fetch(0, 2, patient());
        return !records[0] && records[0].error().kind == ErrorKind::NotFound;
    };
    QTRY_VERIFY_WITH_TIMEOUT(gone(), 20'000);
    const auto made = [&] {
        const auto created = m_cluster->admin().createTopic({dead, 1, -1, {}}, soon());
        return created.has_value() || created.error().kind == ErrorKind::AlreadyExists;
    };
    QTRY_VERIFY_WITH_TIMEOUT(made(), 20'000);
    sendAll({outgoing(dead, 0, "first", "k", failureOf(m_orders, 0, 1)), outgoing(dead, 0, "another", "k")});
    // One that did not notice, and one that did; the log is shorter now than both know.
    for (LetterSource* one : {second->get(), source->get()}) {
        const auto records = one->fetch(0, 3, patient());
        QVERIFY2(records[0].has_value(), records[0] ? "" : records[0].error().message.c_str()); // the same bytes at the same place
        QCOMPARE(records[1].error().kind, ErrorKind::InvalidInput);
        QCOMPARE(records[2].error().kind, ErrorKind::NotFound);
    }
}

void ReplayPlanKafkaTest::archiveIsIdentical()
{
    const std::string dead = newTopic("orders.dlq");
    auto records = uglyRecords(dead);
    for (OutgoingRecord& record : records) {
        const Headers failure = failureOf(m_orders, 1, 7);
        record.headers.insert(record.headers.end(), failure.begin(), failure.end());
    }
    sendAll(records);
    const auto total = static_cast<std::int64_t>(records.size());
    QTemporaryDir folder;
    ExportChosen chosen{dead, {}, Isolation::ReadCommitted};
    for (std::int64_t offset = total; offset-- > 0;)
        chosen.places.push_back({0, offset});
    const auto report = exportToFile(*m_cluster, {chosen, {}}, folder.path().toStdString() + "/letters.ndjson", {}, patient());
    QVERIFY(report && report->complete());

    const auto fromCluster = std::make_shared<const ReplayPlan>(planOf(places(dead, total)));
    const auto fromFile = std::make_shared<const ReplayPlan>(planOf({{}, report->file}));
    QCOMPARE(fromFile->items.size(), records.size());
    QVERIFY(fromCluster->ready() >= total - 1); // 900 KB fit; nothing else is special to a broker
    auto letters = openLetterSource(m_cluster, fromCluster);
    auto archive = openLetterSource(m_cluster, fromFile);
    QVERIFY(letters.has_value() && archive.has_value());
    const auto a = (*letters)->fetch(0, records.size(), patient());
    const auto b = (*archive)->fetch(0, records.size(), patient());
    for (std::size_t i = 0; i < records.size(); ++i) {
        QCOMPARE(fromFile->items[i].verdict, fromCluster->items[i].verdict);
        QCOMPARE(fromFile->items[i].hash, fromCluster->items[i].hash);
        QVERIFY(a[i] && b[i]);
        QCOMPARE(*a[i], *b[i]);
        QCOMPARE(difference(records[i], *b[i]), std::string());
    }
    // The topic may go: the file is enough.
    QVERIFY(m_cluster->admin().deleteTopic(dead, soon()).has_value());
    m_planned = false;
    const auto later = planReplay(*m_cluster, *m_cluster, {{}, report->file}, {}, nullptr, {}, patient());
    QVERIFY(later.has_value());
    QCOMPARE(later->ready(), fromCluster->ready());
}

void ReplayPlanKafkaTest::readOnlyConnection()
{
    const std::string dead = newTopic("orders.dlq");
    sendAll({outgoing(dead, 0, "v", "k", failureOf(m_orders, 2, 5))});
    m_before = endsOfItsTopics();
    m_planned = true;
    ClusterOptions options;
    options.bootstrapServers = *testBootstrap();
    options.readOnly = true;
    auto looking = openRealCluster(options);
    QVERIFY(looking.has_value());
    const auto plan = planReplay(**looking, **looking, places(dead, 1), {}, nullptr, {}, patient());
    QVERIFY(plan.has_value());
    QCOMPARE(plan->ready(), 1);
    QVERIFY(std::ranges::any_of(plan->warnings, [](const std::string& one) { return one.contains("for reading only"); }));
    // Two connections to one cluster are one cluster.
    ReplayOptions itself;
    itself.target = dead;
    const auto back = planReplay(*m_cluster, **looking, places(dead, 1), itself, nullptr, {}, patient());
    QCOMPARE(count(*back, TargetForbidden), 1);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    ReplayPlanKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "replay_plan_kafka_test.moc"
