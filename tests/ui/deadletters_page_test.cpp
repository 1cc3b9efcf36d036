// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/deadletters_stand.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/payload_view.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QPlainTextEdit>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

/// What the page shows, and how it fails; what is done with letters is in deadletters_work_test.
class DeadlettersPageTest : public QObject, public DeadLettersStand
{
    Q_OBJECT
private Q_SLOTS:
    void init() { prepare(); }
    void loadingThenFailures();
    void letterInFull();
    void hopsLeadToPlaces();
    void sendLikeThis();
    void sourceIsTheSame();
    void sourceDiffers();
    void nothingDead();
    void topicsWithoutLetters();
    void failureThenRetry();
    void missingPermission();
    void partitionThatCannotBeRead();
    void staleKeepsEverything();
    void letterThatIsGone();
    void filter();
    void jumpToTopic();
    void newLettersArrive();
    void stopAndContinue();
    void hiddenPageAsksNothing();
    void topicsAreListed();
    void closedEarly();
    void modelsAreSound();
    void everythingIsNamed();
};

void DeadlettersPageTest::loadingThenFailures()
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
    QVERIFY2(heart.longestStallMs() < 350, heart.report());
    QTRY_COMPARE(groups().model()->rowCount(), 2);
    QCOMPARE(cell(groups(), 0, QStringLiteral("Failure")), QStringLiteral("JsonMappingException"));
    QVERIFY(!cell(groups(), 0, QStringLiteral("Failure"), SubTextRole).contains(QChar(0x202e)));
    QCOMPARE(cell(groups(), 0, QStringLiteral("Origin and stage")), QStringLiteral("events.orderpaid"));
    QCOMPARE(cell(groups(), 0, QStringLiteral("Open")), QStringLiteral("2"));
    QCOMPARE(cell(groups(), 0, QStringLiteral("Share")), QStringLiteral("67 %"));
    QCOMPARE(cell(groups(), 1, QStringLiteral("Failure")), QStringLiteral("No failure headers"));
    QCOMPARE(counts.last().first().toString(), QStringLiteral("3"));
    QCOMPARE(tabText(DeadLettersPage::Failures), QStringLiteral("Failures 2"));
    QCOMPARE(tabText(DeadLettersPage::Topics), QStringLiteral("Topics 3"));
    // The worst failure is chosen, its newest letter is shown.
    QTRY_COMPARE(rows().count(), 2);
    QTRY_COMPARE(letterCell(-2, LetterRows::KeyColumn), QStringLiteral("ord-3"));
    QCOMPARE(letterCell(-2, LetterRows::OriginColumn), QStringLiteral("2:1,877,048"));
    QCOMPARE(letterCell(-1, LetterRows::KeyColumn), QStringLiteral("ord-1"));
    QCOMPARE(letterCell(-2, LetterRows::StateColumn), QStringLiteral("open"));
    QVERIFY(readableText(*m_page).contains(QStringLiteral("Scanned all")));
    picture(*m_page, QStringLiteral("dead-letters-failures"));
}

void DeadlettersPageTest::letterInFull()
{
    makePage();
    choose(-1);
    const QString text = readableText(panel());
    QVERIFY(text.contains(QStringLiteral("JsonMappingException")));
    QVERIFY2(text.contains(QStringLiteral("Cannot deserialize <b>value</b> \\u{202e}12,90")), "foreign text is text");
    QVERIFY(text.contains(QStringLiteral("Group billing")));
    auto* value = named<PayloadView>(panel(), QStringLiteral("Value of the dead letter"));
    QTRY_VERIFY(value->shownText().contains(QStringLiteral("\"amount\": \"12,90\"")));
    auto* trace = named<QPlainTextEdit>(panel(), QStringLiteral("Stack trace"));
    QCOMPARE(trace->toPlainText(), QStringLiteral("com.shop.JsonMappingException: bad\n    at com.shop.Reader.read(Reader.java:42)"));
    QCOMPARE(named<DataTable>(panel(), QStringLiteral("Headers of the dead letter"))->model()->rowCount(), 8);
}

void DeadlettersPageTest::hopsLeadToPlaces()
{
    makePage();
    choose(-1);
    QTest::mouseClick(buttonNamed(panel(), QStringLiteral("events.orderpaid 2:1,877,046")), Qt::LeftButton);
    const auto* records = m_fixture->navigator.last<OpenRecords>();
    QVERIFY(records);
    QCOMPARE(records->topic, QStringLiteral("events.orderpaid"));
    QCOMPARE(records->partition.value(), 2);
    QCOMPARE(records->offset.value(), 1877046);
    QTest::mouseClick(buttonNamed(panel(), QStringLiteral("events.orderpaid.dlq 0:0")), Qt::LeftButton);
    QCOMPARE(m_fixture->navigator.last<OpenRecords>()->offset.value(), 0);
    groups().selectRow(1);
    QTRY_VERIFY(readableText(panel()).contains(QStringLiteral("No failure headers")));
    QVERIFY2(!buttonNamed(panel(), QStringLiteral("events.orderpaid 2:1,877,046")), "no origin, no link");
}

void DeadlettersPageTest::sendLikeThis()
{
    makePage();
    choose(-1);
    QTest::mouseClick(buttonNamed(panel(), QStringLiteral("Send like this")), Qt::LeftButton);
    const auto* send = m_fixture->navigator.last<OpenSend>();
    QVERIFY(send);
    QCOMPARE(send->topic.value(), QStringLiteral("events.orderpaid"));
    QVERIFY(send->value == OptionalBytes(R"({"amount":"12,90"})"));
    QCOMPARE(send->headers.size(), std::size_t{1});
    QCOMPARE(send->headers[0].first, std::string("traceparent"));
}

void DeadlettersPageTest::sourceIsTheSame()
{
    m_fixture->cluster->append("events.orderpaid", 2, Bytes("ord-9"), Bytes(R"({"amount":1})"));
    m_fixture->cluster->append("events.orderpaid.dlq", 0, Bytes("ord-9"), Bytes(R"({"amount":1})"), springHeaders(0), nowMs());
    makePage();
    QTRY_COMPARE(rows().count(), 3);
    choose(-3);
    QTRY_COMPARE(panel().source().word(), QStringLiteral("identical"));
    choose(-1);
    QTRY_COMPARE(panel().source().word(), QStringLiteral("source gone"));
}

void DeadlettersPageTest::sourceDiffers()
{
    m_fixture->cluster->append("events.orderpaid", 2, Bytes("ord-9"), Bytes(R"({"amount":1,"currency":"EUR"})"));
    m_fixture->cluster->append("events.orderpaid.dlq", 0, Bytes("ord-9"), Bytes(R"({"amount":2,"currency":"EUR"})"), springHeaders(0), nowMs());
    makePage();
    QTRY_COMPARE(rows().count(), 3);
    choose(-3);
    QTRY_COMPARE(panel().source().word(), QStringLiteral("differs"));
    auto* source = named<QPlainTextEdit>(panel(), QStringLiteral("Value of the source record"));
    QTRY_VERIFY(source->isVisible());
    QCOMPARE(source->extraSelections().size(), 1);
    auto* fields = named<DataTable>(panel(), QStringLiteral("Differences from the source record"));
    QCOMPARE(fields->model()->rowCount(), 1);
    QCOMPARE(cell(*fields, 0, QStringLiteral("Field")), QStringLiteral("value.amount"));
    QVERIFY(buttonNamed(panel(), QStringLiteral("Compare bytes…")));
    picture(*m_page, QStringLiteral("dead-letters-differs"));
    QTest::mouseClick(buttonNamed(panel(), QStringLiteral("Compare bytes…")), Qt::LeftButton);
    auto* bytes = panel().findChild<LetterBytesDialog*>();
    QVERIFY(bytes);
    QTRY_VERIFY(bytes->summary().startsWith(QStringLiteral("1 place differs")));
    QCOMPARE(unnamedControls(bytes), QStringList());
}

void DeadlettersPageTest::nothingDead()
{
    m_fixture->cluster = std::make_shared<FakeCluster>();
    m_fixture->cluster->addTopic("orders");
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Empty);
    QVERIFY(!m_page->findChild<QPushButton*>(QString(), Qt::FindDirectChildrenOnly));
    m_fixture->cluster->addTopic("orders.dlq");
    m_fixture->cluster->append("orders.dlq", 0, Bytes("k"), Bytes("v"));
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Look again")), Qt::LeftButton);
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QTRY_COMPARE(rows().count(), 1);
}

void DeadlettersPageTest::topicsWithoutLetters()
{
    m_fixture->cluster = std::make_shared<FakeCluster>();
    m_fixture->cluster->addTopic("orders.dlq");
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Empty);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("The one dead-letter or retry topic holds no failures.")));
}

void DeadlettersPageTest::failureThenRetry()
{
    m_fixture->cluster->fail(Op::Metadata, deadUnreachable());
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Failed);
    QVERIFY(buttonNamed(*m_page, QStringLiteral("Copy details")));
    m_fixture->cluster->fail(Op::Metadata, std::nullopt);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QTRY_COMPARE(groups().model()->rowCount(), 2);
}

void DeadlettersPageTest::missingPermission()
{
    m_fixture->cluster->fail(Op::Metadata, Error{ErrorKind::NotAuthorized, "No permission to list topics.", {}, 29, false});
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::NoPermission);
}

void DeadlettersPageTest::partitionThatCannotBeRead()
{
    m_fixture->cluster->addTopic("secret.dlq", 1);
    m_fixture->cluster->append("secret.dlq", 0, Bytes("k"), Bytes("v"));
    m_fixture->cluster->failSubject(Op::Read, "secret.dlq-0", Error{ErrorKind::NotAuthorized, "No permission to read it.", {}, 29, false});
    makePage();
    QTRY_VERIFY(view().isPartial());
    QCOMPARE(view().state(), StateView::State::Content);
    QTRY_COMPARE(groups().model()->rowCount(), 2);
}

void DeadlettersPageTest::staleKeepsEverything()
{
    makePage();
    QTRY_COMPARE(groups().model()->rowCount(), 2);
    for (const Op op : {Op::Metadata, Op::Topic, Op::Offsets})
        m_fixture->cluster->fail(op, deadUnreachable());
    m_page->refresh();
    QTRY_VERIFY(view().isStale());
    QCOMPARE(groups().model()->rowCount(), 2);
    QCOMPARE(rows().count(), 2);
    for (const Op op : {Op::Metadata, Op::Topic, Op::Offsets})
        m_fixture->cluster->fail(op, std::nullopt);
    m_page->refresh();
    QTRY_VERIFY(!view().isStale());
}

void DeadlettersPageTest::letterThatIsGone()
{
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    choose(-2);
    m_fixture->cluster->deleteBefore("events.orderpaid.dlq", 0, 1);
    letters().table().setCurrent(-1);
    QTRY_VERIFY(panel().isSettled());
    auto* state = panel().findChild<StateView*>();
    QTRY_VERIFY(state->state() == StateView::State::Failed);
}

void DeadlettersPageTest::filter()
{
    makePage();
    QTRY_COMPARE(groups().model()->rowCount(), 2);
    QVERIFY(m_page->focusFilter());
    auto* filter = m_page->findChild<FilterEdit*>();
    QTest::keyClicks(filter, QStringLiteral("json orderpaid"));
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(groups().model()->rowCount(), 1);
    QTest::keyClick(filter, Qt::Key_Escape);
    QTRY_COMPARE(groups().model()->rowCount(), 2);
}

void DeadlettersPageTest::jumpToTopic()
{
    makePage();
    QTRY_COMPARE(groups().model()->rowCount(), 2);
    m_page->open(OpenDeadLetters{QStringLiteral("events.orderpaid-retry-1000")});
    QCOMPARE(m_page->findChild<SegmentedTabs*>()->currentIndex(), static_cast<int>(DeadLettersPage::Topics));
    QCOMPARE(topics().currentKey(), QStringLiteral("events.orderpaid-retry-1000"));
    m_page->open(OpenReplay{QStringLiteral("job-1")});
    QCOMPARE(m_page->findChild<SegmentedTabs*>()->currentIndex(), static_cast<int>(DeadLettersPage::Replays));
    m_page->open(OpenDeadLetters{QStringLiteral("events.orderpaid.dlq")});
    QCOMPARE(m_page->findChild<SegmentedTabs*>()->currentIndex(), static_cast<int>(DeadLettersPage::Failures));
    QCOMPARE(groups().model()->rowCount(), 2);
    m_page->open(OpenDeadLetters{QStringLiteral("lonely-dlt")});
    QCOMPARE(groups().model()->rowCount(), 0);
}

void DeadlettersPageTest::newLettersArrive()
{
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    choose(-1);
    m_fixture->cluster->append("events.orderpaid.dlq", 0, Bytes("ord-4"), Bytes("{}"), springHeaders(1877050), nowMs() + 5);
    m_page->inbox().goOn();
    QTRY_COMPARE(rows().count(), 3);
    // The letter under the hand stays.
    QCOMPARE(letters().table().current().value(), qint64{-1});
    QTRY_COMPARE(letterCell(-3, LetterRows::KeyColumn), QStringLiteral("ord-4"));
    QTRY_COMPARE(cell(groups(), 0, QStringLiteral("Open")), QStringLiteral("3"));
}

void DeadlettersPageTest::stopAndContinue()
{
    m_fixture->cluster->delay(Op::Read, 400ms);
    makePage();
    QTRY_VERIFY(m_page->inbox().state()->running);
    m_page->inbox().stop();
    QTRY_VERIFY(!m_page->inbox().state()->running);
    m_fixture->cluster->delay(Op::Read, 0ms);
    QVERIFY(m_page->inbox().state()->groups.empty());
    m_page->refresh();
    QTRY_VERIFY(!m_page->inbox().isLooking());
    QTest::qWait(50);
    QVERIFY2(m_page->inbox().state()->groups.empty(), "what was stopped by hand goes on by hand only");
    m_page->inbox().goOn();
    QTRY_COMPARE(groups().model()->rowCount(), 2);
}

void DeadlettersPageTest::hiddenPageAsksNothing()
{
    // Slow enough for a busy machine to answer in between.
    makePage({.letters = 250ms, .topicsEvery = 1});
    settle();
    const int shown = m_fixture->cluster->calls(Op::Metadata);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->cluster->calls(Op::Metadata) >= shown + 3, 15000);
    m_page->setActive(false);
    QTest::qWait(400);
    const int hidden = m_fixture->cluster->calls(Op::Metadata);
    QTest::qWait(800);
    QCOMPARE(m_fixture->cluster->calls(Op::Metadata), hidden);
}

void DeadlettersPageTest::topicsAreListed()
{
    makePage();
    QTRY_COMPARE(topics().model()->rowCount(), 3);
    m_page->findChild<SegmentedTabs*>()->setCurrentIndex(DeadLettersPage::Topics);
    QCOMPARE(cell(topics(), 0, QStringLiteral("Topic")), QStringLiteral("events.orderpaid.dlq"));
    QCOMPARE(cell(topics(), 0, QStringLiteral("What")), QStringLiteral("dead letters"));
    QCOMPARE(cell(topics(), 0, QStringLiteral("Known by")), QStringLiteral("name"));
    QCOMPARE(cell(topics(), 0, QStringLiteral("Origin")), QStringLiteral("events.orderpaid"));
    QCOMPARE(cell(topics(), 0, QStringLiteral("Records")), QStringLiteral("3"));
    QCOMPARE(cell(topics(), 1, QStringLiteral("What")), QStringLiteral("retry"));
    QCOMPARE(cell(topics(), 2, QStringLiteral("Origin")), QStringLiteral("–"));
    QVERIFY(!named<QComboBox>(*m_page, QStringLiteral("What the topic is"))->isEnabled());
    picture(*m_page, QStringLiteral("dead-letters-topics"));
}

void DeadlettersPageTest::closedEarly()
{
    m_fixture->cluster->delay(Op::Metadata, 2s);
    m_fixture->cluster->delay(Op::Read, 2s);
    makePage();
    QTest::qWait(20);
    QElapsedTimer closing;
    closing.start();
    m_page.reset();
    QVERIFY2(closing.elapsed() < 700, "closing waits for nobody");
    QTest::qWait(100);
}

void DeadlettersPageTest::modelsAreSound()
{
    makePage();
    for (auto* table : m_page->findChildren<DataTable*>())
        new QAbstractItemModelTester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_page.get());
    QTRY_COMPARE(groups().model()->rowCount(), 2);
    for (const int row : {0, 1, 0})
        groups().selectRow(row);
    m_fixture->cluster->append("lonely-dlt", 0, Bytes("k"), Bytes("v"), {}, nowMs());
    m_page->refresh();
    QTRY_COMPARE(m_page->inbox().openLetters(), 4);
    QTRY_COMPARE(groups().model()->rowCount(), 3);
}

void DeadlettersPageTest::everythingIsNamed()
{
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    choose(-1);
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
    for (auto* table : m_page->findChildren<SparseTable*>())
        QVERIFY(!table->accessibleName().isEmpty());
}

QTEST_MAIN(DeadlettersPageTest)
#include "deadletters_page_test.moc"
