// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/real_cluster.h"
#include "tests/support/demo_traffic_life.h"
#include "tests/support/real_broker.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace weir;
using namespace std::chrono_literals;

/// The demo traffic on a real broker of its own: its topics have fixed names and have to be empty at first.
class DemoTrafficKafkaTest : public test::DemoTrafficLife
{
    Q_OBJECT

protected:
    std::shared_ptr<Cluster> openCluster() override
    {
        m_prefix = "demo-";
        m_broker = std::make_unique<test::OwnBroker>(m_folder.filePath("kafka").toStdString());
        ClusterOptions options;
        options.bootstrapServers = m_broker->bootstrap();
        auto cluster = openRealCluster(options);
        return cluster ? std::move(*cluster) : nullptr;
    }
    std::chrono::milliseconds lagWithin() const override { return 20s; }
    bool canRunAgain() const override { return true; }

private Q_SLOTS:
    void agreesWithKafkasOwnTool();
    void survivesABrokerRestart();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<test::OwnBroker> m_broker;
};

void DemoTrafficKafkaTest::agreesWithKafkasOwnTool()
{
    // The traffic stands still here, so two looks one after the other see the same.
    const QString table = QString::fromStdString(
        m_broker->tool({"kafka-consumer-groups", "--describe", "--group", "demo-billing"}));
    const auto lag = lagOf("billing");
    QVERIFY(lag);
    QCOMPARE(lag->rows.size(), std::size_t(8));
    int seen = 0;
    for (const QString& line : table.split('\n')) {
        const auto cells = line.split(' ', Qt::SkipEmptyParts);
        if (cells.size() < 6 || cells[0] != "demo-billing")
            continue;
        const TopicPartition partition{cells[1].toStdString(), cells[2].toInt()};
        const auto row = std::ranges::find(lag->rows, partition, &PartitionLag::partition);
        QVERIFY(row != lag->rows.end());
        QCOMPARE(QString::number(row->committed.value_or(-1)), cells[3]);
        QCOMPARE(QString::number(row->end.value_or(-1)), cells[4]);
        QCOMPARE(QString::number(row->lag.value_or(-1)), cells[5]);
        ++seen;
    }
    QVERIFY2(seen == 8, qPrintable(table));
}

void DemoTrafficKafkaTest::survivesABrokerRestart()
{
    startTraffic();
    QTRY_VERIFY_WITH_TIMEOUT(statusOf("mailer") && statusOf("mailer")->handled > 50, 20'000);
    QVERIFY(m_broker->kill());
    QTRY_VERIFY_WITH_TIMEOUT(!status().troubles.empty(), 20'000);
    QVERIFY(m_broker->start());
    const auto before = *statusOf("mailer");
    const auto sent = status().sent;
    QTRY_VERIFY_WITH_TIMEOUT(status().sent > sent + 300, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(statusOf("mailer")->handled > before.handled + 50, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(status().troubles.empty(), 30'000);
    stopTraffic();
}

int main(int argc, char** argv)
{
    if (const auto status = test::exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    DemoTrafficKafkaTest suite;
    return QTest::qExec(&suite, argc, argv);
}

#include "demo_traffic_kafka_test.moc"
