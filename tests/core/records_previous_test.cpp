// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/previous_of_key.h"
#include "tests/support/fake_cluster.h"

#include <QtTest/QTest>

using namespace weir;
using test::FakeCluster;
using test::Op;

namespace {

const TopicPartition partition{"t", 0};

/// 20,000 records; the key "rare" at 5 and 17, "often" at every tenth.
void fill(FakeCluster& cluster)
{
    cluster.addTopic("t", 1);
    for (int i = 0; i < 20'000; ++i)
        cluster.append("t", 0, i == 5 || i == 17 ? "rare" : i % 10 == 0 ? "often" : "key " + std::to_string(i), std::to_string(i));
}

} // namespace

class RecordsPreviousTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finds_data();
    void finds();
    void overGaps();
    void nullKey();
    void emptyKey();
    void retentionMoves();
    void interrupted();
    void failures();
    void tellsHowFar();
};

void RecordsPreviousTest::finds_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<qint64>("below");
    QTest::addColumn<qint64>("offset"); // -1: none
    QTest::newRow("in the first chunk") << QByteArray("often") << qint64{19'990} << qint64{19'980};
    QTest::newRow("far back") << QByteArray("rare") << qint64{20'000} << qint64{17};
    QTest::newRow("below is exclusive") << QByteArray("rare") << qint64{17} << qint64{5};
    QTest::newRow("the oldest has none") << QByteArray("rare") << qint64{5} << qint64{-1};
    QTest::newRow("unknown key") << QByteArray("never") << qint64{20'000} << qint64{-1};
    QTest::newRow("at the log start") << QByteArray("often") << qint64{0} << qint64{-1};
    QTest::newRow("part of a key is another") << QByteArray("rar") << qint64{20'000} << qint64{-1};
}

void RecordsPreviousTest::finds()
{
    QFETCH(QByteArray, key);
    QFETCH(qint64, below);
    QFETCH(qint64, offset);
    FakeCluster cluster;
    fill(cluster);
    const auto found = findPreviousOfKey(cluster, partition, below, key.toStdString(), Call::within(std::chrono::seconds(20)));
    QVERIFY(found);
    QCOMPARE(found->record ? qint64{found->record->offset} : qint64{-1}, offset);
    QVERIFY(!found->interrupted);
    QCOMPARE(found->lookedTo, std::int64_t{below});
    if (offset < 0)
        QVERIFY(found->reachedLogStart());
    else
        QCOMPARE(found->record->key, OptionalBytes(key.toStdString()));
}

void RecordsPreviousTest::overGaps()
{
    FakeCluster cluster;
    cluster.addTopic("t", 1);
    cluster.append("t", 0, "k", "first");
    cluster.gap("t", 0, 600'000);
    cluster.append("t", 0, "k", "last");
    const auto found = findPreviousOfKey(cluster, partition, 600'001, "k", Call::within(std::chrono::seconds(20)));
    QVERIFY(found && found->record);
    QCOMPARE(found->record->offset, std::int64_t{0});
}

void RecordsPreviousTest::nullKey()
{
    FakeCluster cluster;
    fill(cluster);
    const auto found = findPreviousOfKey(cluster, partition, 100, std::nullopt, {});
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::InvalidInput);
}

void RecordsPreviousTest::emptyKey()
{
    FakeCluster cluster;
    cluster.addTopic("t", 1);
    cluster.append("t", 0, "", "empty");
    cluster.append("t", 0, std::nullopt, "NULL");
    const auto found = findPreviousOfKey(cluster, partition, 2, "", Call::within(std::chrono::seconds(20)));
    QVERIFY(found && found->record);
    QCOMPARE(found->record->offset, std::int64_t{0});
}

void RecordsPreviousTest::retentionMoves()
{
    FakeCluster cluster;
    fill(cluster);
    bool deleted = false;
    const auto found = findPreviousOfKey(cluster, partition, 20'000, "rare", Call::within(std::chrono::seconds(20)), [&](std::int64_t) {
        if (!std::exchange(deleted, true))
            cluster.deleteBefore("t", 0, 18'000);
    });
    QVERIFY(found);
    QVERIFY(!found->record);
    QVERIFY(found->reachedLogStart());
    QCOMPARE(found->logStart, std::int64_t{18'000});
}

void RecordsPreviousTest::interrupted()
{
    FakeCluster cluster;
    fill(cluster);
    std::stop_source stop;
    Call call = Call::within(std::chrono::seconds(20), stop.get_token());
    const auto found = findPreviousOfKey(cluster, partition, 20'000, "rare", call, [&](std::int64_t) { stop.request_stop(); });
    QVERIFY(found);
    QVERIFY(found->interrupted && !found->record && !found->reachedLogStart());
    QCOMPARE(found->lookedFrom, std::int64_t{19'000});
    const auto rest = findPreviousOfKey(cluster, partition, found->lookedFrom, "rare", Call::within(std::chrono::seconds(20)));
    QVERIFY(rest && rest->record);
    QCOMPARE(rest->record->offset, std::int64_t{17});
}

void RecordsPreviousTest::failures()
{
    FakeCluster cluster;
    fill(cluster);
    cluster.fail(Op::Read, Error{ErrorKind::Unreachable, "No broker answers.", {}, -195, true});
    auto found = findPreviousOfKey(cluster, partition, 20'000, "rare", Call::within(std::chrono::seconds(20)));
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::Unreachable);
    cluster.fail(Op::Read, Error{ErrorKind::InvalidInput, "Offset outside the log.", {}, 1, false});
    found = findPreviousOfKey(cluster, partition, 20'000, "rare", Call::within(std::chrono::seconds(20)));
    QVERIFY(!found); // and it does not try for ever
    cluster.fail(Op::Offsets, Error{ErrorKind::NotAuthorized, "No.", {}, 29, false});
    found = findPreviousOfKey(cluster, partition, 20'000, "rare", Call::within(std::chrono::seconds(20)));
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::NotAuthorized);
}

void RecordsPreviousTest::tellsHowFar()
{
    FakeCluster cluster;
    fill(cluster);
    QList<qint64> offsets;
    const auto found = findPreviousOfKey(cluster, partition, 20'000, "never", Call::within(std::chrono::seconds(20)),
                                         [&](std::int64_t offset) { offsets << offset; });
    QVERIFY(found);
    QCOMPARE(offsets, (QList<qint64>{19'000, 15'000, 0}));
    QCOMPARE(found->records, std::int64_t{20'000});
}

QTEST_APPLESS_MAIN(RecordsPreviousTest)
#include "records_previous_test.moc"
