// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/plan_stand.h"

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;
using enum ReplayVerdict;

class DeadlettersReplayOptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void optionsAreChecked_data();
    void optionsAreChecked();
    void optionsAreKept();
    void wordsAreComplete();
    void jobsHaveNames();
};

void DeadlettersReplayOptionsTest::optionsAreChecked_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("good");
    const auto row = [](const char* json, bool good) { QTest::newRow(json) << QByteArray(json) << good; };
    row("{}", true);
    row(R"({"batch":1})", true);
    row(R"({"batch":10000})", true);
    row(R"({"batch":0})", false);
    row(R"({"batch":10001})", false);
    row(R"({"most":-1})", false);
    row(R"({"canary":-1})", false);
    row(R"({"most_replays":-1})", false);
    row(R"({"most_failures":-1})", false);
    row(R"({"per_second":-0.1})", false);
    row(R"({"per_second":0.1})", true);
    row(R"({"most_returning":1})", true);
    row(R"({"most_returning":1.01})", false);
    row(R"({"target":""})", false);
    row(R"({"target":"a b"})", false);
    row(R"({"target":"orders"})", true);
    row(R"({"delivery":"at_least_once"})", true);
    row(R"({"delivery":"at_least_once","add_weir_headers":false})", false);
    row(R"({"add_weir_headers":false})", true);
    row(R"({"edit":{"operations":[{"op":"set","path":"value..a","to":"1"}]}})", false);
    row(R"({"edit":{"operations":[{"op":"set","path":"value.a","to":"x"}]}})", false);
    row(R"({"edits":[{"topic":"t","partition":0,"offset":1,"edit":{"operations":[{"op":"set","path":"size"}]}}]})", false);
}

void DeadlettersReplayOptionsTest::optionsAreChecked()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, good);
    const auto options = parseReplayOptions(json.toStdString());
    QVERIFY2(options.has_value(), options ? "" : options.error().message.c_str());
    const auto checked = checkOptions(*options);
    QCOMPARE(checked.has_value(), good);
    if (!good)
        QVERIFY(checked.error().message.ends_with('.'));
}

void DeadlettersReplayOptionsTest::optionsAreKept()
{
    ReplayOptions options;
    options.target = "other";
    options.headers = HeaderPolicy::RemoveAll;
    options.addWeirHeaders = false;
    options.partition = ReplayPartition::ByKey;
    options.order = ReplayOrder::ByOrigin;
    options.delivery = ReplayDelivery::AtLeastOnce;
    options.edit.operations = {*parseFieldOperation("set value.a = 12345678901234567890.10")};
    options.edits[at(3)].key = OptionalBytes("\xff\0"s);
    options.edits[at(9'007'199'254'740'993, "x", 2'147'483'647)].value = OptionalBytes();
    options.most = 9'007'199'254'740'993;
    options.mostReplays = 2'147'483'647;
    options.againIfReplayed = true;
    options.perSecond = 0.1;
    options.canary = 7;
    options.batch = 10'000;
    options.mostFailures = 0;
    options.mostReturning = 1.0 / 3;
    for (const ReplayOptions& one : {ReplayOptions(), options}) {
        const auto again = parseReplayOptions(toJson(one));
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QCOMPARE(toJson(*again), toJson(one));
        QCOMPARE(again->target, one.target);
        QCOMPARE(again->edit, one.edit);
        QCOMPARE(again->edits, one.edits);
        QCOMPARE(again->most, one.most);
        QCOMPARE(again->perSecond, one.perSecond);
        QCOMPARE(again->mostReturning, one.mostReturning);
        QCOMPARE(again->order, one.order);
        QCOMPARE(again->delivery, one.delivery);
    }
    for (const char* bad : {"", "[]", R"({"batch":"many"})", R"({"batch":1.5})", R"({"most":18446744073709551615})",
                            R"({"most_replays":2147483648})", R"({"headers":"none"})", R"({"order":1})", R"({"edits":{}})",
                            R"({"edits":[{}]})", R"({"target":1})", R"({"add_weir_headers":1})", R"({"per_second":"1"})",
                            R"({"edit":{"key":1}})", R"({"conventions":{}})"}) {
        const auto parsed = parseReplayOptions(bad);
        QVERIFY2(!parsed.has_value(), bad);
        QCOMPARE(parsed.error().kind, ErrorKind::InvalidInput);
    }
}

void DeadlettersReplayOptionsTest::wordsAreComplete()
{
    std::set<std::string_view> codes;
    for (std::size_t i = 0; i < replayVerdicts; ++i) {
        const auto verdict = static_cast<ReplayVerdict>(i);
        QVERIFY(codes.insert(verdictCode(verdict)).second);
        QVERIFY(!verdictText(verdict).empty());
        ReplayPlan plan;
        plan.counts[i] = 2;
        const auto sentences = planSentences(plan);
        QCOMPARE(sentences.size(), std::size_t(i == 0 ? 0 : 1));
        QVERIFY(sentences.empty() || (sentences[0].starts_with("2 ") && sentences[0].ends_with('.')));
    }
    QCOMPARE(verdictCode(OverLimit), std::string_view("over_limit"));
}

void DeadlettersReplayOptionsTest::jobsHaveNames()
{
    FakeCluster cluster;
    fill(cluster);
    std::set<std::string> names;
    for (int i = 0; i < 50; ++i) {
        const std::string job = planOf(cluster, {{at(0)}, {}}).job;
        QVERIFY2(names.insert(job).second, job.c_str());
        QCOMPARE(job.find_first_not_of("0123456789abcdef-"), std::string::npos);
        QCOMPARE(job.size(), std::size_t{24});
    }
}

QTEST_APPLESS_MAIN(DeadlettersReplayOptionsTest)
#include "deadletters_replay_options_test.moc"
