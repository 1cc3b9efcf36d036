// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"

#include "ui/topics/topic_page.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtTest/QAbstractItemModelTester>

using namespace weir;
using namespace weir::test;
using namespace weir::ui;

namespace {

const QString name = QStringLiteral("payments.authorised");

void addTopic(FakeCluster& cluster)
{
    const std::string topic = name.toStdString();
    FakeTopic& made = cluster.addTopic(topic, 12);
    made.configs = {{"cleanup.policy", "delete", true, false, false, "default"},
                    {"retention.ms", "259200000", false, false, false, "topic"},
                    {"compression.type", "lz4", false, false, false, "topic"},
                    {"max.message.bytes", "1048588", true, false, false, "default"},
                    {"confluent.secret", std::nullopt, true, true, true, "static broker"}};
    for (int p = 0; p < 12; ++p) {
        auto& partition = made.partitions[static_cast<std::size_t>(p)];
        partition.replicas = {1, 2, 3};
        partition.inSync = p == 4 ? std::vector<std::int32_t>{1, 3} : std::vector<std::int32_t>{1, 2, 3};
        partition.leader = 1 + p % 3;
        cluster.gap(topic, p, p == 7 ? 9'000 : 1'200 + 37 * p);
    }
    made.partitions[9].leader.reset();
    cluster.deleteBefore(topic, 3, 500);
}

/// Stands for the records' room.
class TabPage : public Page
{
public:
    explicit TabPage(QWidget* parent) : Page(QStringLiteral("Records"), parent) {}
    void refresh() override {}
    void open(const Destination& destination) override { opened.push_back(std::get<OpenRecords>(destination)); }
    std::vector<OpenRecords> opened;
};

/// The state of the partitions (0) or of the configuration (1).
StateView* stateAt(const TopicPage& page, int index)
{
    QWidget* widget = index == 0 ? page.partitionTable() : page.configTable();
    while (widget && !qobject_cast<StateView*>(widget))
        widget = widget->parentWidget();
    return qobject_cast<StateView*>(widget);
}

QString shown(DataTable* table, const char* key, int column)
{
    const auto row = table->tableModel()->shownRowOf(QString::fromLatin1(key));
    return row ? table->model()->index(*row, column).data().toString() : QString();
}

} // namespace

class TopicPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsPartitionsAndConfiguration();
    void filtersConfiguration();
    void failures_data();
    void failures();
    void configurationMayFailAlone();
    void partialOffsets();
    void staleStays();
    void recordsTabIsLazy();
    void closedEarly();
};

void TopicPageTest::showsPartitionsAndConfiguration()
{
    PageStand stand;
    addTopic(*stand.cluster);
    TopicPage page(stand.context(), name);
    QAbstractItemModelTester partitions(page.partitionTable()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester configs(page.configTable()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    PageStand::show(page);
    QTRY_COMPARE(page.partitionTable()->model()->rowCount(), 12);
    auto* table = page.partitionTable();
    QCOMPARE(shown(table, "4", 4), QStringLiteral("1 behind"));
    QCOMPARE(shown(table, "9", 1), QStringLiteral("no leader"));
    QCOMPARE(shown(table, "3", 5), QStringLiteral("500"));
    QCOMPARE(shown(table, "7", 7), QStringLiteral("9,000"));
    QStringList pills;
    for (const auto* pill : page.findChildren<PillLabel*>())
        pills << pill->text();
    for (const char* wanted : {"12 partitions", "kept 3 d", "1 without leader", "1 under-replicated"})
        QVERIFY2(pills.contains(QString::fromLatin1(wanted)), wanted);
    QCOMPARE(unnamedControls(&page), QStringList());
    PageStand::shoot(page, QStringLiteral("topic-partitions"));
    table->selectKey(QStringLiteral("7"));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(stand.navigator.last<OpenRecords>()->partition, 7);
    page.tabs()->setCurrentIndex(1);
    QCOMPARE(page.configTable()->model()->rowCount(), 5);
    QCOMPARE(shown(page.configTable(), "confluent.secret", 1), QStringLiteral("hidden by the broker"));
    PageStand::shoot(page, QStringLiteral("topic-configuration"));
}

void TopicPageTest::filtersConfiguration()
{
    PageStand stand;
    addTopic(*stand.cluster);
    TopicPage page(stand.context(), name);
    PageStand::show(page);
    QTRY_COMPARE(page.configTable()->model()->rowCount(), 5);
    QVERIFY(page.focusFilter());
    QTest::keyClicks(page.findChild<FilterEdit*>(), QStringLiteral("lz4"));
    QTest::keyClick(page.findChild<FilterEdit*>(), Qt::Key_Return);
    QCOMPARE(page.configTable()->model()->rowCount(), 1);
    QTest::keyClick(page.findChild<FilterEdit*>(), Qt::Key_Escape);
    QTest::mouseClick(page.findChild<Chip*>(), Qt::LeftButton);
    QCOMPARE(page.configTable()->model()->rowCount(), 2);
}

void TopicPageTest::failures_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<StateView::State>("state");
    QTest::newRow("unreachable") << unreachable() << StateView::State::Failed;
    QTest::newRow("no permission") << notAuthorized() << StateView::State::NoPermission;
}

void TopicPageTest::failures()
{
    QFETCH(Error, error);
    QFETCH(StateView::State, state);
    PageStand stand;
    addTopic(*stand.cluster);
    stand.cluster->fail(Op::Topic, error);
    TopicPage page(stand.context(), name);
    PageStand::show(page);
    QTRY_COMPARE(stateAt(page, 0)->state(), state);
    QCOMPARE(stateAt(page, 1)->state(), state);
    stand.cluster->fail(Op::Topic, std::nullopt);
    QTest::mouseClick(visibleButton(page, QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_COMPARE(page.partitionTable()->model()->rowCount(), 12);
}

void TopicPageTest::configurationMayFailAlone()
{
    PageStand stand;
    addTopic(*stand.cluster);
    stand.cluster->failSubject(Op::Configs, name.toStdString(), notAuthorized());
    TopicPage page(stand.context(), name);
    PageStand::show(page);
    QTRY_COMPARE(page.partitionTable()->model()->rowCount(), 12);
    QCOMPARE(stateAt(page, 0)->state(), StateView::State::Content);
    QVERIFY(!stateAt(page, 0)->isPartial());
    QCOMPARE(stateAt(page, 1)->state(), StateView::State::NoPermission);
}

void TopicPageTest::partialOffsets()
{
    PageStand stand;
    addTopic(*stand.cluster);
    stand.cluster->failSubject(Op::Offsets, name.toStdString() + "-5", unreachable());
    TopicPage page(stand.context(), name);
    PageStand::show(page);
    QTRY_VERIFY(stateAt(page, 0)->isPartial());
    QCOMPARE(shown(page.partitionTable(), "5", 7), QStringLiteral("–"));
    for (const auto* pill : page.findChildren<PillLabel*>())
        QVERIFY2(!pill->text().endsWith(QLatin1String("records")), "a sum of some partitions looks like the whole");
}

void TopicPageTest::staleStays()
{
    PageStand stand;
    addTopic(*stand.cluster);
    TopicPage page(stand.context(), name);
    PageStand::show(page);
    QTRY_COMPARE(page.partitionTable()->model()->rowCount(), 12);
    stand.cluster->fail(Op::Topic, unreachable());
    page.refresh();
    QTRY_VERIFY(stateAt(page, 0)->isStale());
    QCOMPARE(page.partitionTable()->model()->rowCount(), 12);
}

void TopicPageTest::recordsTabIsLazy()
{
    PageStand stand;
    addTopic(*stand.cluster);
    TabPage* tab = nullptr;
    TopicPage page(stand.context(), name, [&](const PageContext&, QWidget* parent) { return tab = new TabPage(parent); });
    PageStand::show(page);
    page.open(OpenTopic{name});
    QTRY_COMPARE(page.partitionTable()->model()->rowCount(), 12);
    QCOMPARE(page.tabs()->currentIndex(), 1);
    QVERIFY(tab->opened.empty() && !tab->isActive());
    page.tabs()->setCurrentIndex(0);
    QCOMPARE(tab->opened.size(), std::size_t{1});
    QVERIFY(tab->isActive());
    page.tabs()->setCurrentIndex(2);
    QVERIFY(!tab->isActive());
    page.open(OpenRecords{name, 3, 77});
    QCOMPARE(page.tabs()->currentIndex(), 0);
    QCOMPARE(tab->opened.back().offset, 77);
    page.open(OpenRecords{QStringLiteral("another"), {}, {}});
    QCOMPARE(tab->opened.size(), std::size_t{2});
    page.setActive(false);
    QVERIFY(!tab->isActive());
}

void TopicPageTest::closedEarly()
{
    PageStand stand;
    addTopic(*stand.cluster);
    stand.cluster->delay(Op::Topic, std::chrono::milliseconds(150));
    for (const int after : {0, 80, 200}) {
        auto page = std::make_unique<TopicPage>(stand.context(), name);
        PageStand::show(*page);
        QTest::qWait(after);
        QElapsedTimer closing;
        closing.start();
        page.reset();
        QVERIFY2(closing.elapsed() < 100, "closing waited for the answer");
    }
    QTest::qWait(200);
}

QTEST_MAIN(TopicPageTest)
#include "test_topic_page.moc"
