// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/ui/deadletters_fixture.h"
#include "ui/deadletters/dead_letters_page.h"
#include "ui/deadletters/failure_panel.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/state_view.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QPlainTextEdit>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

class DeadlettersPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void loadingThenTopicsAndRecords();
    void failureInFull();
    void originLeadsToTheRecord();
    void sendAnEditedCopy();
    void nothingDead();
    void emptyTopic();
    void failureThenRetry();
    void missingPermission();
    void recordsThatCannotBeRead();
    void staleKeepsEverything();
    void partial();
    void jumpToTopic();
    void filter();
    void newerRecordsAreOffered();
    void hiddenPageStopsPolling();
    void lateAnswerIsDropped();
    void closedEarly();
    void modelsAreSound();
    void everythingIsNamed();

private:
    void makePage();
    void settle() { QTRY_VERIFY(m_page->isSettled()); }
    [[nodiscard]] StateView& view() const { return *m_page->findChildren<StateView*>().front(); }
    [[nodiscard]] StateView& recordsView() const { return *m_page->findChildren<StateView*>().back(); }
    [[nodiscard]] DataTable& topics() const { return *named<DataTable>(*m_page, QStringLiteral("Dead-letter and retry topics")); }
    [[nodiscard]] DataTable& records() const { return *named<DataTable>(*m_page, QStringLiteral("Dead letters of the topic")); }
    void select(int row) { records().setCurrentIndex(records().model()->index(row, 0)); }

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<DeadLettersPage> m_page;
};

void DeadlettersPageTest::init()
{
    m_page.reset();
    m_fixture = std::make_unique<PageFixture>();
    fillDeadLetters(*m_fixture->cluster);
}

void DeadlettersPageTest::makePage()
{
    m_page = std::make_unique<DeadLettersPage>(m_fixture->context());
    show(*m_page);
    m_page->setActive(true);
}

void DeadlettersPageTest::loadingThenTopicsAndRecords()
{
    m_fixture->cluster->delay(Op::Metadata, 700ms);
    m_page = std::make_unique<DeadLettersPage>(m_fixture->context());
    QSignalSpy counts(m_page.get(), &Page::countChanged);
    show(*m_page);
    m_page->setActive(true);
    QCOMPARE(view().state(), StateView::State::Loading);
    QVERIFY(!m_page->isSettled());
    Heartbeat heart;
    settle();
    // The answers above take 700 ms; the bound leaves room for a busy machine.
    QVERIFY2(heart.longestStallMs() < 350, heart.report());
    QCOMPARE(topics().model()->rowCount(), 3);
    QCOMPARE(cell(topics(), 0, QStringLiteral("Topic")), QStringLiteral("events.orderpaid.dlq"));
    QCOMPARE(cell(topics(), 0, QStringLiteral("Kind")), QStringLiteral("dead letters"));
    QCOMPARE(cell(topics(), 0, QStringLiteral("Origin")), QStringLiteral("events.orderpaid"));
    QCOMPARE(cell(topics(), 0, QStringLiteral("Records")), QStringLiteral("3"));
    QCOMPARE(cell(topics(), 1, QStringLiteral("Kind")), QStringLiteral("retry"));
    QCOMPARE(cell(topics(), 2, QStringLiteral("Origin")), QStringLiteral("–"));
    QCOMPARE(counts.last().first().toString(), QStringLiteral("3"));
    // The topic with most records is opened, newest first.
    QCOMPARE(records().model()->rowCount(), 3);
    QCOMPARE(cell(records(), 0, QStringLiteral("Origin P:offset")), QStringLiteral("2:1,877,048"));
    QCOMPARE(cell(records(), 0, QStringLiteral("Exception")), QStringLiteral("JsonMappingException"));
    QCOMPARE(cell(records(), 1, QStringLiteral("Key")), QStringLiteral("NULL"));
    QCOMPARE(cell(records(), 1, QStringLiteral("Exception")), QStringLiteral("–"));
    QVERIFY(!cell(records(), 2, QStringLiteral("Message")).contains(QChar(0x202e)));
    QVERIFY(readableText(*m_page).contains(QStringLiteral("All 3")));
}

void DeadlettersPageTest::failureInFull()
{
    makePage();
    settle();
    select(2);
    auto* panel = m_page->findChild<FailurePanel*>();
    const QString text = readableText(*panel);
    QVERIFY(text.contains(QStringLiteral("JsonMappingException")));
    QVERIFY2(text.contains(QStringLiteral("Cannot deserialize <b>value</b> \\u{202e}12,90")), "foreign text is text");
    QVERIFY(text.contains(QStringLiteral("Group billing")));
    QVERIFY(text.contains(QStringLiteral("events.orderpaid.dlq 0:0")));
    auto* value = named<PayloadView>(*panel, QStringLiteral("Value of the dead letter"));
    QTRY_VERIFY(value->shownText().contains(QStringLiteral("\"amount\": \"12,90\"")));
    auto* trace = named<QPlainTextEdit>(*panel, QStringLiteral("Stack trace"));
    QCOMPARE(trace->toPlainText(), QStringLiteral("com.shop.JsonMappingException: bad\n    at com.shop.Reader.read(Reader.java:42)"));
    QCOMPARE(named<DataTable>(*panel, QStringLiteral("Headers of the dead letter"))->model()->rowCount(), 8);
    picture(*m_page, QStringLiteral("dead-letters-small"));
    select(1);
    QVERIFY(readableText(*panel).contains(QStringLiteral("No failure headers")));
    QCOMPARE(trace->toPlainText(), QString());
}

void DeadlettersPageTest::originLeadsToTheRecord()
{
    makePage();
    settle();
    select(2);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("events.orderpaid 2:1,877,046")), Qt::LeftButton);
    const auto* records = m_fixture->navigator.last<OpenRecords>();
    QVERIFY(records);
    QCOMPARE(records->topic, QStringLiteral("events.orderpaid"));
    QCOMPARE(records->partition.value(), 2);
    QCOMPARE(records->offset.value(), 1877046);
    select(1);
    QVERIFY2(!buttonNamed(*m_page, QStringLiteral("events.orderpaid 2:1,877,046")), "no origin, no link");
}

void DeadlettersPageTest::sendAnEditedCopy()
{
    makePage();
    settle();
    select(2);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Send an edited copy…")), Qt::LeftButton);
    const auto* send = m_fixture->navigator.last<OpenSend>();
    QVERIFY(send);
    QCOMPARE(send->topic.value(), QStringLiteral("events.orderpaid"));
    QVERIFY(send->value == OptionalBytes(R"({"amount":"12,90"})"));
    QCOMPARE(send->headers.size(), std::size_t{1});
    QCOMPARE(send->headers[0].first, std::string("traceparent"));
}

void DeadlettersPageTest::nothingDead()
{
    m_fixture->cluster = std::make_shared<FakeCluster>();
    m_fixture->cluster->addTopic("orders");
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Empty);
    m_fixture->cluster->addTopic("orders.dlq");
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Look again")), Qt::LeftButton);
    QTRY_COMPARE(view().state(), StateView::State::Content);
}

void DeadlettersPageTest::emptyTopic()
{
    makePage();
    settle();
    QVERIFY(topics().selectKey(QStringLiteral("lonely-dlt")));
    QTRY_COMPARE(recordsView().state(), StateView::State::Empty);
    QVERIFY(!buttonNamed(*m_page, QStringLiteral("Republish…"))->isEnabled());
    QVERIFY(readableText(*m_page).contains(QStringLiteral("Select a dead letter")));
}

void DeadlettersPageTest::failureThenRetry()
{
    m_fixture->cluster->fail(Op::Metadata, deadUnreachable());
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Failed);
    QVERIFY(buttonNamed(*m_page, QStringLiteral("Copy details")));
    m_fixture->cluster->fail(Op::Metadata, std::nullopt);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Retry")), Qt::LeftButton);
    settle();
    QCOMPARE(view().state(), StateView::State::Content);
}

void DeadlettersPageTest::missingPermission()
{
    m_fixture->cluster->fail(Op::Metadata, Error{ErrorKind::NotAuthorized, "No permission to list topics.", {}, 29, false});
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::NoPermission);
}

void DeadlettersPageTest::recordsThatCannotBeRead()
{
    m_fixture->cluster->fail(Op::Topic, Error{ErrorKind::NotAuthorized, "No permission to read events.orderpaid.dlq.", {}, 29, false});
    m_fixture->cluster->failSubject(Op::Read, "events.orderpaid.dlq-0", Error{ErrorKind::NotAuthorized, "No permission to read it.", {}, 29, false});
    makePage();
    QTRY_COMPARE(recordsView().state(), StateView::State::NoPermission);
    QCOMPARE(view().state(), StateView::State::Content);
}

void DeadlettersPageTest::staleKeepsEverything()
{
    makePage();
    settle();
    m_fixture->cluster->fail(Op::Metadata, deadUnreachable());
    m_fixture->cluster->fail(Op::Topic, deadUnreachable());
    m_fixture->cluster->fail(Op::Offsets, deadUnreachable());
    m_page->refresh();
    QTRY_VERIFY(view().isStale());
    QCOMPARE(topics().model()->rowCount(), 3);
    QCOMPARE(records().model()->rowCount(), 3);
    m_fixture->cluster->fail(Op::Metadata, std::nullopt);
    m_fixture->cluster->fail(Op::Topic, std::nullopt);
    m_fixture->cluster->fail(Op::Offsets, std::nullopt);
    m_page->refresh();
    QTRY_VERIFY(!view().isStale() && !recordsView().isStale());
}

void DeadlettersPageTest::partial()
{
    m_fixture->cluster->failSubject(Op::Offsets, "lonely-dlt-0", deadUnreachable());
    makePage();
    settle();
    QVERIFY(view().isPartial());
    QCOMPARE(cell(topics(), 2, QStringLiteral("Topic")), QStringLiteral("lonely-dlt"));
    QCOMPARE(cell(topics(), 2, QStringLiteral("Records")), QStringLiteral("–"));
}

void DeadlettersPageTest::jumpToTopic()
{
    m_page = std::make_unique<DeadLettersPage>(m_fixture->context());
    m_page->open(OpenDeadLetters{QStringLiteral("events.orderpaid-retry-1000")});
    show(*m_page);
    m_page->setActive(true);
    settle();
    QCOMPARE(topics().currentKey(), QStringLiteral("events.orderpaid-retry-1000"));
    QTRY_COMPARE(records().model()->rowCount(), 1);
    m_page->open(OpenDeadLetters{QStringLiteral("events.orderpaid.dlq")});
    QTRY_COMPARE(records().model()->rowCount(), 3);
}

void DeadlettersPageTest::filter()
{
    makePage();
    settle();
    QVERIFY(m_page->focusFilter());
    auto* filter = m_page->findChild<FilterEdit*>();
    QTest::keyClicks(filter, QStringLiteral("ord-3"));
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(records().model()->rowCount(), 1);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("1 match the filter")));
}

void DeadlettersPageTest::newerRecordsAreOffered()
{
    makePage();
    settle();
    m_fixture->cluster->append("events.orderpaid.dlq", 0, Bytes("ord-4"), Bytes("{}"), springHeaders(1877050), nowMs());
    // As the poll does: counts are read again, records stay under the hand until somebody asks.
    m_page->setActive(false);
    m_page->setActive(true);
    QTRY_VERIFY(buttonNamed(*m_page, QStringLiteral("1 newer · read again")));
    QCOMPARE(records().model()->rowCount(), 3);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("1 newer · read again")), Qt::LeftButton);
    QTRY_COMPARE(records().model()->rowCount(), 4);
    QVERIFY(buttonNamed(*m_page, QStringLiteral("Read again")));
}

void DeadlettersPageTest::hiddenPageStopsPolling()
{
    makePage();
    settle();
    m_page->setPollInterval(30ms);
    const int shown = m_fixture->cluster->calls(Op::Metadata);
    QTRY_VERIFY(m_fixture->cluster->calls(Op::Metadata) >= shown + 3);
    m_page->setActive(false);
    QTest::qWait(60);
    const int hidden = m_fixture->cluster->calls(Op::Metadata);
    QTest::qWait(200);
    QCOMPARE(m_fixture->cluster->calls(Op::Metadata), hidden);
}

void DeadlettersPageTest::lateAnswerIsDropped()
{
    makePage();
    settle();
    m_fixture->cluster->delay(Op::Read, 300ms);
    QVERIFY(topics().selectKey(QStringLiteral("events.orderpaid-retry-1000")));
    QTest::qWait(40);
    m_fixture->cluster->delay(Op::Read, 0ms);
    QVERIFY(topics().selectKey(QStringLiteral("events.orderpaid.dlq")));
    QTRY_COMPARE(records().model()->rowCount(), 3);
    QTest::qWait(400);
    QCOMPARE(records().model()->rowCount(), 3);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("All 3")));
}

void DeadlettersPageTest::closedEarly()
{
    m_fixture->cluster->delay(Op::Metadata, 2s);
    makePage();
    QTest::qWait(20);
    QElapsedTimer closing;
    closing.start();
    m_page.reset();
    QVERIFY2(closing.elapsed() < 700, "closing waits for nobody");
    QTest::qWait(200);
}

void DeadlettersPageTest::modelsAreSound()
{
    makePage();
    for (auto* table : m_page->findChildren<DataTable*>())
        new QAbstractItemModelTester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_page.get());
    settle();
    for (const int row : {0, 1, 2})
        select(row);
    topics().selectKey(QStringLiteral("lonely-dlt"));
    topics().selectKey(QStringLiteral("events.orderpaid-retry-1000"));
    QTRY_COMPARE(records().model()->rowCount(), 1);
}

void DeadlettersPageTest::everythingIsNamed()
{
    makePage();
    settle();
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
}

QTEST_MAIN(DeadlettersPageTest)
#include "deadletters_page_test.moc"
