// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/topics/topic_description.h"
#include "tests/support/fake_cluster.h"

#include <QtTest>

#include <limits>
#include <thread>

using namespace weir;
using namespace weir::test;

namespace {

const Error denied{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false};

Call soon() { return Call::within(std::chrono::seconds(5)); }

std::vector<std::string> subjects(const std::vector<Failure>& failures)
{
    std::vector<std::string> names;
    for (const Failure& failure : failures)
        names.push_back(failure.subject);
    std::ranges::sort(names);
    return names;
}

} // namespace

class TopicsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void retention_data()
    {
        QTest::addColumn<QString>("policy"); // null: entry missing
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("bytes");
        QTest::addColumn<QString>("text"); // null: no retention known
        const QString missing;
        const auto row = [](const char* name, const QString& policy, const QString& time, const QString& bytes,
                            const QString& text) { QTest::newRow(name) << policy << time << bytes << text; };
        row("a week", "delete", "604800000", "-1", "7 d");
        row("without bytes", "delete", "604800000", missing, "7 d");
        row("a day and a half", "delete", "129600000", "-1", "1 d 12 h");
        row("an hour", "delete", "3600000", "-1", "1 h");
        row("zero", "delete", "0", "-1", "0 ms");
        row("for ever", "delete", "-1", "-1", "forever");
        row("bytes only", "delete", "-1", "1073741824", "1 GiB a partition");
        row("both", "delete", "60000", "1610612736", "1 min or 1.5 GiB a partition");
        row("few bytes", "delete", "-1", "1000", "1000 bytes a partition");
        row("all bytes", "delete", "-1", "9223372036854775807", "8388607.9 TiB a partition");
        row("all time", "delete", "9223372036854775807", "-1", "106751991167 d 07 h");
        row("compacted", "compact", "604800000", "-1", "compacted");
        row("compacted and deleted", "compact,delete", "604800000", "-1", "compacted + 7 d");
        row("with spaces", "delete , compact", "-1", "-1", "compacted");
        row("neither", "", "604800000", "-1", "forever");
        row("no policy", missing, "604800000", "-1", missing);
        row("no time", "delete", missing, "-1", missing);
        row("time that is none", "delete", "7 days", "-1", missing);
        row("time too large", "delete", "9223372036854775808", "-1", missing);
        row("time empty", "delete", "", "-1", missing);
    }
    void retention()
    {
        QFETCH(QString, policy);
        QFETCH(QString, time);
        QFETCH(QString, bytes);
        QFETCH(QString, text);
        std::vector<ConfigEntry> entries{{"segment.bytes", "1", true, false, false, "default"}};
        const auto add = [&](const char* name, const QString& value) {
            if (!value.isNull())
                entries.push_back({name, value.toStdString(), false, false, false, "topic"});
        };
        add("cleanup.policy", policy);
        add("retention.ms", time);
        add("retention.bytes", bytes);
        const auto found = retentionFrom(entries);
        QCOMPARE(found.has_value(), !text.isNull());
        if (found)
            QCOMPARE(QString::fromStdString(describeRetention(*found)), text);
    }
    void retentionThatMayNotBeSeen()
    {
        const std::vector<ConfigEntry> entries{{"cleanup.policy", std::nullopt, false, true, false, "topic"},
                                               {"retention.ms", "1", false, false, false, "topic"}};
        QVERIFY(!retentionFrom(entries));
    }

    void listsSortedWithHealth()
    {
        FakeCluster cluster;
        cluster.addTopic("zebra", 2);
        auto& sick = cluster.addTopic("apple", 3);
        sick.partitions[0].replicas = {1, 2, 3};
        sick.partitions[0].inSync = {1};
        sick.partitions[1].leader.reset();
        sick.partitions[1].inSync.clear();
        cluster.addTopic("__consumer_offsets", 1).internal = true;
        cluster.addTopic("empty", 0);
        const auto list = listTopics(cluster, soon());
        QVERIFY(list && list->complete());
        QCOMPARE(list->values.size(), 4U);
        QVERIFY(list->values[0].internal);
        QVERIFY((list->values[1] == TopicSummary{"apple", false, 3, 3, 2, 1}));
        QVERIFY((list->values[2] == TopicSummary{"empty", false, 0, 0, 0, 0}));
        QVERIFY((list->values[3] == TopicSummary{"zebra", false, 2, 1, 0, 0}));
        QCOMPARE(cluster.calls(Op::Offsets), 0); // names first
        QCOMPARE(cluster.calls(Op::Configs), 0);
    }

    void aFailedTopicIsNotMissedSilently()
    {
        FakeCluster cluster;
        cluster.addTopic("a");
        cluster.addTopic("b");
        cluster.failSubject(Op::Metadata, "b", denied);
        const auto list = listTopics(cluster, soon());
        QVERIFY(list);
        QCOMPARE(list->values.size(), 1U);
        QCOMPARE(subjects(list->failures), std::vector<std::string>{"b"});
        cluster.fail(Op::Metadata, denied);
        QVERIFY(listTopics(cluster, soon()).error() == denied);
    }

    void detailsInOrderWithSums()
    {
        FakeCluster cluster;
        cluster.addTopic("a", 2);
        cluster.addTopic("b", 1);
        for (int i = 0; i < 5; ++i)
            cluster.append("a", i % 2, std::nullopt, "x");
        cluster.gap("a", 1, 10);
        cluster.deleteBefore("a", 0, 1);
        const auto list = listTopics(cluster, soon())->values;
        const auto details = topicDetails(cluster, {list[1], list[0]}, soon());
        QVERIFY(details.complete());
        QCOMPARE(details.values[0].name, std::string("b"));
        QCOMPARE(details.values[0].records.value(), 0);
        QCOMPARE(details.values[1].records.value(), 14); // 3 - 1 and 2 + 10: an upper bound
        QCOMPARE(details.values[1].recordsPerPartition[0].value(), 2);
        QCOMPARE(describeRetention(details.values[1].retention.value()), std::string("7 d"));
        QVERIFY(topicDetails(cluster, {}, soon()).values.empty());
    }

    void noSumOfSomePartitions()
    {
        FakeCluster cluster;
        cluster.addTopic("a", 3);
        cluster.append("a", 0, std::nullopt, "x");
        cluster.append("a", 2, std::nullopt, "x");
        cluster.failSubject(Op::Offsets, "a-1", denied); // neither the first nor the last
        cluster.failSubject(Op::Configs, "a", denied);
        const auto details = topicDetails(cluster, listTopics(cluster, soon())->values, soon());
        QVERIFY(!details.values[0].records);
        QCOMPARE(details.values[0].recordsPerPartition[0].value(), 1);
        QVERIFY(!details.values[0].recordsPerPartition[1]);
        QVERIFY(!details.values[0].retention);
        QCOMPARE(subjects(details.failures), (std::vector<std::string>{"a", "a-1"})); // each once
    }

    void describes()
    {
        FakeCluster cluster;
        auto& topic = cluster.addTopic("orders", 2);
        topic.partitions[1].leader.reset();
        topic.partitions[0].replicas = {3, 1, 2}; // the first is the preferred leader: the order is kept
        topic.partitions[0].inSync = {1, 3};
        cluster.append("orders", 0, "k", "v");
        const auto described = describeTopic(cluster, "orders", soon());
        QVERIFY(described && described->complete());
        const auto& partitions = described->values.partitions;
        QCOMPARE(partitions.size(), 2U);
        QCOMPARE(partitions[0].replicas, (std::vector<std::int32_t>{3, 1, 2}));
        QCOMPARE(partitions[0].records().value(), 1);
        QVERIFY(!partitions[1].leader);
        QCOMPARE(described->values.configs.front().name, std::string("cleanup.policy"));
        QCOMPARE(described->values.configs.back().name, std::string("retention.ms"));
        QVERIFY(described->values.retention);
    }

    void describesWhatCanBeHad()
    {
        FakeCluster cluster;
        cluster.addTopic("orders", 2);
        cluster.failSubject(Op::Offsets, "orders-0", denied);
        cluster.fail(Op::Configs, denied);
        const auto described = describeTopic(cluster, "orders", soon());
        QVERIFY(described);
        QCOMPARE(subjects(described->failures), (std::vector<std::string>{"configuration", "orders-0"}));
        QVERIFY(!described->values.partitions[0].records());
        QCOMPARE(described->values.partitions[1].records().value(), 0);
        QVERIFY(described->values.configs.empty() && !described->values.retention);
        QCOMPARE(describeTopic(cluster, "nothing", soon()).error().kind, ErrorKind::NotFound);
    }

    void stopsSoon()
    {
        FakeCluster cluster;
        cluster.addTopic("a");
        cluster.delay(Op::Metadata, std::chrono::seconds(30));
        std::stop_source stop;
        const std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            stop.request_stop();
        });
        QElapsedTimer timer;
        timer.start();
        const auto list = listTopics(cluster, Call::within(std::chrono::seconds(60), stop.get_token()));
        QVERIFY(!list);
        QCOMPARE(list.error().kind, ErrorKind::Cancelled);
        QVERIFY(timer.elapsed() < 1000);
    }
};

QTEST_GUILESS_MAIN(TopicsTest)
#include "topics_test.moc"
