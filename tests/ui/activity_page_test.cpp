// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/audit_trail.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/activity/activity_page.h"
#include "ui/activity/activity_table.h"
#include "ui/activity/running_list.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QPointer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QDialog>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

class FakeWork : public RunningWork
{
public:
    [[nodiscard]] std::vector<WorkItem> items() const override { return list; }
    void pause(const QString& id) override { said << QStringLiteral("pause ") + id; }
    void resume(const QString& id) override { said << QStringLiteral("resume ") + id; }
    void cancel(const QString& id) override { said << QStringLiteral("cancel ") + id; }
    void open(const QString& id) override { said << QStringLiteral("open ") + id; }
    void set(std::vector<WorkItem> items)
    {
        list = std::move(items);
        Q_EMIT changed();
    }
    std::vector<WorkItem> list;
    QStringList said;
};

WorkItem item(const QString& id, const QString& state, bool running)
{
    WorkItem made;
    made.id = id;
    made.title = QStringLiteral("Replay <b>") + id;
    made.state = state;
    made.detail = QStringLiteral("120 of 301");
    made.fraction = 0.4;
    made.started = QDateTime::currentDateTime();
    made.canPause = running;
    made.canResume = !running;
    made.canCancel = true;
    made.canOpen = true;
    return made;
}

} // namespace

class ActivityPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_page.reset();
        m_fixture.reset();
    }
    void demoKeepsNothing();
    void nothingYet();
    void rows();
    void outcomes_data();
    void outcomes();
    void filter();
    void unreadableThenRetry();
    void newEntriesCome();
    void runningWork();
    void entriesStayTheSameWidgets();
    void manyEntriesUnderHeartbeat();
    void closedEarly();
    void everythingIsNamed();

private:
    void makePage();
    void fill() const;
    [[nodiscard]] AuditTrail& trail() const { return *m_trail; }
    [[nodiscard]] StateView& state() const { return *m_page->findChild<StateView*>(); }
    [[nodiscard]] DataTable& table() const { return *named<DataTable>(*m_page, QStringLiteral("Changes made through Weir")); }
    [[nodiscard]] bool reads(const QString& text) const { return readableText(*m_page).contains(text); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
    std::unique_ptr<AuditTrail> m_trail;
    std::shared_ptr<FakeWork> m_work;
    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<ActivityPage> m_page;
};

void ActivityPageTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->path().toStdString() + "/activity.db";
    m_trail = std::move(AuditTrail::open(m_path).value());
    m_work = std::make_shared<FakeWork>();
    m_fixture = std::make_unique<PageFixture>();
}

void ActivityPageTest::makePage()
{
    m_page = std::make_unique<ActivityPage>(m_fixture->context(), std::vector<std::shared_ptr<RunningWork>>{m_work, nullptr}, m_path);
    show(*m_page);
    m_page->setActive(true);
}

void ActivityPageTest::fill() const
{
    const auto add = [&](TimestampMs time, const char* action, const char* target, const char* outcome) {
        const auto id = trail().begin({0, time, "shop-test", action, target, "3 records", {}});
        if (*outcome)
            (void)trail().complete(*id, outcome);
    };
    add(1000, "send", "orders", "done: orders-0 offset 17");
    add(2000, "replay", "events.orderpaid", "");
    add(3000, "delete group", "audit <b>\xE2\x80\xAE", "failed: not authorised");
}

void ActivityPageTest::demoKeepsNothing()
{
    m_path.clear();
    makePage();
    QCOMPARE(state().state(), StateView::State::Empty);
    QVERIFY(reads(QStringLiteral("Nothing is kept for the demo")));
    QVERIFY(m_page->isSettled());
    m_page->refresh();
    QCOMPARE(state().state(), StateView::State::Empty);
}

void ActivityPageTest::nothingYet()
{
    makePage();
    QCOMPARE(state().state(), StateView::State::Loading);
    QTRY_COMPARE(state().state(), StateView::State::Empty);
    QVERIFY(reads(QStringLiteral("Nothing was changed yet")));
    QVERIFY(reads(QStringLiteral("Nothing is running.")));
}

void ActivityPageTest::rows()
{
    fill();
    makePage();
    QTRY_COMPARE(table().model()->rowCount(), 3);
    QAbstractItemModelTester tester(table().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(cell(table(), 0, QStringLiteral("Action")), QStringLiteral("delete group")); // newest first
    QVERIFY(!cell(table(), 0, QStringLiteral("Target")).contains(QChar(0x202e)));
    QCOMPARE(cell(table(), 0, QStringLiteral("Outcome")), QStringLiteral("failed"));
    QCOMPARE(cell(table(), 1, QStringLiteral("Outcome")), QStringLiteral("not finished"));
    QCOMPARE(cell(table(), 2, QStringLiteral("What came of it")), QStringLiteral("orders-0 offset 17"));
    for (int column = 0; column < table().model()->columnCount(); ++column)
        table().sortBy(column, Qt::AscendingOrder);
    picture(*m_page, QStringLiteral("activity"));
}

void ActivityPageTest::outcomes_data()
{
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("rest");
    const auto row = [](const char* outcome, const char* word, const char* rest) {
        QTest::newRow(outcome) << QString::fromLatin1(outcome) << QString::fromLatin1(word) << QString::fromLatin1(rest);
    };
    row("started", "not finished", "");
    row("done", "done", "");
    row("done: offset 17", "done", "offset 17");
    row("failed: no: really", "failed", "no: really");
    row("cancelled: 3 committed", "cancelled", "3 committed");
    row("paused: 120 committed", "paused", "120 committed");
    row("", "", "");
}

void ActivityPageTest::outcomes()
{
    QFETCH(QString, outcome);
    AuditEntry entry;
    entry.outcome = outcome.toStdString();
    QTEST(outcomePill(entry).text, "word");
    QTEST(outcomeRest(entry), "rest");
}

void ActivityPageTest::filter()
{
    fill();
    makePage();
    QTRY_COMPARE(table().model()->rowCount(), 3);
    QVERIFY(m_page->focusFilter());
    auto* filter = m_page->findChild<FilterEdit*>();
    QTest::keyClicks(filter, QStringLiteral("replay"));
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(table().model()->rowCount(), 1);
    filter->selectAll();
    QTest::keyClicks(filter, QStringLiteral("nowhere"));
    QTest::keyClick(filter, Qt::Key_Return);
    QVERIFY(reads(QStringLiteral("No entry matches the filter.")));
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(table().model()->rowCount(), 3);
}

void ActivityPageTest::unreadableThenRetry()
{
    const auto good = m_path;
    m_path = "/proc/nowhere/activity.db";
    makePage();
    QTRY_COMPARE(state().state() == StateView::State::Failed || state().state() == StateView::State::NoPermission, true);
    m_page.reset();
    m_path = m_folder->path().toStdString() + "/later/activity.db";
    QVERIFY(QFile(QString::fromStdString(m_folder->path().toStdString() + "/later")).open(QIODevice::WriteOnly));
    makePage();
    QTRY_VERIFY(state().state() == StateView::State::Failed || state().state() == StateView::State::NoPermission);
    QVERIFY(QFile::remove(m_folder->path() + QStringLiteral("/later")));
    m_page->refresh();
    QTRY_COMPARE(state().state(), StateView::State::Empty);
}

void ActivityPageTest::newEntriesCome()
{
    fill();
    makePage();
    QTRY_COMPARE(table().model()->rowCount(), 3);
    QVERIFY(trail().begin({0, 4000, "weirctl", "send", "orders", {}, {}}).has_value());
    m_page->refresh();
    QTRY_COMPARE(table().model()->rowCount(), 4);
}

void ActivityPageTest::runningWork()
{
    makePage();
    QSignalSpy counts(m_page.get(), &Page::countChanged);
    m_work->set({item(QStringLiteral("a"), QStringLiteral("running"), true), item(QStringLiteral("b"), QStringLiteral("paused"), false)});
    QCOMPARE(counts.last().first().toString(), QStringLiteral("1 running"));
    QVERIFY(reads(QStringLiteral("Replay <b>a")));
    picture(*m_page, QStringLiteral("activity-running"));
    const auto press = [&](const QString& name) { QTest::mouseClick(named<QPushButton>(*m_page, name), Qt::LeftButton); };
    press(QStringLiteral("Pause Replay <b>a"));
    press(QStringLiteral("Resume Replay <b>b"));
    press(QStringLiteral("Open Replay <b>b"));
    QCOMPARE(m_work->said, (QStringList{QStringLiteral("pause a"), QStringLiteral("resume b"), QStringLiteral("open b")}));
    press(QStringLiteral("Cancel Replay <b>a"));
    QPointer<QDialog> dialog = m_page->findChild<QDialog*>();
    QVERIFY(dialog && readableText(*dialog).contains(QStringLiteral("What is done stays done")));
    QTest::mouseClick(buttonNamed(*dialog, QStringLiteral("Keep it")), Qt::LeftButton);
    QCOMPARE(m_work->said.size(), 3);
    press(QStringLiteral("Cancel Replay <b>a"));
    // The work may end while the question is open.
    dialog = nullptr;
    for (auto* open : m_page->findChildren<QDialog*>())
        if (open->isVisible())
            dialog = open;
    QVERIFY(dialog);
    m_work->set({});
    QVERIFY(reads(QStringLiteral("Nothing is running.")));
    QTest::mouseClick(buttonNamed(*dialog, QStringLiteral("Cancel it")), Qt::LeftButton);
    QCOMPARE(m_work->said.last(), QStringLiteral("cancel a"));
    QVERIFY(counts.last().first().toString().isEmpty());
}

void ActivityPageTest::entriesStayTheSameWidgets()
{
    makePage();
    m_work->set({item(QStringLiteral("a"), QStringLiteral("running"), true)});
    QPointer<QPushButton> pause = named<QPushButton>(*m_page, QStringLiteral("Pause Replay <b>a"));
    pause->setFocus();
    m_work->set({item(QStringLiteral("new"), QStringLiteral("running"), true), item(QStringLiteral("a"), QStringLiteral("running"), true)});
    QVERIFY(pause && pause->isVisible());
    QCOMPARE(named<QPushButton>(*m_page, QStringLiteral("Pause Replay <b>a")), pause.data());
}

void ActivityPageTest::manyEntriesUnderHeartbeat()
{
    for (int i = 0; i < 3000; ++i)
        (void)trail().begin({0, i, "shop-test", "send", "orders", "key 5 bytes", {}});
    makePage();
    QTRY_COMPARE(table().model()->rowCount(), 3000);
    bool steady = false;
    QByteArray report;
    for (int attempt = 0; attempt < 6 && !steady; ++attempt) {
        Heartbeat heart;
        QTest::qWait(20);
        heart.restart();
        (void)trail().begin({0, 9000 + attempt, "shop-test", "send", "orders", {}, {}});
        m_page->refresh();
        QTRY_COMPARE(table().model()->rowCount(), 3001 + attempt);
        QTest::qWait(20);
        steady = heart.steady();
        report = heart.report();
    }
    QVERIFY2(steady, report);
}

void ActivityPageTest::closedEarly()
{
    fill();
    makePage();
    m_page.reset();
    QTest::qWait(60);
    makePage();
    QTRY_COMPARE(table().model()->rowCount(), 3);
    m_page->refresh();
    m_page->setActive(false);
    m_page.reset();
    m_work->set({item(QStringLiteral("a"), QStringLiteral("running"), true)});
    QTest::qWait(30);
}

void ActivityPageTest::everythingIsNamed()
{
    fill();
    makePage();
    m_work->set({item(QStringLiteral("a"), QStringLiteral("running"), true)});
    QTRY_COMPARE(table().model()->rowCount(), 3);
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
}

QTEST_MAIN(ActivityPageTest)
#include "activity_page_test.moc"
