// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/records_stand.h"
#include "ui/records/range_form.h"
#include "ui/records/range_picker.h"
#include "ui/widgets/chip.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QRadioButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

using Kind = RangeEdge::Kind;

namespace {

constexpr qint64 hour = 3'600'000;
const qint64 afternoon = QDateTime(QDate(2026, 11, 23), QTime(14, 0)).toMSecsSinceEpoch();

RangeChoice from(RangeEdge edge, RangeEdge to = {Kind::Newest, 0, {}}, bool newestFirst = false)
{
    RangeChoice choice;
    choice.from = std::move(edge);
    choice.to = std::move(to);
    choice.newestFirst = newestFirst;
    return choice;
}

RangeChoice with(RangeChoice choice, std::vector<int> partitions, Isolation isolation = Isolation::ReadUncommitted)
{
    choice.partitions = std::move(partitions);
    choice.isolation = isolation;
    return choice;
}

RangeChoice last(int minutes)
{
    RangeChoice choice;
    choice.lastMinutes = minutes;
    return choice;
}

} // namespace

Q_DECLARE_METATYPE(weir::ui::RangeChoice)

class RecordsRangePickerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { settleWidgets(); }
    void words_data();
    void words();
    void partitions_data();
    void partitions();
    void requests();
    void roundTrip_data() { words_data(); }
    void roundTrip();
    void validates();
    void choosesByTyping();
    void partitionChips();
    void zones();
    void keyboard();
    void looks();
};

void RecordsRangePickerTest::words_data()
{
    QTest::addColumn<RangeChoice>("choice");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* words, const RangeChoice& choice) {
        QTest::newRow(words) << choice << QString::fromUtf8(words);
    };
    const RangeEdge offset{Kind::Offset, 1'877'046, {}};
    const RangeEdge start{Kind::Time, afternoon, {}};
    const RangeEdge billing{Kind::Group, 0, "billing"};
    row("Newest first", {});
    row("Oldest first", from({}));
    row("Newest first, partitions 0–3, 7", with({}, {0, 1, 2, 3, 7}));
    row("Newest first, committed only", with({}, {}, Isolation::ReadCommitted));
    row("Last 15 min", last(15));
    row("Last 2 h", last(120));
    row("Last 90 min", last(90));
    row("Last day", last(1440));
    row("Last 7 days, partition 0", with(last(7 * 1440), {0}));
    row("Offset 1,877,046", from(offset));
    row("Offset 1,877,046, newest first", from(offset, {Kind::Newest, 0, {}}, true));
    row("Offsets 1,877,046 – 1,877,099", from(offset, {Kind::Offset, 1'877'100, {}}));
    row("Only offset 1,877,046", from(offset, {Kind::Offset, 1'877'047, {}}));
    row("From billing's offset, partition 2", with(from(billing), {2}));
    row("Where billing is stuck", from({Kind::Stuck, 0, "billing"}));
    row("23 Nov 14:00 – 15:00", from(start, {Kind::Time, afternoon + hour, {}}, true));
    row("23 Nov 14:00 – 15:00, oldest first", from(start, {Kind::Time, afternoon + hour, {}}));
    row("23 Nov 14:00 – 24 Nov 15:00:05", from(start, {Kind::Time, afternoon + 25 * hour + 5'000, {}}, true));
    row("Since 23 Nov 14:00", from(start, {Kind::Newest, 0, {}}, true));
    row("From group\\nname's offset", from({Kind::Group, 0, "group\nname"}));
}

void RecordsRangePickerTest::words()
{
    QFETCH(RangeChoice, choice);
    QFETCH(QString, words);
    QCOMPARE(describe(choice, QDate(2026, 11, 26)), words);
    // Whatever the edges, something is said.
    RangeChoice odd = choice;
    odd.to = {Kind::Group, 0, "other"};
    QVERIFY(!describe(odd).isEmpty());
}

void RecordsRangePickerTest::partitions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("numbers"); ///< "error" for none
    const auto row = [](const char* text, int count, const char* numbers) {
        QTest::newRow(text) << QString::fromUtf8(text) << count << QString::fromLatin1(numbers);
    };
    row("", 4, "");
    row("  ", 4, "");
    row("0", 4, "0");
    row("3,1, 1", 4, "1 3");
    row("0-2", 4, "0 1 2");
    row("0–2 ; 3", 4, "0 1 2 3");
    row("0 - 1", 4, "0 1");
    row("11", 0, "11");
    row("4", 4, "error");
    row("0", 1, "0");
    row("1", 1, "error");
    row("2-1", 4, "error");
    row("-1", 4, "error");
    row("1-", 4, "error");
    row("a", 4, "error");
    row("0x1", 4, "error");
    row("1-2-3", 4, "error");
    row("0-99999999", 0, "error");
    row("0-999999", 0, "error");
    row("9223372036854775808", 0, "error");
}

void RecordsRangePickerTest::partitions()
{
    QFETCH(QString, text);
    QFETCH(int, count);
    QFETCH(QString, numbers);
    const auto parsed = parsePartitions(text, count);
    QStringList shown;
    for (const int one : parsed.value_or(std::vector<int>()))
        shown << QString::number(one);
    QCOMPARE(parsed ? shown.join(QLatin1Char(' ')) : QStringLiteral("error"), numbers);
    if (!parsed)
        QVERIFY(parsed.error().endsWith(QLatin1Char('.')));
}

void RecordsRangePickerTest::requests()
{
    const RangeRequest request = with(last(15), {2}).request("orders", afternoon);
    QVERIFY((request == RangeRequest{"orders", {2}, {Kind::Time, afternoon - hour / 4, {}}, {Kind::Newest, 0, {}}}));
    QVERIFY((RangeChoice{}.request("orders", afternoon) == RangeRequest{"orders", {}, {}, {Kind::Newest, 0, {}}}));
}

void RecordsRangePickerTest::roundTrip()
{
    QFETCH(RangeChoice, choice);
    if (choice.from.group.find('\n') != std::string::npos)
        QSKIP("a field has one line");
    RangeForm form;
    form.setPartitionCount(8);
    form.setGroups({QStringLiteral("billing"), QStringLiteral("shipping")});
    form.setChoice(choice);
    QCOMPARE(form.obstacle(), QString());
    QVERIFY(form.choice() == choice);
}

void RecordsRangePickerTest::validates()
{
    RangeForm form;
    form.setPartitionCount(4);
    auto* first = named<QLineEdit>(form, QStringLiteral("First offset"));
    auto* lastField = named<QLineEdit>(form, QStringLiteral("Last offset"));
    const auto obstacle = [&](const char* begin, const char* end) {
        first->setText(QString::fromLatin1(begin));
        lastField->setText(QString::fromLatin1(end));
        named<QRadioButton>(form, QStringLiteral("From offset"))->setChecked(true);
        return form.obstacle();
    };
    QVERIFY(obstacle("", "").contains(QStringLiteral("Type the offset")));
    QCOMPARE(obstacle("5", ""), QString());
    QCOMPARE(obstacle("1,877,046", "1,877,046"), QString());
    QCOMPARE(form.choice().from.value, 1'877'046);
    QCOMPARE(form.choice().to.value, 1'877'047);
    QVERIFY(obstacle("5", "4").contains(QStringLiteral("before")));
    QVERIFY(obstacle("9223372036854775808", "").contains(QStringLiteral("larger")));
    QVERIFY(obstacle("0", "9223372036854775807").contains(QStringLiteral("larger")));
    named<QLineEdit>(form, QStringLiteral("Partitions"))->setText(QStringLiteral("9"));
    named<QRadioButton>(form, QStringLiteral("Whole topic"))->setChecked(true);
    QVERIFY(form.obstacle().contains(QStringLiteral("no partition 9")));
    named<QLineEdit>(form, QStringLiteral("Partitions"))->clear();
    QCOMPARE(form.obstacle(), QString());
    named<QRadioButton>(form, QStringLiteral("Not yet read by"))->setChecked(true);
    QVERIFY(form.obstacle().contains(QStringLiteral("Name the consumer group")));
    RangeChoice times = from({Kind::Time, afternoon, {}}, {Kind::Time, afternoon, {}});
    form.setChoice(times);
    QVERIFY(form.obstacle().contains(QStringLiteral("before the beginning")));
}

void RecordsRangePickerTest::choosesByTyping()
{
    RangePicker picker;
    show(picker, picker.sizeHint());
    picker.setGroups({QStringLiteral("billing")});
    picker.openPopup();
    auto* first = named<QLineEdit>(*picker.popup(), QStringLiteral("First offset"));
    QTest::keyClicks(first, QStringLiteral("12"));
    QVERIFY(named<QRadioButton>(*picker.popup(), QStringLiteral("From offset"))->isChecked());
    QVERIFY(readableText(*picker.popup()).contains(QStringLiteral("Offset 12")));
    auto* group = named<QComboBox>(*picker.popup(), QStringLiteral("Group whose unread records are shown"));
    group->setEditText(QStringLiteral("bill"));
    QVERIFY(named<QRadioButton>(*picker.popup(), QStringLiteral("Not yet read by"))->isChecked());
    QVERIFY(named<QWidget>(*picker.popup(), QStringLiteral("Order: Oldest first"))->property("checked").toBool());
    auto* apply = qobject_cast<QPushButton*>(buttonNamed(*picker.popup(), QStringLiteral("Apply")));
    QSignalSpy chosen(&picker, &RangePicker::chosen);
    group->setEditText(QString());
    QVERIFY(!apply->isEnabled());
    QTest::keyClick(group->lineEdit(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 0);
    group->setEditText(QStringLiteral("billing"));
    QVERIFY(apply->isEnabled());
    QTest::mouseClick(apply, Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(picker.choice().from.group, std::string("billing"));
    QVERIFY(!picker.popup()->isVisible());
    QCOMPARE(picker.accessibleName(), QStringLiteral("Range: From billing's offset"));
}

void RecordsRangePickerTest::partitionChips()
{
    RangeForm form;
    form.setPartitionCount(6);
    form.resize(500, 500);
    form.show();
    const auto chip = [&](int number) { return named<Chip>(form, QStringLiteral("Partition %1").arg(number)); };
    auto* text = named<QLineEdit>(form, QStringLiteral("Partitions"));
    for (const int one : {1, 2, 3, 5})
        QTest::mouseClick(chip(one), Qt::LeftButton);
    QCOMPARE(text->text(), QStringLiteral("1–3, 5"));
    QVERIFY((form.choice().partitions == std::vector<int>{1, 2, 3, 5}));
    text->setText(QStringLiteral("0"));
    QVERIFY(chip(0)->isChecked() && !chip(1)->isChecked());
    form.setPartitionCount(4000);
    QVERIFY(!chip(0));
    text->setText(QStringLiteral("3999"));
    QCOMPARE(form.obstacle(), QString());
}

void RecordsRangePickerTest::zones()
{
    RangeForm form;
    form.setChoice(from({Kind::Time, afternoon, {}}, {Kind::Newest, 0, {}}, true));
    named<QComboBox>(form, QStringLiteral("Time zone of the times"))->setCurrentIndex(1);
    QCOMPARE(form.choice().from.value, afternoon);
    QVERIFY(form.choice().utc);
    QVERIFY(describe(form.choice()).endsWith(QStringLiteral("UTC")));
}

void RecordsRangePickerTest::keyboard()
{
    RangePicker picker;
    QVERIFY(showAndFocus(picker, picker.sizeHint()));
    picker.setFocus();
    QSignalSpy chosen(&picker, &RangePicker::chosen);
    QTest::keyClick(&picker, Qt::Key_Space);
    QVERIFY(picker.popup()->isVisible());
    auto* first = named<QLineEdit>(*picker.popup(), QStringLiteral("First offset"));
    QTest::keyClicks(first, QStringLiteral("7"));
    QTest::keyClick(picker.popup(), Qt::Key_Escape);
    QTRY_VERIFY(!picker.popup()->isVisible());
    QCOMPARE(chosen.size(), 0);
    // What was typed and not applied is gone.
    picker.openPopup();
    QVERIFY(named<QRadioButton>(*picker.popup(), QStringLiteral("Whole topic"))->isChecked());
    QTest::keyClicks(first, QStringLiteral("7"));
    QTest::keyClick(first, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(picker.choice().from.value, first->text().toLongLong());
}

void RecordsRangePickerTest::looks()
{
    RangePicker picker;
    show(picker, picker.sizeHint());
    picker.setPartitionCount(12);
    picker.setGroups({QStringLiteral("billing"), QStringLiteral("shipping")});
    picker.setChoice(with(from({Kind::Time, afternoon, {}}, {Kind::Time, afternoon + hour, {}}, true), {2, 3}));
    picker.openPopup();
    QCOMPARE(unnamedControls(&picker), QStringList());
    picture(*picker.popup(), QStringLiteral("range-popup"));
    picker.popup()->hide();
    picture(picker, QStringLiteral("range-button"));
}

QTEST_MAIN(RecordsRangePickerTest)
#include "records_range_picker_test.moc"
