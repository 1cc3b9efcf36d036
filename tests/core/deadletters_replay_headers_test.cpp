// SPDX-License-Identifier: GPL-3.0-or-later
// What tells a record apart, and what becomes of the headers of a dead letter that is put back.
#include "core/deadletters/convention.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_headers.h"

#include <QTest>

#include <set>

using namespace weir;
using namespace std::string_literals;

class DeadlettersReplayHeadersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void digestTellsContentsApart();
    void replayIdIsStable();
    void choosesHeaders_data();
    void choosesHeaders();
    void countsReplays_data();
    void countsReplays();
    void theLargestCountHolds();
    void neverSendsOn_data();
    void neverSendsOn();
    void ownHeadersAreFailureHeaders();
};

void DeadlettersReplayHeadersTest::digestTellsContentsApart()
{
    QCOMPARE(recordDigest(Record{}).size(), std::size_t{64});
    const auto record = [](OptionalBytes key, OptionalBytes value, Headers headers) {
        Record r;
        r.key = std::move(key);
        r.value = std::move(value);
        r.headers = std::move(headers);
        return r;
    };
    const std::vector<Record> different{
        record({}, {}, {}),
        record("", {}, {}),
        record({}, "", {}),
        record("", "", {}),
        record("ab", "c", {}),
        record("a", "bc", {}),
        record("a", "b", {{"c", ""}}),
        record("a", "b", {{"c", {}}}),
        record("a", "b", {{"", "c"}}),
        record("a", "b", {{"c", ""}, {"c", ""}}),
        record("a", "b", {{"c", "1"}, {"d", "2"}}),
        record("a", "b", {{"d", "2"}, {"c", "1"}}),
        record("a", "b\0"s, {}),
    };
    std::set<std::string> digests;
    for (const Record& r : different)
        QVERIFY(digests.insert(recordDigest(r)).second);
    // Place and time are no content.
    Record moved = different[4];
    moved.topic = "elsewhere";
    moved.offset = 5;
    moved.timestamp = 9;
    QCOMPARE(recordDigest(moved), recordDigest(different[4]));
    // SHA-256 of two NULL markers (16 bytes 0xff), as sha256sum prints it.
    QCOMPARE(recordDigest(different[0]), "5ac6a5945f16500911219129984ba8b387a06f24fe383ce4e81a73294065461b"s);
}

void DeadlettersReplayHeadersTest::replayIdIsStable()
{
    const std::string id = replayId("cluster", {"orders.dlq", 3}, 77);
    QCOMPARE(id.size(), std::size_t{32});
    QCOMPARE(replayId("cluster", {"orders.dlq", 3}, 77), id);
    for (const std::string& other : {replayId("cluster2", {"orders.dlq", 3}, 77), replayId("cluster", {"orders.dl", 3}, 77),
                                     replayId("cluster", {"orders.dlq", 4}, 77), replayId("cluster", {"orders.dlq", 3}, 78),
                                     replayId("", {"clusterorders.dlq", 3}, 77)})
        QVERIFY(other != id);
    // Ids of unedited records stay what they were before records could be edited.
    QCOMPARE(replayId("cluster", {"orders.dlq", 3}, 77, ""), id);
    QVERIFY(replayId("cluster", {"orders.dlq", 3}, 77, "0123456789abcdef") != id);
    QCOMPARE(id, "2753e3abdb7018b13420c7687ede5849"s); // as written by hand: SHA-256 of lengths, texts and numbers
}

void DeadlettersReplayHeadersTest::choosesHeaders_data()
{
    QTest::addColumn<int>("choice");
    QTest::addColumn<bool>("add");
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QString>("fates"); // k, r, a in order
    const auto row = [](const char* name, HeaderPolicy choice, bool add, const char* sent, const char* fates) {
        QTest::newRow(name) << static_cast<int>(choice) << add << QString(sent) << QString(fates);
    };
    using enum HeaderPolicy;
    row("remove failure", RemoveFailure, true, "trace,trace,weir-replay-id,weir-replay-job,weir-replay-count,weir-replay-source",
        "krrrkraaaa");
    // With the replay headers switched off, those of an earlier replay stay: they carry the count.
    row("remove failure, add nothing", RemoveFailure, false, "trace,weir-replay-id,trace", "krkrkr");
    row("keep all", KeepAll, true,
        "trace,dlq-attempts,kafka_dlt-original-topic,trace,weir-replay-id,weir-replay-job,weir-replay-count,weir-replay-source",
        "kkrkkraaaa");
    row("keep all, add nothing", KeepAll, false, "trace,dlq-attempts,weir-replay-id,kafka_dlt-original-topic,trace",
        "kkkkkr");
    row("remove all", RemoveAll, true, "weir-replay-id,weir-replay-job,weir-replay-count,weir-replay-source", "rrrrrraaaa");
    row("remove all, add nothing", RemoveAll, false, "", "rrrrrr");
}

void DeadlettersReplayHeadersTest::choosesHeaders()
{
    QFETCH(int, choice);
    QFETCH(bool, add);
    QFETCH(QString, sent);
    QFETCH(QString, fates);
    const Headers headers{{"trace", "1"},
                          {"dlq-attempts", "3"},
                          {"weir-replay-id", "old"},
                          {"kafka_dlt-original-topic", "orders"},
                          {"trace", std::nullopt},
                          {"springDeserializerExceptionValue", "\xac\xed"}};
    const ReplayHeaders result =
        decideReplayHeaders(headers, static_cast<HeaderPolicy>(choice), add, {"id", "job", "source", 0});
    QStringList names;
    for (const Header& header : result.sent())
        names << QString::fromStdString(header.name);
    QString read;
    for (const HeaderDecision& decision : result.decisions) {
        read += decision.fate == HeaderFate::Kept ? 'k' : decision.fate == HeaderFate::Removed ? 'r' : 'a';
        QCOMPARE(decision.reason.empty(), decision.fate == HeaderFate::Kept);
    }
    QCOMPARE(names.join(','), sent);
    QCOMPARE(read, fates);
    for (std::size_t i = 0; i < headers.size(); ++i)
        QCOMPARE(result.decisions[i].header, headers[i]);
}

void DeadlettersReplayHeadersTest::countsReplays_data()
{
    QTest::addColumn<QByteArray>("before"); // "-": NULL
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("unreadable");
    QTest::newRow("first") << QByteArray("0") << QByteArray("1") << false;
    QTest::newRow("again") << QByteArray("41") << QByteArray("42") << false;
    QTest::newRow("largest") << QByteArray("999999999") << QByteArray("1000000000") << false;
    QTest::newRow("too large") << QByteArray("9223372036854775807") << QByteArray("1") << true;
    QTest::newRow("negative") << QByteArray("-1") << QByteArray("1") << true;
    QTest::newRow("binary") << QByteArray(4, '\0') << QByteArray("1") << true;
    QTest::newRow("words") << QByteArray("many") << QByteArray("1") << true;
    QTest::newRow("empty") << QByteArray("") << QByteArray("1") << true;
    QTest::newRow("NULL") << QByteArray("-") << QByteArray("1") << true;
}

void DeadlettersReplayHeadersTest::countsReplays()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(bool, unreadable);
    const OptionalBytes value = before == "-" ? OptionalBytes() : OptionalBytes(before.toStdString());
    const ReplayHeaders result = decideReplayHeaders({{"weir-replay-count", value}}, HeaderPolicy::RemoveFailure, true,
                                                     {"id", "job", "s", 0});
    QCOMPARE(result.countUnreadable, unreadable);
    QCOMPARE(result.sent().at(2), (Header{"weir-replay-count", after.toStdString()}));
}

void DeadlettersReplayHeadersTest::theLargestCountHolds()
{
    const Headers headers{{"weir-replay-count", "1"}, {"weir-replay-count", "7"}, {"weir-replay-count", "x"}};
    QCOMPARE(earlierReplays(headers), 7);
    QCOMPARE(earlierReplays({}), 0);
    const auto result = decideReplayHeaders(headers, HeaderPolicy::KeepAll, true, {"id", "", "s", 9});
    QCOMPARE(result.earlierReplays, 9); // the source may know more than the dead letter
    QVERIFY(result.countUnreadable);
    // Without a job there is no header of one; the old counts are replaced by one.
    QCOMPARE(result.sent(), (Headers{{"weir-replay-id", "id"}, {"weir-replay-count", "10"}, {"weir-replay-source", "s"}}));
}

void DeadlettersReplayHeadersTest::neverSendsOn_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("always"); // else only by default
    // With these a consumer gives the record up at its first failure, or counts on from there.
    for (const char* name : {"retry_topic-attempts", "retry_topic-original-timestamp", "retry_topic-backoff-timestamp",
                             "kafka_dlt-original-topic", "kafka_original-topic", "delayed-retry-count", "x-retries",
                             "__connect.errors.topic", "__streams.errors.topic", "__dlq.errors.delivery.count"})
        QTest::newRow(name) << QByteArray(name) << false;
    // CVE-2023-34040
    for (const char* name : {"springDeserializerExceptionKey", "springDeserializerExceptionValue"})
        QTest::newRow(name) << QByteArray(name) << true;
}

void DeadlettersReplayHeadersTest::neverSendsOn()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, always);
    const Headers business{{"ce_id", "1"}, {"traceparent", "00-1"}, {"idempotency-key", ""}, {"id", std::nullopt}};
    Headers headers = business;
    headers.insert(headers.begin() + 2, {name.toStdString(), "\0\0\0\3"s});
    QCOMPARE(decideReplayHeaders(headers, HeaderPolicy::RemoveFailure, false, {}).sent(), business);
    QCOMPARE(decideReplayHeaders(headers, HeaderPolicy::KeepAll, false, {}).sent() == business, always);
}

void DeadlettersReplayHeadersTest::ownHeadersAreFailureHeaders()
{
    const CustomConvention own{"billing", {{"x-billing-topic", FailureField::OriginTopic, HeaderEncoding::Text}}, {}};
    const Headers headers{{"x-billing-topic", "orders"}, {"x-billing", "1"}};
    QCOMPARE(decideReplayHeaders(headers, HeaderPolicy::RemoveFailure, false, {}, {own}).sent(),
             (Headers{{"x-billing", "1"}}));
    QCOMPARE(decideReplayHeaders(headers, HeaderPolicy::RemoveFailure, false, {}).sent(), headers);
}

QTEST_APPLESS_MAIN(DeadlettersReplayHeadersTest)
#include "deadletters_replay_headers_test.moc"
