// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktop_notifier.h"

#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtDBus/QDBusConnectionInterface>
#include <QtDBus/QDBusMessage>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace weir::ui;
using namespace std::chrono_literals;

/// The notification service of a desktop, as far as Weir uses it.
class FakeDesktop : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Shown {
        uint replaces = 0;
        QString title{};
        QString body{};
        QStringList actions{};
        QVariantMap hints{};
    };
    QStringList capabilities{QStringLiteral("actions"), QStringLiteral("body")};
    QList<Shown> shown;
    uint lastId = 40;
    void click(uint id, const QString& action = QStringLiteral("default")) { Q_EMIT ActionInvoked(id, action); }
    void close(uint id) { Q_EMIT NotificationClosed(id, 2); }

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString&, uint replaces, const QString&, const QString& title, const QString& body, const QStringList& actions,
                const QVariantMap& hints, int)
    {
        shown.append({replaces, title, body, actions, hints});
        return replaces != 0 ? replaces : ++lastId;
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action);
    void NotificationClosed(uint id, uint reason);
};

class DesktopNotifierTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();
    void oneIsShown();
    void manyAtOnceAreTold();
    void pauseThenReplaced();
    void closedBubbleIsNotReplaced();
    void markupIsEscaped();
    void withoutActions();
    void clicks();
    void strangersAreIgnored();
    void noService();
    void serviceComesLater();
    void noBus();
    void goneWhileAsking();

private:
    static constexpr auto service = "org.freedesktop.Notifications";
    [[nodiscard]] QDBusConnection bus() const { return QDBusConnection::connectToBus(m_address, QStringLiteral("weir-notifier")); }
    void desktopComes()
    {
        auto own = QDBusConnection::connectToBus(m_address, QStringLiteral("weir-desktop"));
        QVERIFY(own.isConnected());
        QVERIFY(own.registerObject(QStringLiteral("/org/freedesktop/Notifications"), m_desktop.get(),
                                   QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(own.registerService(QString::fromLatin1(service)));
    }
    void desktopGoes()
    {
        {
            auto own = QDBusConnection::connectToBus(m_address, QStringLiteral("weir-desktop"));
            own.unregisterService(QString::fromLatin1(service));
            own.unregisterObject(QStringLiteral("/org/freedesktop/Notifications"));
        }
        QDBusConnection::disconnectFromBus(QStringLiteral("weir-desktop"));
    }
    [[nodiscard]] static DesktopNotifier::Notice notice(const QString& group, const QString& text = QStringLiteral("20 min behind."), bool serious = false)
    {
        return {group + QStringLiteral(": Far behind"), text, group, serious};
    }

    QTemporaryDir m_folder;
    QProcess m_daemon;
    QString m_address;
    std::unique_ptr<FakeDesktop> m_desktop;
};

void DesktopNotifierTest::initTestCase()
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (program.isEmpty())
        QSKIP("dbus-daemon is not installed");
    m_daemon.start(program, {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address=1"),
                             QStringLiteral("--address=unix:tmpdir=%1").arg(m_folder.path())});
    QTRY_VERIFY(m_daemon.canReadLine() || m_daemon.state() == QProcess::NotRunning);
    m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    if (m_address.isEmpty())
        QSKIP("dbus-daemon did not start");
}

void DesktopNotifierTest::init()
{
    m_desktop = std::make_unique<FakeDesktop>();
    desktopComes();
}

void DesktopNotifierTest::cleanup()
{
    if (m_desktop)
        desktopGoes();
    m_desktop.reset();
    QDBusConnection::disconnectFromBus(QStringLiteral("weir-notifier"));
}

void DesktopNotifierTest::cleanupTestCase()
{
    m_daemon.kill();
    m_daemon.waitForFinished();
}

void DesktopNotifierTest::oneIsShown()
{
    DesktopNotifier notifier(bus(), 20ms);
    QVERIFY(notifier.trouble().isEmpty());
    notifier.notify(notice(QStringLiteral("billing"), QStringLiteral("20 min behind."), true));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    const auto& shown = m_desktop->shown.front();
    QCOMPARE(shown.title, QStringLiteral("billing: Far behind"));
    QCOMPARE(shown.body, QStringLiteral("20 min behind."));
    QCOMPARE(shown.replaces, 0U);
    QCOMPARE(shown.actions.value(0), QStringLiteral("default"));
    QCOMPARE(shown.hints.value(QStringLiteral("urgency")).toInt(), 2);
    QTest::qWait(80);
    QCOMPARE(m_desktop->shown.size(), 1);
}

void DesktopNotifierTest::manyAtOnceAreTold()
{
    DesktopNotifier notifier(bus(), 20ms);
    for (int i = 0; i < 6; ++i)
        notifier.notify(notice(QStringLiteral("g%1").arg(i)));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    QCOMPARE(m_desktop->shown.front().title, QStringLiteral("6 alerts"));
    QVERIFY(m_desktop->shown.front().body.startsWith(QStringLiteral("g5: Far behind – 20 min behind.\n")));
    QVERIFY(m_desktop->shown.front().body.endsWith(QStringLiteral("and 2 more")));
    QCOMPARE(m_desktop->shown.front().hints.value(QStringLiteral("urgency")).toInt(), 1);
}

void DesktopNotifierTest::pauseThenReplaced()
{
    DesktopNotifier notifier(bus(), 1s);
    notifier.notify(notice(QStringLiteral("a")));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    notifier.notify(notice(QStringLiteral("b")));
    notifier.notify(notice(QStringLiteral("c")));
    QTest::qWait(100);
    QCOMPARE(m_desktop->shown.size(), 1);
    QTRY_COMPARE(m_desktop->shown.size(), 2);
    // The one on screen gives way to one about all three.
    QCOMPARE(m_desktop->shown.back().replaces, 41U);
    QCOMPARE(m_desktop->shown.back().title, QStringLiteral("3 alerts"));
}

void DesktopNotifierTest::closedBubbleIsNotReplaced()
{
    DesktopNotifier notifier(bus(), 100ms);
    QSignalSpy opened(&notifier, &DesktopNotifier::activated);
    notifier.notify(notice(QStringLiteral("a")));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    QTest::qWait(50); // the answer to Notify comes back
    m_desktop->close(41);
    QTest::qWait(100);
    notifier.notify(notice(QStringLiteral("b")));
    QTRY_COMPARE(m_desktop->shown.size(), 2);
    QCOMPARE(m_desktop->shown.back().replaces, 0U);
    QCOMPARE(m_desktop->shown.back().title, QStringLiteral("b: Far behind"));
}

void DesktopNotifierTest::markupIsEscaped()
{
    m_desktop->capabilities << QStringLiteral("body-markup");
    DesktopNotifier notifier(bus(), 20ms);
    notifier.notify(notice(QStringLiteral("<i>x"), QStringLiteral("<a href=\"http://x\">click</a> & go")));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    QCOMPARE(m_desktop->shown.front().body, QStringLiteral("&lt;a href=&quot;http://x&quot;&gt;click&lt;/a&gt; &amp; go"));
    QCOMPARE(m_desktop->shown.front().title, QStringLiteral("<i>x: Far behind")); // a summary has no markup
}

void DesktopNotifierTest::withoutActions()
{
    m_desktop->capabilities = {QStringLiteral("body")};
    DesktopNotifier notifier(bus(), 20ms);
    notifier.notify(notice(QStringLiteral("a"), QStringLiteral("1 < 2")));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    QVERIFY(m_desktop->shown.front().actions.isEmpty());
    QCOMPARE(m_desktop->shown.front().body, QStringLiteral("1 < 2"));
}

void DesktopNotifierTest::clicks()
{
    DesktopNotifier notifier(bus(), 20ms);
    QSignalSpy opened(&notifier, &DesktopNotifier::activated);
    notifier.notify(notice(QStringLiteral("billing")));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    QTest::qWait(50);
    m_desktop->click(41);
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(opened.last().first().toString(), QStringLiteral("billing"));
    notifier.notify(notice(QStringLiteral("mailer")));
    QTRY_COMPARE(m_desktop->shown.size(), 2);
    QTest::qWait(50);
    m_desktop->click(41);
    QTRY_COMPARE(opened.count(), 2);
    QVERIFY2(opened.last().first().toString().isEmpty(), "it was about two groups");
}

void DesktopNotifierTest::strangersAreIgnored()
{
    DesktopNotifier notifier(bus(), 20ms);
    QSignalSpy opened(&notifier, &DesktopNotifier::activated);
    m_desktop->click(0);
    notifier.notify(notice(QStringLiteral("billing")));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    QTest::qWait(50);
    m_desktop->click(7);
    m_desktop->click(41, QStringLiteral("other"));
    m_desktop->close(7);
    m_desktop->click(41);
    QTRY_COMPARE(opened.count(), 1);
}

void DesktopNotifierTest::noService()
{
    desktopGoes();
    DesktopNotifier notifier(bus(), 20ms);
    QSignalSpy trouble(&notifier, &DesktopNotifier::troubleChanged);
    notifier.notify(notice(QStringLiteral("billing")));
    QTRY_COMPARE(trouble.count(), 1);
    QVERIFY(notifier.trouble().contains(QStringLiteral("no notifications")));
    m_desktop.reset();
}

void DesktopNotifierTest::serviceComesLater()
{
    desktopGoes();
    DesktopNotifier notifier(bus(), 20ms);
    notifier.notify(notice(QStringLiteral("lost")));
    QTRY_VERIFY(!notifier.trouble().isEmpty());
    desktopComes();
    notifier.notify(notice(QStringLiteral("billing")));
    QTRY_COMPARE(m_desktop->shown.size(), 1);
    QTRY_VERIFY(notifier.trouble().isEmpty());
}

void DesktopNotifierTest::noBus()
{
    DesktopNotifier notifier(QDBusConnection(QStringLiteral("never-made")), 20ms);
    QVERIFY(notifier.trouble().contains(QStringLiteral("no session bus")));
    notifier.notify(notice(QStringLiteral("billing")));
    QTest::qWait(50);
}

void DesktopNotifierTest::goneWhileAsking()
{
    {
        DesktopNotifier notifier(bus(), 20ms);
        notifier.notify(notice(QStringLiteral("billing")));
    }
    QTest::qWait(100);
    QCOMPARE(m_desktop->shown.size(), 0);
}

QTEST_GUILESS_MAIN(DesktopNotifierTest)
#include "desktop_notifier_test.moc"
