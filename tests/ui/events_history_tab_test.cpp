// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/ui/events_stand.h"
#include "ui/events/history_tab.h"
#include "ui/widgets/cancel_dialog.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/state_view.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

class EventsHistoryTabTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyThenFilled();
    void failsAndIsTriedAgain();
    void newestFirstAndFiltered();
    void showsWhatWasWrittenAndSent();
    void opensAndSendsAgain();
    void showsTheRecord();
    void tooLargeToKeepIsNotSentAgain();
    void readOnlySendsNothing();
    void whatCouldNotBeKeptIsSaid();
    void clearAsks();
    void closedWhileReading();
    void ofThisConnectionOnly();

private:
    void make(const std::filesystem::path& path);
    [[nodiscard]] SentRecordPtr sent(const std::string& key, const Bytes& value, std::optional<Error> error = {});
    void write(const SentRecord& record);
    [[nodiscard]] DataTable& table() const { return *m_tab->findChild<DataTable*>(); }
    [[nodiscard]] StateView::State state() const { return m_tab->findChild<StateView*>()->state(); }
    [[nodiscard]] std::filesystem::path file() const { return m_home->history().toStdString(); }
    [[nodiscard]] QAbstractButton* button(const QString& text) const { return buttonNamed(*m_tab, text); }

    std::unique_ptr<EventsHome> m_home;
    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<SentHistory> m_history;
    std::unique_ptr<HistoryTab> m_tab;
    TimestampMs m_time = 1'700'000'000'000;
};

void EventsHistoryTabTest::init()
{
    m_home.reset();
    m_home = std::make_unique<EventsHome>();
    m_fixture = std::make_unique<PageFixture>();
}

void EventsHistoryTabTest::cleanup()
{
    m_tab.reset();
    m_history.reset();
}

void EventsHistoryTabTest::make(const std::filesystem::path& path)
{
    m_history = std::make_unique<SentHistory>(m_fixture->context(), path);
    m_tab = std::make_unique<HistoryTab>(m_fixture->context(), *m_history);
    show(*m_tab, {1060, 560});
    QVERIFY(state() == StateView::State::Loading);
    m_history->load();
}

SentRecordPtr EventsHistoryTabTest::sent(const std::string& key, const Bytes& value, std::optional<Error> error)
{
    SentRecord record{.time = ++m_time,
                      .cluster = "shop-test",
                      .written = {},
                      .record = {"orders", std::nullopt, key, value, {{"source", Bytes("shop")}}, std::nullopt},
                      .delivery = Delivery{2, 41, {}, std::chrono::microseconds(2100)}};
    record.written.kind = EventTemplate::Kind::Raw;
    record.written.topic = "orders";
    record.written.value = {PayloadType::Text, "written {{uuid}}"};
    if (error)
        record.delivery = fail(*error);
    return std::make_shared<const SentRecord>(std::move(record));
}

void EventsHistoryTabTest::write(const SentRecord& record)
{
    QVERIFY(SendHistory::open(file()).value()->add(record).has_value());
}

void EventsHistoryTabTest::emptyThenFilled()
{
    make({});
    QTRY_VERIFY(state() == StateView::State::Empty);
    QAbstractItemModelTester tester(table().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_history->add(sent("k", "v"), {});
    QVERIFY(state() == StateView::State::Content);
    QCOMPARE(table().model()->rowCount(), 1);
    m_history->add(sent("k2", "v"), {});
    QCOMPARE(table().model()->rowCount(), 2);
    QCOMPARE(cell(table(), 0, QStringLiteral("Key")), QStringLiteral("k2"));
    QCOMPARE(unnamedControls(m_tab.get()), QStringList());
}

void EventsHistoryTabTest::failsAndIsTriedAgain()
{
    // A folder stands where the file should be.
    QVERIFY(QDir().mkpath(m_home->history()));
    make(file());
    QTRY_VERIFY(state() == StateView::State::NoPermission || state() == StateView::State::Failed);
    QVERIFY(QDir().rmdir(m_home->history()));
    write(*sent("later", "v"));
    QTest::mouseClick(button(QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_VERIFY(state() == StateView::State::Content);
}

void EventsHistoryTabTest::newestFirstAndFiltered()
{
    write(*sent("old", "v"));
    write(*sent("middle", "v", Error{ErrorKind::TimedOut, "No answer came.", {}, -192, true}));
    write(*sent("new", "v"));
    make(file());
    QTRY_COMPARE(table().model()->rowCount(), 3);
    QCOMPARE(cell(table(), 0, QStringLiteral("Key")), QStringLiteral("new"));
    QCOMPARE(cell(table(), 1, QStringLiteral("Offset")), QStringLiteral("–"));
    QVERIFY(cell(table(), 1, QStringLiteral("Result")).contains(QStringLiteral("No answer came")));
    picture(*m_tab, QStringLiteral("send-history"));
    m_tab->findChild<FilterEdit*>()->setText(QStringLiteral("failed"));
    QTRY_COMPARE(table().model()->rowCount(), 1);
    QVERIFY(readableText(*m_tab).contains(QStringLiteral("1 of 3")));
    QVERIFY(m_tab->focusFilter());
}

void EventsHistoryTabTest::showsWhatWasWrittenAndSent()
{
    write(*sent("k", "<b>\xff\x1b"));
    make(file());
    QTRY_VERIFY(state() == StateView::State::Content);
    const auto text = [&](const QString& name) { return named<QPlainTextEdit>(*m_tab, name)->toPlainText(); };
    QTRY_VERIFY(text(QStringLiteral("As it was sent")).contains(QStringLiteral("<b>\\xff\\x1b")));
    QVERIFY(text(QStringLiteral("As it was sent")).contains(QStringLiteral("header source: shop")));
    QVERIFY(text(QStringLiteral("As it was written")).contains(QStringLiteral("written {{uuid}}")));
}

void EventsHistoryTabTest::opensAndSendsAgain()
{
    write(*sent("k", "v"));
    make(file());
    QTRY_VERIFY(button(QStringLiteral("Open in composer")) && button(QStringLiteral("Open in composer"))->isEnabled());
    QSignalSpy opened(m_tab.get(), &HistoryTab::openRequested);
    QSignalSpy again(m_tab.get(), &HistoryTab::sendAgain);
    QTest::mouseClick(button(QStringLiteral("Open in composer")), Qt::LeftButton);
    QCOMPARE(opened.size(), 1);
    QVERIFY(opened.front().front().value<EventTemplate>() == sent("k", "v")->written);
    QTest::mouseClick(button(QStringLiteral("Send the same again")), Qt::LeftButton);
    QCOMPARE(again.size(), 1);
    QVERIFY(again.front().front().value<SentRecordPtr>()->record.value == OptionalBytes("v"));
}

void EventsHistoryTabTest::showsTheRecord()
{
    write(*sent("failed", "v", Error{ErrorKind::TimedOut, "No answer came.", {}, -192, true}));
    write(*sent("k", "v"));
    make(file());
    QTRY_VERIFY(button(QStringLiteral("Show record")) && button(QStringLiteral("Show record"))->isEnabled());
    QTest::mouseClick(button(QStringLiteral("Show record")), Qt::LeftButton);
    const auto* records = m_fixture->navigator.last<OpenRecords>();
    QVERIFY(records);
    QCOMPARE(records->offset.value(), qint64{41});
    table().setCurrentIndex(table().model()->index(1, 0));
    QVERIFY(!button(QStringLiteral("Show record"))->isEnabled());
}

void EventsHistoryTabTest::tooLargeToKeepIsNotSentAgain()
{
    write(*sent("k", Bytes(SendHistory::mostBytesEach, 'x')));
    make(file());
    QTRY_COMPARE(cell(table(), 0, QStringLiteral("Key")), QStringLiteral("not kept"));
    QVERIFY(!button(QStringLiteral("Send the same again"))->isEnabled());
    QVERIFY(!button(QStringLiteral("Open in composer"))->isEnabled());
}

void EventsHistoryTabTest::readOnlySendsNothing()
{
    m_fixture->connection.readOnly = true;
    write(*sent("k", "v"));
    make(file());
    QTRY_VERIFY(button(QStringLiteral("Open in composer")) && button(QStringLiteral("Open in composer"))->isEnabled());
    QVERIFY(!button(QStringLiteral("Send the same again"))->isEnabled());
    QVERIFY(button(QStringLiteral("Send the same again"))->toolTip().contains(QStringLiteral("read-only")));
}

void EventsHistoryTabTest::whatCouldNotBeKeptIsSaid()
{
    make({});
    QTRY_VERIFY(state() == StateView::State::Empty);
    m_history->add(sent("k", "v"), Error{ErrorKind::Internal, "The disk is full.", {}, 0, false});
    QVERIFY2(table().model()->rowCount() == 1, "it was sent all the same");
    QVERIFY(readableText(*m_tab).contains(QStringLiteral("The disk is full.")));
}

void EventsHistoryTabTest::clearAsks()
{
    write(*sent("k", "v"));
    make(file());
    QTRY_VERIFY(state() == StateView::State::Content);
    QTest::mouseClick(button(QStringLiteral("Clear history")), Qt::LeftButton);
    auto* dialog = m_tab->findChild<CancelDialog*>();
    QVERIFY(dialog);
    QTest::mouseClick(buttonNamed(*dialog, QStringLiteral("Clear history")), Qt::LeftButton);
    QTRY_VERIFY(state() == StateView::State::Empty);
    QVERIFY(SendHistory::open(file()).value()->list("shop-test")->empty());
}

void EventsHistoryTabTest::closedWhileReading()
{
    write(*sent("k", "v"));
    make(file());
    m_tab.reset();
    m_history.reset();
    QTest::qWait(50);
}

void EventsHistoryTabTest::ofThisConnectionOnly()
{
    SentRecord other = *sent("other", "v");
    other.cluster = "production";
    write(other);
    make(file());
    QTRY_VERIFY(state() == StateView::State::Empty);
}

QTEST_MAIN(EventsHistoryTabTest)
#include "events_history_tab_test.moc"
