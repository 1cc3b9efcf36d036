// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <atomic>

using namespace weir;
using namespace weir::ui;

namespace {

PayloadText format(std::string_view bytes, PayloadForm form, std::size_t limit, std::stop_token)
{
    PayloadText text;
    const bool json = bytes.starts_with('{');
    text.form = form == PayloadForm::Pretty && !json ? PayloadForm::Text : form;
    text.json = json && form == PayloadForm::Pretty;
    text.cut = bytes.size() > limit;
    text.text = form == PayloadForm::Hex ? toHex(bytes.substr(0, limit)) : std::string(bytes.substr(0, limit));
    return text;
}

QAbstractButton* button(QWidget& in, const QString& start)
{
    for (auto* one : in.findChildren<QAbstractButton*>()) {
        if (one->text().startsWith(start) && one->isVisible())
            return one;
    }
    return nullptr;
}

} // namespace

class TestPayloadView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void words_data();
    void words();
    void formsAndCopy();
    void notJson();
    void cutAndShowAll();
    void longLinesAreBroken();
    void lastPayloadWins();
    void textOfMarkup();
    void numbers_data();
    void numbers();

private:
    std::shared_ptr<TaskPool> m_pool = TaskPool::create(2);
    std::unique_ptr<PayloadView> m_view;
};

void TestPayloadView::init()
{
    m_view = std::make_unique<PayloadView>(QStringLiteral("Value"), m_pool, format);
    m_view->resize(600, 400);
    m_view->show();
}

void TestPayloadView::words_data()
{
    QTest::addColumn<bool>("null");
    QTest::addColumn<QString>("words");
    QTest::newRow("NULL is a word") << true << "NULL";
    QTest::newRow("empty is another") << false << "empty (0 bytes)";
}

void TestPayloadView::words()
{
    QFETCH(bool, null);
    QFETCH(QString, words);
    m_view->setPayload(null ? OptionalBytes() : OptionalBytes(""));
    QCOMPARE(m_view->shownText(), QString());
    QCOMPARE(m_view->findChild<QPlainTextEdit*>()->placeholderText(), words);
    QVERIFY(!button(*m_view, QStringLiteral("Hex"))->isEnabled());
    QCOMPARE(test::unnamedControls(m_view.get()), QStringList());
}

void TestPayloadView::formsAndCopy()
{
    m_view->setPayload(std::string("{\"a\": 9007199254740993}"));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("{\"a\": 9007199254740993}"));
    QTest::keyClick(button(*m_view, QStringLiteral("Hex")), Qt::Key_Space);
    QTRY_VERIFY(m_view->shownText().startsWith(QStringLiteral("7b2261")));
    QTest::mouseClick(button(*m_view, QStringLiteral("Copy")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), m_view->shownText());
    // The choice stays for the next record.
    m_view->setPayload(std::string("{}"));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("7b7d"));
}

void TestPayloadView::notJson()
{
    m_view->setPayload(std::string("plain"));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("plain"));
    bool said = false;
    for (auto* label : m_view->findChildren<QLabel*>())
        said = said || label->text().contains(QStringLiteral("not JSON"));
    QVERIFY(said);
}

void TestPayloadView::cutAndShowAll()
{
    const std::string big(300 * 1000, 'x');
    m_view->setPayload(big);
    QTRY_VERIFY(button(*m_view, QStringLiteral("Show all")));
    const auto count = [this] { return m_view->shownText().count(u'x'); };
    QCOMPARE(count(), static_cast<qsizetype>(PayloadView::firstBytes));
    button(*m_view, QStringLiteral("Show all"))->click();
    QTRY_COMPARE(count(), static_cast<qsizetype>(big.size()));
    QVERIFY(!button(*m_view, QStringLiteral("Show all")));
}

void TestPayloadView::longLinesAreBroken()
{
    // Two-byte characters: a break inside one would make both halves invalid.
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "ä";
    m_view->setPayload(text);
    QTRY_VERIFY(m_view->shownText().size() > 10'000);
    const QString shown = m_view->shownText();
    QVERIFY(!shown.contains(QChar::ReplacementCharacter));
    for (const QString& line : shown.split(u'\n'))
        QVERIFY(line.size() <= 4100);
    QCOMPARE(QString(shown).remove(u'\n'), QString(u'ä').repeated(20'000));
}

void TestPayloadView::lastPayloadWins()
{
    for (int i = 0; i < 50; ++i)
        m_view->setPayload(std::string("record ") + std::to_string(i));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("record 49"));
    QTest::qWait(20);
    QCOMPARE(m_view->shownText(), QStringLiteral("record 49"));
    m_view->setPayload(std::string("late"));
    m_view->clear();
    QTest::qWait(30);
    QCOMPARE(m_view->shownText(), QString());
}

void TestPayloadView::textOfMarkup()
{
    m_view->setPayload(std::string("<b>bold</b><img src='file:///etc/passwd'>"));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("<b>bold</b><img src='file:///etc/passwd'>"));
}

void TestPayloadView::numbers_data()
{
    QTest::addColumn<qint64>("value");
    QTest::addColumn<QString>("count");
    QTest::addColumn<QString>("brief");
    QTest::addColumn<QString>("size");
    QTest::newRow("zero") << qint64(0) << "0" << "0" << "0 B";
    QTest::newRow("small") << qint64(999) << "999" << "999" << "999 B";
    QTest::newRow("thousands") << qint64(1204) << "1,204" << "1,204" << "1.2 KiB";
    QTest::newRow("ten thousands") << qint64(12'480) << "12,480" << "12.5 k" << "12.2 KiB";
    QTest::newRow("millions") << qint64(7'512'908) << "7,512,908" << "7.5 M" << "7.2 MiB";
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << "9,223,372,036,854,775,807" << "9223372036.9 G"
                             << "8.0 EiB";
}

void TestPayloadView::numbers()
{
    QFETCH(qint64, value);
    QTEST(countText(value), "count");
    QTEST(shortCountText(value), "brief");
    QTEST(sizeText(value), "size");
    QCOMPARE(countText(std::nullopt), QStringLiteral("–"));
}

QTEST_MAIN(TestPayloadView)
#include "test_payload_view.moc"
