// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/run_stand.h"
#include "ui/events/csv_mapping_form.h"
#include "ui/events/import_dialog.h"
#include "ui/events/import_rows.h"
#include "ui/widgets/data_table.h"

#include <QtCore/QFile>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

class RunImportTest : public RunStand
{
    Q_OBJECT
private Q_SLOTS:
    void init() { prepare(); }
    void cleanup()
    {
        m_dialog.reset();
        clear();
    }
    void jsonLines();
    void csvWithMapping();
    void keyedLines();
    void badLinesAreShown();
    void nothingUsable();
    void missingTopic();
    void fileThatIsNotThere();
    void fileThatChanged();
    void readOnlySaysSo();
    void closedWhileReading();
    void startsWhatIsShown();
    void modelIsSound();
    void everythingIsNamed();

private:
    QString write(const QString& name, const QByteArray& content)
    {
        const QString path = m_folder->filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return path;
    }
    void makeDialog(const QString& path)
    {
        m_dialog = std::make_unique<ImportDialog>(m_fixture->context(), path);
        applyTheme(*qApp, Theme::light());
        m_dialog->show();
    }
    [[nodiscard]] QPushButton* start() const { return named<QPushButton>(*m_dialog, QStringLiteral("Start import")); }
    [[nodiscard]] DataTable& table() const { return *m_dialog->findChild<DataTable*>(); }
    [[nodiscard]] QComboBox* box(const char* name) const { return named<QComboBox>(*m_dialog, QString::fromLatin1(name)); }
    void choose(const char* name, const QString& text)
    {
        QComboBox* choice = box(name);
        QVERIFY2(choice && choice->findText(text) >= 0, name);
        choice->setCurrentIndex(choice->findText(text));
    }
    [[nodiscard]] QString words() const { return readableText(*m_dialog); }
    std::unique_ptr<ImportDialog> m_dialog;
};

void RunImportTest::jsonLines()
{
    makeDialog(write(QStringLiteral("orders.ndjson"),
                     R"({"topic":"orders","partition":0,"timestamp":1700000000000,"key":"ord-1","value":"{\"a\":1}","headers":[]})"
                     "\n"
                     R"({"topic":"orders","key":null,"value":null})"
                     "\n"));
    QTRY_VERIFY2(start()->isEnabled(), qPrintable(m_dialog->whyNot() + words()));
    QVERIFY(words().contains(QStringLiteral("2 records in the file")));
    QVERIFY2(words().contains(QStringLiteral("2 records to orders: as fast as the brokers confirm.")), qPrintable(words()));
    QCOMPARE(cell(table(), 0, QStringLiteral("Key")), QStringLiteral("ord-1"));
    QCOMPARE(cell(table(), 1, QStringLiteral("Value")), QStringLiteral("NULL"));
    QCOMPARE(cell(table(), 0, QStringLiteral("Partition")), QStringLiteral("by key"));
    QCOMPARE(cell(table(), 0, QStringLiteral("Timestamp")), QStringLiteral("time of sending"));
    named<QCheckBox>(*m_dialog, QStringLiteral("Keep partitions"))->setChecked(true);
    named<QCheckBox>(*m_dialog, QStringLiteral("Keep timestamps"))->setChecked(true);
    QTRY_COMPARE(cell(table(), 0, QStringLiteral("Partition")), QStringLiteral("0"));
    QVERIFY(cell(table(), 0, QStringLiteral("Timestamp")).startsWith(QStringLiteral("2023-11-14")));
    picture(*m_dialog, QStringLiteral("import-json"));
}

void RunImportTest::csvWithMapping()
{
    makeDialog(write(QStringLiteral("orders.csv"), "id;customer;amount\n1;ann;9,50\n2;-;12\n"));
    QTRY_COMPARE(box("Format")->currentText(), QStringLiteral("CSV"));
    QCOMPARE(box("Separator")->currentText(), QStringLiteral("semicolon"));
    QTRY_COMPARE(m_dialog->whyNot(), QStringLiteral("Name the topic."));
    box("Topic")->setEditText(QStringLiteral("orders"));
    QTRY_VERIFY2(start()->isEnabled(), qPrintable(m_dialog->whyNot() + words()));
    QVERIFY(cell(table(), 0, QStringLiteral("Value")).contains(QStringLiteral("\"customer\":\"ann\"")));
    QCOMPARE(cell(table(), 0, QStringLiteral("Key")), QStringLiteral("NULL"));
    choose("Column of the key", QStringLiteral("id"));
    choose("Type of the key", QStringLiteral("int32"));
    choose("Column of the value", QStringLiteral("customer"));
    named<QLineEdit>(*m_dialog, QStringLiteral("Word for NULL"))->setText(QStringLiteral("-"));
    named<QMenu>(*m_dialog, QStringLiteral("Columns that become headers"))->actions().at(2)->trigger();
    QTRY_COMPARE(cell(table(), 0, QStringLiteral("Value")), QStringLiteral("ann"));
    QCOMPARE(cell(table(), 1, QStringLiteral("Value")), QStringLiteral("NULL"));
    QCOMPARE(cell(table(), 0, QStringLiteral("Headers")), QStringLiteral("amount=9,50"));
    QVERIFY(cell(table(), 0, QStringLiteral("Key")) != QStringLiteral("1")); // four bytes
    QVERIFY(start()->isEnabled());
    picture(*m_dialog, QStringLiteral("import-csv"));
}

void RunImportTest::keyedLines()
{
    makeDialog(write(QStringLiteral("pairs.txt"), "k1:v1\nk2:\n"));
    QTRY_VERIFY(box("Format")->currentText().contains(QStringLiteral("kcat")));
    box("Topic")->setEditText(QStringLiteral("orders"));
    QTRY_VERIFY(start()->isEnabled());
    QCOMPARE(cell(table(), 0, QStringLiteral("Key")), QStringLiteral("k1"));
    QCOMPARE(cell(table(), 1, QStringLiteral("Value")), QStringLiteral("empty"));
    named<QCheckBox>(*m_dialog, QStringLiteral("Empty is NULL, as kcat -Z"))->setChecked(true);
    QTRY_COMPARE(cell(table(), 1, QStringLiteral("Value")), QStringLiteral("NULL"));
    named<QLineEdit>(*m_dialog, QStringLiteral("Between key and value"))->clear();
    QTRY_COMPARE(cell(table(), 0, QStringLiteral("Value")), QStringLiteral("k1:v1"));
    QCOMPARE(cell(table(), 0, QStringLiteral("Partition")), QStringLiteral("random"));
}

void RunImportTest::badLinesAreShown()
{
    QByteArray lines;
    for (int i = 1; i <= 12; ++i)
        lines += i == 9 ? "{\"topic\":\"orders\", broken\n" : R"({"topic":"orders","key":"k","value":"v"})" "\n";
    makeDialog(write(QStringLiteral("some.ndjson"), lines));
    QTRY_VERIFY(start()->isEnabled());
    QCOMPARE(table().model()->rowCount(), 6); // five, and the bad one
    QVERIFY2(cell(table(), 5, QStringLiteral("Value")).contains(QStringLiteral("9")), qPrintable(cell(table(), 5, QStringLiteral("Value"))));
    QCOMPARE(cell(table(), 5, QStringLiteral("Topic")), QStringLiteral("left out"));
    QVERIFY(words().contains(QStringLiteral("12 records in the file · 1 cannot be sent and is left out")));
    QVERIFY(words().contains(QStringLiteral("11 records to orders")));
    picture(*m_dialog, QStringLiteral("import-bad-line"));
}

void RunImportTest::nothingUsable()
{
    makeDialog(write(QStringLiteral("none.ndjson"), "{\"nonsense\n"));
    box("Format")->setCurrentIndex(0);
    QTRY_VERIFY(table().model()->rowCount() == 1);
    QVERIFY(!start()->isEnabled());
    QCOMPARE(m_dialog->whyNot(), QStringLiteral("There is no record that can be sent."));
}

void RunImportTest::missingTopic()
{
    makeDialog(write(QStringLiteral("orders.ndjson"), R"({"topic":"not-there","key":"k","value":"v"})" "\n"));
    QTRY_VERIFY(words().contains(QStringLiteral("The topic not-there does not exist.")));
    QVERIFY(!start()->isEnabled());
    named<QCheckBox>(*m_dialog, QStringLiteral("Each record's own topic"))->setChecked(false);
    box("Topic")->setEditText(QStringLiteral("orders"));
    QTRY_VERIFY(start()->isEnabled());
    QCOMPARE(cell(table(), 0, QStringLiteral("Topic")), QStringLiteral("orders"));
}

void RunImportTest::fileThatIsNotThere()
{
    makeDialog(m_folder->filePath(QStringLiteral("gone.csv")));
    QTRY_VERIFY(words().contains(QStringLiteral("is not there any more.")));
    QVERIFY(!start()->isEnabled());
    write(QStringLiteral("gone.csv"), "a,b\n1,2\n");
    buttonNamed(*m_dialog, QStringLiteral("Look again"))->click();
    box("Topic")->setEditText(QStringLiteral("orders"));
    QTRY_VERIFY(start()->isEnabled());
}

void RunImportTest::fileThatChanged()
{
    const QString path = write(QStringLiteral("orders.txt"), "k:v\n");
    makeDialog(path);
    box("Topic")->setEditText(QStringLiteral("orders"));
    QTRY_VERIFY(start()->isEnabled());
    RunRequest request;
    connect(m_dialog.get(), &ImportDialog::startWanted, this, [&](const RunRequest& wanted) { request = wanted; });
    start()->click();
    QVERIFY(request.open);
    QVERIFY(request.open().has_value());
    write(QStringLiteral("orders.txt"), "k:v\nmore:lines\n");
    const auto changed = request.open();
    QVERIFY(!changed && changed.error().message.find("was changed since") != std::string::npos);
    QFile::remove(path);
    const auto gone = request.open();
    QVERIFY(!gone && gone.error().kind == ErrorKind::NotFound);
}

void RunImportTest::readOnlySaysSo()
{
    m_fixture->connection.readOnly = true;
    makeDialog(write(QStringLiteral("orders.ndjson"), R"({"topic":"orders","key":"k","value":"v"})" "\n"));
    QTRY_COMPARE(table().model()->rowCount(), 1); // looking is allowed
    QVERIFY(!start()->isEnabled());
    QVERIFY(words().contains(QStringLiteral("This connection is read-only: nothing can be sent.")));
}

void RunImportTest::closedWhileReading()
{
    m_fixture->cluster->delay(Op::Topic, 300ms);
    makeDialog(write(QStringLiteral("orders.ndjson"), R"({"topic":"orders","key":"k","value":"v"})" "\n"));
    QTRY_VERIFY(m_fixture->cluster->calls(Op::Topic) > 0);
    QElapsedTimer closing;
    closing.start();
    m_dialog.reset();
    QVERIFY(closing.elapsed() < 250);
    QTest::qWait(350);
}

void RunImportTest::startsWhatIsShown()
{
    makeFeed();
    makeDialog(write(QStringLiteral("pairs.txt"), "k1:v1\nk2:v2\n"));
    box("Topic")->setEditText(QStringLiteral("orders"));
    choose("Pace", QStringLiteral("at a rate"));
    QTRY_VERIFY(start()->isEnabled());
    RunRequest request;
    connect(m_dialog.get(), &ImportDialog::startWanted, this, [&](const RunRequest& wanted) { request = wanted; });
    start()->click();
    QVERIFY(!m_dialog->isVisible());
    QCOMPARE(request.title, QStringLiteral("Import of pairs.txt at 100 a second"));
    QCOMPARE(request.topics, QStringList{QStringLiteral("orders")});
    QCOMPARE(request.plan.stop.afterFailures, std::optional<std::uint64_t>(100));
    auto source = request.open();
    QVERIFY(source.has_value());
    OutgoingRecord record;
    QVERIFY((*source)->next(record).value_or(false));
    QCOMPARE(*record.key, Bytes("k1"));
    QCOMPARE(record.topic, std::string("orders"));
}

void RunImportTest::modelIsSound()
{
    TableModel<ImportRow> model(importColumns(), importRowKey);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    OutgoingRecord record;
    record.topic = "a\u202eb";
    record.key = Bytes("\x01\xff", 2);
    record.headers = {{"h", std::nullopt}, {"h", Bytes()}};
    model.setRows({{1, record, {}}, {2, {}, QStringLiteral("Line 2 is no JSON.")}});
    QCOMPARE(model.index(1, 5).data().toString(), QStringLiteral("Line 2 is no JSON."));
    QCOMPARE(model.index(0, 6).data().toString(), QStringLiteral("h=NULL, h=empty"));
    QVERIFY(!model.index(0, 1).data().toString().contains(QChar(0x202e)));
    QCOMPARE(model.index(0, 5).data().toString(), QStringLiteral("NULL"));
    model.setRows({{1, record, {}}});
    model.setRows({});
}

void RunImportTest::everythingIsNamed()
{
    makeDialog(write(QStringLiteral("orders.csv"), "id,customer\n1,ann\n"));
    QTRY_COMPARE(box("Format")->currentText(), QStringLiteral("CSV"));
    QCOMPARE(unnamedControls(m_dialog.get()), QStringList());
}

QTEST_MAIN(RunImportTest)
#include "run_import_test.moc"
