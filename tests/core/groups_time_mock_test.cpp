// SPDX-License-Identifier: GPL-3.0-or-later
// The timestamps of records, read with the client library from its mock cluster.
#include "core/groups/time_lag.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/mock_broker.h"

#include <QElapsedTimer>
#include <QTest>

using namespace weir;
using namespace weir::test;

namespace {

constexpr TimestampMs start = 1'700'000'000'000;
constexpr int partitions = 60;
constexpr int records = 20;

} // namespace

class GroupsTimeMockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOneRecordEach();
};

void GroupsTimeMockTest::readsOneRecordEach()
{
    MockBroker broker;
    broker.createTopic("orders", partitions);
    const auto cluster = open(broker.bootstrap());
    std::vector<OutgoingRecord> sent;
    for (int partition = 0; partition < partitions; ++partition)
        for (int i = 0; i < records; ++i) {
            sent.push_back(outgoing("orders", partition, Bytes("a value")));
            sent.back().timestamp = start + partition * 100'000 + i * 1000;
        }
    for (const auto& delivery : send(*cluster, sent))
        QVERIFY(delivery);

    std::vector<TimeQuestion> questions;
    for (int partition = 0; partition < partitions; ++partition) {
        questions.push_back({{"orders", partition}, partition % records, records, false});
        questions.push_back({{"orders", partition}, partition % records, records, true});
    }
    auto reader = cluster->newPageReader(Isolation::ReadUncommitted);
    QVERIFY(reader);
    for (int round = 0; round < 3; ++round) {
        QElapsedTimer timer;
        timer.start();
        const auto answers = readTimes(**reader, questions, soon());
        qInfo("%zu timestamps of %d partitions: %lld ms", answers.size(), partitions, static_cast<long long>(timer.elapsed()));
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const TimeQuestion& question = questions[i];
            const std::int64_t wanted = question.newest ? records - 1 : question.offset;
            QVERIFY2(!answers[i].error, answers[i].error ? answers[i].error->message.c_str() : "");
            QCOMPARE(answers[i].found, std::optional(wanted));
            QCOMPARE(answers[i].timestamp, std::optional(start + question.partition.partition * 100'000 + wanted * 1000));
        }
    }
    // Beyond the end there is nothing to wait for: the call says so and returns.
    const auto beyond = readTimes(**reader, {{{"orders", 0}, records, records, false}}, soon());
    QVERIFY(!beyond[0].error && !beyond[0].found);
}

QTEST_APPLESS_MAIN(GroupsTimeMockTest)
#include "groups_time_mock_test.moc"
