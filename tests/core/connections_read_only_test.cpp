// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/connection_choice.h"
#include "core/connections/read_only_view.h"
#include "tests/support/fake_cluster.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

/// The view of a cluster that somebody else changes: reads pass, changes are refused before they reach the cluster.
class ConnectionsReadOnlyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsPass()
    {
        const auto fake = std::make_shared<FakeCluster>();
        fake->addTopic("t", 1);
        fake->append("t", 0, "k", "v");
        fake->addGroup("g");
        fake->commit("g", {"t", 0}, 1);
        const auto view = readOnlyView(fake);
        const Call call = Call::within(std::chrono::seconds(5));
        QVERIFY(view->readOnly());
        QVERIFY(view->ping(call));
        QCOMPARE(view->admin().metadata(call)->values.topics.size(), 1U);
        QVERIFY(view->admin().topic("t", call));
        QCOMPARE((view->admin().offsets({{"t", 0}}, OffsetPoint::End, call).values.at({"t", 0})), 1);
        QCOMPARE((view->admin().offsetsAtTime({{"t", 0}}, 0, call).values.at({"t", 0})), 0);
        QVERIFY(view->admin().topicConfigs({"t"}, call).values.contains("t"));
        QCOMPARE(view->admin().groups(call)->values.size(), 1U);
        QCOMPARE(view->admin().describeGroups({"g"}, call).values.size(), 1U);
        QCOMPARE((view->admin().committedOffsets({"g"}, call).values.at("g").at({"t", 0})), 1);
        int records = 0;
        const auto count = [&](const RecordView&) {
            ++records;
            return SinkAnswer::Continue;
        };
        (void)view->reader().read({{{"t", 0}, 0, 1}}, count, call);
        (void)view->newReader(Isolation::ReadCommitted).value()->read({{{"t", 0}, 0, 1}}, count, call);
        QCOMPARE(records, 2);
    }

    void changesAreRefused()
    {
        const auto fake = std::make_shared<FakeCluster>();
        fake->addTopic("t", 1);
        fake->append("t", 0, "k", "v");
        const auto view = readOnlyView(fake);
        const Call call = Call::within(std::chrono::seconds(5));
        const auto refused = [](const auto& result) {
            return !result && result.error().kind == ErrorKind::NotAuthorized &&
                   result.error().message.find("reading only") != std::string::npos;
        };
        QVERIFY(refused(view->producer()));
        QVERIFY(refused(view->transactionalProducer("x")));
        QVERIFY(refused(view->joinGroup({"g", "weir", {"t"}, OffsetReset::Earliest})));
        QVERIFY(refused(view->admin().createTopic({"new", 1, 1, {}}, call)));
        QVERIFY(refused(view->admin().deleteTopic("t", call)));
        const auto deleted = view->admin().deleteRecordsBefore({{{"t", 0}, 1}}, call);
        QVERIFY(deleted.values.empty());
        QCOMPARE(deleted.failures.size(), 1U);
        QCOMPARE(deleted.failures[0].error.kind, ErrorKind::NotAuthorized);
        fake->addGroup("g", "Empty");
        fake->commit("g", {"t", 0}, 1);
        const auto allRefused = [](const auto& result) {
            return result.values.empty() && result.failures.size() == 1 &&
                   result.failures[0].error.kind == ErrorKind::NotAuthorized &&
                   result.failures[0].error.message.find("reading only") != std::string::npos;
        };
        QVERIFY(allRefused(view->admin().alterCommittedOffsets("g", {{{"t", 0}, 0}}, call)));
        QVERIFY(allRefused(view->admin().deleteCommittedOffsets("g", {{"t", 0}}, call)));
        QVERIFY(allRefused(view->admin().deleteGroups({"g"}, call)));
        for (const Op op : {Op::Produce, Op::CreateTopic, Op::DeleteTopic, Op::DeleteRecords, Op::AlterOffsets,
                            Op::DeleteOffsets, Op::DeleteGroups})
            QCOMPARE(fake->calls(op), 0);
    }

    /// Nobody answers at the address: a change that were tried would fail with Unreachable, not be refused.
    void aRealReadOnlyConnectionRefusesEveryChange()
    {
        Profile profile;
        profile.name = "nobody";
        profile.bootstrapServers = "127.0.0.1:1";
        profile.readOnly = true;
        const auto cluster = openConnection(profile);
        QVERIFY(cluster);
        QVERIFY((*cluster)->readOnly());
        Admin& admin = (*cluster)->admin();
        const Call call = Call::within(std::chrono::seconds(10));
        const auto refused = [](const Error& error) { return error.kind == ErrorKind::NotAuthorized; };
        QVERIFY(refused(admin.createTopic({"new", 1, 1, {}}, call).error()));
        QVERIFY(refused(admin.deleteTopic("t", call).error()));
        QVERIFY(refused(admin.deleteRecordsBefore({{{"t", 0}, 1}}, call).failures.at(0).error));
        QVERIFY(refused(admin.alterCommittedOffsets("g", {{{"t", 0}, 0}}, call).failures.at(0).error));
        QVERIFY(refused(admin.deleteCommittedOffsets("g", {{"t", 0}}, call).failures.at(0).error));
        QVERIFY(refused(admin.deleteGroups({"g"}, call).failures.at(0).error));
    }

    void aReadOnlyDemoIsReadOnly()
    {
        Profile profile = demoProfile();
        profile.readOnly = true;
        const auto demo = openConnection(profile);
        QVERIFY(demo);
        QVERIFY((*demo)->readOnly());
        QVERIFY(!(*demo)->producer());
        QVERIFY(!(*demo)->admin().createTopic({"new", 1, 1, {}}, Call::within(std::chrono::seconds(5))));
    }
};

QTEST_GUILESS_MAIN(ConnectionsReadOnlyTest)
#include "connections_read_only_test.moc"
