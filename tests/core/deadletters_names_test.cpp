// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/dead_letter_topics.h"
#include "tests/support/fake_cluster.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include <random>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;

class DeadlettersNamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void agreesWithTheExpressions();
    void staysQuickOnLongNames();
    void findsTheOrigin_data();
    void findsTheOrigin();
    void findsTopics();
    void saysWhatFailed();
    void stops();
};

void DeadlettersNamesTest::reads_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<QString>("kind"); // "dead", "retry" or ""
    QTest::addColumn<QByteArray>("stem");
    const auto row = [](const char* topic, const char* kind, const char* stem) {
        QTest::newRow(topic) << QByteArray(topic) << QString(kind) << QByteArray(stem);
    };
    row("orders.dlq", "dead", "orders");
    row("orders-dlq", "dead", "orders");
    row("orders_dlq", "dead", "orders");
    row("orders.DLT", "dead", "orders");
    row("orders-dlt", "dead", "orders");
    row("Orders.Events-Dlt", "dead", "Orders.Events");
    row("orders.deadletter", "dead", "orders");
    row("orders-dead-letter", "dead", "orders");
    row("orders_dead_letters", "dead", "orders");
    row("orders.dead.letter.queue", "dead", "orders");
    row("orders-deadLetterTopic", "dead", "orders");
    row("orders-dead-letter-queue", "dead", "orders");
    row("orders-dead-letters-queue", "", "");
    row("orders.error", "dead", "orders");
    row("orders-errors", "dead", "orders");
    row("orders.poison", "dead", "orders");
    row("orders-parking-lot", "dead", "orders");
    row("orders.parkinglot", "dead", "orders");
    row("trips__billing__dlq", "dead", "trips__billing");
    row("dlq.orders", "dead", "orders");
    row("DLQ-lcc-7a2b", "dead", "lcc-7a2b");
    row("error.orders.billing", "dead", "orders.billing");
    row("dead-letter-topic-prices", "dead", "prices");
    row("wolverine-dead-letter-queue", "dead", "");
    row("orders-retry-dlt", "dead", "orders-retry");
    row(".dlq", "dead", "");
    row("-retry", "retry", "");
    row("orders-retry", "retry", "orders");
    row("orders-retry-0", "retry", "orders");
    row("orders-retry-10000", "retry", "orders");
    row("orders-retry-10000-2", "retry", "orders");
    row("orders-retry-1-2-3", "", "");
    row("prices_retry_10000", "retry", "prices");
    row("prices_retry_", "", "");
    row("trips__billing__retry", "retry", "trips__billing");
    row("trips__billing__2__retry", "retry", "trips__billing");
    row("orders.retry.30s", "retry", "orders");
    row("orders.retry.5m", "retry", "orders");
    row("orders.retry.1h", "retry", "orders");
    row("orders.retry.1d", "", "");
    row("orders.retry.s", "", "");
    row("orders-RETRY", "", "");
    row("orders", "", "");
    row("dlq", "", "");
    row("dlt", "", "");
    row("errors", "", "");
    row("mydlq", "", "");
    row("terror", "", "");
    row("dlq_orders", "", "");
    row("orders.dlq.v2", "", "");
    row("orders.dead", "", "");
    row("orders-retries", "", "");
    row("", "", "");
    row("-", "", "");
}

void DeadlettersNamesTest::reads()
{
    QFETCH(QByteArray, topic);
    QFETCH(QString, kind);
    QFETCH(QByteArray, stem);
    const auto name = readDeadLetterName(topic.toStdString());
    QCOMPARE(name.has_value(), !kind.isEmpty());
    if (!name)
        return;
    QCOMPARE(name->kind, kind == "dead" ? DeadLetterKind::DeadLetter : DeadLetterKind::Retry);
    QCOMPARE(name->stem, stem.toStdString());
}

/// The rules as regular expressions, against 200,000 names put together from the pieces that matter.
void DeadlettersNamesTest::agreesWithTheExpressions()
{
    const QRegularExpression deadEnd(
        "(?i)([._-](dlt|dlq|dead[._-]?letter(s|[._-]?(queue|topic))?|errors?|poison|parking[._-]?lot)|__dlq)$");
    const QRegularExpression deadStart("(?i)^(dlq[.-]|error\\.|dead-letter-topic-)");
    const QRegularExpression retry("(-retry(-[0-9]+){0,2}|_retry_[0-9]+|__([0-9]+__)?retry|\\.retry\\.[0-9]+[smh])$");
    const std::vector<QString> pieces{"orders", "dlq",   "DLT",    "dlt",  "dead",  "letter", "letters", "queue", "topic",
                                      "error",  "errors", "poison", "lot",  "parking", "retry", ".",      "-",       "_",
                                      "__",     "10",    "7",      "30s",  "5m",    "s",      "-topic-", "Dead",  "x"};
    std::mt19937 random(20261123);
    int dead = 0;
    int retries = 0;
    for (int i = 0; i < 200'000; ++i) {
        QString name;
        for (auto left = random() % 7; left > 0; --left)
            name += pieces[random() % pieces.size()];
        const auto read = readDeadLetterName(name.toStdString());
        const auto end = deadEnd.match(name);
        const bool isDead = end.hasMatch() || deadStart.match(name).hasMatch();
        const auto again = retry.match(name);
        QVERIFY2(read.has_value() == (isDead || again.hasMatch()), qPrintable(name));
        if (!read)
            continue;
        QVERIFY2(read->kind == (isDead ? DeadLetterKind::DeadLetter : DeadLetterKind::Retry), qPrintable(name));
        if (end.hasMatch())
            QVERIFY2(read->stem == name.left(end.capturedStart()).toStdString(), qPrintable(name));
        else if (!isDead)
            QVERIFY2(read->stem == name.left(again.capturedStart()).toStdString(), qPrintable(name));
        dead += isDead ? 1 : 0;
        retries += isDead ? 0 : 1;
    }
    QVERIFY2(dead > 5'000, qPrintable(QString::number(dead)));
    QVERIFY2(retries > 500, qPrintable(QString::number(retries)));
}

void DeadlettersNamesTest::staysQuickOnLongNames()
{
    for (const std::string& piece : {"-1"s, "_retry_"s, "dead-"s, "__"s, "1"s}) {
        std::string name;
        while (name.size() < 4'000'000)
            name += piece;
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!readDeadLetterName(name));
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
    }
}

void DeadlettersNamesTest::findsTheOrigin_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<QByteArray>("topics");
    QTest::addColumn<QByteArray>("origin");
    const auto row = [](const char* topic, const char* topics, const char* origin) {
        QTest::addRow("%s among %s", topic, topics) << QByteArray(topic) << QByteArray(topics) << QByteArray(origin);
    };
    row("orders.dlq", "orders", "orders");
    row("orders.dlq", "payments", "");
    row("orders.dlq", "", "");
    row("orders.dlq", "Orders", "");
    row("error.orders.billing", "orders", "orders");
    row("error.orders.v2.billing.eu", "orders orders.v2", "orders.v2");
    row("error.orders", "orders", "orders");
    row("error.billing", "orders", "");
    row("trips__billing__dlq", "trips", "trips");
    row("trips__billing__dlq", "trips trips__billing", "trips__billing");
    row("a__b__g__retry", "a a__b", "a__b");
    row("orders-retry-1000", "orders", "orders");
    row("orders-retry-dlt", "orders orders-retry", "orders");
    row("orders-retry-dlt", "orders-retry", "orders-retry");
    row("dlq-warehouse-sink", "users", "");
    row("wolverine-dead-letter-queue", "wolverine", "");
    row("orders", "orders", "");
    row(".dlq", "orders", "");
}

void DeadlettersNamesTest::findsTheOrigin()
{
    QFETCH(QByteArray, topic);
    QFETCH(QByteArray, topics);
    QFETCH(QByteArray, origin);
    std::set<std::string> names{topic.toStdString()};
    for (const QByteArray& name : topics.split(' '))
        names.insert(name.toStdString());
    names.erase("");
    QCOMPARE(originByName(topic.toStdString(), names).value_or(""), origin.toStdString());
}

void DeadlettersNamesTest::findsTopics()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    cluster.addTopic("orders.dlq", 2);
    cluster.addTopic("payments-retry-1000", 1);
    cluster.addTopic("__internal.dlq", 1).internal = true;
    for (int i = 0; i < 5; ++i)
        cluster.append("orders.dlq", i % 2, {}, "v");
    cluster.deleteBefore("orders.dlq", 0, 2);
    const auto found = findDeadLetterTopics(cluster, Call{});
    QVERIFY(found.has_value() && found->complete());
    QCOMPARE(found->values.size(), std::size_t{2});
    const auto& dead = found->values[0];
    QCOMPARE(dead.name, "orders.dlq"s);
    QCOMPARE(dead.kind, DeadLetterKind::DeadLetter);
    QCOMPARE(dead.partitions, 2);
    QCOMPARE(dead.records, std::optional<std::int64_t>(3));
    QCOMPARE(dead.origin, std::optional("orders"s));
    const auto& retry = found->values[1];
    QCOMPARE(retry.kind, DeadLetterKind::Retry);
    QCOMPARE(retry.records, std::optional<std::int64_t>(0));
    QCOMPARE(retry.origin, std::optional<std::string>());
}

void DeadlettersNamesTest::saysWhatFailed()
{
    FakeCluster cluster;
    cluster.addTopic("a.dlq", 2);
    cluster.addTopic("b.dlq", 1);
    cluster.append("b.dlq", 0, {}, "v");
    const Error away{ErrorKind::Broker, "The leader is away.", {}, 5, true};
    cluster.failSubject(Op::Offsets, "a.dlq-1", away);
    cluster.addTopic("hidden", 1);
    cluster.failSubject(Op::Metadata, "hidden", away);
    const auto found = findDeadLetterTopics(cluster, Call{});
    QVERIFY(found.has_value());
    QCOMPARE(found->failures, (std::vector<Failure>{{"hidden", away}, {"a.dlq-1", away}}));
    // A sum of some partitions would look like the whole.
    QCOMPARE(found->values[0].records, std::optional<std::int64_t>());
    QCOMPARE(found->values[1].records, std::optional<std::int64_t>(1));

    cluster.fail(Op::Metadata, away);
    QCOMPARE(findDeadLetterTopics(cluster, Call{}).error(), away);
}

void DeadlettersNamesTest::stops()
{
    FakeCluster cluster;
    cluster.addTopic("a.dlq", 1);
    cluster.delay(Op::Offsets, std::chrono::seconds(10));
    std::stop_source source;
    source.request_stop();
    const auto found = findDeadLetterTopics(cluster, Call::within(std::chrono::seconds(10), source.get_token()));
    QVERIFY(!found.has_value());
    QCOMPARE(found.error().kind, ErrorKind::Cancelled);
}

QTEST_APPLESS_MAIN(DeadlettersNamesTest)
#include "deadletters_names_test.moc"
