// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/records_stand.h"
#include "ui/records/column_choice.h"
#include "ui/records/columns_dialog.h"
#include "ui/records/export_dialog.h"
#include "ui/records/export_words.h"
#include "ui/widgets/notice_bar.h"

#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>

#include <atomic>
#include <thread>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

ExportOffer offer()
{
    ExportOffer result;
    result.topic = QStringLiteral("events.ordercreated");
    result.rangeWords = QStringLiteral("From billing's offset, partition 2");
    result.range.emplace();
    result.range->range.topic = "events.ordercreated";
    result.hits = ExportChosen{"events.ordercreated", {{0, 1}, {0, 2}}, Isolation::ReadUncommitted};
    result.columns = {QStringLiteral("timestamp"), QStringLiteral("value.data.amount")};
    return result;
}

ExportReport half()
{
    ExportReport report;
    report.records = 1'204'331;
    report.bytes = 512LL << 20U;
    report.coverage.offsetsInRange = 3'000'000;
    report.coverage.offsetsScanned = 1'500'000;
    report.coverage.end = ScanEnd::Running;
    return report;
}

} // namespace

class RecordsColumnsExportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { settleWidgets(); }
    void init() { QSettings().clear(); }
    void cleanupTestCase() { QSettings().clear(); }
    void remembersColumns();
    void columnsDialog();
    void columnsByKeyboard();
    void exportWords();
    void exportForm();
    void exportRuns();
    void exportCancelled();
    void exportFails();
    void closedWhileRunning();
    void writesAFile();
    void looks();
};

void RecordsColumnsExportTest::remembersColumns()
{
    QCOMPARE(columnsOf(QStringLiteral("orders")), usualColumns());
    const QStringList own{QStringLiteral("offset"), QStringLiteral("value.data.amount"), QStringLiteral("header[\"a/b\"]")};
    setColumnsOf(QStringLiteral("a/orders"), own);
    QCOMPARE(columnsOf(QStringLiteral("a/orders")), own);
    QCOMPARE(columnsOf(QStringLiteral("a")), usualColumns());
    QSettings().setValue(QStringLiteral("recordColumns/orders"), QStringList{QStringLiteral("value..["), QStringLiteral("key"), QStringLiteral("key")});
    QCOMPARE(columnsOf(QStringLiteral("orders")), QStringList{QStringLiteral("key")});
    setColumnsOf(QStringLiteral("orders"), usualColumns());
    QVERIFY(!QSettings().contains(QStringLiteral("recordColumns/orders")));
    QCOMPARE(columnTitle(QStringLiteral("timestamp")), QStringLiteral("Time"));
    QCOMPARE(columnTitle(QStringLiteral("value.x")), QStringLiteral("value.x"));
    for (const QString& column : offeredColumns())
        QCOMPARE(readColumn(column), column);
    QString problem;
    QVERIFY(readColumn(QStringLiteral("nothing.at.all"), &problem).isEmpty());
    QVERIFY(!problem.isEmpty());
}

void RecordsColumnsExportTest::columnsDialog()
{
    ColumnsDialog dialog(QStringLiteral("orders"), {QStringLiteral("value.data.amount"), QStringLiteral("header[\"source\"]")});
    dialog.open();
    QCOMPARE(dialog.columns(), usualColumns());
    auto* path = named<QLineEdit>(dialog, QStringLiteral("Path or header of a new column"));
    auto* add = qobject_cast<QPushButton*>(buttonNamed(dialog, QStringLiteral("Add")));
    path->setText(QStringLiteral("value.data["));
    QVERIFY(!add->isEnabled());
    QCOMPARE(path->property("look").toString(), QStringLiteral("invalid"));
    QTest::keyClick(path, Qt::Key_Return);
    QCOMPARE(dialog.columns(), usualColumns());
    path->setText(QStringLiteral(" value.data.amount "));
    QTest::mouseClick(add, Qt::LeftButton);
    QCOMPARE(dialog.columns().back(), QStringLiteral("value.data.amount"));
    QCOMPARE(path->text(), QString());
    // Typed again it is ticked, not doubled.
    path->setText(QStringLiteral("value.data.amount"));
    QTest::keyClick(path, Qt::Key_Return);
    QCOMPARE(dialog.columns().count(QStringLiteral("value.data.amount")), 1);
    QCOMPARE(unnamedControls(&dialog), QStringList());
    picture(dialog, QStringLiteral("columns"));
    QSignalSpy chosen(&dialog, &ColumnsDialog::chosen);
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Apply")), Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(columnsOf(QStringLiteral("orders")).back(), QStringLiteral("value.data.amount"));
}

void RecordsColumnsExportTest::columnsByKeyboard()
{
    ColumnsDialog dialog(QStringLiteral("orders"), {});
    dialog.open();
    auto* list = dialog.findChild<QListWidget*>();
    list->setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(dialog.columns().mid(0, 2), (QStringList{QStringLiteral("partition"), QStringLiteral("timestamp")}));
    QCOMPARE(list->currentRow(), 1);
    QTest::keyClick(list, Qt::Key_Space);
    QVERIFY(!dialog.columns().contains(QStringLiteral("timestamp")));
    // The offered ones can be unticked, not removed.
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(list->count(), offeredColumns().size());
    for (int i = 0; i < list->count(); ++i)
        list->item(i)->setCheckState(Qt::Unchecked);
    QVERIFY(!buttonNamed(dialog, QStringLiteral("Apply"))->isEnabled());
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Usual ones")), Qt::LeftButton);
    QCOMPARE(dialog.columns(), usualColumns());
}

void RecordsColumnsExportTest::exportWords()
{
    QCOMPARE(exportProgressWords(half(), 10'000), QStringLiteral("1,204,331 records · 512.0 MiB · 120,433 records/s · 50 % of the range"));
    ExportReport chosen;
    chosen.chosen = 4;
    chosen.records = 1;
    chosen.missing = {{0, 7}};
    QCOMPARE(exportProgressWords(chosen, 0), QStringLiteral("1 record · 0 B · 50 % of the chosen"));
    chosen.records = 3;
    ExportEnd end = describeExport(chosen);
    QCOMPARE(end.tone, Tone::Warning);
    QVERIFY(end.sentence.contains(QStringLiteral("1 chosen record")));
    QCOMPARE(end.details, QStringLiteral("Partition 0, offset 7 is missing"));
    ExportReport range = half();
    range.coverage.end = ScanEnd::Failed;
    ScanCoverage part;
    part.end = 100;
    part.next = 40;
    part.error = Error{ErrorKind::Broker, "The batch at offset 40 is damaged.", {}, 0, false};
    range.coverage.partitions[3] = part;
    end = describeExport(range);
    QCOMPARE(end.tone, Tone::Warning);
    QVERIFY(end.sentence.contains(QStringLiteral("60 offsets were not read")));
    QVERIFY(end.details.contains(QStringLiteral("Partition 3: offsets 40 – 99 were not read; The batch at offset 40")));
    ExportReport cancelled = half();
    cancelled.cancelled = true;
    QVERIFY(describeExport(cancelled).sentence.contains(QStringLiteral("no file was kept")));
}

void RecordsColumnsExportTest::exportForm()
{
    QTemporaryDir folder;
    std::optional<ExportRequest> asked;
    std::atomic<int> runs = 0;
    ExportDialog dialog(TaskPool::create(1),
                        [&](const ExportRequest& request, const std::filesystem::path& path, const ExportProgress&, std::stop_token) {
                            asked = request;
                            ++runs;
                            ExportReport report;
                            report.file = path;
                            return Result<ExportReport>(report);
                        },
                        offer());
    dialog.open();
    auto* file = named<QLineEdit>(dialog, QStringLiteral("File"));
    auto* run = qobject_cast<QPushButton*>(buttonNamed(dialog, QStringLiteral("Export")));
    QVERIFY(!named<QRadioButton>(dialog, QStringLiteral("The selected rows: 1 record")));
    const auto refused = [&](const QString& path) {
        file->setText(path);
        return !run->isEnabled();
    };
    QVERIFY(refused(QString()));
    QVERIFY(refused(folder.path()));
    QVERIFY(refused(folder.filePath(QStringLiteral("no/such/x.csv"))));
    QVERIFY(!refused(folder.filePath(QStringLiteral("out.ndjson"))));
    named<QComboBox>(dialog, QStringLiteral("Format"))->setCurrentIndex(1);
    QCOMPARE(file->text(), folder.filePath(QStringLiteral("out.csv")));
    auto* columns = named<QLineEdit>(dialog, QStringLiteral("Further columns"));
    QCOMPARE(columns->text(), QStringLiteral("value.data.amount"));
    columns->setText(QStringLiteral("value.data["));
    QVERIFY(!run->isEnabled());
    columns->setText(QStringLiteral("value.data.amount, key"));
    named<QRadioButton>(dialog, QStringLiteral("The hits found so far: 2 records"))->setChecked(true);
    QTest::mouseClick(run, Qt::LeftButton);
    QTRY_VERIFY(!dialog.isRunning());
    QCOMPARE(runs, 1);
    QVERIFY(std::holds_alternative<ExportChosen>(asked->what));
    QCOMPARE(asked->style.format, ExportFormat::Csv);
    QCOMPARE(asked->style.columns.size(), 2U);
    QFile existing(folder.filePath(QStringLiteral("there.csv")));
    QVERIFY(existing.open(QIODevice::WriteOnly));
    file->setText(existing.fileName());
    QVERIFY(readableText(dialog).contains(QStringLiteral("will be replaced")));
}

void RecordsColumnsExportTest::exportRuns()
{
    QTemporaryDir folder;
    std::atomic<bool> go = false;
    ExportDialog dialog(TaskPool::create(1),
                        [&](const ExportRequest&, const std::filesystem::path& path, const ExportProgress& progress, std::stop_token) {
                            progress(half());
                            while (!go)
                                std::this_thread::sleep_for(5ms);
                            ExportReport report = half();
                            report.coverage.end = ScanEnd::Failed;
                            report.file = path.string() + ".partial";
                            return Result<ExportReport>(report);
                        },
                        offer());
    dialog.open();
    dialog.setFile(folder.filePath(QStringLiteral("out.ndjson")));
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Export")), Qt::LeftButton);
    QTRY_VERIFY(readableText(dialog).contains(QStringLiteral("1,204,331 records")));
    QCOMPARE(dialog.findChild<QProgressBar*>()->value(), 500);
    QVERIFY(!named<QLineEdit>(dialog, QStringLiteral("File"))->isEnabled());
    picture(dialog, QStringLiteral("export-running"));
    go = true;
    QTRY_VERIFY(!dialog.isRunning());
    QVERIFY(dialog.findChild<NoticeBar*>()->sentence().contains(QStringLiteral("Kept as out.ndjson.partial")));
    QVERIFY(buttonNamed(dialog, QStringLiteral("Show file")));
    QVERIFY(buttonNamed(dialog, QStringLiteral("Close")));
    picture(dialog, QStringLiteral("export-end"));
}

void RecordsColumnsExportTest::exportCancelled()
{
    QTemporaryDir folder;
    ExportDialog dialog(TaskPool::create(1),
                        [](const ExportRequest&, const std::filesystem::path&, const ExportProgress&, std::stop_token stop) {
                            while (!stop.stop_requested())
                                std::this_thread::sleep_for(5ms);
                            ExportReport report = half();
                            report.cancelled = true;
                            return Result<ExportReport>(report);
                        },
                        offer());
    dialog.open();
    dialog.setFile(folder.filePath(QStringLiteral("out.ndjson")));
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Export")), Qt::LeftButton);
    QTest::qWait(30);
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(dialog.isVisible());
    QTRY_VERIFY(!dialog.isRunning());
    QVERIFY(dialog.findChild<NoticeBar*>()->sentence().startsWith(QStringLiteral("Cancelled")));
    QVERIFY(!buttonNamed(dialog, QStringLiteral("Show file")));
    // And it can be started again.
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Export")), Qt::LeftButton);
    QVERIFY(dialog.isRunning());
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QTRY_VERIFY(!dialog.isRunning());
}

void RecordsColumnsExportTest::exportFails()
{
    QTemporaryDir folder;
    ExportDialog dialog(TaskPool::create(1),
                        [](const ExportRequest&, const std::filesystem::path&, const ExportProgress&, std::stop_token) {
                            return Result<ExportReport>(fail(ErrorKind::Internal, "The disk is full."));
                        },
                        offer());
    dialog.open();
    dialog.setFile(folder.filePath(QStringLiteral("out.ndjson")));
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Export")), Qt::LeftButton);
    QTRY_COMPARE(dialog.findChild<NoticeBar*>()->sentence(), QStringLiteral("The disk is full."));
    QVERIFY(buttonNamed(dialog, QStringLiteral("Export"))->isEnabled());
}

void RecordsColumnsExportTest::closedWhileRunning()
{
    QTemporaryDir folder;
    auto stopped = std::make_shared<std::atomic<bool>>(false);
    auto started = std::make_shared<std::atomic<bool>>(false);
    auto dialog = std::make_unique<ExportDialog>(
        TaskPool::create(1),
        [=](const ExportRequest&, const std::filesystem::path&, const ExportProgress& progress, std::stop_token stop) {
            *started = true;
            while (!stop.stop_requested()) {
                progress(half());
                std::this_thread::sleep_for(2ms);
            }
            progress(half());
            *stopped = true;
            return Result<ExportReport>(half());
        },
        offer());
    dialog->open();
    dialog->setFile(folder.filePath(QStringLiteral("out.ndjson")));
    QTest::mouseClick(buttonNamed(*dialog, QStringLiteral("Export")), Qt::LeftButton);
    QTRY_VERIFY(*started);
    dialog.reset();
    QTRY_VERIFY(*stopped);
    QTest::qWait(30);
}

void RecordsColumnsExportTest::writesAFile()
{
    auto cluster = std::make_shared<FakeCluster>();
    cluster->addTopic("orders", 1);
    for (int i = 0; i < 20; ++i)
        cluster->append("orders", 0, "k" + std::to_string(i), "v" + std::to_string(i));
    ExportOffer what;
    what.topic = QStringLiteral("orders");
    what.selected = ExportChosen{"orders", {{0, 3}, {0, 7}}, Isolation::ReadUncommitted};
    QTemporaryDir folder;
    ExportDialog dialog(TaskPool::create(1), exportFrom(cluster), what);
    dialog.open();
    dialog.setFile(folder.filePath(QStringLiteral("out.txt")));
    named<QComboBox>(dialog, QStringLiteral("Format"))->setCurrentIndex(2);
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Export")), Qt::LeftButton);
    QTRY_VERIFY(!dialog.isRunning());
    QVERIFY2(dialog.findChild<NoticeBar*>()->sentence().startsWith(QStringLiteral("Wrote 2 records")), qPrintable(dialog.findChild<NoticeBar*>()->sentence()));
    QFile file(folder.filePath(QStringLiteral("out.txt")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("v3\nv7\n"));
}

void RecordsColumnsExportTest::looks()
{
    ExportDialog dialog(TaskPool::create(1), {}, offer());
    dialog.setFile(QStringLiteral("/tmp/events.ordercreated.ndjson"));
    named<QComboBox>(dialog, QStringLiteral("Format"))->setCurrentIndex(1);
    dialog.open();
    QCOMPARE(unnamedControls(&dialog), QStringList());
    picture(dialog, QStringLiteral("export"));
}

QTEST_MAIN(RecordsColumnsExportTest)
#include "records_columns_export_test.moc"
