// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_check.h"

#include <QTest>

using namespace weir;
using namespace std::chrono_literals;
using namespace std::string_literals;

class GroupsLagCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understood_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("plain");
        const auto row = [](const char* text, const char* plain) { QTest::newRow(text) << QByteArray(text) << QByteArray(plain); };
        row("billing time_lag < 5m", "billing time_lag < 300000ms");
        row("billing lag<=1_000", "billing lag <= 1000");
        row("a lag > 10k", "a lag > 10000");
        row("a lag > 2.5M", "a lag > 2500000");
        row("a members >= 3", "a members >= 3");
        row("a health == ok", "a health == ok");
        row("a health != losing_data", "a health != losing_data");
        row("a time_lag < 1h30m", "a time_lag < 5400000ms");
        row("a time_lag < 250ms", "a time_lag < 250ms");
        row("a time_lag < 1.5s", "a time_lag < 1500ms");
        row("a time_lag == 0", "a time_lag == 0ms");
        row("a time_lag < 1d", "a time_lag < 86400000ms");
        row("shop-* lag < 1", "shop-* lag < 1");
        row("'shop-*' lag < 1", "\"shop-*\" lag < 1");
        row("\"my group\" lag < 1", "\"my group\" lag < 1");
        row("'it\\'s' lag < 1", "\"it's\" lag < 1");
        row("a lag < 1 and health == ok", "a lag < 1 and a health == ok");
        row("a lag < 1 and b lag < 2 and members > 0", "a lag < 1 and b lag < 2 and b members > 0");
        row("lag lag < 5", "lag lag < 5");
        row("and lag < 5 and and lag < 6", "and lag < 5 and and lag < 6");
        row("  a\tlag  <\n1 ", "a lag < 1");
    }
    void understood()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, plain);
        const auto check = LagCheck::parse(text.toStdString());
        QVERIFY2(check, check ? "" : check.error().message.c_str());
        QCOMPARE(check->text(), plain.toStdString());
        QVERIFY(LagCheck::parse(check->text()) == *check);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* text, const char* message) { QTest::newRow(text) << QByteArray(text) << QByteArray(message); };
        row("", "position 1: a check begins with the name");
        row("   ", "position 4: a check begins");
        row("lag < 5", "position 1: a check begins with the name");
        row("billing", "position 8: after the group comes");
        row("billing lags < 5", "position 9: after the group comes");
        row("billing lag 5", "position 13: a comparison is expected");
        row("billing lag = 5", "position 13: '=' is no comparison");
        row("billing lag <", "position 14: a value is expected");
        row("billing lag < five", "position 15: 'five' is no number");
        row("billing lag < 5m", "position 15: '5m' is no number");
        row("billing lag < 1__0", "is no number");
        row("billing lag < 1.5", "whole numbers");
        row("billing lag < -1", "is no number");
        row("billing lag < 99999999999999999999", "too large");
        row("billing time_lag < 5", "position 20: '5' is no duration");
        row("billing time_lag < 5 m", "is no duration");
        row("billing time_lag < m", "is no duration");
        row("billing health == fine", "position 19: 'fine' is no health");
        row("billing health == unknown", "is no health");
        row("billing health == 'ok'", "a value is expected");
        row("billing lag < 5 or members > 1", "position 17: another comparison follows after \"and\"");
        row("billing lag < 5 and", "position 20: a check begins");
        row("'billing lag < 5", "position 1: the quotation mark is never closed");
        row("'' lag < 5", "position 1: the name of the group is empty");
    }
    void refused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, message);
        const auto check = LagCheck::parse(text.toStdString());
        QVERIFY(!check);
        QCOMPARE(check.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(check.error().message.find(message.toStdString()) != std::string::npos, check.error().message.c_str());
    }

    void evaluated_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("outcome");
        const auto row = [](const char* text, CheckOutcome outcome) { QTest::newRow(text) << QByteArray(text) << static_cast<int>(outcome); };
        using enum CheckOutcome;
        row("exact lag < 101", True);
        row("exact lag < 100", False);
        row("exact lag <= 100", True);
        row("exact lag == 100", True);
        row("exact lag != 100", False);
        row("exact lag >= 101", False);
        row("exact time_lag < 60s", False);
        row("exact time_lag <= 60s", True);
        row("exact time_lag > 59s", True);
        row("exact health < stalled", True);
        row("exact health == growing", True);
        row("exact health == ok", False);
        row("exact members == 2", True);
        row("caught time_lag < 1ms", True);
        row("caught health == ok", True);
        row("guess time_lag < 2m", True);
        row("guess time_lag < 60s", Unknown);
        row("guess time_lag > 2m", False);
        row("guess time_lag == 60s", Unknown);
        row("guess members > 0", Unknown);
        row("partly lag < 10", False);
        row("partly lag > 10", True);
        row("partly lag < 1M", Unknown);
        row("partly time_lag < 10s", False);
        row("partly time_lag < 10h", Unknown);
        row("empty lag >= 0", Unknown);
        row("empty time_lag >= 0", Unknown);
        row("empty health == ok", Unknown);
        row("uncommitted lag < 10", True);
        row("nobody lag < 10", Unknown);
        row("failed lag < 10", Unknown);
        row("x-* lag < 10", Unknown);
        row("e* members >= 0", True);
        row("* lag < 10", False);
        row("exact lag < 101 and members == 2 and caught lag == 0", True);
        row("exact lag < 101 and empty lag < 5", Unknown);
        row("empty lag < 5 and exact lag < 5", False);
    }
    void evaluated()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, outcome);
        std::vector<GroupLag> lags(6);
        std::vector<GroupStatus> statuses(6);
        const char* names[] = {"exact", "caught", "guess", "partly", "empty", "uncommitted"};
        for (std::size_t i = 0; i < lags.size(); ++i)
            lags[i].group = statuses[i].group = names[i];
        using Kind = TimeLag::Kind;
        lags[0].lag = 100;
        lags[0].members.resize(2);
        statuses[0].total.time = {Kind::Exact, TimeLag::Why::None, 60s, 0s, {}};
        statuses[0].total.health.health = Health::Growing;
        lags[1].lag = 0;
        statuses[1].total.time.kind = Kind::CaughtUp;
        statuses[1].total.health.health = Health::Ok;
        lags[2].lag = 50;
        lags[2].membersVisible = false;
        statuses[2].total.time = {Kind::Estimate, TimeLag::Why::None, 60s, 5s, {}};
        lags[3].lag = 50;
        lags[3].rows.resize(1);
        lags[3].rows[0].note = LagNote::BeyondEnd;
        statuses[3].total.time = {Kind::Exact, TimeLag::Why::None, 60s, 0s, {}};
        statuses[3].unknownTimes = 1;
        lags[5].lag = 5;
        lags[5].rows.resize(1);
        lags[5].rows[0].note = LagNote::NoCommit;
        std::vector<CheckedGroup> groups;
        for (std::size_t i = 0; i < lags.size(); ++i)
            groups.push_back({&lags[i], &statuses[i]});
        const Failure failure{"failed", {ErrorKind::NotAuthorized, "Not allowed.", {}, 0, false}};
        const auto result = evaluate(LagCheck::parse(text.toStdString()).value(), groups, {failure});
        QVERIFY(!result.reasons.empty());
        QVERIFY2(static_cast<int>(result.outcome) == outcome, result.reasons.front().c_str());
    }

    void aListWithHolesDecidesNoPattern()
    {
        GroupLag lag;
        lag.group = "a";
        lag.lag = 5;
        const Failure failure{"broker 2", {ErrorKind::Unreachable, "It is away.", {}, 0, true}};
        const std::vector<CheckedGroup> groups{{&lag, nullptr}};
        QVERIFY(evaluate(LagCheck::parse("* lag < 10").value(), groups, {failure}).outcome == CheckOutcome::Unknown);
        QVERIFY(evaluate(LagCheck::parse("* lag < 5").value(), groups, {failure}).outcome == CheckOutcome::False);
        QVERIFY(evaluate(LagCheck::parse("a lag < 10").value(), groups, {failure}).outcome == CheckOutcome::True);
    }
};

QTEST_GUILESS_MAIN(GroupsLagCheckTest)
#include "groups_lag_check_test.moc"
