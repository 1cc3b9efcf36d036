// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/widgets/heat_strip.h"

#include <QtGui/QAccessible>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <set>

using namespace weir::ui;

namespace {

HeatCell cellOf(int number, int second = 0)
{
    HeatCell cell;
    cell.key = QStringLiteral("orders-%1").arg(number);
    const int kind = number == 7 ? 2 : number == 23 || number == 24 ? 1 : number == 30 ? 3 : 0;
    static const std::array<std::pair<Tone, const char*>, 4> kinds{
        {{Tone::Ok, "OK"}, {Tone::Warning, "growing"}, {Tone::Bad, "stalled"}, {Tone::Neutral, "unknown"}}};
    cell.tone = kinds[static_cast<std::size_t>(kind)].first;
    cell.state = QLatin1String(kinds[static_cast<std::size_t>(kind)].second);
    if (kind != 3)
        cell.value = ((number * 31 + second) % 100) / 100.0;
    cell.words = QStringLiteral("orders %1 · %2 · %3 behind").arg(number).arg(cell.state).arg(number * 17);
    return cell;
}

std::vector<HeatCell> cellsOf(int count, int second = 0)
{
    std::vector<HeatCell> cells;
    for (int i = 0; i < count; ++i)
        cells.push_back(cellOf(i, second));
    return cells;
}

QAccessibleInterface* accessible(HeatStrip& strip) { return QAccessible::queryAccessibleInterface(&strip); }

} // namespace

class TestHeatStrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void empty();
    void geometry_data();
    void geometry();
    void keyboard();
    void mouse();
    void currentStays();
    void speaks();
    void countsByWord();
    void notByColourAlone();
    void twoThousandEachSecond();
    void pictures();
};

void TestHeatStrip::empty()
{
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.setEmptyText(QStringLiteral("No partitions"));
    strip.resize(400, strip.heightForWidth(400));
    strip.show();
    QCOMPARE(strip.legendText(), QStringLiteral("No partitions"));
    QCOMPARE(strip.cellAt({5, 5}), -1);
    for (const auto key : {Qt::Key_Left, Qt::Key_Down, Qt::Key_End, Qt::Key_Return})
        QTest::keyClick(&strip, key);
    QVERIFY(!strip.grab().isNull());
    strip.setCells(cellsOf(3));
    strip.setCells({});
    QCOMPARE(strip.current(), -1);
    QVERIFY(!strip.grab().isNull());
}

void TestHeatStrip::geometry_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("width");
    for (const int count : {1, 40, 300, 2'000}) {
        for (const int width : {20, 300, 1'100})
            QTest::addRow("%d in %d", count, width) << count << width;
    }
}

void TestHeatStrip::geometry()
{
    QFETCH(int, count);
    QFETCH(int, width);
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.setCells(cellsOf(count));
    strip.resize(width, strip.heightForWidth(width));
    strip.show();
    // Each has a place of its own, is hit there, and lies within.
    std::set<std::pair<int, int>> places;
    for (int i = 0; i < count; ++i) {
        const QRect area = strip.cellRect(i);
        QVERIFY(places.insert({area.left(), area.top()}).second);
        QCOMPARE(strip.cellAt(area.center()), i);
        QVERIFY(area.bottom() < strip.height());
        if (width > 100)
            QVERIFY(area.right() < width);
    }
    QCOMPARE(strip.cellAt({-1, -1}), -1);
    QCOMPARE(strip.cellAt({width - 2, strip.height() - 2}), -1);
    QCOMPARE(strip.cellRect(count), QRect());
}

void TestHeatStrip::keyboard()
{
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.setCells(cellsOf(100));
    strip.resize(600, strip.heightForWidth(600));
    strip.show();
    QSignalSpy activated(&strip, &HeatStrip::activated);
    QSignalSpy current(&strip, &HeatStrip::currentKeyChanged);
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.current(), 0);
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.currentKey(), QStringLiteral("orders-1"));
    const int down = strip.cellAt(strip.cellRect(1).center() + QPoint(0, strip.cellRect(1).height() + 2));
    QTest::keyClick(&strip, Qt::Key_Down);
    QCOMPARE(strip.current(), down);
    QTest::keyClick(&strip, Qt::Key_Up);
    QCOMPARE(strip.current(), 1);
    QTest::keyClick(&strip, Qt::Key_Up);
    QCOMPARE(strip.current(), 1);
    QTest::keyClick(&strip, Qt::Key_End);
    QCOMPARE(strip.current(), 99);
    QTest::keyClick(&strip, Qt::Key_Right);
    QTest::keyClick(&strip, Qt::Key_Down);
    QCOMPARE(strip.current(), 99);
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].toString(), QStringLiteral("orders-99"));
    QTest::keyClick(&strip, Qt::Key_Home);
    QTest::keyClick(&strip, Qt::Key_Space);
    QCOMPARE(activated[1][0].toString(), QStringLiteral("orders-0"));
    QCOMPARE(current.size(), 6);
}

void TestHeatStrip::mouse()
{
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.setCells(cellsOf(100));
    strip.resize(600, strip.heightForWidth(600));
    strip.show();
    QSignalSpy activated(&strip, &HeatStrip::activated);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.cellRect(42).center());
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].toString(), QStringLiteral("orders-42"));
    QTest::mouseClick(&strip, Qt::LeftButton, {}, {strip.width() / 2, strip.height() - 4});
    QCOMPARE(activated.size(), 1);
}

void TestHeatStrip::currentStays()
{
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.setCells(cellsOf(50));
    strip.setCurrent(10);
    auto sorted = cellsOf(50, 1);
    std::ranges::reverse(sorted);
    strip.setCells(sorted);
    QCOMPARE(strip.currentKey(), QStringLiteral("orders-10"));
    QCOMPARE(strip.current(), 39);
    QSignalSpy current(&strip, &HeatStrip::currentKeyChanged);
    strip.setCells(cellsOf(5));
    QCOMPARE(strip.current(), -1);
    QCOMPARE(current.size(), 1);
}

void TestHeatStrip::speaks()
{
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.setCells(cellsOf(40));
    strip.resize(600, strip.heightForWidth(600));
    strip.show();
    auto* list = accessible(strip);
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->childCount(), 40);
    QAccessibleInterface* seventh = list->child(7);
    QCOMPARE(seventh->role(), QAccessible::ListItem);
    QCOMPARE(seventh->text(QAccessible::Name), QStringLiteral("orders 7 · stalled · 119 behind"));
    QCOMPARE(list->indexOfChild(seventh), 7);
    QVERIFY(seventh->rect().isValid());
    QCOMPARE(list->childAt(seventh->rect().center().x(), seventh->rect().center().y()), seventh);
    QSignalSpy activated(&strip, &HeatStrip::activated);
    seventh->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(activated.size(), 1);
    QVERIFY(seventh->state().selected);
    strip.setCells(cellsOf(3));
    QVERIFY(!seventh->isValid());
    QCOMPARE(seventh->text(QAccessible::Name), QString());
    QCOMPARE(list->child(7), nullptr);
    QCOMPARE(weir::test::unnamedControls(&strip), QStringList());
}

void TestHeatStrip::countsByWord()
{
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.setCells(cellsOf(1'140));
    QCOMPARE(strip.legendText(), QStringLiteral("1 stalled, 2 growing, 1,136 OK, 1 unknown"));
    QCOMPARE(strip.accessibleDescription(), strip.legendText());
}

void TestHeatStrip::notByColourAlone()
{
    // Without colour, states still differ: more lightnesses inside of a marked square than of a calm one.
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.setCells(cellsOf(40));
    strip.resize(700, strip.heightForWidth(700));
    strip.show();
    const QImage image = strip.grab().toImage().convertToFormat(QImage::Format_Grayscale8);
    const auto spread = [&](int index) {
        const QRect area = strip.cellRect(index).adjusted(3, 3, -3, -3);
        int least = 255, most = 0;
        for (int y = area.top(); y <= area.bottom(); ++y) {
            for (int x = area.left(); x <= area.right(); ++x) {
                least = std::min(least, qGray(image.pixel(x, y)));
                most = std::max(most, qGray(image.pixel(x, y)));
            }
        }
        return most - least;
    };
    QVERIFY(spread(0) < 3);
    QVERIFY(spread(7) > 40);
    QVERIFY(spread(23) > 40);
    // Hollow: as light inside as the page.
    QVERIFY(qGray(image.pixel(strip.cellRect(30).center())) > 240);
}

void TestHeatStrip::twoThousandEachSecond()
{
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.resize(1'100, 300);
    strip.show();
    QVERIFY(QTest::qWaitForWindowExposed(&strip));
    const double before = weir::test::threadMilliseconds();
    for (int second = 0; second < 8; ++second) {
        strip.setCells(cellsOf(2'000, second));
        QTest::qWait(20);
    }
    const double each = (weir::test::threadMilliseconds() - before) / 8;
    QVERIFY2(each < 2 * weir::test::Heartbeat::limitMs(), QByteArray::number(each));
}

void TestHeatStrip::pictures()
{
    using weir::test::picture;
    if (qEnvironmentVariableIsEmpty("WEIR_TEST_PICTURES"))
        return;
    for (const int count : {24, 114, 600, 2'000}) {
        QWidget page;
        HeatStrip strip(QStringLiteral("Partitions"), &page);
        strip.setCells(cellsOf(count));
        strip.setNote(QStringLiteral("worst first"));
        strip.setGeometry(12, 12, 1'076, strip.heightForWidth(1'076));
        page.resize(1'100, strip.height() + 24);
        page.setAutoFillBackground(true);
        page.show();
        strip.setCurrent(7);
        picture(page, QStringLiteral("heat-%1").arg(count));
    }
}

QTEST_MAIN(TestHeatStrip)
#include "test_heat_strip.moc"
