// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/message_pattern.h"
#include "tests/core/inbox_stand.h"

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class DeadlettersInboxTest : public InboxStand
{
    Q_OBJECT

private Q_SLOTS:
    void ids();
    void groups();
    void originByTheTopicsName();
    void messagesWithIds();
    void nothingThere();
    void incremental();
    void newestFirst();
    void times();
    void limits();
    void foldedGroups();
    void hugeHeaders();
    void ownConvention();
    void deepPages();
};

void DeadlettersInboxTest::ids()
{
    const FailureKey key{"orders", "E", "no price", "VALUE"};
    QCOMPARE(failureId(key).size(), std::size_t{16});
    QCOMPARE(failureId(key), failureId(FailureKey(key)));
    QCOMPARE(failureId({"a", "b", "c", "d"}), "40b395eaa29be6f5"); // the same on every machine, for ever
    const std::vector<FailureKey> others{{"order", "sE", "no price", "VALUE"}, {"orders", "E", "no priceVALUE", ""},
                                         {"", "orders", "E", "no priceVALUE"}, {"orders", "E", "no price", ""}};
    for (const FailureKey& other : others)
        QVERIFY(failureId(other) != failureId(key));
}

void DeadlettersInboxTest::groups()
{
    fill("orders.dlq", 0, 3);
    fill("orders.dlq", 1, 2);
    fill("payments-dlt", 0, 4, "E");
    fill("orders.dlq", 1, 1, "F", "other");
    m_cluster->gap("orders.dlq", 1, 2); // a transaction's marker
    makeInbox();
    QVERIFY(m_inbox->state());
    m_inbox->setTopics({"orders.dlq", "payments-dlt"});
    const auto state = look();
    QCOMPARE(untrue(*state), QString());
    QVERIFY(!state->error && !state->stopped);
    QCOMPARE(state->groups.size(), std::size_t{2});
    QCOMPARE(state->letters, 10);
    QCOMPARE(state->offsetsInRange, 12);
    QCOMPARE(state->offsetsScanned, 12);
    const FailureGroup& most = state->groups.front();
    QCOMPARE(most.key.origin, std::string("orders"));
    QCOMPARE(most.key.exceptionClass, std::string("E"));
    QCOMPARE(most.count, 9);
    QCOMPARE(most.topics, (std::map<std::string, std::int64_t>{{"orders.dlq", 5}, {"payments-dlt", 4}}));
    QCOMPARE(most.exampleMessage, std::string("no price"));
    QCOMPARE(most.example, (LetterPlace{{"payments-dlt", 0}, 3}));
    QVERIFY(!most.convention.empty());
    QCOMPARE(state->groups.back().count, 1);
    QCOMPARE(state->coverage.at({"orders.dlq", 1}).next, 5);
    QCOMPARE(state->coverage.size(), std::size_t{3});
    QVERIFY(m_changes >= 1);
}

void DeadlettersInboxTest::originByTheTopicsName()
{
    m_cluster->addTopic("odd.dlq");
    m_cluster->append("orders.dlq", 0, "k", "v", {});
    m_cluster->append("odd.dlq", 0, "k", "v", {{"trace", "x"}});
    m_cluster->append("orders.dlq", 0, "k", "v", failed("elsewhere", "E", ""));
    makeInbox();
    m_inbox->setTopics({"orders.dlq", "odd.dlq"});
    const auto state = look();
    QStringList origins;
    for (const FailureGroup& group : state->groups)
        origins << QString::fromStdString(group.key.origin);
    origins.sort();
    QCOMPARE(origins, (QStringList{"elsewhere", "odd", "orders"}));
    QCOMPARE(untrue(*state), QString());
}

void DeadlettersInboxTest::messagesWithIds()
{
    // The cache knows raw messages, the groups only patterns: both ways must lead to the same group.
    for (int i = 0; i < 10'000; ++i)
        m_cluster->append("orders.dlq", i % 2, "k", "v",
                          failed("orders", "E", i % 3 == 0 ? std::string("always the same")
                                                           : "no price for article " + std::to_string(1000 + i)));
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    const auto state = look();
    QCOMPARE(untrue(*state), QString());
    std::map<std::string, std::int64_t> expected;
    for (int i = 0; i < 10'000; ++i)
        ++expected[messagePattern(i % 3 == 0 ? std::string("always the same")
                                             : "no price for article " + std::to_string(1000 + i))];
    std::map<std::string, std::int64_t> got;
    for (const FailureGroup& group : state->groups)
        got[group.key.pattern] += group.count;
    QCOMPARE(got, expected);
    QCOMPARE(state->groups.size(), expected.size());
}

void DeadlettersInboxTest::nothingThere()
{
    makeInbox();
    auto state = look(); // no topics at all
    QVERIFY(state->groups.empty() && state->coverage.empty() && !state->error && !state->stopped);
    m_inbox->setTopics({"orders.dlq"});
    state = look();
    QVERIFY(state->groups.empty() && !state->error);
    QCOMPARE(state->coverage.size(), std::size_t{2});
    QCOMPARE(m_inbox->letters({}, 0, 10).size(), std::size_t{0});
    QCOMPARE(m_inbox->groupOf(0), std::string());
    QCOMPARE(m_cluster->calls(Op::Read), 0);
}

void DeadlettersInboxTest::incremental()
{
    fill("orders.dlq", 0, 100);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    QCOMPARE(look()->letters, 100);
    QCOMPARE(look()->letters, 100);
    const int reads = m_cluster->calls(Op::Read);
    QCOMPARE(reads, 1); // nothing new: nothing is read
    fill("orders.dlq", 0, 7);
    fill("orders.dlq", 1, 5, "F");
    const auto state = look();
    QCOMPARE(state->letters, 112);
    QCOMPARE(countOf(*state, "E"), 107);
    QCOMPARE(countOf(*state, "F"), 5);
    QCOMPARE(untrue(*state), QString());
    QCOMPARE(m_inbox->letters({}, 0, 1000).size(), std::size_t{112});
}

void DeadlettersInboxTest::newestFirst()
{
    const TimestampMs t = 1'700'000'000'000;
    m_cluster->append("orders.dlq", 0, "k", "v", failed("orders", "E", "m"), t + 50);
    m_cluster->append("orders.dlq", 0, "k", "v", failed("orders", "F", "m"), t + 10); // a clock that runs backwards
    m_cluster->append("orders.dlq", 1, "k", "v", failed("orders", "E", "m"), t + 30);
    m_cluster->append("orders.dlq", 1, "k", "v", failed("orders", "E", "m"), t + 30);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    auto state = look();
    const auto places = [](const std::vector<InboxLetter>& letters) {
        QStringList text;
        for (const InboxLetter& letter : letters)
            text << QString::fromStdString(placeText(letter.place));
        return text.join(' ');
    };
    QCOMPARE(places(m_inbox->letters({}, 0, 10)), "orders.dlq-0@0 orders.dlq-1@1 orders.dlq-1@0 orders.dlq-0@1");
    QCOMPARE(places(m_inbox->letters({}, 1, 2)), "orders.dlq-1@1 orders.dlq-1@0");
    QCOMPARE(places(m_inbox->letters({}, 4, 2)), "");
    const std::string e = groupIn(*state, "E")->id;
    const std::string f = groupIn(*state, "F")->id;
    QCOMPARE(places(m_inbox->letters({f}, 0, 10)), "orders.dlq-0@1");
    QCOMPARE(places(m_inbox->letters({e}, 1, 10)), "orders.dlq-1@1 orders.dlq-1@0");
    QCOMPARE(places(m_inbox->letters({e, f}, 0, 1)), "orders.dlq-0@0");
    QCOMPARE(places(m_inbox->letters({"0000000000000000"}, 0, 10)), ""); // unknown is none, not all
    const InboxLetter letter = m_inbox->letters({f}, 0, 1).at(0);
    QCOMPARE(letter.timestamp, std::optional<TimestampMs>(t + 10));
    QCOMPARE(m_inbox->groupOf(letter.group), f);
    // A later one comes in between.
    m_cluster->append("orders.dlq", 0, "k", "v", failed("orders", "F", "m"), t + 40);
    look();
    QCOMPARE(places(m_inbox->letters({}, 0, 2)), "orders.dlq-0@0 orders.dlq-0@2");
}

void DeadlettersInboxTest::times()
{
    const TimestampMs now = nowMs();
    const TimestampMs hour = 3'600'000;
    for (const TimestampMs ago : {std::int64_t{0}, hour, hour, 23 * hour, 30 * hour, 400 * hour})
        fill("orders.dlq", 0, 1, "E", "m", now - ago);
    fill("orders.dlq", 0, 1, "E", "m", now + 900 * hour); // a clock far in the future
    m_cluster->append("orders.dlq", 1, "k", "v", failed("orders", "F", "m"), TimestampMs{-5});
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    const auto state = look();
    const FailureGroup* group = groupIn(*state, "E");
    QVERIFY(group);
    QCOMPARE(group->firstSeen, std::optional(now - 400 * hour));
    QCOMPARE(group->lastSeen, std::optional(now + 900 * hour));
    QCOMPARE(sparks(*group), 4);
    QVERIFY(state->sparklineEnd > now && state->sparklineEnd % FailureGroup::bucketWidth == 0);
    const auto bucket = [&](TimestampMs time) {
        return group->sparkline.at(static_cast<std::size_t>(
            (time - state->sparklineEnd) / FailureGroup::bucketWidth + static_cast<std::int64_t>(FailureGroup::buckets) - 1));
    };
    QCOMPARE(bucket(now), 1U);
    QCOMPARE(bucket(now - hour), 2U);
    QCOMPARE(groupIn(*state, "F")->lastSeen, std::optional<TimestampMs>(-5));
    QCOMPARE(untrue(*state), QString());
}

void DeadlettersInboxTest::limits()
{
    const TimestampMs t = 1'700'000'000'000;
    for (int i = 0; i < 100; ++i)
        fill("orders.dlq", i % 2, 1, i < 50 ? "Old" : "New", "m", t + i);
    Inbox::Options options;
    options.mostLetters = 30;
    makeInbox(options);
    m_inbox->setTopics({"orders.dlq"});
    auto state = look();
    QCOMPARE(state->letters, 100); // all are counted
    QCOMPARE(state->lettersForgotten, 70);
    QCOMPARE(countOf(*state, "Old"), 50);
    const auto kept = m_inbox->letters({}, 0, 1000);
    QCOMPARE(kept.size(), std::size_t{30});
    QCOMPARE(kept.front().timestamp, std::optional<TimestampMs>(t + 99));
    QCOMPARE(kept.back().timestamp, std::optional<TimestampMs>(t + 70));
    QVERIFY(m_inbox->letters({groupIn(*state, "Old")->id}, 0, 10).empty());
    fill("orders.dlq", 0, 5, "New", "m", t + 1000);
    state = look();
    QCOMPARE(state->lettersForgotten, 75);
    QCOMPARE(m_inbox->letters({}, 0, 1000).size(), std::size_t{30});
    QCOMPARE(untrue(*state), QString());
    // What is counted but not listed is forgotten with its topic all the same.
    m_cluster->addTopic("orders.dlq", 2).partitions.assign(2, {});
    state = look();
    QCOMPARE(state->letters, 0);
    QCOMPARE(state->lettersForgotten, 0);
    QVERIFY(state->groups.empty());
}

void DeadlettersInboxTest::foldedGroups()
{
    for (int i = 0; i < 40; ++i)
        fill("orders.dlq", 0, 2, std::string("Class") + static_cast<char>('A' + i % 26) + (i < 26 ? "x" : "y"));
    Inbox::Options options;
    options.mostGroups = 10;
    makeInbox(options);
    m_inbox->setTopics({"orders.dlq"});
    const auto state = look();
    QCOMPARE(state->groups.size(), std::size_t{11});
    QCOMPARE(state->groupsFolded, 30);
    QCOMPARE(state->groups.front().key, (FailureKey{"", "", "other failures", ""}));
    QCOMPARE(state->groups.front().count, 60);
    QCOMPARE(state->letters, 80);
    QCOMPARE(untrue(*state), QString());
    QCOMPARE(m_inbox->letters({state->groups.front().id}, 0, 100).size(), std::size_t{60});
}

void DeadlettersInboxTest::hugeHeaders()
{
    const std::string large(300'000, 'x');
    m_cluster->append("orders.dlq", 0, "k", "v", failed("orders", large, large));
    m_cluster->append("orders.dlq", 0, "k", "v", failed(large, "E", "\xFF\xFE"));
    m_cluster->append("orders.dlq", 0, std::nullopt, std::nullopt, {{"", std::nullopt}, {"dlq-original-topic", std::nullopt}});
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    const auto state = look();
    QCOMPARE(state->letters, 3);
    QCOMPARE(untrue(*state), QString());
    for (const FailureGroup& group : state->groups) {
        QVERIFY(group.key.exceptionClass.size() <= 500);
        QVERIFY(group.exampleMessage.size() <= 500);
        QVERIFY(group.key.origin.size() <= 249);
    }
}

void DeadlettersInboxTest::ownConvention()
{
    CustomConvention own;
    own.name = "billing";
    own.rules = {{"x-why", FailureField::Message, HeaderEncoding::Text}, {"x-from", FailureField::OriginTopic, HeaderEncoding::Text}};
    m_cluster->append("orders.dlq", 0, "k", "v", {{"x-why", "broken"}, {"x-from", "bills"}});
    Inbox::Options options;
    options.conventions = {own};
    makeInbox(options);
    m_inbox->setTopics({"orders.dlq"});
    const auto state = look();
    QCOMPARE(state->groups.size(), std::size_t{1});
    QCOMPARE(state->groups.front().convention, std::string("billing"));
    QCOMPARE(state->groups.front().key.origin, std::string("bills"));
    QCOMPARE(state->groups.front().exampleMessage, std::string("broken"));
}

void DeadlettersInboxTest::deepPages()
{
    // Enough for several sorted runs; times are shuffled between the partitions.
    constexpr int count = 150'000;
    const TimestampMs t = 1'700'000'000'000;
    for (int i = 0; i < count; ++i)
        m_cluster->append("orders.dlq", i % 2, std::nullopt, std::nullopt, {{"dlq-exception-class", i % 5 == 0 ? "E" : "F"}},
                          t + (i * 7919LL) % count);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    const auto state = look();
    QCOMPARE(state->letters, count);
    std::size_t seen = 0;
    std::optional<TimestampMs> before;
    const std::vector<std::string> ids{groupIn(*state, "E")->id};
    for (;;) {
        const auto page = m_inbox->letters(ids, seen, 7'000);
        for (const InboxLetter& letter : page) {
            QVERIFY(!before || *letter.timestamp <= *before);
            before = letter.timestamp;
        }
        seen += page.size();
        if (page.empty())
            break;
    }
    QCOMPARE(seen, std::size_t{count / 5});
    QCOMPARE(untrue(*state), QString());
}

QTEST_GUILESS_MAIN(DeadlettersInboxTest)
#include "deadletters_inbox_test.moc"
