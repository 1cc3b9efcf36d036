// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/partition_for_key.h"
#include "core/events/send_history.h"
#include "core/events/sent_record_rows.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>

using namespace weir;
using namespace std::chrono_literals;

namespace {

SentRecord someSend(const std::string& cluster, const Bytes& value)
{
    EventTemplate written{.name = "order", .folder = "shop", .about = "one", .kind = EventTemplate::Kind::Raw};
    written.topic = "orders";
    written.partition = 2;
    written.timestamp = "{{now -1h}}";
    written.key = {PayloadType::Int64, "17"};
    written.value = {PayloadType::Json, "{\"a\":{{int 1..9}}}"};
    written.headers = {{"h", {PayloadType::Null, {}}}, {"", {PayloadType::Hex, "00ff"}}};
    OutgoingRecord record{"orders", 2, Bytes("\x00\xff", 2), value, {{"h", std::nullopt}, {"h", Bytes()}, {"\xfe\n", Bytes("v\0w", 3)}}, -5};
    return {.time = 1'700'000'000'123, .cluster = cluster, .written = written, .record = record, .delivery = Delivery{2, 9'007'199'254'740'993, 1'700'000'000'200, 2100us}};
}

bool sameRecord(const OutgoingRecord& a, const OutgoingRecord& b)
{
    return a.topic == b.topic && a.partition == b.partition && a.key == b.key && a.value == b.value && a.headers == b.headers &&
           a.timestamp == b.timestamp;
}

} // namespace

class EventsSendHistoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void partitionOfKeys_data();
    void partitionOfKeys();
    void keysWithoutAPlace();
    void everythingComesBack();
    void failuresComeBack();
    void nullIsNotEmpty();
    void keptPerConnectionNewestFirst();
    void survivesTheProcess();
    void isTheOwnersOnly();
    void boundedInNumber();
    void boundedInBytes();
    void tooLargeIsKeptWithoutContents();
    void clearedIsGoneFromDisk();
    void damagedBlobsAreNoTemplates();
};

void EventsSendHistoryTest::partitionOfKeys_data()
{
    // The hashes are those of org.apache.kafka.common.utils.UtilsTest.testMurmur2.
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("hash");
    QTest::addColumn<int>("partitions");
    QTest::addColumn<int>("partition");
    const auto row = [](const char* key, int hash, int partitions) {
        QTest::newRow(key) << QByteArray(key) << hash << partitions << ((hash & 0x7fffffff) % partitions);
    };
    row("21", -973932308, 12);
    row("foobar", -790332482, 3);
    row("a-little-bit-long-string", -985981536, 7);
    row("a-little-bit-longer-string", -1486304829, 100);
    row("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971, 12);
    row("abc", 479470107, 5);
}

void EventsSendHistoryTest::partitionOfKeys()
{
    QFETCH(QByteArray, key);
    QFETCH(int, hash);
    QFETCH(int, partitions);
    QFETCH(int, partition);
    QCOMPARE(keyHash(key.toStdString()), hash);
    QCOMPARE(partitionForKey(key.toStdString(), partitions), std::optional(partition));
    QCOMPARE(partitionForKey(key.toStdString(), 1), std::optional(0));
}

void EventsSendHistoryTest::keysWithoutAPlace()
{
    QVERIFY2(!partitionForKey(std::nullopt, 12), "without a key any partition");
    QVERIFY(!partitionForKey("a", 0));
    QVERIFY(!partitionForKey("a", -1));
    QVERIFY2(partitionForKey("", 12), "an empty key is a key");
    // Bytes above 127 are not negative numbers.
    QVERIFY(keyHash("\xff") != keyHash("\x7f"));
    for (int i = 0; i < 2000; ++i) {
        const auto at = partitionForKey("user-" + std::to_string(i), 7);
        QVERIFY(at && *at >= 0 && *at < 7);
    }
}

void EventsSendHistoryTest::everythingComesBack()
{
    const auto history = SendHistory::inMemory().value();
    const SentRecord sent = someSend("shop", R"({"a":1.10})");
    const auto id = history->add(sent);
    QVERIFY(id && *id > 0);
    const auto all = history->list("shop").value();
    QCOMPARE(all.size(), std::size_t{1});
    const SentRecord& back = all.front();
    QCOMPARE(back.id, *id);
    QCOMPARE(back.time, sent.time);
    QCOMPARE(back.cluster, sent.cluster);
    QVERIFY(back.written == sent.written);
    QVERIFY(sameRecord(back.record, sent.record));
    QVERIFY(back.contentsKept);
    QVERIFY(back.delivery.has_value());
    QCOMPARE(back.delivery->partition, 2);
    QCOMPARE(back.delivery->offset, std::int64_t{9'007'199'254'740'993});
    QCOMPARE(back.delivery->timestamp.value(), TimestampMs{1'700'000'000'200});
    QVERIFY(back.delivery->latency == 2100us);
}

void EventsSendHistoryTest::failuresComeBack()
{
    const auto history = SendHistory::inMemory().value();
    SentRecord sent = someSend("shop", "x");
    const Error error{ErrorKind::TimedOut, "No answer. It may have been written.", "Connection refused", -192, true};
    sent.delivery = fail(error);
    QVERIFY(history->add(sent).has_value());
    const auto all = history->list("shop").value();
    QVERIFY(!all.front().delivery);
    QVERIFY(all.front().delivery.error() == error);
}

void EventsSendHistoryTest::nullIsNotEmpty()
{
    const auto history = SendHistory::inMemory().value();
    SentRecord sent = someSend("shop", "");
    sent.record = {"orders", std::nullopt, std::nullopt, Bytes(), {}, std::nullopt};
    sent.written = {};
    QVERIFY(history->add(sent).has_value());
    sent.record.key = Bytes();
    sent.record.value = std::nullopt;
    sent.record.partition = 0;
    sent.record.timestamp = 0;
    QVERIFY(history->add(sent).has_value());
    const auto all = history->list("shop").value();
    QVERIFY(!all[1].record.key && all[1].record.value == OptionalBytes(Bytes()) && !all[1].record.partition && !all[1].record.timestamp);
    QVERIFY(all[0].record.key == OptionalBytes(Bytes()) && !all[0].record.value);
    QCOMPARE(all[0].record.partition.value(), 0);
    QCOMPARE(all[0].record.timestamp.value(), TimestampMs{0});
    QVERIFY(all[0].written == EventTemplate());
}

void EventsSendHistoryTest::keptPerConnectionNewestFirst()
{
    const auto history = SendHistory::inMemory().value();
    for (const char* value : {"one", "two"})
        QVERIFY(history->add(someSend("shop", value)).has_value());
    QVERIFY(history->add(someSend("other", "three")).has_value());
    const auto shop = history->list("shop").value();
    QCOMPARE(shop.size(), std::size_t{2});
    QVERIFY(shop[0].record.value == OptionalBytes("two"));
    QVERIFY(history->clear("shop").has_value());
    QVERIFY(history->list("shop")->empty());
    QCOMPARE(history->list("other")->size(), std::size_t{1});
}

void EventsSendHistoryTest::survivesTheProcess()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("a/sent.db").toStdString();
    QVERIFY(SendHistory::open(file).value()->add(someSend("shop", "kept")).has_value());
    const auto again = SendHistory::open(file).value();
    QVERIFY(again->list("shop")->front().record.value == OptionalBytes("kept"));
    QVERIFY(!SendHistory::open("/proc/nowhere/sent.db"));
}

void EventsSendHistoryTest::isTheOwnersOnly()
{
    const QTemporaryDir folder;
    const std::string file = folder.filePath("sent.db").toStdString();
    const auto history = SendHistory::open(file).value();
    QVERIFY(history->add(someSend("shop", "secret")).has_value());
    for (const char* suffix : {"", "-wal"}) {
        struct stat status{};
        QCOMPARE(::stat((file + suffix).c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }
}

void EventsSendHistoryTest::boundedInNumber()
{
    const auto history = SendHistory::inMemory().value();
    for (std::size_t i = 0; i < SendHistory::most + 5; ++i)
        QVERIFY(history->add(someSend(i % 2 == 0 ? "a" : "b", std::to_string(i))).has_value());
    const auto a = history->list("a").value();
    const auto b = history->list("b").value();
    QCOMPARE(a.size() + b.size(), SendHistory::most);
    QVERIFY(a.back().record.value == OptionalBytes("6"));
    QVERIFY(b.back().record.value == OptionalBytes("5"));
}

void EventsSendHistoryTest::boundedInBytes()
{
    const auto history = SendHistory::inMemory().value();
    const Bytes value(1'000'000, 'x');
    for (int i = 0; i < 70; ++i)
        QVERIFY(history->add(someSend("shop", value)).has_value());
    const auto kept = history->list("shop").value();
    QVERIFY(kept.size() >= 66 && kept.size() <= 67); // 64 MiB of a little more than 1 MB each
    QCOMPARE(kept.front().id - kept.back().id, static_cast<std::int64_t>(kept.size()) - 1);
}

void EventsSendHistoryTest::tooLargeIsKeptWithoutContents()
{
    const auto history = SendHistory::inMemory().value();
    QVERIFY(history->add(someSend("shop", Bytes(SendHistory::mostBytesEach, 'x'))).has_value());
    const auto back = history->list("shop").value().front();
    QVERIFY2(!back.contentsKept, "else a tombstone would be sent again in its place");
    QVERIFY(!back.record.value && !back.record.key && back.record.headers.empty());
    QCOMPARE(back.record.topic, std::string("orders"));
    QVERIFY(back.delivery.has_value());
}

void EventsSendHistoryTest::clearedIsGoneFromDisk()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath("sent.db");
    const auto history = SendHistory::open(file.toStdString()).value();
    QVERIFY(history->add(someSend("shop", "a-very-secret-value")).has_value());
    QVERIFY(history->clear("shop").has_value());
    for (const QString& part : {file, file + QStringLiteral("-wal")}) {
        QFile opened(part);
        if (opened.open(QIODevice::ReadOnly))
            QVERIFY(!opened.readAll().contains("a-very-secret-value"));
    }
}

void EventsSendHistoryTest::damagedBlobsAreNoTemplates()
{
    const Bytes blob = packTemplate(someSend("shop", "x").written);
    QVERIFY(unpackTemplate(blob).has_value());
    for (std::size_t cut = 1; cut < blob.size(); ++cut) {
        // A blob that ends behind a whole header is a template with fewer of them.
        if (const auto shorter = unpackTemplate(blob.substr(0, cut)))
            QVERIFY(shorter->headers.size() < 2);
    }
    QVERIFY(!unpackTemplate({}));
    QVERIFY(!unpackTemplate("\xff\xff\xff\xff"));
    QVERIFY(!unpackHeaders("\x05"));
    QVERIFY(unpackHeaders({}).has_value());
}

QTEST_GUILESS_MAIN(EventsSendHistoryTest)
#include "events_send_history_test.moc"
