// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/ui/page_stand.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/hex_view.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/text_filler.h"
#include "ui/widgets/word_at.h"

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
    text.text = bytes.substr(0, limit);
    if (form == PayloadForm::Raw)
        text.text = escapeForDisplay(text.text, text.text.size());
    if (bytes.starts_with('\0'))
        text.form = PayloadForm::Hex;
    return text;
}

/// Remembers what it was given.
class StandInPane : public PayloadPane
{
public:
    using PayloadPane::PayloadPane;
    void setPayload(std::shared_ptr<const Bytes> bytes) override { given = std::move(bytes); }
    void clear() override { given.reset(); }
    QString copyableText() const override { return QStringLiteral("from the pane"); }
    std::shared_ptr<const Bytes> given;
};

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
    void rawIsOneLine();
    void binaryIsHex();
    void hexKeyboard();
    void hexWidths();
    void hexMarks();
    void treePane();
    void hints();
    void words_at_data();
    void words_at();
    void copyHasNoAddedBreaks();
    void pieces_data();
    void pieces();
    void largeOpensAtOnce();
    void largeIsLeftAtOnce();
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
    QTRY_COMPARE(count(), static_cast<qsizetype>(PayloadView::firstBytes));
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
    // Large text arrives in pieces, one a turn of the event loop: wait for the last.
    QTRY_COMPARE(m_view->shownText().remove(u'\n').size(), 20'000);
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

void TestPayloadView::rawIsOneLine()
{
    m_view->setForm(PayloadForm::Raw);
    m_view->setPayload(std::string("a\tb\n<b>\xff"));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("a\\tb\\n<b>\\xff"));
}

void TestPayloadView::binaryIsHex()
{
    m_view->setPayload(std::string("\0\1\2", 3));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("000102"));
    QVERIFY(m_view->hexView()->isVisible());
    // Cut or not, the whole of it can be scrolled through.
    m_view->setPayload(std::string(200'000, '\0'));
    QTRY_COMPARE(m_view->hexView()->size(), std::size_t{200'000});
    QVERIFY(!button(*m_view, QStringLiteral("Show all")));
    m_view->setPayload(std::string("text"));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("text"));
    QVERIFY(!m_view->hexView()->isVisible());
}

void TestPayloadView::hexKeyboard()
{
    std::string bytes;
    for (int i = 0; i < 4096; ++i)
        bytes += static_cast<char>(i);
    m_view->setForm(PayloadForm::Hex);
    m_view->setPayload(bytes);
    HexView* hex = m_view->hexView();
    const auto perLine = static_cast<std::size_t>(hex->bytesPerLine());
    QTest::keyClick(hex, Qt::Key_Right);
    QTest::keyClick(hex, Qt::Key_Down);
    QCOMPARE(hex->cursor(), perLine + 1);
    QTest::keyClick(hex, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(hex, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(toHex(bytes.substr(perLine + 1, 2))));
    QTest::keyClick(hex, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(hex->cursor(), std::size_t{4095});
    QVERIFY(hex->topOffset() > 0);
    QVERIFY(hex->accessibleDescription().contains(QStringLiteral("byte 4095 is ff")));
    QTest::keyClick(hex, Qt::Key_Right);
    QTest::keyClick(hex, Qt::Key_Down);
    QCOMPARE(hex->cursor(), std::size_t{4095});
    QTest::keyClick(hex, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(hex, Qt::Key_Up);
    QCOMPARE(hex->cursor(), std::size_t{0});
    QTest::keyClick(hex, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(hex->hexText().size(), 8192);
    QTest::keyClick(hex, Qt::Key_PageDown);
    QVERIFY(hex->cursor() >= perLine);
}

void TestPayloadView::hexWidths()
{
    HexView hex(QStringLiteral("bytes"));
    hex.setBytes(std::make_shared<const Bytes>(1000, 'x'));
    for (const auto& [width, perLine] : {std::pair{900, 16}, std::pair{420, 8}, std::pair{250, 4}}) {
        hex.resize(width, 200);
        hex.show();
        QTRY_COMPARE(hex.bytesPerLine(), perLine);
    }
    hex.scrollToOffset(500);
    QCOMPARE(hex.topOffset() / 4, std::size_t{125});
    hex.setBytes(nullptr);
    QCOMPARE(hex.hexText(), QString());
    QTest::keyClick(&hex, Qt::Key_End);
    QCOMPARE(hex.cursor(), std::size_t{0});
}

void TestPayloadView::hexMarks()
{
    HexView hex(QStringLiteral("bytes"));
    hex.resize(900, 200);
    hex.setBytes(std::make_shared<const Bytes>("0123456789"));
    hex.show();
    const QImage plain = hex.grab().toImage();
    hex.setMarks({{2, 4}, {7, 7}, {10, 10}});
    const QImage marked = hex.grab().toImage();
    QVERIFY(plain != marked);
    // More than colour: the same picture in grey still differs.
    QVERIFY(plain.convertToFormat(QImage::Format_Mono) != marked.convertToFormat(QImage::Format_Mono));
}

void TestPayloadView::treePane()
{
    QVERIFY(!button(*m_view, QStringLiteral("Tree")));
    auto* pane = new StandInPane(m_view.get());
    m_view->setTree(pane);
    m_view->setPayload(std::string("{}"));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("{}"));
    QVERIFY(!pane->given); // nothing is read before it is looked at
    QTest::mouseClick(button(*m_view, QStringLiteral("Tree")), Qt::LeftButton);
    QVERIFY(pane->given && *pane->given == "{}");
    QVERIFY(pane->isVisible());
    QTest::mouseClick(button(*m_view, QStringLiteral("Copy")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("from the pane"));
    m_view->setPayload(OptionalBytes());
    QVERIFY(!pane->given);
    QVERIFY(!pane->isVisible());
    m_view->setPayload(std::string("[]"));
    QVERIFY(pane->given && *pane->given == "[]");
}

void TestPayloadView::hints()
{
    m_view->setExplainer([](const QString& word, bool number) {
        return word.startsWith(QStringLiteral("boring")) ? QStringList()
                                                         : QStringList{word + (number ? QStringLiteral(" is a number")
                                                                                      : QStringLiteral(" is a word"))};
    });
    m_view->setPayload(std::string("{\"boring\": 17}"));
    QTRY_VERIFY(!m_view->shownText().isEmpty());
    auto* text = m_view->findChild<QPlainTextEdit*>();
    QTextCursor cursor = text->textCursor();
    cursor.setPosition(12);
    text->setTextCursor(cursor);
    QCOMPARE(m_view->hint(), QStringLiteral("17 is a number"));
    cursor.setPosition(3);
    text->setTextCursor(cursor);
    QCOMPARE(m_view->hint(), QString());
}

void TestPayloadView::words_at_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("json");
    QTest::addColumn<QString>("words"); // of every position, repetitions left out
    QTest::newRow("pair") << R"(  "a b": "x\"y", )" << true << R"(a b|x\"y)";
    QTest::newRow("number") << R"("n": -1.5e3,)" << true << "n|#-1.5e3";
    QTest::newRow("word") << "[true,null]" << true << "true|null";
    QTest::newRow("text") << "at=1795442851 x" << false << "at=1795442851|x";
    QTest::newRow("digits in text") << "1795442851" << false << "#1795442851";
    QTest::newRow("string without end") << R"("abc)" << true << "abc";
    QTest::newRow("backslash at the end") << R"("abc\)" << true << R"(abc\)";
    QTest::newRow("empty string") << R"("")" << true << "";
    QTest::newRow("nothing") << "" << true << "";
}

void TestPayloadView::words_at()
{
    QFETCH(QString, line);
    QFETCH(bool, json);
    QStringList words;
    for (int at = 0; at <= line.size(); ++at) {
        const auto word = wordAt(line, at, json);
        const QString text = word ? (word->number ? QStringLiteral("#") : QString()) + word->text : QString();
        if (!text.isEmpty() && (words.isEmpty() || words.last() != text))
            words << text;
    }
    QTEST(words.join(QLatin1Char('|')), "words");
}

void TestPayloadView::copyHasNoAddedBreaks()
{
    const std::string line(20'000, 'x');
    m_view->setPayload(line);
    QTRY_VERIFY(m_view->shownText().contains(u'\n'));
    QTest::mouseClick(button(*m_view, QStringLiteral("Copy")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(line));
}

void TestPayloadView::pieces_data()
{
    QTest::addColumn<std::string>("text");
    QTest::newRow("one line") << std::string(1'000'000, 'x');
    QTest::newRow("many lines") << [] {
        std::string lines;
        for (int i = 0; i < 20'000; ++i)
            lines += "line " + std::to_string(i) + "\n";
        return lines;
    }();
    QTest::newRow("empty lines only") << std::string(100'000, '\n');
    QTest::newRow("nothing") << std::string();
}

void TestPayloadView::pieces()
{
    QFETCH(std::string, text);
    QString all;
    for (const QString& piece : TextFiller::pieces(text)) {
        QVERIFY(piece.size() <= 24 * 1024 + 4097);
        all += piece;
    }
    QCOMPARE(all.remove(u'\n'), QString::fromStdString(text).remove(u'\n'));
}

void TestPayloadView::largeOpensAtOnce()
{
    // 20 MB: the first part as text, all of it as hexadecimal.
    const auto large = std::make_shared<const Bytes>(20'000'000, 'y');
    QByteArray report;
    QVERIFY2(test::keepsMoving([&] {
                 m_view->setForm(PayloadForm::Text);
                 m_view->setPayload(large);
                 QTRY_VERIFY(button(*m_view, QStringLiteral("Show all")));
                 m_view->setForm(PayloadForm::Hex);
                 m_view->hexView()->moveCursorTo(large->size() - 1);
                 QTest::qWait(20);
                 m_view->setPayload(std::string("small"));
             }, report), report.constData());
}

void TestPayloadView::largeIsLeftAtOnce()
{
    std::string lines;
    for (int i = 0; lines.size() < 8'000'000; ++i)
        lines += "line " + std::to_string(i) + "\n";
    const auto large = std::make_shared<const Bytes>(std::move(lines));
    bool steady = false;
    QByteArray report;
    for (int attempt = 0; attempt < 4 && !steady; ++attempt) {
        m_view->setForm(PayloadForm::Text);
        m_view->setPayload(large);
        QTRY_VERIFY(button(*m_view, QStringLiteral("Show all")));
        button(*m_view, QStringLiteral("Show all"))->click();
        QTRY_VERIFY(!button(*m_view, QStringLiteral("Show all")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->findChild<TextFiller*>()->isFilling(), 60'000);
        QVERIFY(m_view->findChild<QPlainTextEdit*>()->document()->characterCount() > 8'000'000);
        test::Heartbeat heart;
        QTest::qWait(20);
        heart.restart();
        m_view->setPayload(std::string("small"));
        QTRY_COMPARE(m_view->shownText(), QStringLiteral("small"));
        QTest::qWait(50);
        report = heart.report();
        steady = heart.steady();
    }
    QVERIFY2(steady, report.constData());
    // And the view goes on as before, colours included.
    m_view->setForm(PayloadForm::Pretty);
    m_view->setPayload(std::string("{\"a\": 1}"));
    QTRY_COMPARE(m_view->shownText(), QStringLiteral("{\"a\": 1}"));
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
