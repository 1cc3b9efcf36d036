// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/fake_cluster.h"
#include "tests/support/heartbeat.h"
#include "ui/shell/cluster_card.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/fuzzy_match.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigation_entry.h"
#include "ui/shell/page_tabs.h"
#include "ui/shell/status_line.h"
#include "ui/shell/theme_switch.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/theme.h"

#include <QtCore/QSettings>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtCore/QThread>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <atomic>

using namespace weir;
using namespace weir::ui;
using weir::test::Heartbeat;
using weir::test::Op;

namespace {

/// A page that notes what the shell does with it.
class ProbePage : public Page
{
public:
    ProbePage(const QString& title, QWidget* parent) : Page(title, parent)
    {
        auto* layout = new QVBoxLayout(this);
        m_filter = new FilterEdit(QStringLiteral("Filter"), this);
        layout->addWidget(m_filter);
        ++alive;
    }
    ~ProbePage() override { --alive; }

    void refresh() override { ++refreshed; }
    void open(const Destination& destination) override { opened.push_back(destination); }
    bool focusFilter() override
    {
        m_filter->setFocus();
        return true;
    }

    int refreshed = 0;
    int activations = 0;
    int deactivations = 0;
    std::vector<Destination> opened;
    static inline int alive = 0;

protected:
    void activated() override { ++activations; }
    void deactivated() override { ++deactivations; }

private:
    FilterEdit* m_filter;
};

template <typename T> auto servesOnly()
{
    return [](const Destination& to) { return std::holds_alternative<T>(to) ? std::optional(QString()) : std::nullopt; };
}

Page* probe(const PageContext&, const Destination& to, QWidget* parent)
{
    const auto* group = std::get_if<OpenGroup>(&to);
    return new ProbePage(group ? group->group : QStringLiteral("Probe"), parent);
}

std::vector<PageEntry> catalogue(const PageContext&)
{
    return {{.id = QStringLiteral("topics"), .title = QStringLiteral("Topics"), .icon = QStringLiteral("topics"),
             .serves = servesOnly<OpenTopics>(), .home = OpenTopics{}, .create = probe},
            {.id = QStringLiteral("groups"), .title = QStringLiteral("Consumer groups"),
             .icon = QStringLiteral("groups"), .serves = servesOnly<OpenGroups>(), .home = OpenGroups{},
             .create = probe},
            {.id = QStringLiteral("group"),
             .under = QStringLiteral("groups"),
             .serves =
                 [](const Destination& to) {
                     const auto* group = std::get_if<OpenGroup>(&to);
                     return group ? std::optional(group->group) : std::nullopt;
                 },
             .create = probe},
            {.id = QStringLiteral("connections"), .title = QStringLiteral("Connections"),
             .icon = QStringLiteral("connections"), .needsConnection = false, .serves = servesOnly<OpenConnections>(),
             .home = OpenConnections{}, .create = probe}};
}

Error refused()
{
    return {ErrorKind::Unreachable, "The cluster at localhost:9 cannot be reached: connection refused.", "", -195, true};
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void firstPageAndCounts();
    void navigationByKeyboard();
    void tabsOfObjects();
    void backAndForward();
    void slowConnectorDoesNotBlock();
    void openFailure();
    void connectionLostAndBack();
    void switchingClosesElsewhere();
    void switchFromInsideAPage();
    void paletteRuns();
    void themeIsRemembered();
    void everythingIsNamed();
    void fuzzy_data();
    void fuzzy();

private:
    void openWindow(Connector connector = {});
    QTemporaryDir m_home;
    std::shared_ptr<test::FakeCluster> m_cluster;
    std::unique_ptr<ThemeSwitch> m_theme;
    std::unique_ptr<MainWindow> m_window;
    ProbePage* current() const { return dynamic_cast<ProbePage*>(m_window->currentPage()); }
};

void TestMainWindow::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home.path());
    QApplication::setOrganizationName(QStringLiteral("weir-test"));
    QApplication::setApplicationName(QStringLiteral("weir-test"));
}

void TestMainWindow::init()
{
    QSettings().clear();
    m_cluster = std::make_shared<test::FakeCluster>();
    m_cluster->addTopic("events.orderpaid", 3);
    m_cluster->addTopic("events.usercreated", 3);
    m_cluster->addGroup("billing");
    m_theme = std::make_unique<ThemeSwitch>();
    m_theme->force(ThemeChoice::Light);
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_theme.reset();
    m_cluster.reset();
    QTRY_COMPARE(ProbePage::alive, 0);
}

void TestMainWindow::openWindow(Connector connector)
{
    if (!connector) {
        connector = [cluster = m_cluster](const QString& name, std::stop_token) -> Result<OpenedConnection> {
            return OpenedConnection{cluster, {name, QStringLiteral("production"), true, false}};
        };
    }
    m_window = std::make_unique<MainWindow>(connector, catalogue, *m_theme);
    m_window->show();
    m_window->useProfile(QStringLiteral("payments-prod"));
}

void TestMainWindow::firstPageAndCounts()
{
    openWindow();
    QTRY_VERIFY(current());
    QCOMPARE(current()->activations, 1);
    QVERIFY(std::holds_alternative<OpenTopics>(current()->opened.at(0)));
    QTRY_VERIFY(m_window->statusLine()->connectionWords().startsWith(QStringLiteral("connected · ")));
    NavigationEntry* topics = nullptr;
    for (auto* entry : m_window->findChildren<NavigationEntry*>()) {
        if (entry->text() == QStringLiteral("Topics"))
            topics = entry;
    }
    QVERIFY(topics);
    QVERIFY(topics->isChecked());
    QTRY_COMPARE(topics->count(), QStringLiteral("2"));
    Q_EMIT current()->countChanged(QStringLiteral("2 · 1"));
    QCOMPARE(topics->count(), QStringLiteral("2 · 1"));
    m_window->session()->names()->refresh();
    QTest::qWait(30);
    QCOMPARE(topics->count(), QStringLiteral("2 · 1"));
    QCOMPARE(m_window->windowTitle(), QStringLiteral("Probe — payments-prod — Weir"));
    const QString card = m_window->findChild<ClusterCard*>()->accessibleName();
    QVERIFY2(card.contains(QStringLiteral("production · read-only")), qPrintable(card));
}

void TestMainWindow::navigationByKeyboard()
{
    openWindow();
    QTRY_VERIFY(current());
    ProbePage* topics = current();
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QVERIFY(current() != topics);
    QCOMPARE(topics->deactivations, 1);
    QVERIFY(!topics->isActive());
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(current(), topics);
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QCOMPARE(topics->refreshed, 1);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(qobject_cast<FilterEdit*>(m_window->focusWidget()));
}

void TestMainWindow::tabsOfObjects()
{
    openWindow();
    QTRY_VERIFY(current());
    auto* tabs = m_window->findChild<PageTabs*>();
    QVERIFY(!tabs->isVisible());
    m_window->go(OpenGroup{QStringLiteral("billing")});
    ProbePage* billing = current();
    QCOMPARE(billing->title(), QStringLiteral("billing"));
    QVERIFY(tabs->isVisible());
    QCOMPARE(tabs->count(), 2);
    m_window->go(OpenGroup{QStringLiteral("mailer")});
    QCOMPARE(tabs->count(), 3);
    m_window->go(OpenGroup{QStringLiteral("billing")});
    QCOMPARE(current(), billing);
    QCOMPARE(tabs->count(), 3);
    QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("billing"));
    const int alive = ProbePage::alive;
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs->count(), 2);
    QVERIFY(current() && current() != billing);
    QTRY_COMPARE(ProbePage::alive, alive - 1);
    // The page of the navigation is no tab to close.
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    QVERIFY(current());
}

void TestMainWindow::backAndForward()
{
    openWindow();
    QTRY_VERIFY(current());
    ProbePage* topics = current();
    m_window->go(OpenGroup{QStringLiteral("billing")});
    ProbePage* billing = current();
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(current(), topics);
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(current(), topics);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(current(), billing);
}

void TestMainWindow::slowConnectorDoesNotBlock()
{
    m_cluster->delay(Op::Ping, std::chrono::milliseconds(300));
    m_cluster->delay(Op::Metadata, std::chrono::milliseconds(300));
    Heartbeat heart;
    openWindow([cluster = m_cluster](const QString& name, std::stop_token) -> Result<OpenedConnection> {
        QThread::msleep(200);
        return OpenedConnection{cluster, {name, {}, false, false}};
    });
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    heart.restart();
    QVERIFY(m_window->isOpening());
    QVERIFY(!m_window->currentPage());
    QTRY_VERIFY(m_window->currentPage());
    QTRY_VERIFY(m_window->statusLine()->connectionWords().startsWith(QStringLiteral("connected")));
    QVERIFY2(heart.longestStallMs() < 4 * Heartbeat::limitMs(), heart.report());
}

void TestMainWindow::openFailure()
{
    openWindow([](const QString&, std::stop_token) -> Result<OpenedConnection> {
        return fail(ErrorKind::InvalidInput, "The port of \"localhost:x\" is not a number.");
    });
    QTRY_VERIFY(m_window->statusLine()->connectionWords().contains(QStringLiteral("is not a number")));
    QVERIFY(!m_window->currentPage());
    QPushButton* choose = nullptr;
    for (auto* button : m_window->findChildren<QPushButton*>()) {
        if (button->isVisible() && button->text() == QStringLiteral("Choose a connection"))
            choose = button;
    }
    QVERIFY(choose);
    choose->click();
    QVERIFY(current());
    QVERIFY(std::holds_alternative<OpenConnections>(current()->opened.at(0)));
    // Pages that need a connection are not to be had.
    m_window->go(OpenTopics{});
    QVERIFY(std::holds_alternative<OpenConnections>(current()->opened.back()));
}

void TestMainWindow::connectionLostAndBack()
{
    openWindow();
    QTRY_VERIFY(m_window->statusLine()->connectionWords().startsWith(QStringLiteral("connected")));
    ProbePage* page = current();
    m_cluster->fail(Op::Ping, refused());
    m_window->session()->watcher()->askNow();
    QTRY_VERIFY(m_window->statusLine()->connectionWords().contains(QStringLiteral("connection refused")));
    const int refreshed = page->refreshed;
    m_cluster->fail(Op::Ping, std::nullopt);
    // Without any click: the watcher asks again by itself.
    QTRY_VERIFY_WITH_TIMEOUT(m_window->statusLine()->connectionWords().startsWith(QStringLiteral("connected")), 6000);
    QCOMPARE(page->refreshed, refreshed + 1);
}

void TestMainWindow::switchingClosesElsewhere()
{
    static std::atomic<QThread*> closedOn = nullptr;
    struct SlowToClose : test::FakeCluster {
        ~SlowToClose() override
        {
            QThread::msleep(300);
            closedOn = QThread::currentThread();
        }
    };
    openWindow([](const QString& name, std::stop_token) -> Result<OpenedConnection> {
        return OpenedConnection{std::make_shared<SlowToClose>(), {name, {}, false, false}};
    });
    QTRY_VERIFY(current());
    QTRY_VERIFY(m_window->statusLine()->connectionWords().startsWith(QStringLiteral("connected")));
    Heartbeat heart;
    QTest::qWait(20);
    heart.restart();
    m_window->useProfile(QStringLiteral("other"));
    QTRY_VERIFY(closedOn);
    QVERIFY(closedOn != QThread::currentThread());
    QVERIFY2(heart.longestStallMs() < 4 * Heartbeat::limitMs(), heart.report());
}

void TestMainWindow::switchFromInsideAPage()
{
    openWindow();
    QTRY_VERIFY(current());
    m_window->go(OpenConnections{});
    ProbePage* connections = current();
    // As a button of the page would do it: the page is on the stack while its session ends.
    QTimer::singleShot(0, connections, [this, connections] {
        m_window->go(UseConnection{QStringLiteral("staging")});
        connections->refresh();
    });
    QTRY_COMPARE(m_window->windowTitle(), QStringLiteral("Probe — staging — Weir"));
    QTRY_COMPARE(ProbePage::alive, 1);
}

void TestMainWindow::paletteRuns()
{
    openWindow();
    QTRY_VERIFY(current());
    QTRY_VERIFY(m_window->session()->names()->topics());
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_window->palette()->isVisible());
    auto* field = m_window->palette()->findChild<QLineEdit*>();
    QTRY_COMPARE(m_window->focusWidget(), field);
    QTest::keyClicks(field, QStringLiteral("billing"));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(!m_window->palette()->isVisible());
    QCOMPARE(current()->title(), QStringLiteral("billing"));
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(field, QStringLiteral("zzzz"));
    QCOMPARE(m_window->palette()->shownCommands(), 0);
    QTest::keyClick(field, Qt::Key_Return);
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!m_window->palette()->isVisible());
}

void TestMainWindow::themeIsRemembered()
{
    openWindow();
    m_theme->choose(ThemeChoice::Dark);
    QCOMPARE(&themeOf(m_window.get()), &Theme::darkTheme());
    QCOMPARE(ThemeSwitch().choice(), ThemeChoice::Dark);
    m_theme->choose(ThemeChoice::Light);
    QCOMPARE(&themeOf(m_window.get()), &Theme::light());
    m_theme->force(ThemeChoice::Dark);
    QCOMPARE(ThemeSwitch().choice(), ThemeChoice::Light);
}

void TestMainWindow::everythingIsNamed()
{
    openWindow();
    QTRY_VERIFY(current());
    m_window->go(OpenGroup{QStringLiteral("billing")});
    m_window->openPalette();
    QCOMPARE(test::unnamedControls(m_window.get()), QStringList());
}

void TestMainWindow::fuzzy_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("start of words") << "op" << "events.order.paid" << "stopped";
    QTest::newRow("run") << "bill" << "billing" << "b-i-l-l";
    QTest::newRow("case") << "ORD" << "orders" << "of-r-d";
    QTest::newRow("shorter") << "topics" << "Topics" << "Topics with a very long name that goes on and on";
    QTest::newRow("no match") << "xyz" << "xyz" << "yx";
    QTest::newRow("blanks") << "or pa" << "events.orderpaid" << "paor";
}

void TestMainWindow::fuzzy()
{
    QFETCH(QString, pattern);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    const auto good = fuzzyMatch(pattern, better);
    const auto bad = fuzzyMatch(pattern, worse);
    QVERIFY(good);
    QVERIFY(!bad || good->score > bad->score);
    QVERIFY(std::is_sorted(good->positions.begin(), good->positions.end()));
}

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
