// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"
#include "ui/records/compare_view.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/hex_view.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtTest/QAbstractItemModelTester>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

namespace {

std::shared_ptr<const Record> record(OptionalBytes value, std::int64_t offset, OptionalBytes key = "ord-55120")
{
    Record made;
    made.topic = "events.ordercreated";
    made.partition = 2;
    made.offset = offset;
    made.timestamp = 1'795'442'851'208 + offset;
    made.key = std::move(key);
    made.value = std::move(value);
    made.headers = {{"source", offset % 2 == 0 ? "shop-1" : "shop-2"}, {"trace", "4bf92f35"}};
    return std::make_shared<const Record>(std::move(made));
}

const std::string before = R"({"event_id":"8f1c2b7e-11d2-4c6a-9f7b-0242ac120002","event_type":"OrderCreated",)"
                           R"("data":{"order":"ord-55120","amount":100,"currency":"EUR","lines":[{"sku":"A-1"}]}})";
const std::string after = R"({"event_id":"2ace9e84-55d2-4c6a-9f7b-0242ac120002","event_type":"OrderPaid",)"
                          R"("data":{"order":"ord-55120","amount":9007199254740993,"currency":null,"lines":[{"sku":"A-1"},{"sku":"B-7"}],"note":"<b>\u202e</b>"}})";

QString cellText(const CompareView& view, int row, int column)
{
    return view.table()->model()->index(row, column).data().toString();
}

QString rowText(const CompareView& view, const QString& field)
{
    for (int row = 0; row < view.table()->model()->rowCount(); ++row) {
        if (cellText(view, row, 0) == field)
            return cellText(view, row, 1) + QStringLiteral(" > ") + cellText(view, row, 2);
    }
    return {};
}

void shoot(CompareView& view, const QString& name)
{
    const QString folder = qEnvironmentVariable("WEIR_TEST_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    for (const bool dark : {true, false}) {
        PageStand::useTheme(dark);
        QTest::qWait(120);
        view.grab().save(QStringLiteral("%1/%2%3.png").arg(folder, name, dark ? QStringLiteral("-dark") : QString()));
    }
}

} // namespace

class CompareViewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fields();
    void nothingDiffers();
    void onlySpaceDiffers();
    void bytes();
    void keysAndNull();
    void scrollsTogether();
    void largeKeepsMoving();
    void closedEarly();
};

void CompareViewTest::fields()
{
    PageStand stand;
    CompareView view(stand.context(), record(before, 1'877'012), record(after, 1'877'047));
    QAbstractItemModelTester tester(view.table()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    view.show();
    QVERIFY(!view.isModal());
    QTRY_VERIFY(!view.summary().isEmpty());
    QVERIFY(view.summary().contains(QStringLiteral("same byte for byte: key")));
    QCOMPARE(rowText(view, QStringLiteral("value.data.amount")), QStringLiteral("100 > 9007199254740993"));
    QCOMPARE(rowText(view, QStringLiteral("value.data.lines[1]")), QStringLiteral("– > {\"sku\":\"B-7\"}"));
    QCOMPARE(rowText(view, QStringLiteral("header[\"source\"]")), QStringLiteral("shop-1 > shop-2"));
    QVERIFY(rowText(view, QStringLiteral("value.data.note")).contains(QStringLiteral("<b>\\u202e</b>")));
    QCOMPARE(unnamedControls(&view), QStringList());
    shoot(view, QStringLiteral("compare-fields"));
}

void CompareViewTest::nothingDiffers()
{
    PageStand stand;
    const auto same = record(before, 10);
    CompareView view(stand.context(), same, same);
    view.show();
    QTRY_VERIFY(view.summary().startsWith(QStringLiteral("No differences in any field")));
    view.tabs()->setCurrentIndex(CompareView::BytesTab);
    QTRY_VERIFY(view.bytesSummary().startsWith(QStringLiteral("No differing bytes")));
    QVERIFY(view.leftBytes()->marks().empty());
    view.showNextDifference();
}

void CompareViewTest::onlySpaceDiffers()
{
    PageStand stand;
    CompareView view(stand.context(), record(R"({"a":1,"b":2})", 10), record(R"({"b": 2,"a":1})", 10));
    view.show();
    QTRY_VERIFY(view.summary().contains(QStringLiteral("the bytes of the value differ")) || view.summary().startsWith(QStringLiteral("1 difference")));
}

void CompareViewTest::bytes()
{
    PageStand stand;
    CompareView view(stand.context(), record(before, 1'877'012), record(after, 1'877'047));
    view.show();
    view.tabs()->setCurrentIndex(CompareView::BytesTab);
    QTRY_VERIFY(!view.bytesSummary().isEmpty());
    QVERIFY(!view.leftBytes()->marks().empty());
    QCOMPARE(view.leftBytes()->marks().size(), view.rightBytes()->marks().size());
    auto* next = visibleButton(view, QStringLiteral("Next difference"));
    QVERIFY(next && next->isEnabled());
    next->click();
    QCOMPARE(view.leftBytes()->cursor(), view.leftBytes()->marks()[0].begin);
    shoot(view, QStringLiteral("compare-bytes"));
    const std::size_t count = view.leftBytes()->marks().size();
    for (std::size_t i = 1; i <= count; ++i)
        next->click();
    QCOMPARE(view.leftBytes()->cursor(), view.leftBytes()->marks()[0].begin);
    QCOMPARE(view.rightBytes()->cursor(), view.rightBytes()->marks()[0].begin);
}

void CompareViewTest::keysAndNull()
{
    PageStand stand;
    CompareView view(stand.context(), record(std::nullopt, 1, "key-1"), record("x", 2, "key-2"));
    view.show();
    QTRY_COMPARE(rowText(view, QStringLiteral("value")), QStringLiteral("NULL > x"));
    view.tabs()->setCurrentIndex(CompareView::BytesTab);
    QTRY_VERIFY(view.bytesSummary().contains(QStringLiteral("NULL and 1 B")));
    view.setPart(CompareView::Part::Key);
    QTRY_VERIFY(view.bytesSummary().contains(QStringLiteral("5 B and 5 B")));
    QCOMPARE(view.leftBytes()->marks(), (std::vector<HexView::Mark>{{4, 5}}));
}

void CompareViewTest::scrollsTogether()
{
    PageStand stand;
    std::string left;
    for (int i = 0; i < 3000; ++i)
        left += "line " + std::to_string(i) + " ";
    std::string right = left;
    right.insert(2000, std::string(4096, 'x'));
    CompareView view(stand.context(), record(left, 1), record(right, 2));
    view.show();
    view.tabs()->setCurrentIndex(CompareView::BytesTab);
    QTRY_VERIFY(view.bytesSummary().startsWith(QStringLiteral("1 place differs")));
    view.leftBytes()->scrollToOffset(10'000);
    const auto apart = static_cast<qint64>(view.rightBytes()->topOffset()) - static_cast<qint64>(view.leftBytes()->topOffset());
    QVERIFY2(std::abs(apart - 4096) <= 16, QByteArray::number(apart));
    view.rightBytes()->scrollToOffset(0);
    QCOMPARE(view.leftBytes()->topOffset(), std::size_t{0});
}

void CompareViewTest::largeKeepsMoving()
{
    PageStand stand;
    std::string left = "[";
    while (left.size() < 10'000'000)
        left += before + ",";
    left += "0]";
    std::string right = left;
    right.insert(right.find("EUR", 5'000'000), "extra");
    const auto lefts = record(left, 1);
    const auto rights = record(right, 2);
    QByteArray report;
    QVERIFY2(keepsMoving([&] {
                 CompareView view(stand.context(), lefts, rights);
                 view.show();
                 QTRY_VERIFY_WITH_TIMEOUT(!view.summary().isEmpty(), 30'000);
                 view.tabs()->setCurrentIndex(CompareView::BytesTab);
                 QTRY_VERIFY_WITH_TIMEOUT(view.bytesSummary().startsWith(QStringLiteral("1 place differs")), 30'000);
                 view.showNextDifference();
                 QTest::qWait(30);
             }, report), report.constData());
}

void CompareViewTest::closedEarly()
{
    PageStand stand;
    auto view = std::make_unique<CompareView>(stand.context(), record(std::string(5'000'000, 'a'), 1), record(std::string(5'000'000, 'b'), 2));
    view->show();
    view->tabs()->setCurrentIndex(CompareView::BytesTab);
    view.reset();
    QTest::qWait(100);
}

QTEST_MAIN(CompareViewTest)
#include "test_compare_view.moc"
