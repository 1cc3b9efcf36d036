// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/envelope.h"
#include "core/events/partition_for_key.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/page_fixture.h"
#include "tests/ui/events_stand.h"
#include "ui/events/composer.h"
#include "ui/events/event_form.h"
#include "ui/events/next_records.h"
#include "ui/events/play_feed.h"
#include "ui/events/raw_form.h"
#include "ui/events/run_feed.h"
#include "ui/events/send_page.h"
#include "ui/events/send_results.h"
#include "ui/events/template_library.h"
#include "ui/events/transaction_feed.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

#include <set>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

/// The page's own tabs; the pace of a run is chosen by some that look like them.
SegmentedTabs* tabsOf(const SendPage& page)
{
    for (auto* tabs : page.findChildren<SegmentedTabs*>())
        if (tabs->accessibleName() == QStringLiteral("What to send"))
            return tabs;
    return nullptr;
}

} // namespace

class EventsComposerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void nextThreeAreWhatIsSent();
    void everySendIsAFreshEvent();
    void aFailedSendKeepsItsEvent();
    void editingAfterASendStartsAnew();
    void sameAgainIsTheSameBytes();
    void keyShowsItsPartition();
    void partitionsThatAreChosen();
    void timestamps_data();
    void timestamps();
    void originalPlaceIsOfferedNotChosen();
    void badPlaceholderStopsTheSend();
    void whatCannotBeMadeIsSaid();
    void topicWithPlaceholders();
    void templatesComeBackAsWritten();
    void manyAndTransactionGetWhatIsWritten();
    void readOnlyHasNoProducer();
    void closedWhileMaking();
    void everythingIsNamed();
    void tabsAreRoutedTo();
    void nothingIsCut_data();
    void nothingIsCut();

private:
    void make(Composer::Offers offers = {true, true});
    [[nodiscard]] QAbstractButton* button(const QString& text) const { return buttonNamed(*m_composer, text); }
    [[nodiscard]] bool canSend() const { return button(QStringLiteral("Send one"))->isEnabled(); }
    [[nodiscard]] QStringList lines() const
    {
        return named<QPlainTextEdit>(*m_composer, QStringLiteral("The next three records, a line each"))->toPlainText().split(u'\n');
    }
    [[nodiscard]] QComboBox* partition() const
    {
        auto* form = m_composer->kind() == Composer::Kind::Raw ? static_cast<QWidget*>(m_composer->findChild<RawForm*>())
                                                               : static_cast<QWidget*>(m_composer->findChild<EventForm*>());
        return named<QComboBox>(*form, QStringLiteral("Partition"));
    }
    [[nodiscard]] SendResults& results() const { return *m_composer->findChild<SendResults*>(); }
    [[nodiscard]] std::vector<OutgoingRecord> produced() const { return m_fixture->cluster->produced(); }
    void send(int acknowledged)
    {
        QTRY_VERIFY2(canSend(), qPrintable(readableText(*m_composer)));
        QTest::mouseClick(button(QStringLiteral("Send one")), Qt::LeftButton);
        QTRY_COMPARE(results().acknowledged(), acknowledged);
    }
    [[nodiscard]] SendWork work() const
    {
        const auto context = m_fixture->context();
        return {std::make_shared<RunFeed>(context, std::filesystem::path()), std::make_shared<TransactionFeed>(context, std::filesystem::path()),
                std::make_shared<PlayFeed>(context, std::filesystem::path())};
    }
    static EventTemplate order()
    {
        EventTemplate value;
        value.eventType = "OrderCreated";
        value.key = {PayloadType::Text, "{{key of 50 user-}}"};
        value.value = {PayloadType::Json, R"({"order":"ord-{{counter from=55000}}","user":"{{field key}}"})"};
        return value;
    }
    static EventTemplate raw(const std::string& text)
    {
        EventTemplate value;
        value.kind = EventTemplate::Kind::Raw;
        value.topic = "orders";
        value.value = {PayloadType::Text, text};
        return value;
    }

    std::unique_ptr<EventsHome> m_home;
    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<TemplateLibrary> m_library;
    std::unique_ptr<SentHistory> m_history;
    std::unique_ptr<Composer> m_composer;
};

void EventsComposerTest::init()
{
    m_home.reset();
    m_home = std::make_unique<EventsHome>();
    m_fixture = std::make_unique<PageFixture>();
    m_fixture->cluster->addTopic("events.ordercreated", 12);
    m_fixture->cluster->addTopic("orders", 4);
}

void EventsComposerTest::cleanup()
{
    m_composer.reset();
    m_history.reset();
    m_library.reset();
}

void EventsComposerTest::make(Composer::Offers offers)
{
    m_library = std::make_unique<TemplateLibrary>(m_fixture->context());
    m_history = std::make_unique<SentHistory>(m_fixture->context(), std::filesystem::path());
    m_composer = std::make_unique<Composer>(m_fixture->context(), *m_history, *m_library, offers);
    show(*m_composer);
}

void EventsComposerTest::nextThreeAreWhatIsSent()
{
    make();
    m_composer->open(order());
    QTRY_COMPARE(lines().size(), 3);
    const QStringList three = lines();
    for (int i = 0; i < 3; ++i)
        QVERIFY2(three[i].contains(QStringLiteral("ord-%1").arg(55000 + i)), qPrintable(three[i]));
    picture(*m_composer, QStringLiteral("composer-placeholders"));
    for (int i = 0; i < 3; ++i)
        send(i + 1);
    const auto sent = produced();
    for (std::size_t i = 0; i < 3; ++i) {
        // All but the time of occurrence, which is that of the send.
        const auto envelope = decodeEnvelope(*sent[i].value);
        QVERIFY(envelope.has_value());
        const QString line = three[static_cast<int>(i)];
        QVERIFY(line.startsWith(QString::fromStdString(*sent[i].key) + u' '));
        QVERIFY(line.contains(QString::fromStdString(envelope->eventId)));
        QVERIFY(envelope->data.find("ord-" + std::to_string(55000 + i)) != std::string::npos);
        QVERIFY(envelope->data.find('"' + *sent[i].key + '"') != std::string::npos);
    }
    QTRY_VERIFY(lines().front().contains(QStringLiteral("ord-55003")));
}

void EventsComposerTest::everySendIsAFreshEvent()
{
    make();
    m_composer->open(order());
    for (int i = 1; i <= 5; ++i)
        send(i);
    std::set<std::string> ids;
    for (const auto& record : produced())
        ids.insert(decodeEnvelope(*record.value)->eventId);
    QCOMPARE(ids.size(), std::size_t{5});
}

void EventsComposerTest::aFailedSendKeepsItsEvent()
{
    make();
    m_composer->open(order());
    m_fixture->cluster->fail(Op::Produce, Error{ErrorKind::Unreachable, "shop-test did not answer.", {}, -195, true});
    QTRY_VERIFY(canSend());
    const QString first = lines().front();
    QTest::mouseClick(button(QStringLiteral("Send one")), Qt::LeftButton);
    QTRY_COMPARE(results().failed(), 1);
    QCOMPARE(lines().front(), first);
    m_fixture->cluster->fail(Op::Produce, std::nullopt);
    send(1);
    QVERIFY(first.contains(QString::fromStdString(decodeEnvelope(*produced().back().value)->eventId)));
}

void EventsComposerTest::editingAfterASendStartsAnew()
{
    make();
    m_composer->open(order());
    send(1);
    EventTemplate other = order();
    other.value.text = R"({"order":"other"})";
    m_composer->open(other);
    QTRY_VERIFY(lines().front().contains(QStringLiteral("other")));
    send(2);
    const auto sent = produced();
    QVERIFY2(decodeEnvelope(*sent[0].value)->eventId != decodeEnvelope(*sent[1].value)->eventId, "another event, another id");
}

void EventsComposerTest::sameAgainIsTheSameBytes()
{
    make();
    m_composer->open(order());
    send(1);
    auto* table = results().findChild<DataTable*>();
    QVERIFY(!button(QStringLiteral("Send the same again"))->isEnabled());
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::mouseClick(button(QStringLiteral("Send the same again")), Qt::LeftButton);
    QTRY_COMPARE(results().acknowledged(), 2);
    const auto sent = produced();
    QVERIFY(sent[0].value == sent[1].value && sent[0].key == sent[1].key);
    QVERIFY2(lines().front().contains(QStringLiteral("ord-55001")), "it takes nobody's place");
    QCOMPARE(m_history->records().size(), std::size_t{2});
}

void EventsComposerTest::keyShowsItsPartition()
{
    make();
    EventTemplate value = order();
    value.key.text = "user-212";
    m_composer->open(value);
    QTRY_COMPARE(partition()->currentText(), QStringLiteral("by key: %1").arg(*partitionForKey("user-212", 12)));
    value.key = {};
    value.value.text = "{}";
    m_composer->open(value);
    QTRY_COMPARE(partition()->currentText(), QStringLiteral("any, no key"));
    send(1);
    QVERIFY(!produced().back().partition && !produced().back().key);
}

void EventsComposerTest::partitionsThatAreChosen()
{
    make();
    m_composer->open(order());
    QTRY_COMPARE(partition()->count(), 13);
    partition()->setCurrentIndex(8);
    send(1);
    QCOMPARE(produced().back().partition.value(), 7);
}

void EventsComposerTest::timestamps_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("sent"); // -1: cannot be sent, 0: the time of sending
    QTest::newRow("none") << QString() << qint64{0};
    QTest::newRow("ms") << QStringLiteral("1700000000123") << qint64{1'700'000'000'123};
    QTest::newRow("ISO") << QStringLiteral("2026-11-23T14:07:31.208Z") << qint64{1'795'442'851'208};
    QTest::newRow("ISO with an offset") << QStringLiteral("2026-11-23T15:07:31.208+01:00") << qint64{1'795'442'851'208};
    QTest::newRow("zero is now for the client") << QStringLiteral("0") << qint64{-1};
    QTest::newRow("before 1970") << QStringLiteral("-5") << qint64{-1};
    QTest::newRow("words") << QStringLiteral("yesterday") << qint64{-1};
    QTest::newRow("no such day") << QStringLiteral("2026-02-30") << qint64{-1};
}

void EventsComposerTest::timestamps()
{
    QFETCH(QString, text);
    QFETCH(qint64, sent);
    make();
    EventTemplate value = raw("x");
    value.timestamp = text.toStdString();
    m_composer->open(value);
    if (sent < 0) {
        QTRY_VERIFY(readableText(*m_composer).contains(QStringLiteral("timestamp"), Qt::CaseInsensitive));
        QTRY_VERIFY(!canSend());
        return;
    }
    send(1);
    QCOMPARE(produced().back().timestamp, sent == 0 ? std::nullopt : std::optional<TimestampMs>(sent));
}

void EventsComposerTest::originalPlaceIsOfferedNotChosen()
{
    make();
    OpenSend like;
    like.topic = QStringLiteral("orders");
    like.key = Bytes("k");
    like.value = Bytes("v");
    like.partition = 3;
    like.timestamp = 1'700'000'000'123;
    m_composer->fill(like);
    QTRY_COMPARE(partition()->count(), 5);
    QCOMPARE(partition()->itemText(4), QStringLiteral("3, the original"));
    send(1);
    QVERIFY(!produced().back().partition && !produced().back().timestamp);
    partition()->setCurrentIndex(4);
    QTest::mouseClick(button(QStringLiteral("Original time")), Qt::LeftButton);
    send(2);
    QCOMPARE(produced().back().partition.value(), 3);
    QCOMPARE(produced().back().timestamp.value(), TimestampMs{1'700'000'000'123});
    // The next record that is opened knows nothing of it.
    m_composer->open(raw("x"));
    QVERIFY(!button(QStringLiteral("Original time")));
}

void EventsComposerTest::badPlaceholderStopsTheSend()
{
    make();
    m_composer->open(raw("a {{nonsense}} b"));
    QTRY_VERIFY(readableText(*m_composer).contains(QStringLiteral("nonsense")));
    QTest::qWait(100);
    QVERIFY(!canSend());
    m_composer->send();
    QTest::qWait(50);
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 0);
}

void EventsComposerTest::whatCannotBeMadeIsSaid()
{
    make();
    // Each placeholder is fine, but what they make is no JSON, and the file is not there.
    m_composer->open(raw("{{csv nowhere.csv email}}"));
    QTRY_VERIFY(readableText(*m_composer).contains(QStringLiteral("nowhere.csv")));
    QVERIFY(!canSend());
    m_composer->open(raw("fine"));
    QTRY_VERIFY(canSend());
    QVERIFY(!readableText(*m_composer).contains(QStringLiteral("nowhere.csv")));
}

void EventsComposerTest::topicWithPlaceholders()
{
    make();
    EventTemplate value = raw("x");
    value.topic = "{{choice orders}}";
    m_composer->open(value);
    send(1);
    QCOMPARE(produced().back().topic, std::string("orders"));
}

void EventsComposerTest::templatesComeBackAsWritten()
{
    make();
    EventTemplate event = order();
    event.partition = 3;
    event.timestamp = "{{now -1h}}";
    event.headers = {{"source", {PayloadType::Text, "shop-{{int 1..3}}"}}, {"note", {PayloadType::Null, {}}}};
    m_composer->open(event);
    QVERIFY(m_composer->written().has_value());
    QVERIFY(*m_composer->written() == event);
    event.key = {PayloadType::Int64, "17"};
    m_composer->open(event);
    QVERIFY2(*m_composer->written() == event, "a key that is no text stays until another is typed");
    EventTemplate other = raw("{{uuid}}");
    other.key = {PayloadType::Hex, "00ff"};
    m_composer->open(other);
    QVERIFY(m_composer->kind() == Composer::Kind::Raw);
    QVERIFY(*m_composer->written() == other);
    QVERIFY(!m_composer->hasTyping());
    QTest::keyClicks(named<QLineEdit>(*m_composer, QStringLiteral("Key")), QStringLiteral("00"));
    QVERIFY(m_composer->hasTyping());
}

void EventsComposerTest::manyAndTransactionGetWhatIsWritten()
{
    make();
    QSignalSpy many(m_composer.get(), &Composer::sendMany);
    QSignalSpy added(m_composer.get(), &Composer::addToTransaction);
    m_composer->open(order());
    QTRY_VERIFY(button(QStringLiteral("Send many…"))->isEnabled());
    QTest::mouseClick(button(QStringLiteral("Send many…")), Qt::LeftButton);
    QCOMPARE(many.size(), 1);
    QVERIFY(many.front().front().value<EventTemplate>() == order());
    QTRY_VERIFY(button(QStringLiteral("Add to transaction"))->isEnabled());
    for (int i = 1; i <= 2; ++i) {
        QTest::mouseClick(button(QStringLiteral("Add to transaction")), Qt::LeftButton);
        QTRY_COMPARE(added.size(), i);
    }
    const auto first = added[0].front().value<OutgoingRecord>();
    QVERIFY2(*first.value != *added[1].front().value<OutgoingRecord>().value, "each with its own values");
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 0);
}

void EventsComposerTest::readOnlyHasNoProducer()
{
    m_fixture->connection.readOnly = true;
    m_fixture->cluster->setReadOnly(true);
    make();
    m_composer->open(order());
    QTRY_COMPARE(lines().size(), 3);
    QVERIFY(readableText(*m_composer).contains(QStringLiteral("read-only")));
    QVERIFY(!canSend());
    m_composer->send();
    m_composer->sendAgain({.time = 1, .cluster = "shop", .written = {}, .record = {}, .delivery = Delivery()});
    QTest::qWait(50);
    QVERIFY(!m_composer->isSending());
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 0);
}

void EventsComposerTest::closedWhileMaking()
{
    make();
    m_composer->open(order());
    m_composer.reset();
    QTest::qWait(50);
}

void EventsComposerTest::everythingIsNamed()
{
    make();
    EventTemplate value = order();
    value.headers = {{"h", {PayloadType::Int32, "1"}}};
    m_composer->open(value);
    m_composer->open(raw("x"));
    QCOMPARE(unnamedControls(m_composer.get()), QStringList());
    // Nothing is cut on a narrow window.
    m_composer->resize(860, 560);
    QTRY_VERIFY(m_composer->width() <= 870);
    QVERIFY(m_composer->minimumSizeHint().width() <= 860);
}

void EventsComposerTest::tabsAreRoutedTo()
{
    SendPage page(m_fixture->context(), work());
    show(page);
    page.setActive(true);
    const auto* tabs = tabsOf(page);
    const auto front = [&] { return tabs->tabText(tabs->currentIndex()).section(u' ', 0, 0); };
    page.open(OpenRun{QStringLiteral("r")});
    QCOMPARE(front(), QStringLiteral("Run"));
    page.open(OpenTransaction{QStringLiteral("t")});
    QCOMPARE(front(), QStringLiteral("Transaction"));
    page.open(OpenPlayConsumer{QStringLiteral("g")});
    QCOMPARE(front(), QStringLiteral("Consumer"));
    page.open(OpenSend{});
    QCOMPARE(front(), QStringLiteral("Consumer"));
    OpenSend like;
    like.topic = QStringLiteral("orders");
    page.open(like);
    QCOMPARE(front(), QStringLiteral("Raw"));
    QTRY_VERIFY(page.isSettled());
}

void EventsComposerTest::nothingIsCut_data()
{
    QTest::addColumn<QSize>("size");
    // The page of a window with 1100 by 700, and of one with 1440 by 900.
    QTest::newRow("narrow") << QSize(888, 670);
    QTest::newRow("wide") << QSize(1228, 870);
}

void EventsComposerTest::nothingIsCut()
{
    QFETCH(QSize, size);
    SendPage page(m_fixture->context(), work());
    show(page, size);
    page.setActive(true);
    auto* composer = page.findChild<Composer*>();
    EventTemplate value = order();
    value.value.text = "{\n  \"order\": \"ord-{{counter from=55000}}\",\n  \"customer\": \"{{field key}}\",\n  \"amount\": {{decimal 5..400}},\n"
                       "  \"currency\": \"{{choice EUR:8 USD:2}}\",\n  \"note\": \"{{nobody knows}}\"\n}";
    value.headers = {{"source", {PayloadType::Text, "shop-web"}}, {"retry-count", {PayloadType::Int32, "0"}}, {"note", {PayloadType::Null, {}}}};
    composer->open(value);
    picture(page, QStringLiteral("send-bad-%1").arg(QString::fromLatin1(QTest::currentDataTag())));
    value.value.text.replace(value.value.text.find("{{nobody knows}}"), 16, "{{words 2..4}}");
    composer->open(value);
    for (int i = 1; i <= 3; ++i) {
        auto* one = buttonNamed(page, QStringLiteral("Send one"));
        QTRY_VERIFY(one->isEnabled());
        QTest::mouseClick(one, Qt::LeftButton);
        QTRY_COMPARE(page.findChild<SendResults*>()->acknowledged(), i);
    }
    QTRY_VERIFY(buttonNamed(page, QStringLiteral("Send one"))->isEnabled());
    picture(page, QStringLiteral("send-%1").arg(QString::fromLatin1(QTest::currentDataTag())));
    for (const auto* any : composer->findChildren<QAbstractButton*>()) {
        if (any->isVisible())
            QVERIFY2(any->width() >= any->sizeHint().width(), qPrintable(any->text()));
    }
    QCOMPARE(page.size(), size);
    QVERIFY(page.minimumSizeHint().width() <= 888);
    auto* tabs = tabsOf(page);
    tabs->setCurrentIndex(tabs->count() - 1);
    QTRY_VERIFY(tabs->tabText(tabs->count() - 1) == QStringLiteral("History 3"));
    picture(page, QStringLiteral("send-history-%1").arg(QString::fromLatin1(QTest::currentDataTag())));
}

QTEST_MAIN(EventsComposerTest)
#include "events_composer_test.moc"
