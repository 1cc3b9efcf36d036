// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/records_stand.h"
#include "ui/records/timeline_strip.h"
#include "ui/records/timeline_words.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QPushButton>

#include <cmath>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

namespace {

constexpr qint64 quarter = 900'000;
const qint64 start = QDateTime(QDate(2026, 11, 23), QTime(0, 0)).toMSecsSinceEpoch();

Timeline day(int buckets = 96)
{
    Timeline result;
    const qint64 width = 96 * quarter / buckets;
    for (int i = 0; i < buckets; ++i) {
        const double turn = 6.28318 * i / buckets;
        const qint64 count = i == 40 * buckets / 96 ? 0 : static_cast<qint64>(52'000 + 40'000 * std::sin(turn * 2) + 9'000 * std::sin(turn * 17));
        result.buckets.push_back({start + i * width, start + (i + 1) * width, count});
        result.offsets += count;
    }
    return result;
}

QPoint middleOf(const TimelineStrip& strip, int bucket, int count = 96)
{
    const double right = strip.findChild<QPushButton*>()->x() - 8;
    const double step = (right - 12.0) / count;
    return {static_cast<int>(12 + (bucket + 0.5) * step), 30};
}

} // namespace

class RecordsTimelineStripTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { settleWidgets(); }
    void words();
    void states();
    void clickJumps();
    void dragChooses();
    void keyboard();
    void betterVersion();
    void folds();
    void uglyTimelines();
    void looks();
};

void RecordsTimelineStripTest::words()
{
    const QString year = QDate::currentDate().year() == 2026 ? QString() : QStringLiteral(" 2026");
    QCOMPARE(momentWords(start, 96 * quarter), QStringLiteral("23 Nov%1 00:00").arg(year));
    QCOMPARE(momentWords(start + 5'000, 60'000), QStringLiteral("23 Nov%1 00:00:05").arg(year));
    QCOMPARE(momentWords(start, 400LL * 96 * quarter), QStringLiteral("Nov 2026"));
    QCOMPARE(timeSpanWords(start, start + quarter), QStringLiteral("23 Nov%1 00:00 – 00:15").arg(year));
    QCOMPARE(timeSpanWords(start, start + 96 * quarter), QStringLiteral("23 Nov%1 00:00 – 24 Nov%1 00:00").arg(year));
    QCOMPARE(barWords(quarter), QStringLiteral("15 min"));
    QCOMPARE(barWords(2 * 3'600'000), QStringLiteral("2 h"));
    QCOMPARE(barWords(3'900'000), QStringLiteral("1 h 05 min"));
    QVERIFY(!momentWords(std::numeric_limits<qint64>::max(), 1).isEmpty());
    QVERIFY(!timeSpanWords(std::numeric_limits<qint64>::min(), 0).isEmpty());
}

void RecordsTimelineStripTest::states()
{
    TimelineStrip strip;
    show(strip, {900, 68});
    QVERIFY(strip.description().contains(QStringLiteral("Reading")));
    strip.setTimeline({});
    QVERIFY(strip.description().contains(QStringLiteral("No record has a timestamp")));
    strip.setFailed(QStringLiteral("No broker answers."));
    QCOMPARE(strip.description(), QStringLiteral("No broker answers."));
    QSignalSpy retry(&strip, &TimelineStrip::retryRequested);
    QTest::mouseClick(buttonNamed(strip, QStringLiteral("Retry")), Qt::LeftButton);
    QCOMPARE(retry.size(), 1);
    strip.setTimeline(day());
    QVERIFY(!buttonNamed(strip, QStringLiteral("Retry")));
    QVERIFY(strip.accessibleDescription().contains(QStringLiteral("offsets from 23 Nov")));
    strip.setNote(QStringLiteral("2 partitions are missing"));
    QVERIFY(strip.accessibleDescription().endsWith(QStringLiteral("2 partitions are missing")));
}

void RecordsTimelineStripTest::clickJumps()
{
    TimelineStrip strip;
    show(strip, {984, 68});
    QSignalSpy jumped(&strip, &TimelineStrip::jumped);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, {400, 30});
    QCOMPARE(jumped.size(), 0);
    strip.setTimeline(day());
    QTest::mouseClick(&strip, Qt::LeftButton, {}, middleOf(strip, 55));
    QCOMPARE(jumped.size(), 1);
    const qint64 time = jumped[0][0].toLongLong();
    QVERIFY(time >= start + 55 * quarter && time < start + 56 * quarter);
    QTest::mouseClick(&strip, Qt::RightButton, {}, middleOf(strip, 5));
    QCOMPARE(jumped.size(), 1);
}

void RecordsTimelineStripTest::dragChooses()
{
    TimelineStrip strip;
    show(strip, {984, 68});
    strip.setTimeline(day());
    QSignalSpy jumped(&strip, &TimelineStrip::jumped);
    QSignalSpy chosen(&strip, &TimelineStrip::rangeChosen);
    QTest::mousePress(&strip, Qt::LeftButton, {}, middleOf(strip, 60));
    QMouseEvent move(QEvent::MouseMove, middleOf(strip, 50), strip.mapToGlobal(middleOf(strip, 50)), Qt::NoButton, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&strip, &move);
    QVERIFY(strip.description().startsWith(QStringLiteral("Selected 23 Nov")));
    QTest::mouseRelease(&strip, Qt::LeftButton, {}, middleOf(strip, 50));
    QCOMPARE(jumped.size(), 0);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toLongLong(), start + 50 * quarter);
    QCOMPARE(chosen[0][1].toLongLong(), start + 61 * quarter);
}

void RecordsTimelineStripTest::keyboard()
{
    TimelineStrip strip;
    QVERIFY(showAndFocus(strip, {984, 68}));
    strip.setFocus();
    strip.setTimeline(day());
    QSignalSpy jumped(&strip, &TimelineStrip::jumped);
    QSignalSpy chosen(&strip, &TimelineStrip::rangeChosen);
    QSignalSpy cleared(&strip, &TimelineStrip::rangeCleared);
    QTest::keyClick(&strip, Qt::Key_Right);
    QTest::keyClick(&strip, Qt::Key_Home);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(&strip, Qt::Key_Right);
    QVERIFY(strip.accessibleDescription().contains(QStringLiteral("00:45 – 01:00")));
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(jumped.size(), 1);
    QCOMPARE(jumped[0][0].toLongLong(), start + 3 * quarter);
    QTest::keyClick(&strip, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&strip, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toLongLong(), start + 3 * quarter);
    QCOMPARE(chosen[0][1].toLongLong(), start + 6 * quarter);
    QTest::keyClick(&strip, Qt::Key_Escape);
    QCOMPARE(cleared.size(), 0);
    QTest::keyClick(&strip, Qt::Key_Escape);
    QCOMPARE(cleared.size(), 1);
}

void RecordsTimelineStripTest::betterVersion()
{
    TimelineStrip strip;
    QVERIFY(showAndFocus(strip, {984, 68}));
    strip.setFocus();
    strip.setTimeline(day(24));
    QSignalSpy jumped(&strip, &TimelineStrip::jumped);
    QTest::keyClick(&strip, Qt::Key_Right);
    QTest::keyClick(&strip, Qt::Key_Home);
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(&strip, Qt::Key_Right);
    strip.setTimeline(day(96));
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(jumped[0][0].toLongLong(), start + 20 * quarter);
    // Taken away while the cursor stands somewhere.
    strip.setTimeline({});
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(jumped.size(), 1);
}

void RecordsTimelineStripTest::folds()
{
    TimelineStrip strip;
    show(strip, {900, 68});
    strip.setTimeline(day());
    QSignalSpy folded(&strip, &TimelineStrip::foldedChanged);
    QTest::mouseClick(buttonNamed(strip, QStringLiteral("Fold")), Qt::LeftButton);
    QCOMPARE(folded.size(), 1);
    QVERIFY(strip.isFolded());
    QVERIFY(strip.sizeHint().height() < 32);
    strip.resize(900, strip.sizeHint().height());
    picture(strip, QStringLiteral("timeline-folded"));
    QTest::mouseClick(buttonNamed(strip, QStringLiteral("Show timeline")), Qt::LeftButton);
    QVERIFY(!strip.isFolded());
}

void RecordsTimelineStripTest::uglyTimelines()
{
    TimelineStrip strip;
    show(strip, {300, 68});
    Timeline one;
    one.buckets = {{start, start, 5}};
    strip.setTimeline(one);
    strip.grab();
    QTest::mouseClick(&strip, Qt::LeftButton, {}, {150, 30});
    Timeline wide;
    for (int i = 0; i < 5'000; ++i)
        wide.buckets.push_back({start + i, start + i + 1, i % 7});
    strip.setTimeline(wide);
    strip.setHighlight(std::nullopt, start + 100);
    strip.setVisibleSpan(start - 1'000'000, start + 1'000'000'000);
    strip.grab();
    Timeline far;
    far.buckets = {{std::numeric_limits<qint64>::min() / 2, 0, 1}, {0, std::numeric_limits<qint64>::max() / 2, 2}};
    strip.setTimeline(far);
    strip.grab();
}

void RecordsTimelineStripTest::looks()
{
    TimelineStrip strip;
    show(strip, {1190, 68});
    strip.setTimeline(day());
    strip.setHighlight(start + 47 * quarter, start + 64 * quarter);
    strip.setVisibleSpan(start + 50 * quarter, start + 51 * quarter);
    QCOMPARE(unnamedControls(&strip), QStringList());
    picture(strip, QStringLiteral("timeline"));
    strip.setFailed(QStringLiteral("shop-test did not answer within 15 s."));
    picture(strip, QStringLiteral("timeline-failed"));
}

QTEST_MAIN(RecordsTimelineStripTest)
#include "records_timeline_strip_test.moc"
