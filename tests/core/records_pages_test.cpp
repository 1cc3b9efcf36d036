// SPDX-License-Identifier: GPL-3.0-or-later
// The virtual topic on the cluster in memory: every record exactly once, from wherever one walks.
#include "core/records/page_merge.h"
#include "core/records/topic_pages.h"
#include "tests/support/fake_cluster.h"

#include <QtTest>

#include <memory>
#include <random>
#include <set>

using namespace weir;
using namespace weir::test;

namespace {

constexpr TimestampMs epoch = 1'700'000'000'000;
using Random = std::mt19937;

int upTo(Random& random, int most)
{
    return std::uniform_int_distribution<int>(0, most)(random);
}

Call soon()
{
    return Call::within(std::chrono::seconds(20));
}

enum Shape { Ordered, LittleDisorder, Equal, Wild, Missing, Skewed, Outlier };

struct Topic {
    std::shared_ptr<FakeCluster> cluster = std::make_shared<FakeCluster>();
    FakeTopic* topic = nullptr;
    std::set<std::pair<std::int32_t, std::int64_t>> all;
};

std::optional<TimestampMs> stampOf(Shape shape, Random& random, int partition, int index)
{
    const TimestampMs even = epoch + TimestampMs{1000} * index;
    switch (shape) {
    case Ordered: return even + upTo(random, 999);
    case LittleDisorder: return even + upTo(random, 6000);
    case Equal: return epoch;
    case Wild: return epoch + upTo(random, 1'000'000);
    case Missing: return upTo(random, 3) == 0 ? std::nullopt : std::optional(even);
    case Skewed: return even + partition * TimestampMs{1'000'000};
    case Outlier: return index == 20 && partition == 0 ? 4'000'000'000'000 : even;
    }
    return even;
}

Topic makeTopic(Shape shape, unsigned seed, int partitions)
{
    Random random(seed);
    Topic made;
    made.topic = &made.cluster->addTopic("t", partitions);
    for (int p = 0; p < partitions; ++p) {
        const int count = upTo(random, 5) == 0 ? 0 : upTo(random, 150);
        if (upTo(random, 1) == 0)
            made.cluster->gap("t", p, upTo(random, 300));
        for (int i = 0; i < count; ++i) {
            // Compaction and markers: mostly none, sometimes one, seldom hundreds.
            const int dice = upTo(random, 40);
            if (dice < 6)
                made.cluster->gap("t", p, dice == 0 && shape != LittleDisorder ? 500 : 1);
            const auto offset = made.cluster->append("t", p, std::nullopt, "v", {}, epoch);
            made.topic->partitions[static_cast<std::size_t>(p)].records[offset].timestamp =
                stampOf(shape, random, p, i);
        }
        if (upTo(random, 1) == 0)
            made.cluster->gap("t", p, upTo(random, 200));
        if (upTo(random, 3) == 0)
            made.cluster->deleteBefore("t", p, upTo(random, 100));
        FakePartition& part = made.topic->partitions[static_cast<std::size_t>(p)];
        part.logStart = std::min(part.logStart, part.end);
        for (const auto& [offset, record] : part.records)
            made.all.emplace(p, offset);
    }
    return made;
}

std::unique_ptr<TopicPages> open(const Topic& topic, RangeEdge from = {})
{
    auto range = resolveRange(*topic.cluster, {"t", {}, from, {RangeEdge::Kind::Newest, 0, {}}}, soon());
    if (!range)
        qFatal("%s", range.error().message.c_str());
    auto pages = TopicPages::open(topic.cluster, range->values, Isolation::ReadUncommitted);
    return std::move(*pages);
}

struct Walk {
    std::vector<PlacedRecord> rows;
    QString wrong; ///< empty: every page kept its promises
};

QString checkOrder(const std::vector<PlacedRecord>& rows)
{
    std::map<std::int32_t, std::int64_t> last;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0 && rows[i].position <= rows[i - 1].position)
            return QString("position %1 after %2").arg(rows[i].position).arg(rows[i - 1].position);
        const Record& record = *rows[i].record;
        if (last.contains(record.partition) && last[record.partition] >= record.offset)
            return QString("offset %1 repeats or runs back").arg(record.offset);
        last[record.partition] = record.offset;
    }
    return {};
}

Walk forward(TopicPages& pages, TopicPlace place, Random& random)
{
    Walk walk;
    for (int rounds = 0; rounds < 5000; ++rounds) {
        const auto count = static_cast<std::size_t>(1 + upTo(random, 40));
        const auto page = pages.after(place, count, soon());
        if (!page || !page->failures.empty() || page->rows.size() > count) {
            walk.wrong = "page failed or too long";
            return walk;
        }
        walk.rows.insert(walk.rows.end(), page->rows.begin(), page->rows.end());
        if (page->atEnd) {
            walk.wrong = checkOrder(walk.rows);
            return walk;
        }
        if (page->rows.empty() || page->rows.front().position < pages.positionOf(page->before) ||
            page->rows.back().position >= pages.positionOf(page->after)) {
            walk.wrong = "page is empty or lies outside of its places";
            return walk;
        }
        place = page->after;
    }
    walk.wrong = "never ends";
    return walk;
}

Walk backward(TopicPages& pages, TopicPlace place, Random& random)
{
    Walk walk;
    for (int rounds = 0; rounds < 5000; ++rounds) {
        const auto count = static_cast<std::size_t>(1 + upTo(random, 40));
        const auto page = pages.before(place, count, soon());
        if (!page || !page->failures.empty() || page->rows.size() > count) {
            walk.wrong = "page failed or too long";
            return walk;
        }
        walk.rows.insert(walk.rows.begin(), page->rows.begin(), page->rows.end());
        if (page->atBegin) {
            walk.wrong = checkOrder(walk.rows);
            return walk;
        }
        if (page->rows.empty()) {
            walk.wrong = "page is empty";
            return walk;
        }
        place = page->before;
    }
    walk.wrong = "never ends";
    return walk;
}

std::set<std::pair<std::int32_t, std::int64_t>> idsOf(const std::vector<PlacedRecord>& rows)
{
    std::set<std::pair<std::int32_t, std::int64_t>> ids;
    for (const PlacedRecord& row : rows)
        ids.emplace(row.record->partition, row.record->offset);
    return ids;
}

QString show(const std::vector<PlacedRecord>& rows)
{
    QStringList text;
    for (const PlacedRecord& row : rows)
        text << QString("%1@%2-%3").arg(row.position).arg(row.record->partition).arg(row.record->offset);
    return text.join(' ');
}

OffsetStamps stamps(const std::vector<std::pair<std::int64_t, TimestampMs>>& all)
{
    OffsetStamps made;
    for (const auto& [offset, time] : all)
        made.emplace_back(offset, time < 0 ? std::nullopt : std::optional(time));
    return made;
}

} // namespace

class RecordsPagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void orderKeysForgetWhatIsFarBack()
    {
        const auto keys = orderKeys(stamps({{0, 10}, {1, 5}, {2, -1}, {3, 20}, {40, 7}, {41, 6}}));
        QCOMPARE(keys, (std::vector<TimestampMs>{10, 10, 10, 20, 7, 7}));
        QVERIFY(orderKeys({}).empty());
        QCOMPARE(orderKeys(stamps({{5, -1}})), std::vector<TimestampMs>{-1});
    }

    void everyRecordOnce_data()
    {
        QTest::addColumn<int>("shape");
        QTest::addColumn<int>("partitions");
        const std::map<Shape, const char*> names{{Ordered, "ordered"}, {LittleDisorder, "disorder"}, {Equal, "equal"},
                                                 {Wild, "wild"},       {Missing, "missing"},         {Skewed, "skewed"},
                                                 {Outlier, "outlier"}};
        for (const auto& [shape, name] : names)
            for (const int partitions : {1, 2, 5})
                QTest::addRow("%s %d", name, partitions) << static_cast<int>(shape) << partitions;
    }
    void everyRecordOnce()
    {
        QFETCH(int, shape);
        QFETCH(int, partitions);
        for (unsigned seed = 1; seed <= 3; ++seed) {
            const Topic topic = makeTopic(static_cast<Shape>(shape), seed, partitions);
            const auto pages = open(topic);
            Random random(seed * 77);
            const Walk there = forward(*pages, pages->begin(), random);
            QVERIFY2(there.wrong.isEmpty(), qPrintable(there.wrong));
            QCOMPARE(there.rows.size(), topic.all.size());
            QVERIFY(idsOf(there.rows) == topic.all);
            const Walk back = backward(*pages, pages->end(), random);
            QVERIFY2(back.wrong.isEmpty(), qPrintable(back.wrong));
            QVERIFY(back.rows.size() == topic.all.size() && idsOf(back.rows) == topic.all);
            if (shape == Ordered || shape == LittleDisorder || shape == Equal || shape == Skewed)
                QCOMPARE(show(back.rows), show(there.rows));
            for (int jump = 0; jump < 6; ++jump) {
                const std::int64_t wanted = upTo(random, static_cast<int>(pages->size()));
                const auto place = pages->placeNear(wanted, soon());
                QVERIFY(place);
                if (partitions == 1)
                    QCOMPARE(pages->positionOf(*place), wanted);
                const Walk down = forward(*pages, *place, random);
                const Walk up = backward(*pages, *place, random);
                QVERIFY2(down.wrong.isEmpty() && up.wrong.isEmpty(), qPrintable(down.wrong + up.wrong));
                auto ids = idsOf(up.rows);
                ids.merge(idsOf(down.rows));
                QCOMPARE(up.rows.size() + down.rows.size(), topic.all.size());
                QVERIFY(ids == topic.all);
                const auto middle = there.rows.begin() + static_cast<std::ptrdiff_t>(up.rows.size());
                if (shape == Ordered || shape == LittleDisorder || shape == Equal || shape == Skewed)
                    QCOMPARE(show(up.rows) + show(down.rows),
                             show({there.rows.begin(), middle}) + show({middle, there.rows.end()}));
            }
        }
    }

    /// A page and the one read back from where it ended are the same.
    void thereAndBack()
    {
        const Topic topic = makeTopic(LittleDisorder, 3, 4);
        const auto pages = open(topic);
        TopicPlace place = pages->begin();
        for (int i = 0; i < 5; ++i) {
            const auto page = pages->after(place, 17, soon());
            QVERIFY(page && page->rows.size() == 17U);
            const auto again = pages->before(page->after, 17, soon());
            QVERIFY(again && again->rows.size() >= 8U);
            const auto same = static_cast<std::ptrdiff_t>(again->rows.size());
            QCOMPARE(show(again->rows), show({page->rows.end() - same, page->rows.end()}));
            QCOMPARE(pages->positionOf(again->before), again->rows.front().position);
            place = page->after;
        }
    }

    void placesAreNear()
    {
        Topic topic;
        topic.topic = &topic.cluster->addTopic("t", 4);
        for (int i = 0; i < 4000; ++i)
            topic.cluster->append("t", i % 4, std::nullopt, "v", {}, epoch + i * 10LL + (i > 2000 ? 500'000 : 0));
        const auto pages = open(topic);
        QCOMPARE(pages->size(), std::int64_t(4000));
        for (const std::int64_t wanted : {1, 70, 999, 1999, 2000, 2001, 2500, 3999}) {
            const auto place = pages->placeNear(wanted, soon());
            QVERIFY(place);
            const auto found = pages->positionOf(*place);
            QVERIFY2(found <= wanted && wanted - found <= 64, qPrintable(QString("%1 for %2").arg(found).arg(wanted)));
        }
        QVERIFY(pages->placeNear(0, soon()).value() == pages->begin());
        QVERIFY(pages->placeNear(-5, soon()).value() == pages->begin());
        QVERIFY(pages->placeNear(4000, soon()).value() == pages->end());
        const int before = topic.cluster->calls(Op::OffsetsAtTime);
        QVERIFY(pages->placeNear(1234, soon()));
        QVERIFY(topic.cluster->calls(Op::OffsetsAtTime) - before <= 8);
        // A time, and the place of one record in the merged order.
        const auto byTime = pages->placeAtTime(epoch + 1000, soon());
        QCOMPARE(pages->positionOf(byTime.value()), std::int64_t(100));
        const auto one = pages->placeOf(2, 25, soon());
        QVERIFY(one);
        const auto page = pages->after(*one, 1, soon());
        QVERIFY(page && page->rows.front().record->partition == 2 && page->rows.front().record->offset == 25);
        QVERIFY(pages->placeOf(2, 1000, soon()).value() == pages->end());
        QCOMPARE(pages->placeOf(2, 1001, soon()).error().kind, ErrorKind::InvalidInput);
        QCOMPARE(pages->placeOf(9, 1, soon()).error().kind, ErrorKind::InvalidInput);
    }

    /// Where thousands of records share one time the place is exact.
    void manyOfOneMoment()
    {
        Topic topic;
        topic.topic = &topic.cluster->addTopic("t", 3);
        for (int i = 0; i < 3000; ++i)
            topic.cluster->append("t", i % 3, std::nullopt, "v", {}, epoch + (i < 300 ? 0 : i < 2700 ? 1 : 2));
        const auto pages = open(topic);
        const auto place = pages->placeNear(1500, soon());
        QCOMPARE(pages->positionOf(place.value()), std::int64_t(1500));
        QCOMPARE(place->at(0), std::int64_t(900));
        QCOMPARE(place->at(1), std::int64_t(500));
        QCOMPARE(place->at(2), std::int64_t(100));
    }

    void withoutSearchByTime()
    {
        Topic topic = makeTopic(Ordered, 5, 3);
        topic.cluster->fail(Op::OffsetsAtTime, Error{ErrorKind::Unsupported, "No.", {}, 0, false});
        const auto pages = open(topic);
        const auto place = pages->placeNear(pages->size() / 2, soon());
        QVERIFY(place);
        QVERIFY(std::abs(pages->positionOf(*place) - pages->size() / 2) <= 3);
        QVERIFY(!pages->placeAtTime(epoch, soon()));
    }

    void aLostPartitionIsNamed()
    {
        Topic topic = makeTopic(Ordered, 2, 3);
        topic.cluster->failSubject(Op::Read, "t-1", Error{ErrorKind::Broker, "No leader.", {}, 5, false});
        const auto pages = open(topic);
        TopicPlace place = pages->begin();
        std::size_t rows = 0;
        for (bool atEnd = false; !atEnd;) {
            const auto page = pages->after(place, 30, soon());
            QVERIFY(page);
            QCOMPARE(page->failures.size(), std::size_t(1));
            QCOMPARE(page->failures.front().subject, std::string("t-1"));
            QCOMPARE(page->after.at(1), pages->begin().at(1));
            rows += page->rows.size();
            place = page->after;
            atEnd = page->atEnd;
        }
        QCOMPARE(rows, static_cast<std::size_t>(
                           std::ranges::count_if(topic.all, [](const auto& id) { return id.first != 1; })));
        topic.cluster->fail(Op::Read, Error{ErrorKind::Unreachable, "Gone.", {}, 0, false});
        QTRY_VERIFY_WITH_TIMEOUT(!pages->after(pages->begin(), 30, soon()), 8000);
    }

    void retentionWhileOpen()
    {
        Topic topic;
        topic.topic = &topic.cluster->addTopic("t", 2);
        for (int i = 0; i < 400; ++i)
            topic.cluster->append("t", i % 2, std::nullopt, "v", {}, epoch + i);
        const auto pages = open(topic);
        const auto first = pages->after(pages->begin(), 10, soon());
        QVERIFY(first && first->rows.front().record->offset == 0);
        topic.cluster->deleteBefore("t", 0, 150);
        const auto later = pages->after(pages->begin(), 10, soon());
        QVERIFY(later && later->failures.empty() && later->atBegin);
        QCOMPARE(later->rows.front().record->partition, 1);
        Random random(1);
        const Walk back = backward(*pages, pages->end(), random);
        QVERIFY2(back.wrong.isEmpty(), qPrintable(back.wrong));
        QCOMPARE(back.rows.size(), std::size_t(250));
    }

    void stoppedAndEmpty()
    {
        Topic topic = makeTopic(Ordered, 2, 3);
        const auto pages = open(topic);
        std::stop_source source;
        source.request_stop();
        const auto stopped = pages->after(pages->begin(), 10, Call::within(std::chrono::seconds(5), source.get_token()));
        QVERIFY(!stopped && stopped.error().kind == ErrorKind::Cancelled);
        Topic none;
        none.topic = &none.cluster->addTopic("t", 2);
        const auto empty = open(none);
        const auto page = empty->after(empty->begin(), 10, soon());
        QVERIFY(page && page->rows.empty() && page->atBegin && page->atEnd);
        const auto back = empty->before(empty->end(), 10, soon());
        QVERIFY(back && back->rows.empty() && back->atBegin && back->atEnd);
        QVERIFY(empty->placeNear(5, soon()));
    }

    void largeRecordsKeepPagesSmall()
    {
        Topic topic;
        topic.topic = &topic.cluster->addTopic("t", 2);
        for (int i = 0; i < 60; ++i)
            topic.cluster->append("t", i % 2, std::nullopt, Bytes(1 << 20, 'x'), {}, epoch + i);
        const auto pages = open(topic);
        Random random(4);
        const auto page = pages->after(pages->begin(), 100, soon());
        QVERIFY(page && !page->rows.empty() && page->rows.size() < 40U);
        const Walk there = forward(*pages, pages->begin(), random);
        QVERIFY2(there.wrong.isEmpty() && there.rows.size() == 60U, qPrintable(there.wrong));
        const Walk back = backward(*pages, pages->end(), random);
        QVERIFY2(back.wrong.isEmpty(), qPrintable(back.wrong));
        QCOMPARE(show(back.rows), show(there.rows));
    }
};

QTEST_GUILESS_MAIN(RecordsPagesTest)
#include "records_pages_test.moc"
