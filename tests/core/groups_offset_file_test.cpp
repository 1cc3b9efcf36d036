// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_plan.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace weir;

Q_DECLARE_METATYPE(weir::ResetTarget)
Q_DECLARE_METATYPE(weir::ResetScope)

namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

} // namespace

class GroupsOffsetFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thereAndBack()
    {
        const OffsetMap offsets{{{"orders", 0}, 0},
                                {{"a-topic.with_all-24-and-more-letters", 7}, 12},
                                {{"z", 2'147'483'647}, std::numeric_limits<std::int64_t>::max()}};
        QCOMPARE(parseOffsets(offsetsCsv(offsets)).value(), offsets);
        QVERIFY(offsetsCsv({}).empty());
        QCOMPARE(offsetsCsv({{{"orders", 3}, 17}}), std::string("orders,3,17\n"));
    }

    void reads_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("csv");
        const auto row = [](const char* name, const char* text, const char* csv) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(csv);
        };
        row("plain", "a,0,1", "a,0,1\n");
        row("windows, blank lines", "a,0,1\r\n\r\n  \nb,1,2\r\n", "a,0,1\nb,1,2\n");
        row("header and byte order mark", "\xef\xbb\xbfTopic, Partition, Offset\na,0,1\n", "a,0,1\n");
        row("quoted as Kafka's tool does", "\"a-topic-of-more-than-24-letters\",0,\"1\"\n",
            "a-topic-of-more-than-24-letters,0,1\n");
        row("blanks around", " a , 0 , 1 ", "a,0,1\n");
        row("json", "{\"topic\":\"a\",\"partition\":3,\"offset\":9007199254740993}\n", "a,3,9007199254740993\n");
        row("json of weirctl", "{\"group\":\"g\",\"topic\":\"a\",\"partition\":0,\"committed\":4,\"end\":9,\"x\":{\"offset\":1}}\n",
            "a,0,4\n");
        row("json without a commit is passed over",
            "{\"topic\":\"a\",\"partition\":0,\"committed\":null}\n{\"topic\":\"a\",\"partition\":1,\"committed\":2}\n",
            "a,1,2\n");
        row("json escapes", "{\"t\\u006fpic\":\"\\u0061\",\"partition\":0,\"offset\":1}", "a,0,1\n");
        row("both", "a,0,1\n{\"topic\":\"a\",\"partition\":1,\"offset\":1}", "a,0,1\na,1,1\n");
    }

    void reads()
    {
        QFETCH(QByteArray, text);
        const auto offsets = parseOffsets(text.toStdString());
        QVERIFY2(offsets, offsets ? "" : offsets.error().message.c_str());
        QTEST(QByteArray::fromStdString(offsetsCsv(*offsets)), "csv");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const char* text, const char* says) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(says);
        };
        row("empty", "", "no offsets");
        row("header alone", "topic,partition,offset\n", "no offsets");
        row("two columns", "a,0,1\na,1\n", "Line 2");
        row("four columns", "g,a,0,1\n", "leave out the group");
        row("five columns", "a,0,1,2,3\n", "Line 1");
        row("negative offset", "a,0,-1\n", "negative");
        row("logical offset", "a,0,latest\n", "no whole number");
        row("float", "a,0,1.0\n", "no whole number");
        row("plus", "a,0,+1\n", "no whole number");
        row("overflow", "a,0,9223372036854775808\n", "no whole number");
        row("negative partition", "a,-1,1\n", "partition");
        row("big partition", "a,2147483648,1\n", "partition");
        row("no topic", ",0,1\n", "name of a topic");
        row("odd topic", "a b,0,1\n", "name of a topic");
        row("twice", "a,0,1\nb,0,1\na,0,1\n", "Line 3");
        row("open quote", "\"a,0,1\n", "quote");
        row("text behind a quote", "\"a\"b,0,1\n", "quote");
        row("header further down", "a,0,1\ntopic,partition,offset\n", "Line 2");
        row("json without topic", "{\"partition\":0,\"offset\":1}", "topic");
        row("json without partition", "{\"topic\":\"a\",\"offset\":1}", "partition");
        row("json without offset", "{\"topic\":\"a\",\"partition\":0}", "neither");
        row("json text as offset", "{\"topic\":\"a\",\"partition\":0,\"offset\":\"1\"}", "no whole number");
        row("json twice", "{\"topic\":\"a\",\"partition\":0,\"offset\":1,\"offset\":2}", "twice");
        row("json array", "[1]", "Line 1");
        row("broken json", "{\"topic\":\"a\",", "JSON");
        row("json and more", "{\"topic\":\"a\",\"partition\":0,\"offset\":1} x", "JSON");
        row("binary", "\x01\x02\xff\xfe", "Line 1");
    }

    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto offsets = parseOffsets(text.toStdString());
        QVERIFY(!offsets);
        QCOMPARE(offsets.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(QByteArray::fromStdString(offsets.error().message).contains(says), offsets.error().message.c_str());
    }

    void deepNestingEnds() { QVERIFY(!parseOffsets("{\"topic\":" + std::string(1'000'000, '['))); }

    void commands_data()
    {
        QTest::addColumn<ResetTarget>("target");
        QTest::addColumn<ResetScope>("scope");
        QTest::addColumn<QByteArray>("tail");
        using To = ResetTarget::To;
        const auto row = [](const char* name, ResetTarget target, ResetScope scope, const char* tail) {
            QTest::newRow(name) << std::move(target) << std::move(scope) << QByteArray(tail);
        };
        ResetTarget target;
        target.to = To::Earliest;
        row("earliest", target, {}, "--all-topics --to-earliest --execute");
        target.to = To::Latest;
        row("topics", target, {{"a", "b"}, {}}, "--topic a --topic b --to-latest --execute");
        row("partitions", target, {{}, {{"b", 1}, {"a", 0}, {"b", 0}}},
            "--topic a:0 --topic b:1,0 --to-latest --execute");
        target.to = To::Offset;
        target.number = 12;
        row("offset", target, {}, "--all-topics --to-offset 12 --execute");
        target.to = To::ShiftBy;
        row("forward", target, {}, "--all-topics --shift-by 12 --execute");
        target.number = -12;
        row("back", target, {}, "--all-topics --shift-by=-12 --execute");
        target.to = To::Time;
        target.time = 1'700'000'000'123;
        row("time", target, {}, "--all-topics --to-datetime 2023-11-14T22:13:20.123Z --execute");
        for (const To to : {To::LikeGroup, To::Offsets, To::SkipRecord}) {
            target.to = to;
            row("file", target, {}, "--from-file \"$offsets\" --execute");
        }
    }

    void commands()
    {
        QFETCH(ResetTarget, target);
        QFETCH(ResetScope, scope);
        QFETCH(QByteArray, tail);
        OffsetPlan plan;
        plan.changes.push_back({{"a", 0}, 1, 5, 0, 9, false});
        auto command = QByteArray::fromStdString(resetCommand("h:9092,i:9092", "it's $HOME", target, scope, plan));
        if (tail.contains("$offsets")) {
            const QByteArray head("offsets=$(mktemp) && cat > \"$offsets\" <<'OFFSETS' &&\na,0,5\nOFFSETS\n");
            QVERIFY(command.startsWith(head));
            command.remove(0, head.size());
        }
        QCOMPARE(command, QByteArray("kafka-consumer-groups.sh --bootstrap-server h:9092,i:9092 --group 'it'\\''s $HOME'"
                                     " --reset-offsets ") +
                              tail);
        QVERIFY(QByteArray::fromStdString(resetCommand("h:1", "--execute", target, scope, plan)).contains(" --group=--execute "));
    }

    void filesThatCannotBeRead()
    {
        const QTemporaryDir folder;
        const auto at = [&](const char* name) { return (folder.path() + "/" + name).toStdString(); };
        const auto write = [&](const char* name, const QByteArray& bytes) {
            QFile file(text(at(name)));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(write("good", "\xef\xbb\xbfTopic, Partition, Offset\r\na,0,5\r\n"));
        QCOMPARE(readOffsetsFile(at("good")).value(), (OffsetMap{{{"a", 0}, 5}}));
        QVERIFY(write("bad", "a,0,5\na,0\n"));
        QVERIFY(write("empty", ""));
        QVERIFY(write("binary", QByteArray(100'000, '\0')));
        QVERIFY(write("huge", QByteArray(64 * 1024 * 1024 + 1, '\n')));
        for (const char* name : {"bad", "empty", "binary", "huge", "none", ""}) {
            const auto read = readOffsetsFile(at(name));
            QVERIFY2(!read, name);
            QCOMPARE(read.error().kind, ErrorKind::InvalidInput);
            QVERIFY2(text(read.error().message).startsWith("The file " + folder.path()), read.error().message.c_str());
        }
        QVERIFY(readOffsetsFile(at("bad")).error().message.ends_with(". Line 2 cannot be used: it is not topic,partition,offset."));
    }
};

QTEST_GUILESS_MAIN(GroupsOffsetFileTest)
#include "groups_offset_file_test.moc"
