// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/page_fixture.h"
#include "ui/events/header_editor.h"
#include "ui/events/input_bytes.h"
#include "ui/events/payload_editor.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtGui/QTextBlock>
#include <QtGui/QTextLayout>
#include <QtWidgets/QPlainTextEdit>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

Q_DECLARE_METATYPE(weir::OptionalBytes)

namespace {

/// The rows a record may bring; each must come out of the editors byte for byte.
const std::vector<std::pair<const char*, OptionalBytes>>& uglyPayloads()
{
    static const std::vector<std::pair<const char*, OptionalBytes>> rows{
        {"NULL", std::nullopt},
        {"empty", Bytes()},
        {"the word null", Bytes("null")},
        {"text", Bytes("ord-55120")},
        {"JSON", Bytes(R"({"big":9007199254740993,"price":1.10,"a":1,"a":2})")},
        {"pretty JSON", Bytes("{\n\t\"a\": 1\n}")},
        {"two lines", Bytes("one\ntwo")},
        {"CRLF", Bytes("one\r\ntwo")},
        {"NUL byte", Bytes("a\0b", 3)},
        {"invalid UTF-8", Bytes("\xff\xfe\x00\x01", 4)},
        {"no-break space", Bytes("a\xc2\xa0" "b")},
        {"line separator", Bytes("a\xe2\x80\xa8" "b")},
        {"paragraph separator", Bytes("a\xe2\x80\xa9" "b")},
        {"right-to-left override", Bytes("a\xe2\x80\xae" "b")},
        {"object replacement", Bytes("a\xef\xbf\xbc" "b")},
        {"escape character", Bytes("a\x1b[31mb")},
        {"emoji", Bytes("\xf0\x9f\x99\x82")},
        {"byte order mark", Bytes("\xef\xbb\xbf{}")},
        {"large", Bytes(200'000, 'x')},
        {"int32", Bytes("\x00\x00\x04\xd2", 4)},
        {"only spaces", Bytes("   ")},
        {"braces", Bytes("Dear {{name}}, {{{{")},
        {"JSON with braces", Bytes(R"({"text":"Dear {{name}}"})")},
        {"marked braces", Bytes("Dear \\{{name}}")},
        {"a backslash", Bytes("C:\\{x")},
    };
    return rows;
}

} // namespace

class EventsInputTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bytesOfTypes_data();
    void bytesOfTypes();
    void recordComesBackUnchanged_data();
    void recordComesBackUnchanged();
    void headersComeBackUnchanged();
    void nullIsAChoice();
    void validityIsShown();
    void formatChangesOnlyWhiteSpace();
    void headerRows();
    void headerKeys();
    void placeholdersAreChecked_data();
    void placeholdersAreChecked();
    void placeholdersAreColoured();
    void payloadsGoThroughTemplates();
};

void EventsInputTest::bytesOfTypes_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<OptionalBytes>("bytes");
    const auto row = [](const char* name, InputType type, const QString& text, bool valid, OptionalBytes bytes) {
        QTest::newRow(name) << int(type) << text << valid << bytes;
    };
    row("text", InputType::Text, QStringLiteral("a\u00e9"), true, "a\xc3\xa9");
    row("text null", InputType::Text, QStringLiteral("null"), true, "null");
    row("empty text", InputType::Text, QString(), true, "");
    row("json", InputType::Json, QStringLiteral("{ \"a\":1.10 }"), true, "{ \"a\":1.10 }");
    row("no json", InputType::Json, QStringLiteral("{a:1}"), false, {});
    row("empty json", InputType::Json, QString(), false, {});
    row("hex", InputType::Hex, QStringLiteral("00 ff\n0A"), true, Bytes("\x00\xff\x0a", 3));
    row("odd hex", InputType::Hex, QStringLiteral("abc"), false, {});
    row("no hex", InputType::Hex, QStringLiteral("zz"), false, {});
    row("base64", InputType::Base64, QStringLiteral("AP8K"), true, Bytes("\x00\xff\x0a", 3));
    row("no base64", InputType::Base64, QStringLiteral("AP8"), false, {});
    row("int32", InputType::Int32, QStringLiteral("1234"), true, Bytes("\x00\x00\x04\xd2", 4));
    row("int32 negative", InputType::Int32, QStringLiteral("-1"), true, "\xff\xff\xff\xff");
    row("int32 too large", InputType::Int32, QStringLiteral("2147483648"), false, {});
    row("no int32", InputType::Int32, QStringLiteral("1.5"), false, {});
    row("int64", InputType::Int64, QStringLiteral("2147483648"), true, Bytes("\x00\x00\x00\x00\x80\x00\x00\x00", 8));
    row("int64 too large", InputType::Int64, QStringLiteral("9223372036854775808"), false, {});
    row("braces that are none", InputType::Text, QStringLiteral("a \\{{uuid}}"), true, "a {{uuid}}");
    row("json with braces that are none", InputType::Json, QStringLiteral("{\"a\":\"\\{{b}}\"}"), true, R"({"a":"{{b}}"})");
    row("NULL", InputType::Null, QStringLiteral("ignored"), true, std::nullopt);
    row("empty", InputType::Empty, QStringLiteral("ignored"), true, "");
}

void EventsInputTest::bytesOfTypes()
{
    QFETCH(int, type);
    QFETCH(QString, text);
    QFETCH(bool, valid);
    QFETCH(OptionalBytes, bytes);
    const auto result = bytesOf(static_cast<InputType>(type), text);
    QCOMPARE(result.has_value(), valid);
    if (valid)
        QVERIFY(*result == bytes);
    else
        QVERIFY(result.error().kind == ErrorKind::InvalidInput && !result.error().message.empty());
}

void EventsInputTest::recordComesBackUnchanged_data()
{
    QTest::addColumn<OptionalBytes>("bytes");
    for (const auto& [name, bytes] : uglyPayloads())
        QTest::newRow(name) << bytes;
}

void EventsInputTest::recordComesBackUnchanged()
{
    QFETCH(OptionalBytes, bytes);
    const std::vector<InputType> types{InputType::Text, InputType::Json, InputType::Null, InputType::Empty};
    for (const auto lines : {PayloadEditor::Lines::One, PayloadEditor::Lines::Many}) {
        PayloadEditor editor(QStringLiteral("Value"), lines, types);
        editor.setBytes(bytes);
        QVERIFY(editor.bytes().has_value());
        QVERIFY2(*editor.bytes() == bytes, "the editor changed bytes that nobody edited");
        // The same editor takes the next record without a trace of this one.
        editor.setBytes(Bytes("next"));
        QVERIFY(*editor.bytes() == OptionalBytes("next"));
    }
}

void EventsInputTest::headersComeBackUnchanged()
{
    std::vector<std::pair<Bytes, OptionalBytes>> headers{{"", Bytes()}, {"same", Bytes("1")}, {"same", std::nullopt}, {"\xff\n", Bytes("v")}};
    for (const auto& [name, bytes] : uglyPayloads())
        headers.emplace_back(name, bytes);
    HeaderEditor editor;
    editor.setHeaders(headers);
    const auto back = editor.headers();
    QVERIFY(back.has_value());
    QCOMPARE(back->size(), headers.size());
    for (std::size_t i = 0; i < headers.size(); ++i) {
        QVERIFY2((*back)[i].name == headers[i].first, headers[i].first.c_str());
        QVERIFY2((*back)[i].value == headers[i].second, headers[i].first.c_str());
    }
}

void EventsInputTest::nullIsAChoice()
{
    PayloadEditor editor(QStringLiteral("Value"), PayloadEditor::Lines::Many, {InputType::Text, InputType::Null});
    show(editor, {500, 300});
    auto* text = named<QPlainTextEdit>(editor, QStringLiteral("Value"));
    QTest::keyClicks(text, QStringLiteral("null"));
    QVERIFY(*editor.bytes() == OptionalBytes("null"));
    auto* type = editor.findChild<QComboBox*>();
    QSignalSpy changed(&editor, &PayloadEditor::changed);
    type->setFocus();
    QTest::keyClick(type, Qt::Key_Down);
    QVERIFY(!editor.bytes()->has_value());
    QVERIFY(!text->isEnabled());
    QCOMPARE(changed.size(), 1);
}

void EventsInputTest::validityIsShown()
{
    PayloadEditor editor(QStringLiteral("Data"), PayloadEditor::Lines::Many, {InputType::Json});
    show(editor, {500, 300});
    editor.setInput(InputType::Json, QStringLiteral("{\"a\": }"));
    QVERIFY(!editor.bytes());
    QVERIFY2(readableText(editor).contains(QString::fromStdString(editor.bytes().error().message)), "the reason is readable");
    QVERIFY(!buttonNamed(editor, QStringLiteral("Format"))->isEnabled());
    editor.setInput(InputType::Json, QStringLiteral("{\"a\": 1}"));
    QVERIFY(editor.bytes().has_value());
    QVERIFY(readableText(editor).contains(QStringLiteral("8 B")));
}

void EventsInputTest::formatChangesOnlyWhiteSpace()
{
    PayloadEditor editor(QStringLiteral("Data"), PayloadEditor::Lines::Many, {InputType::Json});
    show(editor, {500, 300});
    const QString original = QStringLiteral("{\"big\":9007199254740993,\"price\":1.10,\"a\":1,\"a\":2}");
    editor.setInput(InputType::Json, original);
    QTest::mouseClick(buttonNamed(editor, QStringLiteral("Format")), Qt::LeftButton);
    QVERIFY(editor.text().contains(QLatin1Char('\n')));
    QString packed = editor.text();
    QCOMPARE(packed.remove(QLatin1Char('\n')).remove(QLatin1Char(' ')), original);
    auto* text = named<QPlainTextEdit>(editor, QStringLiteral("Data"));
    text->undo();
    QCOMPARE(editor.text(), original);
}

void EventsInputTest::headerRows()
{
    HeaderEditor editor;
    show(editor, {700, 300});
    QTest::mouseClick(buttonNamed(editor, QStringLiteral("Add header")), Qt::LeftButton);
    QTest::mouseClick(buttonNamed(editor, QStringLiteral("Add header")), Qt::LeftButton);
    QTest::keyClicks(named<QLineEdit>(editor, QStringLiteral("Header 1, name")), QStringLiteral("source"));
    QTest::keyClicks(named<QLineEdit>(editor, QStringLiteral("Header 1, value")), QStringLiteral("shop"));
    auto* second = named<QComboBox>(editor, QStringLiteral("Header 2, type"));
    second->setCurrentIndex(second->findText(QStringLiteral("hex")));
    QTest::keyClicks(named<QLineEdit>(editor, QStringLiteral("Header 2, value")), QStringLiteral("xy"));
    const auto bad = editor.headers();
    QVERIFY(!bad);
    QVERIFY(QString::fromStdString(bad.error().message).startsWith(QStringLiteral("Header 2")));
    second->setCurrentIndex(second->findText(QStringLiteral("NULL")));
    QVERIFY(*editor.headers() == (Headers{{"source", Bytes("shop")}, {"", std::nullopt}}));
    QTest::mouseClick(named<QAbstractButton>(editor, QStringLiteral("Remove header 1")), Qt::LeftButton);
    QVERIFY(*editor.headers() == (Headers{{"", std::nullopt}}));
}

void EventsInputTest::headerKeys()
{
    HeaderEditor editor;
    show(editor, {700, 300});
    editor.setHeaders({{"a", Bytes("1")}, {"b", Bytes("2")}});
    auto* first = named<QLineEdit>(editor, QStringLiteral("Header 1, value"));
    auto* second = named<QLineEdit>(editor, QStringLiteral("Header 2, value"));
    // Columns stand under each other, whatever is in them.
    QCOMPARE(first->mapTo(&editor, QPoint()).x(), second->mapTo(&editor, QPoint()).x());
    editor.activateWindow();
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Down);
    QTRY_VERIFY(second->hasFocus());
    QTest::keyClick(second, Qt::Key_Return);
    QCOMPARE(editor.count(), 3);
    QTest::keyClick(second, Qt::Key_Delete, Qt::ControlModifier);
    QVERIFY(*editor.headers() == (Headers{{"a", Bytes("1")}, {"", Bytes()}}));
}

void EventsInputTest::placeholdersAreChecked_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, InputType type, const char* text, bool valid, const char* words = "") {
        QTest::newRow(name) << int(type) << QString::fromUtf8(text) << valid << QString::fromUtf8(words);
    };
    row("in a string", InputType::Json, R"({"a":"{{uuid}}"})", true);
    row("bare", InputType::Json, R"({"a":{{int 1..9}},"b":[{{decimal 1..2}}]})", true);
    row("quotes inside", InputType::Json, R"({"a":"{{choice 'x y' "z"}}"})", true);
    row("broken around", InputType::Json, R"({"a":{{int 1..9}} "b":1})", false, "byte 18");
    row("unknown", InputType::Text, "{{nonsense}}", false, "nonsense");
    row("not closed", InputType::Text, "a {{uuid", false, "}}");
    row("hex is looked at when it is made", InputType::Hex, "{{hex 4}}", true);
    row("int32", InputType::Int32, "{{int 1..5}}", true);
}

void EventsInputTest::placeholdersAreChecked()
{
    QFETCH(int, type);
    QFETCH(QString, text);
    QFETCH(bool, valid);
    QFETCH(QString, words);
    const auto checked = checkInput(static_cast<InputType>(type), text);
    QVERIFY(checked.filledLater);
    QCOMPARE(checked.bytes.has_value(), valid);
    if (!valid)
        QVERIFY2(QString::fromStdString(checked.bytes.error().message).contains(words), checked.bytes.error().message.c_str());
}

void EventsInputTest::placeholdersAreColoured()
{
    PayloadEditor editor(QStringLiteral("Data"), PayloadEditor::Lines::Many, {InputType::Json});
    show(editor, {500, 300});
    // The letter before the first one has two bytes.
    editor.setInput(InputType::Json, QStringLiteral("{\"\u00e9\":\"{{uuid}}\",\"b\":\"{{nonsense}}\"}"));
    const auto* text = named<QPlainTextEdit>(editor, QStringLiteral("Data"));
    const QString line = text->toPlainText();
    const auto formatAt = [&](const QString& word) {
        const int at = static_cast<int>(line.indexOf(word));
        for (const auto& range : text->document()->firstBlock().layout()->formats()) {
            if (at >= range.start && at < range.start + range.length)
                return range.format;
        }
        return QTextCharFormat();
    };
    QTRY_COMPARE(formatAt(QStringLiteral("{{uuid")).background().color(), Theme::light().accentTint);
    QCOMPARE(formatAt(QStringLiteral("{{nonsense")).underlineStyle(), QTextCharFormat::WaveUnderline);
    QVERIFY(formatAt(QStringLiteral("\"b\"")).background().style() == Qt::NoBrush);
    QVERIFY2(readableText(editor).contains(QStringLiteral("nonsense")), "the sentence stands below");
    editor.setNextSize(318);
    editor.setInput(InputType::Json, QStringLiteral("\"{{uuid}}\""));
    QVERIFY(readableText(editor).contains(QStringLiteral("318 B as sent")));
}

void EventsInputTest::payloadsGoThroughTemplates()
{
    for (const auto lines : {PayloadEditor::Lines::One, PayloadEditor::Lines::Many}) {
        PayloadEditor editor(QStringLiteral("Value"), lines, allInputTypes());
        for (const TemplatePayload& payload : std::vector<TemplatePayload>{{PayloadType::Text, "{{key of 5 user-}}"},
                                                                           {PayloadType::Int64, "17"},
                                                                           {PayloadType::Null, {}},
                                                                           {PayloadType::Empty, {}},
                                                                           {PayloadType::Base64, "AP8="}}) {
            editor.setPayload(payload);
            QVERIFY(editor.payload() == payload);
        }
        // What an editor cannot show travels as base64.
        editor.setBytes(Bytes("\xff\x00", 2));
        QVERIFY(editor.payload() == (TemplatePayload{PayloadType::Base64, "/wA="}));
    }
    HeaderEditor headers;
    const std::vector<TemplateHeader> written{{"id", {PayloadType::Text, "{{uuid}}"}}, {"n", {PayloadType::Null, {}}}, {"n", {PayloadType::Int32, "5"}}};
    headers.setWritten(written);
    QVERIFY(*headers.written() == written);
}

QTEST_MAIN(EventsInputTest)
#include "events_input_test.moc"
