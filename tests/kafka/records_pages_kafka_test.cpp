// SPDX-License-Identifier: GPL-3.0-or-later
// The virtual topic, ranges and the timeline against a real broker: what brokers do to logs while somebody looks.
#include "core/records/timeline.h"
#include "core/records/topic_pages.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QtTest>

#include <algorithm>
#include <set>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using Kind = RangeEdge::Kind;

namespace {

const RangeEdge oldest{Kind::Oldest, 0, {}};
const RangeEdge newest{Kind::Newest, 0, {}};

using Ids = std::vector<std::pair<std::int32_t, std::int64_t>>;

Ids idsOf(const TopicPage& page)
{
    Ids ids;
    for (const PlacedRecord& row : page.rows)
        ids.emplace_back(row.record->partition, row.record->offset);
    return ids;
}

/// All rows from one end to the other; empty when a page failed or positions did not grow.
Ids walk(TopicPages& pages, bool forward, std::size_t count = 37)
{
    Ids all;
    TopicPlace place = forward ? pages.begin() : pages.end();
    std::int64_t last = forward ? -1 : pages.size();
    for (int i = 0; i < 2000; ++i) {
        const auto page = forward ? pages.after(place, count, soon()) : pages.before(place, count, soon());
        if (!page || !page->failures.empty()) {
            qWarning("%s", page ? page->failures.front().error.message.c_str() : page.error().message.c_str());
            return {};
        }
        Ids ids = idsOf(*page);
        if (!page->rows.empty()) {
            const std::int64_t nearest = forward ? page->rows.front().position : page->rows.back().position;
            if (forward ? nearest <= last : nearest >= last)
                return {};
            last = forward ? page->rows.back().position : page->rows.front().position;
        }
        all.insert(forward ? all.end() : all.begin(), ids.begin(), ids.end());
        if (forward ? page->atEnd : page->atBegin)
            return all;
        place = forward ? page->after : page->before;
    }
    return {};
}

} // namespace

class RecordsPagesKafkaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_cluster = open(*testBootstrap()); }
    void severalPartitions();
    void compacted();
    void abortedTransactions();
    void beginningDeletedWhileOpen();
    void partitionAddedWhileOpen();
    void topicDeletedWhileOpen();
    void groups();
    void times();

private:
    std::string newTopic(std::int32_t partitions, std::map<std::string, std::string> configs = {});
    void sendAll(const std::vector<OutgoingRecord>& records);
    /// `count` records, one each ten milliseconds up to now, round the partitions.
    void sendRow(const std::string& topic, int count, int partitions);
    std::unique_ptr<TopicPages> pages(const std::string& topic, Isolation isolation = Isolation::ReadUncommitted);
    ResolvedRange resolve(const std::string& topic, const RangeEdge& from, const RangeEdge& to = newest);

    std::shared_ptr<Cluster> m_cluster;
    TimestampMs m_first = 0; ///< of the last sendRow()
};

std::string RecordsPagesKafkaTest::newTopic(std::int32_t partitions, std::map<std::string, std::string> configs)
{
    const std::string name = uniqueName("pages");
    const auto created = m_cluster->admin().createTopic({name, partitions, -1, std::move(configs)}, soon());
    if (!created)
        qFatal("%s", created.error().message.c_str());
    return name;
}

void RecordsPagesKafkaTest::sendAll(const std::vector<OutgoingRecord>& records)
{
    for (const auto& result : send(*m_cluster, records))
        if (!result)
            qFatal("%s", result.error().message.c_str());
}

void RecordsPagesKafkaTest::sendRow(const std::string& topic, int count, int partitions)
{
    std::vector<OutgoingRecord> records;
    m_first = nowMs() - count * 10LL;
    for (int i = 0; i < count; ++i) {
        records.push_back(outgoing(topic, i % partitions, "value " + std::to_string(i)));
        records.back().timestamp = m_first + i * 10LL;
    }
    sendAll(records);
}

ResolvedRange RecordsPagesKafkaTest::resolve(const std::string& topic, const RangeEdge& from, const RangeEdge& to)
{
    const auto range = resolveRange(*m_cluster, {topic, {}, from, to}, soon());
    if (!range || !range->complete())
        qFatal("%s", range ? range->failures.front().error.message.c_str() : range.error().message.c_str());
    return range->values;
}

std::unique_ptr<TopicPages> RecordsPagesKafkaTest::pages(const std::string& topic, Isolation isolation)
{
    auto opened = TopicPages::open(m_cluster, resolve(topic, oldest), isolation);
    if (!opened)
        qFatal("%s", opened.error().message.c_str());
    return std::move(*opened);
}

void RecordsPagesKafkaTest::severalPartitions()
{
    const std::string topic = newTopic(3);
    sendRow(topic, 3000, 3);
    const auto open = pages(topic);
    Ids expected;
    for (int i = 0; i < 3000; ++i)
        expected.emplace_back(i % 3, i / 3);
    QVERIFY(walk(*open, true, 201) == expected);
    QVERIFY(walk(*open, false, 201) == expected);
    for (const std::int64_t wanted : {17, 900, 1500, 2990}) {
        const auto place = open->placeNear(wanted, soon());
        QVERIFY(place);
        const std::int64_t found = open->positionOf(*place);
        QVERIFY2(found <= wanted && wanted - found <= 64, qPrintable(QString("%1 for %2").arg(found).arg(wanted)));
        const auto page = open->after(*place, 5, soon());
        QVERIFY(page && page->rows.size() == 5U && page->rows.front().position == found);
    }
    const auto place = open->placeOf(1, 500, soon());
    QVERIFY(place);
    QCOMPARE(open->positionOf(*place), std::int64_t(1501));
    QCOMPARE(open->positionOf(open->placeAtTime(m_first + 15'000, soon()).value()), std::int64_t(1500));
}

void RecordsPagesKafkaTest::compacted()
{
    const std::string topic = newTopic(1, {{"cleanup.policy", "compact"},
                                           {"segment.ms", "500"},
                                           {"min.cleanable.dirty.ratio", "0.01"},
                                           {"max.compaction.lag.ms", "500"}});
    for (int round = 0; round < 3; ++round) {
        std::vector<OutgoingRecord> records;
        for (int i = 0; i < 100; ++i)
            records.push_back(outgoing(topic, 0, std::to_string(round), "key " + std::to_string(i)));
        sendAll(records);
    }
    // The broker goes on compacting between two walks; both see the same once it rests.
    Ids there(300);
    Ids back;
    std::unique_ptr<TopicPages> open;
    for (int i = 0; i < 80 && (there.size() >= 200 || back != there); ++i) {
        if (i == 0 || there.size() >= 200)
            sendAll({outgoing(topic, 0, "roll", "roll")});
        std::this_thread::sleep_for(300ms);
        open = pages(topic);
        there = walk(*open, true);
        back = walk(*open, false);
    }
    if (there.size() >= 200)
        QSKIP("the broker did not compact in time");
    QVERIFY(there.size() >= 101);
    QVERIFY(back == there);
    // From the middle of the largest gap both ways.
    const auto middle = open->placeNear(there.front().second + 20, soon());
    const auto down = open->after(*middle, 5, soon());
    const auto up = open->before(*middle, 5, soon());
    QVERIFY(down && up && down->rows.size() == 5U);
    QVERIFY(up->rows.empty() || up->rows.back().position < down->rows.front().position);
}

void RecordsPagesKafkaTest::abortedTransactions()
{
    const std::string topic = newTopic(2, {{"max.message.bytes", "5000"}});
    auto producer = m_cluster->transactionalProducer(uniqueName("tx"));
    QVERIFY(producer);
    const std::vector<OutgoingRecord> good{outgoing(topic, 0, "good"), outgoing(topic, 1, "good"),
                                           outgoing(topic, 0, "good")};
    const std::vector<OutgoingRecord> bad{outgoing(topic, 0, "bad"), outgoing(topic, 0, "bad"),
                                          outgoing(topic, 1, Bytes(9000, 'x'))};
    QCOMPARE((*producer)->sendAtomically(good, soon()).outcome, TransactionOutcome::Committed);
    QCOMPARE((*producer)->sendAtomically(bad, soon()).outcome, TransactionOutcome::Aborted);
    QCOMPARE((*producer)->sendAtomically(good, soon()).outcome, TransactionOutcome::Committed);
    for (const std::int32_t i : {0, 1}) {
        const auto at = [&](OffsetPoint point) {
            return m_cluster->admin().offsets({{topic, i}}, point, soon()).values[{topic, i}];
        };
        QTRY_COMPARE(at(OffsetPoint::LastStable), at(OffsetPoint::End));
    }
    const auto committed = pages(topic, Isolation::ReadCommitted);
    const Ids seen = walk(*committed, true, 2);
    QCOMPARE(seen.size(), std::size_t(6));
    // What is aborted is not seen backwards either.
    Ids back = walk(*committed, false, 2);
    QCOMPARE(back.size(), std::size_t(6));
    const auto all = pages(topic);
    const Ids uncommitted = walk(*all, true, 2);
    QVERIFY(uncommitted.size() >= 6);
    QCOMPARE(walk(*all, false, 2).size(), uncommitted.size());
    Ids sorted = seen;
    std::ranges::sort(sorted);
    std::ranges::sort(back);
    QVERIFY(back == sorted);
}

void RecordsPagesKafkaTest::beginningDeletedWhileOpen()
{
    const std::string topic = newTopic(2);
    sendRow(topic, 600, 2);
    const auto open = pages(topic);
    QCOMPARE(walk(*open, true).size(), std::size_t(600));
    QVERIFY(m_cluster->admin().deleteRecordsBefore({{{topic, 0}, 200}, {{topic, 1}, 50}}, soon()).complete());
    const auto first = open->after(open->begin(), 20, soon());
    QVERIFY2(first && first->failures.empty(), first ? "" : first.error().message.c_str());
    QVERIFY(first->atBegin && first->rows.front().record->partition == 1 && first->rows.front().record->offset == 50);
    QCOMPARE(walk(*open, true).size(), std::size_t(350));
    QCOMPARE(walk(*open, false).size(), std::size_t(350));
    const auto later = TopicPages::open(m_cluster, resolve(topic, oldest), Isolation::ReadUncommitted);
    QCOMPARE((*later)->size(), std::int64_t(350));
}

void RecordsPagesKafkaTest::partitionAddedWhileOpen()
{
    const std::string topic = newTopic(1);
    sendRow(topic, 50, 1);
    const auto open = pages(topic);
    (void)kafkaTool({"kafka-topics", "--alter", "--topic", topic, "--partitions", "2"});
    QTRY_COMPARE(m_cluster->admin().topic(topic, soon())->partitions.size(), std::size_t(2));
    bool sent = false; // the condition is looked at once more when it has come true
    QTRY_VERIFY_WITH_TIMEOUT(sent = sent || send(*m_cluster, {outgoing(topic, 1, "new")}).front().has_value(), 20000);
    QCOMPARE(walk(*open, true).size(), std::size_t(50)); // what was opened stays what it is
    const auto again = pages(topic);
    const Ids all = walk(*again, true);
    QCOMPARE(all.size(), std::size_t(51));
    QCOMPARE(all.back(), (std::pair<std::int32_t, std::int64_t>(1, 0)));
}

void RecordsPagesKafkaTest::topicDeletedWhileOpen()
{
    const std::string topic = newTopic(2);
    sendRow(topic, 100, 2);
    const auto open = pages(topic);
    QCOMPARE(walk(*open, true).size(), std::size_t(100));
    QVERIFY(m_cluster->admin().deleteTopic(topic, soon()));
    Result<TopicPage> page = fail(ErrorKind::Internal, "not asked");
    for (int i = 0; i < 20; ++i) {
        page = open->after(open->begin(), 20, soon());
        if (!page && page.error().kind == ErrorKind::NotFound)
            break;
        std::this_thread::sleep_for(300ms);
    }
    QVERIFY2(!page && page.error().kind == ErrorKind::NotFound, page ? "still there" : page.error().message.c_str());
    QCOMPARE(resolveRange(*m_cluster, {topic, {}, oldest, newest}, soon()).error().kind, ErrorKind::NotFound);
}

void RecordsPagesKafkaTest::groups()
{
    const std::string topic = newTopic(3);
    sendRow(topic, 300, 3);
    const std::string group = uniqueName("group");
    {
        auto member = m_cluster->joinGroup({group, "weir", {topic}, OffsetReset::Earliest});
        QVERIFY(member);
        QTRY_VERIFY_WITH_TIMEOUT((*member)->poll(1, Call::within(1s)) && (*member)->assignment().size() == 3U, 20000);
        QVERIFY((*member)->commit({{{topic, 0}, 40}, {{topic, 1}, 100}}, soon()));
    }
    const auto unread = resolve(topic, {Kind::Group, 0, group});
    QCOMPARE(unread.at({topic, 0}).begin, std::int64_t(40));
    QCOMPARE(unread.at({topic, 0}).size(), std::int64_t(60));
    QCOMPARE(unread.at({topic, 1}).size(), std::int64_t(0));
    QCOMPARE(unread.at({topic, 2}).size(), std::int64_t(100));
    QVERIFY(unread.at({topic, 2}).remark.find("no committed offset") != std::string::npos);
    const auto stuck = resolve(topic, {Kind::Stuck, 0, group});
    QCOMPARE(stuck.at({topic, 0}).begin, std::int64_t(40));
    QCOMPARE(stuck.at({topic, 0}).end, std::int64_t(41));
    QCOMPARE(stuck.at({topic, 1}).size(), std::int64_t(0));
    QVERIFY(m_cluster->admin().deleteRecordsBefore({{{topic, 0}, 70}}, soon()).complete());
    const auto later = resolve(topic, {Kind::Stuck, 0, group});
    QCOMPARE(later.at({topic, 0}).begin, std::int64_t(70));
    QVERIFY(later.at({topic, 0}).remark.find("40 was deleted by retention; begins at 70") != std::string::npos);
    const auto nobody = resolveRange(*m_cluster, {topic, {}, {Kind::Group, 0, uniqueName("nobody")}, newest}, soon());
    QVERIFY2(!nobody && nobody.error().kind == ErrorKind::NotFound,
             nobody ? "found" : nobody.error().message.c_str());
}

void RecordsPagesKafkaTest::times()
{
    const std::string topic = newTopic(2);
    sendRow(topic, 1000, 2);
    const auto some = resolve(topic, {Kind::Time, m_first + 2000, {}}, {Kind::Time, m_first + 5000, {}});
    std::int64_t size = 0;
    for (const auto& [partition, part] : some)
        size += part.size();
    QCOMPARE(size, std::int64_t(300));
    const auto open = TopicPages::open(m_cluster, some, Isolation::ReadUncommitted);
    QCOMPARE(walk(**open, true).size(), std::size_t(300));
    QCOMPARE(walk(**open, false).size(), std::size_t(300));
    int versions = 0;
    const auto timeline = readTimeline(*m_cluster, {.topic = topic}, [&](const Timeline&) { ++versions; }, soon());
    QVERIFY(timeline && timeline->complete());
    QCOMPARE(timeline->values.offsets, std::int64_t(1000));
    QCOMPARE(timeline->values.buckets.size(), std::size_t(96));
    QCOMPARE(timeline->values.buckets.front().begin, m_first);
    QCOMPARE(versions, 4);
    QVERIFY(std::ranges::all_of(timeline->values.buckets, [](const TimelineBucket& one) { return one.offsets >= 0; }));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    RecordsPagesKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "records_pages_kafka_test.moc"
