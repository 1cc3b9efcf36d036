// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"

#include "ui/connections/connections_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"

#include <QtCore/QTemporaryDir>
#include <QtCore/QThread>
#include <QtTest/QAbstractItemModelTester>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>

#include <atomic>

using namespace weir;
using namespace weir::test;
using namespace weir::ui;

namespace {

EnvironmentLookup variables(std::map<std::string, std::string> values)
{
    return [values = std::move(values)](const char* name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

Profile profile(const std::string& name, Environment environment)
{
    Profile result;
    result.name = name;
    result.bootstrapServers = name + "-1.example:9092," + name + "-2.example:9092";
    result.environment = environment;
    return result;
}

Result<PingReply> threeBrokers(const Profile&, const Call&)
{
    PingReply reply;
    reply.roundTrip = std::chrono::microseconds(3'700);
    reply.clusterId = "4L6g3nShT-eMCtK";
    reply.brokers = {{1, "a", 9092, {}}, {2, "b", 9092, {}}, {3, "c", 9092, {}}};
    return reply;
}

/// The edit with that accessible name.
QLineEdit* field(QWidget& page, const char* name)
{
    for (auto* edit : page.findChildren<QLineEdit*>()) {
        if (edit->accessibleName() == QLatin1String(name))
            return edit;
    }
    return nullptr;
}

void type(QWidget& page, const char* name, const QString& text)
{
    auto* edit = field(page, name);
    edit->clear();
    // QTest's keys are Latin-1 only.
    if (text.toLatin1() == text.toUtf8())
        QTest::keyClicks(edit, text);
    else
        edit->insert(text);
}

void press(QWidget& page, const char* text)
{
    auto* button = visibleButton(page, QString::fromUtf8(text));
    QVERIFY2(button && button->isEnabled(), text);
    QTest::mouseClick(button, Qt::LeftButton);
}

/// The visible notice that says something with that text in it; empty when there is none.
QString notice(QWidget& page, const char* part)
{
    for (auto* bar : page.findChildren<NoticeBar*>()) {
        if (bar->isVisible() && bar->sentence().contains(QString::fromUtf8(part)))
            return bar->sentence();
    }
    return {};
}

struct ConnectionStand : PageStand {
    ConnectionStand() : file(std::filesystem::path(dir.path().toStdString()) / "connections.json") { cluster.reset(); }
    [[nodiscard]] std::unique_ptr<ConnectionsPage> page(ConnectionProbe probe = threeBrokers,
                                                        EnvironmentLookup environment = variables({}))
    {
        auto made = std::make_unique<ConnectionsPage>(context(), file, std::move(environment), std::move(probe));
        PageStand::show(*made);
        return made;
    }
    [[nodiscard]] QStringList saved() const
    {
        QStringList names;
        for (const auto& one : file.load().value_or(std::vector<Profile>()))
            names << QString::fromStdString(one.name);
        return names;
    }
    QTemporaryDir dir;
    ProfileFile file;
};

} // namespace

class ConnectionsPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsAllSources();
    void testsAConnection();
    void saysWhyATestFailed();
    void stopsATest();
    void validates_data();
    void validates();
    void addsAndConnects();
    void editsAndRenames();
    void duplicates();
    void removesWithUndo();
    void brokenFileIsLeftAlone();
    void badEnvironmentIsSaid();
    void savingFails();
    void closedEarly();
};

void ConnectionsPageTest::listsAllSources()
{
    ConnectionStand stand;
    Profile production = profile("payments-prod", Environment::Production);
    production.readOnly = true;
    QVERIFY(stand.file.put(production, false));
    QVERIFY(stand.file.put(profile("orders-staging", Environment::Test), false));
    const auto page = stand.page(threeBrokers, variables({{"KAFKA__BOOTSTRAP_SERVERS", "localhost:9092"}}));
    QAbstractItemModelTester tester(page->table()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(page->table()->model()->rowCount(), 4);
    QVERIFY(page->isSettled());
    QCOMPARE(unnamedControls(page.get()), QStringList());
    QVERIFY(page->table()->selectKey(QStringLiteral("environment")));
    QVERIFY(!visibleButton(*page, QStringLiteral("Edit…")));
    QVERIFY(visibleButton(*page, QStringLiteral("Duplicate…")));
    QVERIFY(page->table()->selectKey(QStringLiteral("demo")));
    QVERIFY(!visibleButton(*page, QStringLiteral("Remove")));
    PageStand::shoot(*page, QStringLiteral("connections-demo"));
    QVERIFY(page->table()->selectKey(QStringLiteral("saved:payments-prod")));
    press(*page, "Test connection");
    QTRY_VERIFY(!notice(*page, "Connected").isEmpty());
    PageStand::shoot(*page, QStringLiteral("connections"));
}

void ConnectionsPageTest::testsAConnection()
{
    ConnectionStand stand;
    QVERIFY(stand.file.put(profile("a", Environment::Test), false));
    const auto page = stand.page();
    QTRY_COMPARE(page->table()->currentKey(), QStringLiteral("saved:a"));
    press(*page, "Test connection");
    QTRY_COMPARE(notice(*page, "Connected"), QStringLiteral("Connected: 3 brokers, cluster id 4L6g3nShT-eMCtK, 4 ms"));
    // The result belongs to the connection it was made for.
    page->table()->selectKey(QStringLiteral("demo"));
    QCOMPARE(notice(*page, "Connected"), QString());
}

void ConnectionsPageTest::saysWhyATestFailed()
{
    ConnectionStand stand;
    QVERIFY(stand.file.put(profile("a", Environment::Test), false));
    const auto page = stand.page([](const Profile&, const Call&) -> Result<PingReply> { return fail(unreachable()); });
    QTRY_COMPARE(page->table()->currentKey(), QStringLiteral("saved:a"));
    press(*page, "Test connection");
    QTRY_COMPARE(notice(*page, "broker"), QStringLiteral("No broker answers."));
    QVERIFY(visibleButton(*page, QStringLiteral("Copy details")));
    PageStand::shoot(*page, QStringLiteral("connections-failed"));
}

void ConnectionsPageTest::stopsATest()
{
    ConnectionStand stand;
    QVERIFY(stand.file.put(profile("a", Environment::Test), false));
    std::atomic<bool> asked = false;
    std::atomic<bool> stopped = false;
    const auto page = stand.page([&](const Profile&, const Call& call) -> Result<PingReply> {
        asked = true;
        while (!call.over())
            QThread::msleep(5);
        stopped = call.stop.stop_requested();
        return fail(cancelledError("The test"));
    });
    QTRY_COMPARE(page->table()->currentKey(), QStringLiteral("saved:a"));
    press(*page, "Test connection");
    QVERIFY(!notice(*page, "Asking a-1.example:9092").isEmpty());
    // What is stopped before a thread took it up never runs, and rightly so; here a running probe is to be stopped.
    QTRY_VERIFY(asked);
    press(*page, "Stop");
    QTRY_VERIFY(stopped);
    QCOMPARE(notice(*page, "Asking"), QString());
}

void ConnectionsPageTest::validates_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("servers");
    QTest::addColumn<QString>("group");
    QTest::addColumn<QString>("problem"); // empty: it can be saved
    const auto row = [](const char* tag, const char* name, const char* servers, const char* group, const char* problem) {
        QTest::newRow(tag) << QString::fromUtf8(name) << QString::fromUtf8(servers) << QString::fromUtf8(group)
                           << QString::fromUtf8(problem);
    };
    row("good", "n", "h:1", "g", "");
    row("spaces around are trimmed", " n ", " h:1 ", " g ", "");
    row("several servers", "n", "h:1,h2:65535,[::1]:9092", "g", "");
    row("no name", "", "h:1", "g", "name");
    row("taken name", "taken", "h:1", "g", "Another connection has this name");
    row("name of the demo", "demo", "h:1", "g", "Another connection has this name");
    row("no servers", "n", "", "g", "bootstrap servers");
    row("no port", "n", "host", "g", "no port");
    row("bad port", "n", "host:99999", "g", "bad port");
    row("scheme", "n", "http://host:1", "g", "scheme");
    row("no group", "n", "h:1", "", "group id");
    row("bidirectional", "n\u202E", "h:1", "g", "invisible");
}

void ConnectionsPageTest::validates()
{
    QFETCH(QString, name);
    QFETCH(QString, servers);
    QFETCH(QString, group);
    QFETCH(QString, problem);
    ConnectionStand stand;
    QVERIFY(stand.file.put(profile("taken", Environment::Test), false));
    const auto page = stand.page();
    QTRY_COMPARE(page->table()->model()->rowCount(), 2);
    press(*page, "Add connection…");
    auto* save = visibleButton(*page, QStringLiteral("Save"));
    QVERIFY(!save->isEnabled()); // and nothing is marked as wrong before it was touched
    QVERIFY(field(*page, "Name")->property("look").toString().isEmpty());
    type(*page, "Name", name);
    type(*page, "Bootstrap servers", servers);
    type(*page, "Group id", group);
    QCOMPARE(save->isEnabled(), problem.isEmpty());
    QVERIFY2(save->accessibleDescription().contains(problem), qPrintable(save->accessibleDescription()));
    if (QTest::currentDataTag() == QByteArrayLiteral("bad port"))
        PageStand::shoot(*page, QStringLiteral("connections-invalid"));
}

void ConnectionsPageTest::addsAndConnects()
{
    ConnectionStand stand;
    const auto page = stand.page();
    QTRY_COMPARE(page->table()->model()->rowCount(), 1);
    press(*page, "Add connection…");
    QVERIFY(!page->table()->isEnabled());
    type(*page, "Name", QStringLiteral("new one"));
    type(*page, "Bootstrap servers", QStringLiteral("localhost:19092"));
    press(*page, "Save");
    QTRY_COMPARE(page->table()->currentKey(), QStringLiteral("saved:new one"));
    QCOMPARE(stand.saved(), QStringList{QStringLiteral("new one")});
    QVERIFY(page->table()->isEnabled());
    press(*page, "Connect");
    QCOMPARE(stand.navigator.last<UseConnection>()->profile, QStringLiteral("new one"));
    page->table()->selectKey(QStringLiteral("demo"));
    QTest::keyClick(page->table(), Qt::Key_Return);
    QCOMPARE(stand.navigator.last<UseConnection>()->profile, QStringLiteral("demo"));
}

void ConnectionsPageTest::editsAndRenames()
{
    ConnectionStand stand;
    QVERIFY(stand.file.put(profile("old", Environment::Test), false));
    const auto page = stand.page();
    QTRY_COMPARE(page->table()->currentKey(), QStringLiteral("saved:old"));
    press(*page, "Edit…");
    QVERIFY(visibleButton(*page, QStringLiteral("Save"))->isEnabled()); // its own name is not taken
    PageStand::shoot(*page, QStringLiteral("connections-edit"));
    type(*page, "Name", QStringLiteral("renamed"));
    for (auto* box : page->findChildren<QComboBox*>()) {
        if (box->accessibleName() == QLatin1String("Environment"))
            box->setCurrentIndex(2);
    }
    page->findChild<QCheckBox*>()->setChecked(true);
    QTest::keyClick(field(*page, "Name"), Qt::Key_Return);
    QTRY_COMPARE(stand.saved(), QStringList{QStringLiteral("renamed")});
    const auto saved = stand.file.load();
    QCOMPARE(saved->front().environment, Environment::Production);
    QVERIFY(saved->front().readOnly);
    QTRY_COMPARE(page->table()->currentKey(), QStringLiteral("saved:renamed"));
    // Escape leaves everything as it was.
    press(*page, "Edit…");
    type(*page, "Name", QStringLiteral("never"));
    QTest::keyClick(field(*page, "Name"), Qt::Key_Escape);
    QVERIFY(visibleButton(*page, QStringLiteral("Edit…")));
    QCOMPARE(stand.saved(), QStringList{QStringLiteral("renamed")});
}

void ConnectionsPageTest::duplicates()
{
    ConnectionStand stand;
    QVERIFY(stand.file.put(profile("a", Environment::Production), false));
    Profile copy = profile("a", Environment::Test);
    copy.name = "a copy";
    QVERIFY(stand.file.put(copy, false));
    const auto page = stand.page();
    QTRY_COMPARE(page->table()->model()->rowCount(), 3);
    page->table()->selectKey(QStringLiteral("saved:a"));
    press(*page, "Duplicate…");
    QCOMPARE(field(*page, "Name")->text(), QStringLiteral("a copy 2"));
    press(*page, "Save");
    QTRY_COMPARE(stand.saved().size(), 3);
    QCOMPARE(stand.file.load()->back().environment, Environment::Production);
}

void ConnectionsPageTest::removesWithUndo()
{
    ConnectionStand stand;
    QVERIFY(stand.file.put(profile("a", Environment::Test), false));
    QVERIFY(stand.file.put(profile("b", Environment::Production), false));
    const auto page = stand.page();
    QTRY_COMPARE(page->table()->model()->rowCount(), 3);
    page->table()->selectKey(QStringLiteral("saved:b"));
    press(*page, "Remove");
    QTRY_COMPARE(page->table()->model()->rowCount(), 2);
    QCOMPARE(stand.saved(), QStringList{QStringLiteral("a")});
    QVERIFY(!notice(*page, "Removed “b”").isEmpty());
    PageStand::shoot(*page, QStringLiteral("connections-removed"));
    press(*page, "Undo");
    QTRY_COMPARE(stand.saved().size(), 2);
    QTRY_COMPARE(page->table()->currentKey(), QStringLiteral("saved:b"));
    QCOMPARE(stand.file.load()->back(), profile("b", Environment::Production));
    QVERIFY(notice(*page, "Removed").isEmpty());
}

void ConnectionsPageTest::brokenFileIsLeftAlone()
{
    ConnectionStand stand;
    const QString path = stand.dir.filePath(QStringLiteral("connections.json"));
    const QByteArray broken = "{ \"profiles\": [ {\"name\": ";
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(broken);
    file.close();
    const auto page = stand.page();
    QTRY_VERIFY(!notice(*page, "was not changed").isEmpty());
    QCOMPARE(page->table()->model()->rowCount(), 1); // the demo works all the same
    QVERIFY(!visibleButton(*page, QStringLiteral("Add connection…"))->isEnabled());
    QVERIFY(!visibleButton(*page, QStringLiteral("Add connection…"))->toolTip().isEmpty());
    PageStand::shoot(*page, QStringLiteral("connections-broken"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), broken);
    file.remove();
    press(*page, "Retry");
    QTRY_VERIFY(notice(*page, "was not changed").isEmpty());
    QVERIFY(visibleButton(*page, QStringLiteral("Add connection…"))->isEnabled());
}

void ConnectionsPageTest::badEnvironmentIsSaid()
{
    ConnectionStand stand;
    const auto page = stand.page(threeBrokers, variables({{"KAFKA__BOOTSTRAP_SERVERS", "nonsense"}}));
    QTRY_VERIFY(!notice(*page, "KAFKA__BOOTSTRAP_SERVERS").isEmpty());
    QCOMPARE(page->table()->model()->rowCount(), 1);
}

void ConnectionsPageTest::savingFails()
{
    ConnectionStand stand;
    const auto page = stand.page();
    QTRY_COMPARE(page->table()->model()->rowCount(), 1);
    press(*page, "Add connection…");
    type(*page, "Name", QStringLiteral("x"));
    type(*page, "Bootstrap servers", QStringLiteral("localhost:19092"));
    // Somebody else took the name meanwhile.
    QVERIFY(stand.file.put(profile("x", Environment::Production), false));
    press(*page, "Save");
    QTRY_VERIFY(!notice(*page, "x").isEmpty());
    QVERIFY(visibleButton(*page, QStringLiteral("Save"))); // what was typed is still there
    QCOMPARE(stand.file.load()->front(), profile("x", Environment::Production));
}

void ConnectionsPageTest::closedEarly()
{
    ConnectionStand stand;
    QVERIFY(stand.file.put(profile("a", Environment::Test), false));
    std::atomic<int> ended = 0;
    for (int i = 0; i < 3; ++i) {
        auto page = stand.page([&](const Profile&, const Call& call) -> Result<PingReply> {
            while (!call.over())
                QThread::msleep(5);
            ++ended;
            return fail(cancelledError("The test"));
        });
        QTRY_COMPARE(page->table()->currentKey(), QStringLiteral("saved:a"));
        press(*page, "Test connection");
        QTest::qWait(30);
        QElapsedTimer closing;
        closing.start();
        page.reset();
        QVERIFY2(closing.elapsed() < 100, "closing waited for the answer");
    }
    QTRY_COMPARE(ended, 3);
}

QTEST_MAIN(ConnectionsPageTest)
#include "test_connections_page.moc"
