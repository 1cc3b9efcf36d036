// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/audit_trail.h"
#include "core/events/envelope.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/events/confirm_send_dialog.h"
#include "ui/events/raw_form.h"
#include "ui/events/send_page.h"
#include "ui/events/send_results.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

Error unreachable()
{
    return {ErrorKind::Unreachable, "shop-test did not answer.", "Connection refused", -195, true};
}

} // namespace

class EventsSendTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void sendsAnEvent();
    void missingTopicIsSaid();
    void invalidDataIsSaid();
    void sendsAreNoted();
    void whatCannotBeNotedIsNotSent();
    void sendsARawRecord();
    void prefilledRecordStaysAsItIs();
    void failureIsReported();
    void eventIdStaysUntilAcknowledged();
    void readOnlySaysSo();
    void productionAsksAgain();
    void topicsThatCannotBeListed();
    void topicThatCannotBeChecked();
    void lateTopicAnswerIsDropped();
    void closedWhileSending();
    void resultsModelIsSound();
    void uglyTextIsShownEscaped();
    void everythingIsNamed();

private:
    void makePage();
    [[nodiscard]] QPushButton* send() const { return static_cast<QPushButton*>(named<QPushButton>(*m_page, QStringLiteral("Send one"))); }
    [[nodiscard]] SendResults& results() const { return *m_page->findChild<SendResults*>(); }
    [[nodiscard]] DataTable& table() const { return *results().findChild<DataTable*>(); }
    [[nodiscard]] QString preview() const
    {
        return named<QPlainTextEdit>(*m_page, QStringLiteral("The value as it will be sent"))->toPlainText();
    }
    void typeEvent(const QString& type, const QString& key, const QString& data);
    [[nodiscard]] bool pillSays(const QString& text) const
    {
        const auto pills = m_page->findChildren<PillLabel*>();
        return std::ranges::any_of(pills, [&](const PillLabel* pill) { return pill->isVisible() && pill->text() == text; });
    }
    void rawTab() { m_page->findChild<SegmentedTabs*>()->setCurrentIndex(1); }

    std::unique_ptr<QTemporaryDir> m_state;
    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<SendPage> m_page;
};

void EventsSendTest::init()
{
    m_page.reset();
    m_state = std::make_unique<QTemporaryDir>();
    for (const char* place : {"XDG_STATE_HOME", "XDG_DATA_HOME"})
        qputenv(place, m_state->path().toUtf8());
    m_fixture = std::make_unique<PageFixture>();
    m_fixture->cluster->addTopic("events.ordercreated", 3);
    m_fixture->cluster->addTopic("orders", 2);
}

void EventsSendTest::makePage()
{
    m_page = std::make_unique<SendPage>(m_fixture->context(), SendWork{});
    show(*m_page);
    m_page->setActive(true);
}

void EventsSendTest::typeEvent(const QString& type, const QString& key, const QString& data)
{
    QTest::keyClicks(named<QLineEdit>(*m_page, QStringLiteral("Event type")), type);
    QTest::keyClicks(named<QLineEdit>(*m_page, QStringLiteral("Key, aggregate id")), key);
    auto* editor = named<QPlainTextEdit>(*m_page, QStringLiteral("Data"));
    editor->selectAll();
    QTest::keyClicks(editor, data);
}

void EventsSendTest::sendsAnEvent()
{
    makePage();
    QVERIFY(!send()->isEnabled());
    typeEvent(QStringLiteral("OrderCreated"), QStringLiteral("ord-1"), QStringLiteral("{\"price\":1.10}"));
    QTRY_VERIFY(send()->isEnabled());
    QVERIFY(pillSays(QStringLiteral("3 partitions")));
    QVERIFY(preview().contains(QStringLiteral("\"event_type\":\"OrderCreated\"")));
    QVERIFY(preview().contains(QStringLiteral("\"data\":{\"price\":1.10}")));
    m_fixture->cluster->delay(Op::Produce, 700ms);
    Heartbeat heart;
    QTest::keyClick(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
    // Nothing is claimed before the broker's confirmation, and a second send has to wait.
    QVERIFY(!send()->isEnabled());
    QCOMPARE(results().acknowledged(), 0);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("Waiting for the broker")));
    QTRY_COMPARE(results().acknowledged(), 1);
    // The answers above take 700 ms; the bound leaves room for a busy machine.
    QVERIFY2(heart.longestStallMs() < 350, heart.report());
    const auto produced = m_fixture->cluster->produced();
    QCOMPARE(produced.size(), std::size_t{1});
    QCOMPARE(produced[0].topic, std::string("events.ordercreated"));
    QVERIFY(produced[0].key == OptionalBytes("ord-1"));
    const auto envelope = decodeEnvelope(*produced[0].value);
    QVERIFY(envelope.has_value());
    QCOMPARE(envelope->eventType, std::string("OrderCreated"));
    QCOMPARE(envelope->data, std::string(R"({"price":1.10})"));
    QCOMPARE(cell(table(), 0, QStringLiteral("State")), QStringLiteral("acknowledged"));
    QCOMPARE(cell(table(), 0, QStringLiteral("Offset")), QStringLiteral("0"));
    picture(*m_page, QStringLiteral("send-small"));
    table().setCurrentIndex(table().model()->index(0, 3));
    QTest::keyClick(&table(), Qt::Key_Return);
    const auto* records = m_fixture->navigator.last<OpenRecords>();
    QVERIFY(records);
    QCOMPARE(records->topic, QStringLiteral("events.ordercreated"));
    QCOMPARE(records->offset.value(), 0);
}

void EventsSendTest::missingTopicIsSaid()
{
    makePage();
    typeEvent(QStringLiteral("OrderVanished"), {}, QStringLiteral("{}"));
    QTRY_VERIFY(pillSays(QStringLiteral("does not exist")));
    QVERIFY(!send()->isEnabled());
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("events.ordervanished does not exist")));
    // Somebody created it meanwhile: F5 asks again.
    m_fixture->cluster->addTopic("events.ordervanished", 1);
    m_page->refresh();
    QTRY_VERIFY(send()->isEnabled());
    QVERIFY(pillSays(QStringLiteral("1 partition")));
}

void EventsSendTest::invalidDataIsSaid()
{
    makePage();
    typeEvent(QStringLiteral("OrderCreated"), {}, QStringLiteral("{\"a\": }"));
    QTRY_VERIFY(pillSays(QStringLiteral("no valid JSON")));
    QTest::qWait(150);
    QVERIFY(!send()->isEnabled());
    QTest::keyClick(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
    QTest::qWait(50);
    QVERIFY(m_fixture->cluster->produced().empty());
    auto* type = named<QLineEdit>(*m_page, QStringLiteral("Event type"));
    type->setText(QStringLiteral("Order Created"));
    QTRY_VERIFY(pillSays(QStringLiteral("no topic name")));
}

void EventsSendTest::sendsAreNoted()
{
    makePage();
    typeEvent(QStringLiteral("OrderCreated"), QStringLiteral("o-1"), QStringLiteral("{}"));
    QTRY_VERIFY(send()->isEnabled());
    QTest::mouseClick(send(), Qt::LeftButton);
    QTRY_COMPARE(results().acknowledged(), 1);
    const auto trail = AuditTrail::open(AuditTrail::defaultPath()).value()->newest(10).value();
    QCOMPARE(trail.size(), std::size_t{1});
    QCOMPARE(trail.front().action, std::string("send"));
    QCOMPARE(trail.front().profile, std::string("shop-test"));
    QCOMPARE(trail.front().target, std::string("events.ordercreated"));
    QVERIFY(trail.front().outcome.starts_with("done: events.ordercreated-"));
    QVERIFY(trail.front().detail.starts_with("key 3 bytes"));
}

void EventsSendTest::whatCannotBeNotedIsNotSent()
{
    qputenv("XDG_STATE_HOME", "/proc/nowhere");
    makePage();
    typeEvent(QStringLiteral("OrderCreated"), {}, QStringLiteral("{}"));
    QTRY_VERIFY(send()->isEnabled());
    QTest::mouseClick(send(), Qt::LeftButton);
    QTRY_COMPARE(results().failed(), 1);
    QVERIFY(m_fixture->cluster->produced().empty());
    QVERIFY(readableText(*m_page).contains(QStringLiteral("could not be noted")));
}

void EventsSendTest::sendsARawRecord()
{
    makePage();
    rawTab();
    auto* topic = named<QComboBox>(*m_page, QStringLiteral("Topic"));
    QTRY_COMPARE(topic->count(), 2);
    topic->setEditText(QStringLiteral("orders"));
    auto* partition = named<QComboBox>(*m_page->findChild<RawForm*>(), QStringLiteral("Partition"));
    QTRY_COMPARE(partition->count(), 3);
    partition->setCurrentIndex(2);
    auto* keyType = named<QComboBox>(*m_page, QStringLiteral("Type of key"));
    keyType->setCurrentIndex(keyType->findText(QStringLiteral("hex")));
    QTest::keyClicks(named<QLineEdit>(*m_page, QStringLiteral("Key")), QStringLiteral("00ff"));
    auto* valueType = named<QComboBox>(*m_page, QStringLiteral("Type of value"));
    valueType->setCurrentIndex(valueType->findText(QStringLiteral("NULL")));
    QTRY_COMPARE(preview(), QStringLiteral("NULL"));
    QTRY_VERIFY(send()->isEnabled());
    QTest::mouseClick(send(), Qt::LeftButton);
    QTRY_COMPARE(results().acknowledged(), 1);
    const auto produced = m_fixture->cluster->produced();
    QCOMPARE(produced[0].partition.value(), 1);
    QVERIFY(produced[0].key == OptionalBytes(Bytes("\x00\xff", 2)));
    QVERIFY2(!produced[0].value, "NULL is a tombstone, not the word");
    picture(*m_page, QStringLiteral("send-raw"));
}

void EventsSendTest::prefilledRecordStaysAsItIs()
{
    makePage();
    OpenSend like;
    like.topic = QStringLiteral("orders");
    like.key = Bytes("\xff\x00", 2);
    like.value = Bytes("line\r\nline\xc2\xa0");
    like.headers = {{"h", std::nullopt}, {"h", Bytes()}, {"h", Bytes("\xfe")}};
    m_page->open(like);
    QTRY_VERIFY(send()->isEnabled());
    QTest::mouseClick(send(), Qt::LeftButton);
    QTRY_COMPARE(results().acknowledged(), 1);
    const auto produced = m_fixture->cluster->produced().front();
    QVERIFY(produced.key == like.key);
    QVERIFY(produced.value == like.value);
    QVERIFY(produced.headers == (Headers{{"h", std::nullopt}, {"h", Bytes()}, {"h", Bytes("\xfe")}}));
    // Going to the page without a record keeps what is there.
    m_page->open(OpenSend{});
    QCOMPARE(named<QComboBox>(*m_page, QStringLiteral("Topic"))->currentText(), QStringLiteral("orders"));
}

void EventsSendTest::failureIsReported()
{
    makePage();
    m_fixture->cluster->fail(Op::Produce, unreachable());
    typeEvent(QStringLiteral("OrderCreated"), {}, QStringLiteral("{}"));
    QTRY_VERIFY(send()->isEnabled());
    QTest::mouseClick(send(), Qt::LeftButton);
    QTRY_COMPARE(results().failed(), 1);
    QCOMPARE(results().acknowledged(), 0);
    QVERIFY(cell(table(), 0, QStringLiteral("State")).contains(QStringLiteral("did not answer")));
    QCOMPARE(cell(table(), 0, QStringLiteral("Offset")), QStringLiteral("–"));
    QVERIFY(readableText(*m_page).contains(QStringLiteral("shop-test did not answer")));
    QVERIFY2(send()->isEnabled(), "it can be tried again");
    picture(*m_page, QStringLiteral("send-failed"));
    table().setCurrentIndex(table().model()->index(0, 3));
    QTest::keyClick(&table(), Qt::Key_Return);
    QVERIFY(!m_fixture->navigator.last<OpenRecords>());
}

void EventsSendTest::eventIdStaysUntilAcknowledged()
{
    makePage();
    typeEvent(QStringLiteral("OrderCreated"), {}, QStringLiteral("{}"));
    QTRY_VERIFY(send()->isEnabled());
    const auto idOf = [](const QString& json) { return decodeEnvelope(json.toStdString())->eventId; };
    const std::string first = idOf(preview());
    m_fixture->cluster->fail(Op::Produce, unreachable());
    QTest::mouseClick(send(), Qt::LeftButton);
    QTRY_COMPARE(results().failed(), 1);
    QCOMPARE(idOf(preview()), first);
    m_fixture->cluster->fail(Op::Produce, std::nullopt);
    QTest::mouseClick(send(), Qt::LeftButton);
    QTRY_COMPARE(results().acknowledged(), 1);
    QCOMPARE(decodeEnvelope(*m_fixture->cluster->produced().back().value)->eventId, first);
    QTRY_VERIFY(idOf(preview()) != first);
}

void EventsSendTest::readOnlySaysSo()
{
    m_fixture->connection.readOnly = true;
    m_fixture->cluster->setReadOnly(true);
    makePage();
    typeEvent(QStringLiteral("OrderCreated"), {}, QStringLiteral("{}"));
    QTRY_VERIFY(pillSays(QStringLiteral("3 partitions")));
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("read-only")));
    QTRY_VERIFY2(!preview().isEmpty(), "what would be sent can be looked at");
    QVERIFY(!send()->isEnabled());
    QTest::keyClick(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
    QTest::qWait(50);
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 0);
}

void EventsSendTest::productionAsksAgain()
{
    m_fixture->connection.environment = QStringLiteral("production");
    makePage();
    typeEvent(QStringLiteral("OrderCreated"), {}, QStringLiteral("{}"));
    QTRY_VERIFY(send()->isEnabled());
    QTest::mouseClick(send(), Qt::LeftButton);
    QPointer<ConfirmSendDialog> dialog;
    QTRY_VERIFY((dialog = m_page->findChild<ConfirmSendDialog*>()));
    QCOMPARE(unnamedControls(dialog), QStringList());
    QVERIFY(readableText(*dialog).contains(QStringLiteral("events.ordercreated")));
    // Enter means Cancel here.
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY(!dialog);
    QTest::qWait(50);
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 0);
    QTRY_VERIFY2(send()->isEnabled(), "no is an answer too");
    QTest::mouseClick(send(), Qt::LeftButton);
    QTRY_VERIFY((dialog = m_page->findChild<ConfirmSendDialog*>()));
    picture(*dialog, QStringLiteral("send-confirm"));
    QTest::mouseClick(buttonNamed(*dialog, QStringLiteral("Send 1 record")), Qt::LeftButton);
    QTRY_COMPARE(results().acknowledged(), 1);
}

void EventsSendTest::topicsThatCannotBeListed()
{
    m_fixture->cluster->fail(Op::Metadata, unreachable());
    makePage();
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("Topic names cannot be completed")));
    m_fixture->cluster->fail(Op::Metadata, std::nullopt);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_VERIFY(!readableText(*m_page).contains(QStringLiteral("Topic names cannot be completed")));
}

void EventsSendTest::topicThatCannotBeChecked()
{
    m_fixture->cluster->fail(Op::Topic, Error{ErrorKind::NotAuthorized, "No permission to describe it.", {}, 29, false});
    makePage();
    typeEvent(QStringLiteral("OrderCreated"), {}, QStringLiteral("{}"));
    QTRY_VERIFY(pillSays(QStringLiteral("no permission to look")));
}

void EventsSendTest::lateTopicAnswerIsDropped()
{
    m_fixture->cluster->delay(Op::Topic, 400ms);
    makePage();
    auto* type = named<QLineEdit>(*m_page, QStringLiteral("Event type"));
    type->setText(QStringLiteral("OrderCreated"));
    QTest::qWait(320);
    type->setText(QStringLiteral("Missing"));
    m_fixture->cluster->delay(Op::Topic, 0ms);
    QTRY_VERIFY(pillSays(QStringLiteral("does not exist")));
    QTest::qWait(300);
    QVERIFY2(!pillSays(QStringLiteral("3 partitions")), "the older answer came later and must not count");
}

void EventsSendTest::closedWhileSending()
{
    makePage();
    typeEvent(QStringLiteral("OrderCreated"), {}, QStringLiteral("{}"));
    QTRY_VERIFY(send()->isEnabled());
    m_fixture->cluster->delay(Op::Produce, 2s);
    QTest::mouseClick(send(), Qt::LeftButton);
    QTest::qWait(20);
    QElapsedTimer closing;
    closing.start();
    m_page.reset();
    QVERIFY2(closing.elapsed() < 700, "closing waits for nobody");
    QTest::qWait(200);
}

void EventsSendTest::resultsModelIsSound()
{
    RecordingNavigator navigator;
    SendResults card(navigator);
    auto* model = card.findChild<DataTable*>()->model();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int i = 0; i < 520; ++i) {
        SentRecord sent{.time = 1'700'000'000'000 + i, .cluster = "shop", .written = {}, .record = {.topic = "orders", .partition = {}, .key = {}, .value = {}, .headers = {}, .timestamp = {}}, .delivery = Delivery{1, i, {}, 2100us}};
        if (i % 3 == 0)
            sent.delivery = fail(unreachable());
        card.add(std::make_shared<const SentRecord>(std::move(sent)));
    }
    QCOMPARE(model->rowCount(), 500);
    QCOMPARE(card.acknowledged() + card.failed(), 520);
    QCOMPARE(cell(*card.findChild<DataTable*>(), 0, QStringLiteral("Latency")), QStringLiteral("–"));
    QCOMPARE(cell(*card.findChild<DataTable*>(), 1, QStringLiteral("Latency")), QStringLiteral("2.1 ms"));
}

void EventsSendTest::uglyTextIsShownEscaped()
{
    makePage();
    rawTab();
    OpenSend like;
    like.topic = QStringLiteral("orders");
    like.value = Bytes("<b>bold</b>\xe2\x80\xae\x1b[31m");
    m_page->open(like);
    QTRY_VERIFY(preview().contains(QStringLiteral("<b>bold</b>\\u{202e}\\x1b")));
}

void EventsSendTest::everythingIsNamed()
{
    makePage();
    rawTab();
    OpenSend like;
    like.topic = QStringLiteral("orders");
    like.headers = {{"h", Bytes("1")}};
    m_page->open(like);
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
}

QTEST_MAIN(EventsSendTest)
#include "events_send_test.moc"
