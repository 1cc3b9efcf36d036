// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/replay_notes.h"

#include <QtTest/QTest>

using namespace weir;
using namespace weir::app;

class ReplayNotesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachReaderHearsOfIt();
    void nobodyReadsIt();
    void severalTargets();
};

namespace {

GroupLag group(const std::string& name, const std::vector<TopicPartition>& reads)
{
    GroupLag made;
    made.group = name;
    for (const TopicPartition& partition : reads) {
        PartitionLag row;
        row.partition = partition;
        made.rows.push_back(row);
    }
    return made;
}

} // namespace

void ReplayNotesTest::eachReaderHearsOfIt()
{
    const std::vector<GroupLag> groups{group("billing", {{"orders", 0}, {"orders", 1}, {"payments", 0}}),
                                       group("mailer", {{"orders", 1}}), group("audit", {{"orders.dlq", 0}})};
    const auto events = replayEvents(groups, {"orders"}, 298, "j14", 5000);
    QCOMPARE(events.size(), std::size_t{2});
    QCOMPARE(events[0].group, std::string("billing"));
    QCOMPARE(events[1].group, std::string("mailer"));
    for (const GroupEvent& event : events) {
        QCOMPARE(event.kind, GroupEvent::Kind::Replay);
        QCOMPARE(event.time, 5000);
        QVERIFY((*event.partition == TopicPartition{"orders", -1}));
        QCOMPARE(event.text, std::string("298 dead letters were replayed to orders by job j14."));
    }
}

void ReplayNotesTest::nobodyReadsIt()
{
    const auto events = replayEvents({group("billing", {{"payments", 0}})}, {"orders"}, 1, "j14", 5000);
    QCOMPARE(events.size(), std::size_t{1});
    QVERIFY(events[0].group.empty());
    QCOMPARE(events[0].text, std::string("1 dead letter was replayed to orders by job j14."));
    QVERIFY(replayEvents({}, {}, 5, "j", 1).empty());
}

void ReplayNotesTest::severalTargets()
{
    const auto events = replayEvents({group("billing", {{"orders", 0}})}, {"orders", "payments"}, 5, "j", 1);
    QCOMPARE(events.size(), std::size_t{2});
    QCOMPARE(events[0].group, std::string("billing"));
    QVERIFY(events[1].group.empty());
    QVERIFY(events[1].text.find("payments and other topics") != std::string::npos);
}

QTEST_MAIN(ReplayNotesTest)
#include "replay_notes_test.moc"
