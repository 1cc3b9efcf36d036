// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alert_runner.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace weir;
using namespace weir::ui;
using namespace std::chrono_literals;

namespace {

using Kind = AlertRunner::Kind;

Alert anAlert(const std::string& subject = "shop; rm -rf \"$HOME\" `id`")
{
    return {7, "r-1", "Far {subject}", subject, 1'700'000'000'000, std::nullopt, std::nullopt, true, "20 min behind."};
}

/// A server that gives every request the same answer, or none.
class Server
{
public:
    explicit Server(QByteArray answer) : m_answer(std::move(answer))
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket* socket = m_server.nextPendingConnection())
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(*socket); });
        });
    }
    [[nodiscard]] QString url(const QString& path = QStringLiteral("/hook")) const
    {
        return QStringLiteral("http://127.0.0.1:%1%2").arg(m_server.serverPort()).arg(path);
    }
    [[nodiscard]] int requests() const { return static_cast<int>(m_requests.size()); }
    [[nodiscard]] QByteArray request(int index) const { return m_requests.at(index); }
    [[nodiscard]] QByteArray body(int index) const { return request(index).mid(request(index).indexOf("\r\n\r\n") + 4); }

private:
    void read(QTcpSocket& socket)
    {
        QByteArray got = socket.property("got").toByteArray() + socket.readAll();
        socket.setProperty("got", got);
        const auto end = got.indexOf("\r\n\r\n");
        const auto at = got.toLower().indexOf("content-length: ");
        if (end < 0 || got.size() < end + 4 + (at < 0 ? 0 : got.mid(at + 16, got.indexOf("\r\n", at) - at - 16).toInt()))
            return;
        m_requests << got;
        if (m_answer.isEmpty())
            return;
        socket.write(m_answer);
        socket.disconnectFromHost();
    }
    QTcpServer m_server;
    QByteArray m_answer;
    QList<QByteArray> m_requests;
};

QByteArray answer(const QByteArray& status, const QByteArray& body, const QByteArray& headers = {})
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

AlertAction postTo(const QString& url) { return {false, {}, {}, true, url.toStdString(), false}; }

AlertAction program(const QString& path, std::vector<std::string> arguments = {})
{
    return {true, path.toStdString(), std::move(arguments), false, {}, false};
}

} // namespace

class AlertRunnerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void filled_data();
    void filled();
    void urls_data();
    void urls();
    void argumentsAreNotForAShell();
    void statusAndTail();
    void cannotBeStarted();
    void crashIsNoStatus();
    void takesTooLong();
    void offMeansNothing();
    void oneAfterAnother();
    void tooManyAreLeftOut();
    void postsJson();
    void refusedByTheServer();
    void redirectIsNotFollowed();
    void silentServer();
    void nobodyListens();
    void badAddress();
    void endlessAnswer();
    void closedMeanwhile();

private:
    /// A script of /bin/sh that a test starts.
    QString script(const QByteArray& text)
    {
        const QString path = m_folder->filePath(QStringLiteral("script"));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write("#!/bin/sh\n" + text);
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void AlertRunnerTest::filled_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("result");
    QTest::newRow("nothing") << "--plain" << "--plain";
    QTest::newRow("empty") << "" << "";
    QTest::newRow("all") << "{cluster}/{subject}/{rule}/{text}" << "shop/g {text}/Far {subject}/20 min behind.";
    QTest::newRow("not again") << "{subject}" << "g {text}";
    QTest::newRow("unknown") << "{moon}{subject" << "{moon}{subject";
    QTest::newRow("braces") << "{{rule}}" << "{Far {subject}}";
}

void AlertRunnerTest::filled()
{
    QFETCH(QString, argument);
    QFETCH(QString, result);
    QCOMPARE(QString::fromStdString(AlertRunner::filled(argument.toStdString(), anAlert("g {text}"), "shop")), result);
}

void AlertRunnerTest::urls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("good");
    QTest::newRow("https") << "https://hooks.example.org/x?y=1" << true;
    QTest::newRow("http with blanks around") << "  http://127.0.0.1:8080/ " << true;
    QTest::newRow("upper case") << "HTTPS://example.org" << true;
    QTest::newRow("empty") << " " << false;
    QTest::newRow("no scheme") << "hooks.example.org/x" << false;
    QTest::newRow("file") << "file:///etc/passwd" << false;
    QTest::newRow("ftp") << "ftp://example.org/x" << false;
    QTest::newRow("no host") << "https:///x" << false;
    QTest::newRow("blank inside") << "https://exa mple.org/" << false;
}

void AlertRunnerTest::urls()
{
    QFETCH(QString, url);
    QFETCH(bool, good);
    QCOMPARE(AlertRunner::problemOfUrl(url).isEmpty(), good);
}

void AlertRunnerTest::argumentsAreNotForAShell()
{
    AlertRunner runner;
    runner.run(program(script("printf '%s|' \"$@\"\n"), {"-x", "{subject}", "$HOME *", "", "a b"}), anAlert(), QStringLiteral("shop"));
    QVERIFY(runner.isBusy(Kind::Command));
    QTRY_VERIFY(runner.last(Kind::Command));
    const auto last = *runner.last(Kind::Command);
    QVERIFY2(last.good, qPrintable(last.sentence));
    QVERIFY(!last.test);
    QCOMPARE(last.tail, QStringLiteral("-x|shop; rm -rf \"$HOME\" `id`|$HOME *||a b|"));
    QVERIFY(!runner.isBusy(Kind::Command));
}

void AlertRunnerTest::statusAndTail()
{
    AlertRunner runner;
    // More than is kept, both channels, control characters.
    runner.test(Kind::Command, program(script("i=0; while [ $i -lt 400 ]; do echo line $i; i=$((i+1)); done; printf 'bad \\033[1m\\n' >&2; exit 3\n")),
                QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Command));
    const auto last = *runner.last(Kind::Command);
    QVERIFY(!last.good);
    QVERIFY(last.test);
    QVERIFY2(last.sentence.contains(QStringLiteral("status 3")), qPrintable(last.sentence));
    QVERIFY(last.tail.contains(QStringLiteral("line 399\n")));
    QVERIFY(!last.tail.contains(QStringLiteral("line 10\n")));
    QVERIFY(last.tail.contains(QStringLiteral("bad")));
    QVERIFY2(!last.tail.contains(QChar(0x1b)), "escape sequences are shown, not obeyed");
}

void AlertRunnerTest::cannotBeStarted()
{
    AlertRunner runner;
    QSignalSpy changes(&runner, &AlertRunner::changed);
    runner.test(Kind::Command, program(QStringLiteral("/no/such/program")), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Command));
    QVERIFY(!runner.last(Kind::Command)->good);
    QVERIFY(runner.last(Kind::Command)->sentence.contains(QStringLiteral("could not be started")));
    QVERIFY(!runner.isBusy(Kind::Command));
    QVERIFY(changes.count() >= 1);
    runner.test(Kind::Command, program(QString()), QStringLiteral("shop"));
    QTRY_VERIFY(!runner.isBusy(Kind::Command));
}

void AlertRunnerTest::crashIsNoStatus()
{
    AlertRunner runner;
    runner.test(Kind::Command, program(script("kill -9 $$\n")), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Command));
    QVERIFY(!runner.last(Kind::Command)->good);
    QVERIFY(runner.last(Kind::Command)->sentence.contains(QStringLiteral("crashed")));
}

void AlertRunnerTest::takesTooLong()
{
    AlertRunner runner(300ms);
    runner.test(Kind::Command, program(script("echo begun; exec sleep 30\n")), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Command));
    QVERIFY(!runner.last(Kind::Command)->good);
    QVERIFY2(runner.last(Kind::Command)->sentence.contains(QStringLiteral("longer than 0.3 s")), qPrintable(runner.last(Kind::Command)->sentence));
    // The next one is judged by its own time.
    runner.test(Kind::Command, program(script("exit 0\n")), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Command)->good);
}

void AlertRunnerTest::offMeansNothing()
{
    Server server(answer("200 OK", "fine"));
    AlertRunner runner;
    AlertAction off = program(script("exit 0\n"));
    off.runCommand = false;
    off.url = server.url().toStdString();
    runner.run(off, anAlert(), QStringLiteral("shop"));
    QVERIFY(!runner.isBusy(Kind::Command));
    QVERIFY(!runner.isBusy(Kind::Post));
    QTest::qWait(100);
    QCOMPARE(server.requests(), 0);
    QVERIFY(!runner.last(Kind::Command));
}

void AlertRunnerTest::oneAfterAnother()
{
    AlertRunner runner;
    const QString log = m_folder->filePath(QStringLiteral("log"));
    const auto action = program(script("echo begin $1 >> \"$2\"; sleep 0.1; echo end $1 >> \"$2\"\n"), {"{subject}", log.toStdString()});
    for (const char* name : {"a", "b", "c"})
        runner.run(action, anAlert(name), QStringLiteral("shop"));
    QTRY_VERIFY(!runner.isBusy(Kind::Command));
    QFile file(log);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("begin a\nend a\nbegin b\nend b\nbegin c\nend c\n"));
}

void AlertRunnerTest::tooManyAreLeftOut()
{
    AlertRunner runner;
    const auto action = program(script("exec sleep 30\n"));
    for (int i = 0; i < 51; ++i)
        runner.run(action, anAlert(), QStringLiteral("shop"));
    QVERIFY(!runner.last(Kind::Command));
    runner.run(action, anAlert("one-too-many"), QStringLiteral("shop"));
    QVERIFY(runner.last(Kind::Command));
    QCOMPARE(runner.last(Kind::Command)->subject, QStringLiteral("one-too-many"));
    QVERIFY(runner.last(Kind::Command)->sentence.contains(QStringLiteral("50 are waiting")));
}

void AlertRunnerTest::postsJson()
{
    Server server(answer("200 OK", "thanks\n"));
    AlertRunner runner;
    runner.run(postTo(server.url()), anAlert("gr\xC3\xBC\"ppe"), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Post));
    QVERIFY2(runner.last(Kind::Post)->good, qPrintable(runner.last(Kind::Post)->sentence));
    QCOMPARE(runner.last(Kind::Post)->tail, QStringLiteral("thanks"));
    QCOMPARE(server.requests(), 1);
    QVERIFY(server.request(0).startsWith("POST /hook HTTP/1.1\r\n"));
    QVERIFY(server.request(0).toLower().contains("content-type: application/json"));
    QVERIFY(!server.request(0).toLower().contains("cookie"));
    const QJsonObject body = QJsonDocument::fromJson(server.body(0)).object();
    QCOMPARE(body.value(QStringLiteral("subject")).toString(), QString::fromUtf8("gr\xC3\xBC\"ppe"));
    QCOMPARE(body.value(QStringLiteral("cluster")).toString(), QStringLiteral("shop"));
    QCOMPARE(body.value(QStringLiteral("rule")).toString(), QStringLiteral("r-1"));
    QCOMPARE(body.value(QStringLiteral("text")).toString(), QStringLiteral("20 min behind."));
    QCOMPARE(body.value(QStringLiteral("serious")).toBool(), true);
    QVERIFY(body.value(QStringLiteral("raised")).toString().startsWith(QStringLiteral("2023-11-14")));
}

void AlertRunnerTest::refusedByTheServer()
{
    Server server(answer("503 Busy", "later \x1b[1m"));
    AlertRunner runner;
    runner.test(Kind::Post, postTo(server.url()), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Post));
    QVERIFY(!runner.last(Kind::Post)->good);
    QVERIFY(runner.last(Kind::Post)->sentence.contains(QStringLiteral("503")));
    QVERIFY(runner.last(Kind::Post)->tail.startsWith(QStringLiteral("later")));
    QVERIFY(!runner.last(Kind::Post)->tail.contains(QChar(0x1b)));
}

void AlertRunnerTest::redirectIsNotFollowed()
{
    Server other(answer("200 OK", "stolen"));
    Server server(answer("307 Temporary Redirect", {}, "Location: " + other.url().toLatin1() + "\r\n"));
    AlertRunner runner;
    runner.test(Kind::Post, postTo(server.url()), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Post));
    QVERIFY(!runner.last(Kind::Post)->good);
    QVERIFY(runner.last(Kind::Post)->sentence.contains(QStringLiteral("not followed")));
    QTest::qWait(150);
    QCOMPARE(other.requests(), 0);
    QCOMPARE(server.requests(), 1);
}

void AlertRunnerTest::silentServer()
{
    Server server({});
    AlertRunner runner(400ms);
    runner.test(Kind::Post, postTo(server.url()), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Post));
    QVERIFY(!runner.last(Kind::Post)->good);
    QVERIFY2(runner.last(Kind::Post)->sentence.contains(QStringLiteral("did not answer within 0.4 s")), qPrintable(runner.last(Kind::Post)->sentence));
}

void AlertRunnerTest::nobodyListens()
{
    QString url;
    {
        const Server gone({});
        url = gone.url();
    }
    AlertRunner runner;
    runner.test(Kind::Post, postTo(url), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Post));
    QVERIFY(!runner.last(Kind::Post)->good);
    QVERIFY(runner.last(Kind::Post)->sentence.contains(QStringLiteral("Nothing was delivered")));
}

void AlertRunnerTest::badAddress()
{
    AlertRunner runner;
    runner.run(postTo(QStringLiteral("file:///etc/passwd")), anAlert(), QStringLiteral("shop"));
    runner.run(postTo(QStringLiteral("nonsense")), anAlert("second"), QStringLiteral("shop"));
    QTRY_VERIFY(!runner.isBusy(Kind::Post));
    QVERIFY(!runner.last(Kind::Post)->good);
    QCOMPARE(runner.last(Kind::Post)->subject, QStringLiteral("second"));
}

void AlertRunnerTest::endlessAnswer()
{
    Server server("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + QByteArray(3'000'000, 'x'));
    AlertRunner runner;
    runner.test(Kind::Post, postTo(server.url()), QStringLiteral("shop"));
    QTRY_VERIFY(runner.last(Kind::Post));
    QVERIFY(runner.last(Kind::Post)->tail.size() <= 2'000);
}

void AlertRunnerTest::closedMeanwhile()
{
    Server server({});
    auto runner = std::make_unique<AlertRunner>();
    runner->test(Kind::Post, postTo(server.url()), QStringLiteral("shop"));
    runner->test(Kind::Command, program(script("exec sleep 30\n")), QStringLiteral("shop"));
    QTRY_COMPARE(server.requests(), 1);
    QElapsedTimer closing;
    closing.start();
    runner.reset();
    QVERIFY2(closing.elapsed() < 1'000, qPrintable(QString::number(closing.elapsed())));
    QTest::qWait(50);
}

QTEST_MAIN(AlertRunnerTest)
#include "alert_runner_test.moc"
