// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/source_record.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using State = SourceRecord::State;

namespace {

FailureReport report(std::optional<std::string> topic, std::optional<std::int32_t> partition,
                     std::optional<std::int64_t> offset)
{
    FailureReport failure;
    failure.convention = "plain";
    failure.originTopic = std::move(topic);
    failure.originPartition = partition;
    failure.originOffset = offset;
    return failure;
}

Record letter(OptionalBytes key, OptionalBytes value, Headers headers = {})
{
    return {"orders.dlq", 0, 7, TimestampType::CreateTime, 1, std::move(key), std::move(value), std::move(headers)};
}

} // namespace

Q_DECLARE_METATYPE(FailureReport)
Q_DECLARE_METATYPE(SourceRecord::State)

class DeadlettersSourceTest : public QObject
{
    Q_OBJECT

private:
    FakeCluster m_cluster;

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster.addTopic("orders", 2);
        for (int i = 0; i < 10; ++i)
            m_cluster.append("orders", 1, "k", R"({"n":)" + std::to_string(i) + "}", {{"trace", "x"}});
        m_cluster.deleteBefore("orders", 1, 3);
        m_cluster.gap("orders", 1, 2); // 10 and 11: a transaction's marker, or compaction
        m_cluster.append("orders", 1, std::nullopt, std::nullopt); // 12
        m_cluster.append("orders", 1, "", "");                     // 13
        m_cluster.addTopic("__consumer_offsets").internal = true;
        m_cluster.append("__consumer_offsets", 0, "k", "v");
        m_cluster.addTopic("orders.dlq");
    }

    void states_data()
    {
        QTest::addColumn<FailureReport>("failure");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<State>("state");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, const FailureReport& failure, const char* value, State state,
                            const char* sentence) {
            QTest::newRow(name) << failure << QByteArray(value) << state << QString(sentence);
        };
        row("identical", report("orders", 1, 5), R"({"n":5})", State::Identical, "byte for byte");
        row("other value", report("orders", 1, 5), R"({"n":6})", State::Differs, "The value differs from the source record orders-1@5.");
        row("same meaning, other bytes", report("orders", 1, 5), R"({ "n":5})", State::Differs, "The value differs");
        row("envelope", report("orders", 1, 5), R"({"error":"e","original":{"n":5}})", State::Differs, "envelope");
        row("envelope in base64", report("orders", 1, 5), R"({"data":"eyJuIjo1fQ=="})", State::Differs, "envelope");
        row("deleted", report("orders", 1, 2), "x", State::Gone, "retention deleted it, the log begins at 3");
        row("compacted", report("orders", 1, 10), "x", State::Gone, "compaction removed it");
        row("beyond the end", report("orders", 1, 14), "x", State::Gone, "the log ends at 14");
        row("far beyond the end", report("orders", 1, std::numeric_limits<std::int64_t>::max()), "x", State::Gone, "the log ends at 14");
        row("no such partition", report("orders", 7, 0), "x", State::Gone, "orders has no partition 7");
        row("no such topic", report("nowhere", 0, 0), "x", State::Gone, "the topic nowhere does not exist");
        row("internal topic is only read", report("__consumer_offsets", 0, 0), "v", State::Identical, "byte for byte");
        row("nothing known", report(std::nullopt, std::nullopt, std::nullopt), "x", State::Unknown, "do not say where");
        row("empty topic", report("", 1, 5), "x", State::Unknown, "do not say where");
        row("no partition", report("orders", std::nullopt, 5), "x", State::Unknown, "not the partition");
        row("no offset", report("orders", 1, std::nullopt), "x", State::Unknown, "not the offset");
        row("negative partition", report("orders", -1, 5), "x", State::Unknown, "which cannot exist");
        row("negative offset", report("orders", 1, -5), "x", State::Unknown, "which cannot exist");
        row("no topic name", report("or ders\n\xE2\x80\xAE", 1, 5), "x", State::Unknown, R"("or ders\n\u{202e}")");
        row("two dots", report("..", 1, 5), "x", State::Unknown, "cannot be a topic's name");
        row("a very long name", report(std::string(250, 'a'), 1, 5), "x", State::Unknown, "cannot be a topic's name");
        row("itself", report("orders.dlq", 0, 7), "x", State::Unknown, "the dead letter itself");
    }

    void states()
    {
        QFETCH(FailureReport, failure);
        QFETCH(QByteArray, value);
        QFETCH(State, state);
        QFETCH(QString, sentence);
        const SourceRecord found = findSource(m_cluster, letter("k", value.toStdString()), failure, {});
        QVERIFY2(QString::fromStdString(found.sentence).contains(sentence), found.sentence.c_str());
        QCOMPARE(found.state, state);
        QCOMPARE(found.record.has_value(), state == State::Identical || state == State::Differs);
        QCOMPARE(found.diff.has_value(), state == State::Differs);
        QVERIFY(!found.error && !found.onlyHere);
        QVERIFY(found.sentence.ends_with('.'));
        QVERIFY(m_cluster.produced().empty());
    }

    void sourceIsOnTheLeft()
    {
        const SourceRecord found = findSource(m_cluster, letter("k", R"({"n":6})"), report("orders", 1, 5), {});
        const auto change = std::ranges::find(found.diff->fields, "value.n", &FieldDifference::field);
        QVERIFY(change != found.diff->fields.end());
        QCOMPARE(change->left, std::optional<std::string>("5"));
        QCOMPARE(change->right, std::optional<std::string>("6"));
    }

    void nullAndEmptyDiffer()
    {
        QCOMPARE(findSource(m_cluster, letter(std::nullopt, std::nullopt), report("orders", 1, 12), {}).state, State::Identical);
        QCOMPARE(findSource(m_cluster, letter("", ""), report("orders", 1, 13), {}).state, State::Identical);
        const SourceRecord null = findSource(m_cluster, letter("", std::nullopt), report("orders", 1, 13), {});
        QCOMPARE(null.state, State::Differs);
        QVERIFY2(null.sentence.starts_with("The value differs"), null.sentence.c_str());
        const SourceRecord key = findSource(m_cluster, letter(std::nullopt, ""), report("orders", 1, 13), {});
        QVERIFY2(key.sentence.starts_with("The key differs"), key.sentence.c_str());
        const SourceRecord both = findSource(m_cluster, letter("a", "b"), report("orders", 1, 13), {});
        QVERIFY2(both.sentence.starts_with("Key and value differ"), both.sentence.c_str());
    }

    void anotherTopicTookTheName()
    {
        FailureReport failure = report("orders", 1, 5);
        failure.originTimestamp = 17;
        const SourceRecord found = findSource(m_cluster, letter("k", "quite another"), failure, {});
        QCOMPARE(found.state, State::Differs);
        QVERIFY2(found.sentence.find("made anew") != std::string::npos, found.sentence.c_str());
        // The same bytes are the same record, whatever a timestamp header says.
        QCOMPARE(findSource(m_cluster, letter("k", R"({"n":5})"), failure, {}).state, State::Identical);
    }

    void shareGroups()
    {
        const Headers headers{{"__dlq.errors.topic", "orders"}, {"__dlq.errors.partition", "1"}, {"__dlq.errors.offset", "5"}};
        const Record bare = letter(std::nullopt, std::nullopt, headers);
        const FailureReport failure = readFailure(headers);
        QVERIFY(lacksData(bare, failure));
        QVERIFY(!lacksData(letter("k", std::nullopt, headers), failure));
        QVERIFY(!lacksData(letter(std::nullopt, "", headers), failure)); // empty is data
        QVERIFY(!lacksData(letter(std::nullopt, std::nullopt), report("orders", 1, 5)));
        QVERIFY(lacksData(bare, report("orders", 1, 5))); // the headers say it, whatever the report is named after

        const SourceRecord found = findSource(m_cluster, bare, failure, {});
        QVERIFY(found.onlyHere);
        QCOMPARE(found.state, State::Differs);
        QCOMPARE(found.record.value().value, OptionalBytes(R"({"n":5})"));
        QVERIFY2(found.sentence.find("what would be replayed") != std::string::npos, found.sentence.c_str());

        FailureReport gone = failure;
        gone.originOffset = 1;
        const SourceRecord lost = findSource(m_cluster, bare, gone, {});
        QCOMPARE(lost.state, State::Gone);
        QVERIFY(lost.onlyHere);
        QVERIFY2(lost.sentence.find("carries no data") != std::string::npos, lost.sentence.c_str());
    }

    void failures()
    {
        const Error refused{ErrorKind::NotAuthorized, "You may not read orders.", {}, 29, false};
        m_cluster.failSubject(Op::Read, "orders-1", refused);
        SourceRecord found = findSource(m_cluster, letter("k", "v"), report("orders", 1, 5), {});
        QCOMPARE(found.state, State::Failed);
        QCOMPARE(found.error, std::optional(refused));
        QVERIFY2(found.sentence.find("You may not read") != std::string::npos, found.sentence.c_str());
        m_cluster.failSubject(Op::Read, "orders-1", std::nullopt);
        // Another team's topic: not even its offsets are told.
        m_cluster.failSubject(Op::Offsets, "orders-1", refused);
        QCOMPARE(findSource(m_cluster, letter("k", "v"), report("orders", 1, 5), {}).state, State::Failed);
        m_cluster.failSubject(Op::Offsets, "orders-1", std::nullopt);
        m_cluster.delay(Op::Offsets, 10s);
        found = findSource(m_cluster, letter("k", "v"), report("orders", 1, 5), Call::within(20ms));
        m_cluster.delay(Op::Offsets, 0ms);
        QCOMPARE(found.state, State::Failed);
        QCOMPARE(found.error.value().kind, ErrorKind::TimedOut);
        QCOMPARE(findSource(m_cluster, letter("k", R"({"n":5})"), report("orders", 1, 5), {}).state, State::Identical); // again
    }
};

QTEST_GUILESS_MAIN(DeadlettersSourceTest)
#include "deadletters_source_test.moc"
