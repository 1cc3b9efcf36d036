// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_undo.h"
#include "tests/support/fake_cluster.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

Call soon() { return Call::within(5s); }

UndoEntry entry(const std::string& group, std::int64_t offset)
{
    UndoEntry made;
    made.time = 1'700'000'000'000;
    made.cluster = "fake";
    made.group = group;
    made.what = "to offset " + std::to_string(offset);
    made.before = {{{"a", 0}, offset}, {{"b.c_d", 11}, 9'007'199'254'740'993}};
    made.added = {{"a", 1}};
    made.after = {{{"a", 0}, 0}, {{"a", 1}, 5}, {{"b.c_d", 11}, 0}};
    return made;
}

std::shared_ptr<FakeCluster> cluster()
{
    auto made = std::make_shared<FakeCluster>();
    made->addTopic("a", 2);
    for (int i = 0; i < 10; ++i)
        for (int partition = 0; partition < 2; ++partition)
            made->append("a", partition, "k", "v");
    made->addGroup("g", "Empty");
    made->commit("g", {"a", 0}, 4);
    return made;
}

ResetTarget latest() { return {}; }

} // namespace

class GroupsOffsetUndoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = (m_folder->path() + "/state/offsets.db").toStdString();
        m_undo = OffsetUndo::open(m_path).value();
    }

    void entriesComeBack()
    {
        const auto id = m_undo->keep(entry("g", 7));
        QVERIFY(id);
        QVERIFY(m_undo->keep(entry("h", 8)));
        QVERIFY(m_undo->keep(entry("g", 9)));
        m_undo = OffsetUndo::open(m_path).value(); // after a restart too
        const auto kept = m_undo->of("fake", "g");
        QVERIFY(kept);
        QCOMPARE(kept->size(), 2U);
        QCOMPARE((kept->at(0).before.at({"a", 0})), 9);
        const UndoEntry& old = kept->at(1);
        QCOMPARE(old.id, *id);
        QCOMPARE(old.time, 1'700'000'000'000);
        QCOMPARE(old.what, std::string("to offset 7"));
        QCOMPARE(old.before, entry("g", 7).before);
        QCOMPARE(old.added, entry("g", 7).added);
        QCOMPARE(old.after, entry("g", 7).after);
        QVERIFY(m_undo->of("elsewhere", "g")->empty());
        QCOMPARE(m_undo->entry(*id)->what, old.what);
        QCOMPARE(m_undo->entry(99).error().kind, ErrorKind::NotFound);
    }

    void theNewestThousandAreKept()
    {
        for (int i = 0; i < 1'005; ++i)
            QVERIFY(m_undo->keep(entry("g", i)));
        const auto kept = m_undo->of("fake", "g");
        QCOMPARE(kept->size(), 1'000U);
        QCOMPARE((kept->front().before.at({"a", 0})), 1'004);
        QCOMPARE((kept->back().before.at({"a", 0})), 5);
    }

    void severalThreadsAndPrograms()
    {
        const auto other = OffsetUndo::open(m_path).value();
        const auto keepSome = [&](OffsetUndo& undo) {
            for (int i = 0; i < 20; ++i)
                if (!undo.keep(entry("g", i)))
                    return;
        };
        {
            const std::jthread one([&] { keepSome(*m_undo); });
            const std::jthread two([&] { keepSome(*other); });
            const std::jthread three([&] { keepSome(*m_undo); });
        }
        QCOMPARE(m_undo->of("fake", "g")->size(), 60U);
    }

    void aResetIsKeptFirst()
    {
        const auto fake = cluster();
        const auto plan = planReset(*fake, "g", latest(), {{"a"}, {}}, soon());
        QVERIFY(plan);
        fake->fail(Op::AlterOffsets, Error{ErrorKind::TimedOut, "No answer.", {}, 0, true});
        // Whatever became of the request: the old offsets are there.
        QVERIFY(applyKept(*fake, *m_undo, *plan, describe(latest()), soon()));
        const auto kept = m_undo->of("fake", "g");
        QCOMPARE(kept->size(), 1U);
        QCOMPARE(kept->front().what, std::string("to the end"));
        QCOMPARE(kept->front().before, (OffsetMap{{{"a", 0}, 4}}));
        QCOMPARE(kept->front().added, (std::vector<TopicPartition>{{"a", 1}}));
    }

    void whatCannotBeKeptIsNotApplied()
    {
        const auto fake = cluster();
        const auto plan = planReset(*fake, "g", latest(), {}, soon());
        fake->fail(Op::Ping, Error{ErrorKind::Unreachable, "Gone.", {}, 0, true});
        QVERIFY(!applyKept(*fake, *m_undo, *plan, "x", soon()));
        QCOMPARE(fake->calls(Op::AlterOffsets), 0);
        fake->fail(Op::Ping, std::nullopt);
        fake->setReadOnly(true);
        QCOMPARE(applyKept(*fake, *m_undo, *plan, "x", soon()).error().kind, ErrorKind::NotAuthorized);
        QVERIFY(m_undo->of("fake", "g")->empty());
    }

    void undoes()
    {
        const auto fake = cluster();
        const auto plan = planReset(*fake, "g", latest(), {{"a"}, {}}, soon());
        QVERIFY(applyKept(*fake, *m_undo, *plan, "to the end", soon()));
        QCOMPARE(fake->committedOffsets({"g"}, soon()).values.at("g"), (OffsetMap{{{"a", 0}, 10}, {{"a", 1}, 10}}));
        const UndoEntry kept = m_undo->of("fake", "g")->front();
        const auto way = planUndo(*fake, kept, soon());
        QVERIFY(way);
        QCOMPARE(way->plan.changes.size(), 1U);
        QCOMPARE(way->forget, (std::vector<TopicPartition>{{"a", 1}}));
        const auto done = applyUndo(*fake, *m_undo, *way, kept, soon());
        QVERIFY(done && done->failures.empty());
        QCOMPARE(fake->committedOffsets({"g"}, soon()).values.at("g"), (OffsetMap{{{"a", 0}, 4}}));
        // An undo can be undone.
        const auto all = m_undo->of("fake", "g");
        QCOMPARE(all->size(), 3U);
        QCOMPARE(all->at(1).what, std::string("undo: to the end"));
        QCOMPARE(all->at(1).before, (OffsetMap{{{"a", 0}, 10}}));
    }

    void undoLeavesNewerCommits()
    {
        const auto fake = cluster();
        QVERIFY(applyKept(*fake, *m_undo, *planReset(*fake, "g", latest(), {{"a"}, {}}, soon()), "x", soon()));
        fake->commit("g", {"a", 1}, 7); // somebody consumed
        const auto way = planUndo(*fake, m_undo->of("fake", "g")->front(), soon());
        QVERIFY(way->forget.empty());
    }

    void deletedThingsComeBack()
    {
        const auto fake = cluster();
        fake->commit("g", {"a", 1}, 6);
        QVERIFY(deleteOffsetsKept(*fake, *m_undo, "g", {{"a", 1}}, soon()));
        QVERIFY(deleteGroupKept(*fake, *m_undo, "g", soon()));
        QVERIFY(fake->groups(soon())->values.empty());
        auto kept = m_undo->of("fake", "g").value();
        QCOMPARE(kept.size(), 2U);
        for (const UndoEntry& each : {kept.at(0), kept.at(1)}) {
            const auto way = planUndo(*fake, each, soon());
            QVERIFY2(way, way ? "" : way.error().message.c_str());
            QVERIFY(applyUndo(*fake, *m_undo, *way, each, soon()));
        }
        QCOMPARE(fake->committedOffsets({"g"}, soon()).values.at("g"), (OffsetMap{{{"a", 0}, 4}, {{"a", 1}, 6}}));
    }

    void anActiveGroupIsNotDeleted()
    {
        const auto fake = cluster();
        fake->addGroup("g", "Stable").description.members.push_back({"m", "c", "/h", std::nullopt, {{"a", 0}}});
        QVERIFY(!deleteGroupKept(*fake, *m_undo, "g", soon()));
        QCOMPARE(fake->groups(soon())->values.size(), 1U);
        QVERIFY(m_undo->of("fake", "g")->empty());
    }

    void whatWasRefusedIsNotKept_data()
    {
        QTest::addColumn<Error>("error");
        QTest::addColumn<bool>("kept");
        const auto row = [](const char* name, ErrorKind kind, int code, bool retriable, bool kept) {
            QTest::newRow(name) << Error{kind, "No.", {}, code, retriable} << kept;
        };
        row("not allowed", ErrorKind::NotAuthorized, 30, false, false);
        row("unknown member", ErrorKind::Broker, 25, false, false);
        row("no answer", ErrorKind::TimedOut, -185, true, true);
        row("broker's time ran out", ErrorKind::Broker, 7, true, true);
        row("connection lost", ErrorKind::Unreachable, -195, true, true);
        row("cancelled", ErrorKind::Cancelled, 0, false, true);
    }
    void whatWasRefusedIsNotKept()
    {
        QFETCH(Error, error);
        QFETCH(bool, kept);
        const auto fake = cluster();
        const auto plan = planReset(*fake, "g", latest(), {{"a"}, {}}, soon());
        fake->fail(Op::AlterOffsets, error);
        (void)applyKept(*fake, *m_undo, *plan, "x", soon());
        QCOMPARE(m_undo->of("fake", "g")->size(), kept ? 1U : 0U);
    }

    void partOfItAppliedIsKept()
    {
        const auto fake = cluster();
        const auto plan = planReset(*fake, "g", latest(), {{"a"}, {}}, soon());
        fake->failSubject(Op::AlterOffsets, "a-0", Error{ErrorKind::NotAuthorized, "Not allowed.", {}, 30, false});
        QVERIFY(applyKept(*fake, *m_undo, *plan, "x", soon()));
        QCOMPARE(m_undo->of("fake", "g")->size(), 1U);
        QVERIFY(m_undo->drop(m_undo->of("fake", "g")->front().id));
        QVERIFY(m_undo->drop(99));
        QVERIFY(m_undo->of("fake", "g")->empty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
    std::unique_ptr<OffsetUndo> m_undo;
};

QTEST_GUILESS_MAIN(GroupsOffsetUndoTest)
#include "groups_offset_undo_test.moc"
