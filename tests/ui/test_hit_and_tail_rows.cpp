// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"
#include "ui/records/hit_rows.h"
#include "ui/records/tail_rows.h"
#include "ui/widgets/sparse_table.h"

#include <QtTest/QSignalSpy>

using namespace weir::ui;

namespace {

class FakeTail : public weir::Tail
{
public:
    weir::TailState state() const override { return now; }
    std::optional<weir::Record> at(std::int64_t sequence) const override
    {
        ++asked;
        if (sequence < now.firstSequence || sequence >= now.endSequence)
            return std::nullopt;
        weir::Record record;
        record.offset = sequence;
        record.value = "{\"event_id\":\"1\",\"event_type\":\"OrderPaid\",\"occurred_at\":\"2026-11-23T14:07:31Z\",\"data\":{}}";
        return record;
    }
    void setPaused(bool paused) override
    {
        now.paused = paused;
        now.pausedAt = now.endSequence;
    }
    void clear() override { now.firstSequence = now.endSequence; }
    weir::TailState now;
    mutable int asked = 0;
};

} // namespace

class TestHitAndTailRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { weir::test::PageStand stand; }
    void cellsSayWhatIs();
    void hits();
    void tail();
};

void TestHitAndTailRows::cellsSayWhatIs()
{
    RecordCells cells({{QStringLiteral("field:value.a"), QStringLiteral("value.a"),
                        [](const weir::Record& record) -> std::optional<std::string> {
                            return record.offset == 1 ? std::nullopt : std::optional<std::string>("a\x1b" "b");
                        }}});
    weir::Record record;
    record.partition = 3;
    record.offset = 1'877'046;
    record.timestamp = 1'700'000'000'000;
    record.value = "";
    const auto text = [&](RecordField field) { return cells.cell(lineOf(record, {}), cells.columnOf(field), 5, &record); };
    QCOMPARE(cells.columns().size(), std::size_t{8});
    QCOMPARE(cells.columnOf(RecordField::Value), 6);
    QVERIFY(!cells.field(5));
    QCOMPARE(text(RecordField::Offset).text, QStringLiteral("1,877,046"));
    QVERIFY(std::holds_alternative<PillCell>(text(RecordField::Key).mark));
    QCOMPARE(text(RecordField::Key).text, QStringLiteral("NULL"));
    QCOMPARE(text(RecordField::Value).text, QStringLiteral("empty"));
    QCOMPARE(cells.cell(lineOf(record, {}), 5, 5, &record).text, QStringLiteral("a\\x1bb"));
    QCOMPARE(cells.cell(lineOf(record, {}), 5, 5, nullptr).text, QStringLiteral("…"));
    QCOMPARE(cells.fullText(lineOf(record, {}), 2, 5, &record), QStringLiteral("1877046"));
    QCOMPARE(cells.fullText(lineOf(record, {}), 0, 5, &record), QStringLiteral("2023-11-14T22:13:20.000Z"));
    record.timestamp.reset();
    QCOMPARE(text(RecordField::Time).text, QStringLiteral("–"));
    record.offset = 1;
    QCOMPARE(cells.cell(lineOf(record, {}), 5, 6, &record).text, QString());
    record.value = std::string(100'000, 'x');
    QVERIFY(text(RecordField::Value).text.size() < 600);
    QVERIFY(text(RecordField::Value).text.endsWith(u'…'));
}

void TestHitAndTailRows::hits()
{
    HitRows rows;
    SparseTable table(QStringLiteral("Hits"), {});
    table.resize(900, 600);
    table.setRows(&rows);
    std::vector<weir::ScanHit> batch;
    for (int i = 0; i < 3; ++i) {
        weir::ScanHit hit;
        hit.offset = 100 + i;
        hit.valueNull = false;
        hit.value = R"({"event_id":"1","event_type" : "OrderPaid","data":{"order)";
        hit.valueSize = 5'000;
        hit.totalSize = 5'000;
        batch.push_back(hit);
    }
    batch[1].valueSize = static_cast<std::uint32_t>(batch[1].value.size());
    batch[2].valueNull = true;
    batch[2].valueSize = 0;
    batch[2].value.clear();
    rows.append(batch);
    QTRY_COMPARE(static_cast<int>(table.shown().rows().size()), 3);
    table.setCurrent(0);
    const auto text = [&](qint64 at, RecordField field) { return rows.cell(at, rows.cells().columnOf(field)).text; };
    QCOMPARE(text(0, RecordField::EventType), QStringLiteral("OrderPaid"));
    QVERIFY(text(0, RecordField::Value).endsWith(u'…'));
    // Whole, and no envelope.
    QCOMPARE(text(1, RecordField::EventType), QString());
    QVERIFY(!text(1, RecordField::Value).endsWith(u'…'));
    QCOMPARE(text(2, RecordField::Value), QStringLiteral("NULL"));
    QCOMPARE(rows.hitAt(2)->offset, 102);
    QVERIFY(!rows.hitAt(3));
    rows.append(batch);
    QTRY_COMPARE(static_cast<int>(table.shown().rows().size()), 6);
    QCOMPARE(*table.current(), 0);
    rows.clear();
    QVERIFY(table.shown().rows().empty());
}

void TestHitAndTailRows::tail()
{
    auto rows = std::make_unique<TailRows>();
    SparseTable table(QStringLiteral("Tail"), {});
    table.resize(900, 30 + 20 * Theme::rowHeight);
    table.setRows(rows.get());
    table.show();
    const auto last = [&] { return table.shown().rows().empty() ? -1 : table.shown().rows().back().position; };
    auto tail = std::make_shared<FakeTail>();
    auto sink = rows->changedSink();
    rows->setTail(tail);
    table.setFollow(true);
    QSignalSpy told(rows.get(), &TailRows::stateChanged);
    tail->now.endSequence = 5'000;
    // Many calls before the window turns to them are one.
    for (int i = 0; i < 100; ++i)
        sink();
    QTRY_COMPARE(last(), 4'999);
    QCOMPARE(told.count(), 1);
    QCOMPARE(rows->cell(4'999, rows->cells().columnOf(RecordField::EventType)).text, QStringLiteral("OrderPaid"));
    table.viewport()->grab();
    tail->asked = 0;
    table.viewport()->grab();
    QCOMPARE(tail->asked, 0);
    // Paused: it goes on counting, the rows stand still.
    rows->setPaused(true);
    tail->now.endSequence = 9'000;
    sink();
    QTRY_COMPARE(rows->state().endSequence, 9'000);
    QCOMPARE(rows->end(), 5'000);
    QCOMPARE(last(), 4'999);
    // The rows in view are pushed out.
    tail->now.firstSequence = 8'000;
    sink();
    QTRY_VERIFY(table.shown().rows().empty());
    QVERIFY(!rows->recordAt(4'000));
    rows->setPaused(false);
    QTRY_COMPARE(last(), 8'999);
    rows->clear();
    QTRY_VERIFY(table.shown().rows().empty());
    rows.reset();
    sink();
    QTest::qWait(10);
}

QTEST_MAIN(TestHitAndTailRows)
#include "test_hit_and_tail_rows.moc"
