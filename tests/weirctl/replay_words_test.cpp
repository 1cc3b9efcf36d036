// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/mark_words.h"
#include "app/weirctl/place_words.h"
#include "app/weirctl/replay_kill.h"
#include "app/weirctl/replay_request.h"

#include <QtTest>

using namespace weir;
using namespace weir::cli;

namespace {

constexpr TimestampMs now = 1'795'700'000'000;

std::vector<std::string> tokens(const QString& line)
{
    std::vector<std::string> list;
    if (!line.isEmpty())
        for (const QString& word : line.split('|'))
            list.push_back(word.toStdString());
    return list;
}

Result<Arguments> parsed(const QString& line)
{
    std::vector<OptionSpec> options(replayCommandOptions().begin(), replayCommandOptions().end());
    options.push_back({"json", "", ""});
    return Arguments::parse(tokens(line), options);
}

/// The request, or what is wrong as text behind "!".
std::variant<ReplayRequest, QString> requestOf(const QString& line)
{
    const auto arguments = parsed(line);
    if (!arguments)
        return "!" + QString::fromStdString(arguments.error().message);
    auto request = replayRequest(*arguments, now);
    if (!request)
        return "!" + QString::fromStdString(request.error().sentence);
    return std::move(*request);
}

} // namespace

class ReplayWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void places_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("found"); // topic partition first last, or "!"
        const auto row = [](const char* text, const char* found) { QTest::newRow(text) << QString(text) << QString(found); };
        row("orders.dlq-0@17", "orders.dlq 0 17 17");
        row("orders.dlq-0@17..99", "orders.dlq 0 17 99");
        row("orders.dlq-0@17..17", "orders.dlq 0 17 17");
        row("a-1-2@0", "a-1 2 0 0");
        row("-1-2@0", "-1 2 0 0");
        row("a-2147483647@9223372036854775807", "a 2147483647 9223372036854775807 9223372036854775807");
        row("a-2147483648@0", "!");
        row("a-0@9223372036854775808", "!");
        row("a-0@5..4", "!ends before");
        row("", "!");
        row("@", "!");
        row("a@1", "!");
        row("-0@1", "!");
        row("a-@1", "!");
        row("a--1@1", "!a--1");
        row("a-0@", "!");
        row("a-0@-1", "!");
        row("a-0@1..", "!");
        row("a-0@..5", "!");
        row("a-0@1...5", "!");
        row("a-0@1..5..9", "!");
        row("a-0@1-5", "!");
        row("a-0@ 1", "!");
        row("a-x@1", "!");
        row("a-0", "!is no place");
    }
    void places()
    {
        QFETCH(QString, text);
        QFETCH(QString, found);
        const auto range = parsePlaces(text.toStdString());
        if (text == "a--1@1") { // a topic may end in a dash
            QVERIFY(range && range->partition == (TopicPartition{"a-", 1}));
            return;
        }
        if (found.startsWith('!')) {
            QVERIFY(!range);
            QVERIFY2(QString::fromStdString(range.error().message).contains(found.mid(1)), range.error().message.c_str());
            return;
        }
        QVERIFY2(range, range ? "" : range.error().message.c_str());
        QCOMPARE(QString("%1 %2 %3 %4")
                     .arg(QString::fromStdString(range->partition.topic))
                     .arg(range->partition.partition)
                     .arg(range->first)
                     .arg(range->last),
                 found);
    }

    void eachPlaceOnce()
    {
        const std::vector<PlaceRange> ranges{{{"b", 1}, 3, 5}, {{"b", 0}, 7, 7}, {{"b", 1}, 4, 6}, {{"a", 9}, 0, 0}};
        const auto places = eachPlace(ranges);
        QVERIFY(places);
        const std::vector<LetterPlace> expected{{{"a", 9}, 0}, {{"b", 0}, 7}, {{"b", 1}, 3},
                                                {{"b", 1}, 4}, {{"b", 1}, 5}, {{"b", 1}, 6}};
        QCOMPARE(*places, expected);
        QVERIFY(!eachPlace(std::vector<PlaceRange>{{{"a", 0}, 0, std::numeric_limits<std::int64_t>::max()}}));
        QVERIFY(!eachPlace(std::vector<PlaceRange>{{{"a", 0}, 0, 9'999'998}, {{"b", 0}, 0, 1}}));
        QVERIFY(eachPlace({})->empty());
    }

    void killPoints()
    {
        QCOMPARE(*parseKillPoint("batch_begun:3"), (KillPoint{ReplayStep::BatchBegun, 3}));
        QCOMPARE(*parseKillPoint("selected"), (KillPoint{ReplayStep::Selected, 1}));
        QCOMPARE(*parseKillPoint("committed_on_broker:1"), (KillPoint{ReplayStep::CommittedOnBroker, 1}));
        for (const char* bad : {"", ":", ":1", "sent:", "sent:0", "sent:-1", "sent:x", "Sent:1", "sent:99999999999", "sent:1:2"})
            QVERIFY2(!parseKillPoint(bad), bad);
        QVERIFY(parseKillPoint("nothing:1").error().message.contains("commit_sent"));
        for (const auto step : {ReplayStep::Selected, ReplayStep::Prepared, ReplayStep::BatchBegun, ReplayStep::Sent,
                                ReplayStep::CommitSent, ReplayStep::CommittedOnBroker, ReplayStep::Settled, ReplayStep::Finished})
            QCOMPARE(parseKillPoint(std::string(stepName(step)) + ":2")->step, step);
    }

    void marks()
    {
        for (const LetterMark mark : {LetterMark::Open, LetterMark::Handled, LetterMark::Ignored})
            QCOMPARE(*parseMark(markName(mark)), mark);
        QVERIFY(!parseMark("Open") && !parseMark(""));
        QCOMPARE(*parseTopicWord("retries"), std::optional(TopicWord::Retries));
        QCOMPARE(*parseTopicWord("unset"), std::nullopt);
        QVERIFY(!parseTopicWord("dlq"));
        QVERIFY(looksLikeFailureId("0123456789abcdef"));
        for (const char* bad : {"", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "a-0@1"})
            QVERIFY2(!looksLikeFailureId(bad), bad);
    }

    void requests_data()
    {
        QTest::addColumn<QString>("line");   // words separated by |
        QTest::addColumn<QString>("result"); // empty: fine; "!…": refused with these words
        const auto row = [](const char* line, const char* result) { QTest::newRow(line) << QString(line) << QString(result); };
        row("a-0@1", "");
        row("a-0@1|b-1@2..9|--yes", "");
        row("--topic|a|--topic|b", "");
        row("--all", "");
        row("--all|--topic|a", "");
        row("--from-file|x.ndjson", "");
        row("--topic|a|--filter|value.x > 1|--group|0123456789abcdef|--from|time:-1h|--until|newest|--partition|0", "");
        row("--topic|a|--mark|handled", "");
        row("--topic|a|--max|5|--rate|0.5|--canary|1|--batch|10000|--stop-after|0|--stop-returning|1|--max-replays|0", "");
        row("--topic|a|--set|value.x = 1|--set|header[\"h\"] = w|--edit|remove value.y", "");
        row("--topic|a|--headers|keep-all|--by-key|--again|--at-least-once|--order|origin", "");
        row("--topic|a|--no-weir-headers", "");
        row("--topic|a|--no-weir-headers|--at-least-once", "!weir-replay headers are needed");
        row("--topic|a|--to|b|--to-profile|c", "");
        row("--resume|J", "");
        row("--resume|J|--rate|5|--to-profile|c|--json", "");
        row("--cancel|J", "");
        row("--jobs", "");
        row("--receipt|J|--output|f", "");
        row("", "!Say which dead letters");
        row("--yes", "!Say which dead letters");
        row("--filter|key == \"a\"", "!Say which dead letters");
        row("a-0", "!is no place");
        row("a-0@1|--all", "!Only one of places");
        row("a-0@1|--from-file|f", "!Only one of places");
        row("--from-file|f|--topic|a", "!Only one of places");
        row("a-0@1|--filter|key == \"a\"", "!go with --topic");
        row("a-0@1|--mark|open", "!go with --topic");
        row("--from-file|f|--group|0123456789abcdef", "!go with --topic");
        row("--topic|a|--filter|key = 1", "!The filter cannot be read");
        row("--topic|a|--from|yesterday", "!--from needs");
        row("--topic|a|--until|yesterday", "!--until needs");
        row("--topic|a|--mark|done", "!A mark is");
        row("--topic|a|--headers|none", "!--headers is");
        row("--topic|a|--order|time", "!--order is");
        row("--topic|a|--set|nothing", "!edit");
        row("--topic|a|--edit|value.x = 1", "!edit");
        row("--topic|a|--set|value..x = 1", "!");
        row("--topic|a|--set|offset = 1", "!");
        row("--topic|a|--max|0", "!--max needs");
        row("--topic|a|--batch|10001", "!--batch needs");
        row("--topic|a|--rate|0", "!--rate needs");
        row("--topic|a|--stop-returning|1.5", "!--stop-returning needs");
        row("--topic|a|--output|f", "!--output goes with --receipt");
        row("--jobs|--resume|J", "!Only one of --resume");
        row("--jobs|--yes", "!Option --yes belongs");
        row("--resume|J|--topic|a", "!Option --topic belongs");
        row("--resume|J|--batch|7", "!Option --batch belongs");
        row("--resume|J|a-0@1", "!Places belong");
        row("--cancel|J|--rate|5", "!Option --rate belongs");
        row("--receipt|J|--to|x", "!Option --to belongs");
    }
    void requests()
    {
        QFETCH(QString, line);
        QFETCH(QString, result);
        const auto request = requestOf(line);
        const QString* wrong = std::get_if<QString>(&request);
        if (result.isEmpty()) {
            QVERIFY2(wrong == nullptr, wrong != nullptr ? qPrintable(*wrong) : "");
            return;
        }
        QVERIFY(wrong != nullptr);
        QVERIFY2(wrong->contains(result.mid(1)), qPrintable(*wrong));
    }

    void everyOptionReachesThePlan()
    {
        const auto request = requestOf("--topic|t|--to|target|--headers|remove-all|--by-key|--order|origin|"
                                       "--at-least-once|--max|11|--max-replays|12|--again|--rate|1.5|--canary|13|--batch|14|"
                                       "--stop-after|15|--stop-returning|0.25|--set|value.x = 1|--edit|remove value.y|--samples|3|"
                                       "--list|--yes|--partition|2|--mark|ignored|--group|0123456789abcdef|--to-profile|p");
        QVERIFY2(std::holds_alternative<ReplayRequest>(request),
                 std::holds_alternative<QString>(request) ? qPrintable(std::get<QString>(request)) : "");
        const ReplayRequest& asked = std::get<ReplayRequest>(request);
        const ReplayOptions& options = asked.options;
        QCOMPARE(options.target, std::optional<std::string>("target"));
        QVERIFY(options.headers == HeaderPolicy::RemoveAll && options.addWeirHeaders);
        QVERIFY(options.partition == ReplayPartition::ByKey && options.order == ReplayOrder::ByOrigin);
        QVERIFY(options.delivery == ReplayDelivery::AtLeastOnce && options.againIfReplayed);
        QCOMPARE(options.most, 11);
        QCOMPARE(options.mostReplays, 12);
        QCOMPARE(options.perSecond, 1.5);
        QCOMPARE(options.canary, 13);
        QCOMPARE(options.batch, 14);
        QCOMPARE(options.mostFailures, 15);
        QCOMPARE(options.mostReturning, 0.25);
        QCOMPARE(options.edit.operations.size(), std::size_t{2});
        QVERIFY(options.edit.operations[0].kind == FieldOperation::Kind::Remove);
        QVERIFY(options.edit.operations[1].kind == FieldOperation::Kind::Set);
        QVERIFY(asked.samples == 3 && asked.list && asked.yes);
        QCOMPARE(asked.toProfile, std::optional<std::string>("p"));
        QCOMPARE(asked.choice.topics, std::vector<std::string>{"t"});
        QCOMPARE(asked.choice.groups, std::vector<std::string>{"0123456789abcdef"});
        QCOMPARE(asked.choice.mark, std::optional(LetterMark::Ignored));
        QCOMPARE(asked.choice.look.partitions, std::vector<std::int32_t>{2});
        // Aborted records are no dead letters, and --to is the target here, not the end of the range.
        QVERIFY(asked.choice.look.isolation == Isolation::ReadCommitted && !asked.choice.look.to);
    }

    void withoutOptionsTheUsual()
    {
        const auto request = requestOf("--all");
        const ReplayRequest& asked = std::get<ReplayRequest>(request);
        QVERIFY(!asked.yes && asked.mode == ReplayRequest::Mode::Plan && asked.choice.all && !asked.choice.narrowed());
        QCOMPARE(toJson(asked.options), toJson(ReplayOptions()));
    }
};

QTEST_GUILESS_MAIN(ReplayWordsTest)
#include "replay_words_test.moc"
