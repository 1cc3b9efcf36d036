// SPDX-License-Identifier: GPL-3.0-or-later
// Ranges between edges: what they are called, and what they mean on a cluster.
#include "core/records/record_range.h"
#include "tests/support/fake_cluster.h"

#include <QtTest>

#include <limits>

using namespace weir;
using namespace weir::test;
using Kind = RangeEdge::Kind;

namespace {

constexpr TimestampMs now = 1'764'000'000'000;
constexpr TimestampMs epoch = 1'700'000'000'000;

Call soon()
{
    return Call::within(std::chrono::seconds(5));
}

QString show(const Result<Partial<ResolvedRange>>& range)
{
    if (!range)
        return QString::fromStdString("error: " + range.error().message);
    QStringList parts;
    for (const auto& [partition, part] : range->values)
        parts << QString("%1:%2-%3%4")
                     .arg(partition.partition)
                     .arg(part.begin)
                     .arg(part.end)
                     .arg(part.remark.empty() ? "" : "!");
    for (const Failure& failure : range->failures)
        parts << QString("%1 failed").arg(QString::fromStdString(failure.subject));
    return parts.join(' ');
}

} // namespace

class RecordsEdgesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind"); ///< -1: not an edge
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("group");
        const auto good = [](const char* text, Kind kind, qint64 value = 0, const char* group = "") {
            QTest::newRow(text) << QByteArray(text) << static_cast<int>(kind) << value << QString(group);
        };
        good("oldest", Kind::Oldest);
        good("newest", Kind::Newest);
        good("offset:0", Kind::Offset, 0);
        good("offset:9223372036854775807", Kind::Offset, std::numeric_limits<qint64>::max());
        good("time:-15m", Kind::Time, now - 900'000);
        good("time:-2h", Kind::Time, now - 7'200'000);
        good("time:-1d", Kind::Time, now - 86'400'000);
        good("time:now", Kind::Time, now);
        good("time:1700000000000", Kind::Time, epoch);
        good("time:2023-11-14T22:13:20Z", Kind::Time, epoch);
        good("time:2023-11-14T22:13:20", Kind::Time, epoch);
        good("time:2023-11-14T23:13:20+01:00", Kind::Time, epoch);
        good("time:2023-11-14T22:13:20.123Z", Kind::Time, epoch + 123);
        good("group:billing", Kind::Group, 0, "billing");
        good("group:a:b c", Kind::Group, 0, "a:b c");
        good("stuck:billing", Kind::Stuck, 0, "billing");
        for (const char* text :
             {"", ":", "Oldest", "oldest:", "newest:5", "offset", "offset:", "offset:-1", "offset:1x",
              "offset:9223372036854775808", "time:", "time:15m", "time:--15m", "time:-15", "time:-m", "time:yesterday",
              "time:2023-02-30", "time:2023-11-14T25:00", "group:", "group", "stuck:", "stuck", "end", "\xff"})
            QTest::newRow(("bad " + QByteArray(text).toPercentEncoding()).constData())
                << QByteArray(text) << -1 << qint64(0) << QString();
    }
    void parses()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(qint64, value);
        QFETCH(QString, group);
        const auto edge = parseRangeEdge(text.toStdString(), now);
        QCOMPARE(edge.has_value(), kind >= 0);
        if (!edge) {
            QCOMPARE(edge.error().kind, ErrorKind::InvalidInput);
            QVERIFY(edge.error().message.find("stuck:NAME") != std::string::npos);
            return;
        }
        QVERIFY((*edge == RangeEdge{static_cast<Kind>(kind), value, group.toStdString()}));
        QVERIFY(parseRangeEdge(toString(*edge), now + 1).value() == *edge);
    }

    void hugeTimesSurvive()
    {
        for (const std::int64_t time : {std::int64_t(253'402'300'800'000), std::numeric_limits<std::int64_t>::max()}) {
            const RangeEdge edge{Kind::Time, time, {}};
            QVERIFY(parseRangeEdge(toString(edge), now).value() == edge);
        }
    }

    void resolves_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("expected");
        // Partition 0: 40-100, 1: 0-50, 2: empty at 7, 3: 0-20 with a hole at 5-9.
        const auto row = [](const char* from, const char* to, const char* expected) {
            QTest::addRow("%s to %s", from, to) << QByteArray(from) << QByteArray(to) << QString(expected);
        };
        row("oldest", "newest", "0:40-100 1:0-50 2:7-7 3:0-20");
        row("newest", "newest", "0:100-100 1:50-50 2:7-7 3:20-20");
        row("newest", "oldest", "0:100-100 1:50-50 2:7-7 3:20-20");
        row("offset:45", "newest", "0:45-100 1:45-50 2:7-7! 3:20-20!");
        row("offset:10", "newest", "0:40-100! 1:10-50 2:7-7! 3:10-20");
        row("offset:10", "offset:60", "0:40-60! 1:10-50 2:7-7! 3:10-20");
        row("offset:100", "newest", "0:100-100 1:50-50! 2:7-7! 3:20-20!");
        row("offset:101", "newest",
            "error: There is no offset 101: t-0 holds 40 to 99, t-1 holds 0 to 49, t-2 is empty and goes on at 7, and 1 "
            "more partitions do not have it.");
        row("time:1700000000060", "newest", "0:60-100 1:50-50 2:7-7 3:20-20");
        row("time:1700000000010", "time:1700000000060", "0:40-60 1:10-50 2:7-7 3:10-20");
        row("group:lagging", "newest", "0:70-100 1:0-50! 2:7-7! 3:5-20");
        row("oldest", "group:lagging", "0:40-70 1:0-0 2:7-7 3:0-5");
        row("stuck:lagging", "newest", "0:70-71 1:0-1! 2:7-7! 3:10-11!");
        row("stuck:finished", "newest", "0:100-100 1:50-50 2:7-7 3:20-20");
        row("group:retained", "newest", "0:40-100! 1:50-50! 2:7-7! 3:0-20!");
        row("stuck:retained", "newest", "0:40-41! 1:50-50! 2:7-7! 3:0-1!");
        row("group:idle", "newest", "0:40-100! 1:0-50! 2:7-7! 3:0-20!");
        row("group:nobody", "newest", "error: Group nobody does not exist.");
        row("oldest", "stuck:lagging", "error: A range can begin at the record a group is stuck on, not end there.");
    }
    void resolves()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, expected);
        FakeCluster cluster;
        fill(cluster);
        const RangeRequest request{"t", {}, parseRangeEdge(from.toStdString(), now).value(),
                                   parseRangeEdge(to.toStdString(), now).value()};
        QCOMPARE(show(resolveRange(cluster, request, soon())), expected);
    }

    void remarksSayWhy()
    {
        FakeCluster cluster;
        fill(cluster);
        const auto remark = [&](Kind kind, const char* group, std::int32_t partition) {
            const auto range = resolveRange(cluster, {"t", {}, {kind, 0, group}, {Kind::Newest, 0, {}}}, soon());
            return QString::fromStdString(range->values.at({"t", partition}).remark);
        };
        QCOMPARE(remark(Kind::Group, "lagging", 1),
                 QString("group lagging has no committed offset here; everything is unread"));
        QCOMPARE(remark(Kind::Group, "retained", 0),
                 QString("the committed offset 12 was deleted by retention; begins at 40"));
        QVERIFY(remark(Kind::Group, "retained", 1).startsWith("the committed offset 900 lies beyond the end 50"));
        QCOMPARE(remark(Kind::Stuck, "lagging", 3), QString("offset 5 holds no record; the next one is at 10"));
    }

    void onlyMarkersAreLeft()
    {
        FakeCluster cluster;
        cluster.addTopic("t", 1);
        cluster.append("t", 0, std::nullopt, "v");
        cluster.gap("t", 0, 3);
        cluster.addGroup("g");
        cluster.commit("g", {"t", 0}, 1);
        QCOMPARE(show(resolveRange(cluster, {"t", {}, {Kind::Stuck, 0, "g"}, {Kind::Newest, 0, {}}}, soon())),
                 QString("0:4-4!"));
    }

    void partitionsAndFailures()
    {
        FakeCluster cluster;
        fill(cluster);
        const RangeEdge newest{Kind::Newest, 0, {}};
        QCOMPARE(show(resolveRange(cluster, {"t", {3, 1, 3}, {}, newest}, soon())), QString("1:0-50 3:0-20"));
        QCOMPARE(resolveRange(cluster, {"t", {4}, {}, newest}, soon()).error().kind, ErrorKind::InvalidInput);
        QCOMPARE(resolveRange(cluster, {"none", {}, {}, newest}, soon()).error().kind, ErrorKind::NotFound);
        const Error broken{ErrorKind::Broker, "No leader.", {}, 5, false};
        cluster.failSubject(Op::Offsets, "t-1", broken);
        QCOMPARE(show(resolveRange(cluster, {"t", {}, {}, newest}, soon())),
                 QString("0:40-100 2:7-7 3:0-20 t-1 failed"));
        cluster.failSubject(Op::Offsets, "t-1", std::nullopt);
        cluster.failSubject(Op::Committed, "lagging t-0", broken);
        QCOMPARE(show(resolveRange(cluster, {"t", {0, 3}, {Kind::Group, 0, "lagging"}, newest}, soon())),
                 QString("3:5-20 t-0 failed"));
        cluster.failSubject(Op::Committed, "lagging", broken);
        QCOMPARE(resolveRange(cluster, {"t", {}, {Kind::Group, 0, "lagging"}, newest}, soon()).error().kind,
                 ErrorKind::Broker);
        cluster.failSubject(Op::Read, "t-0", broken);
        QCOMPARE(show(resolveRange(cluster, {"t", {0, 1}, {Kind::Stuck, 0, "idle"}, newest}, soon())),
                 QString("1:0-1! t-0 failed"));
        cluster.fail(Op::OffsetsAtTime, broken);
        QCOMPARE(show(resolveRange(cluster, {"t", {0}, {Kind::Time, 5, {}}, newest}, soon())), QString("t-0 failed"));
    }

private:
    static void fill(FakeCluster& cluster)
    {
        cluster.addTopic("t", 4);
        const auto append = [&](std::int32_t partition, int count) {
            for (int i = 0; i < count; ++i)
                cluster.append("t", partition, std::nullopt, "v");
        };
        append(0, 100);
        cluster.deleteBefore("t", 0, 40);
        append(1, 50);
        append(2, 7);
        cluster.deleteBefore("t", 2, 7);
        append(3, 5);
        cluster.gap("t", 3, 5);
        append(3, 10);
        const std::map<std::string, std::map<std::int32_t, std::int64_t>> groups{
            {"lagging", {{0, 70}, {3, 5}}},
            {"finished", {{0, 100}, {1, 50}, {2, 7}, {3, 20}}},
            {"retained", {{0, 12}, {1, 900}, {2, 3}}},
            {"idle", {}}};
        for (const auto& [group, commits] : groups) {
            cluster.addGroup(group);
            for (const auto& [partition, offset] : commits)
                cluster.commit(group, {"t", partition}, offset);
        }
    }
};

QTEST_GUILESS_MAIN(RecordsEdgesTest)
#include "records_edges_test.moc"
