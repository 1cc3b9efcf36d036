// SPDX-License-Identifier: GPL-3.0-or-later
// Logins, TLS and permissions, against a broker that asks for them.
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <iostream>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

using Settings = std::map<std::string, std::string>;

class KafkaLoginTest : public QObject
{
    Q_OBJECT

public:
    explicit KafkaLoginTest(const OwnBroker& broker) : m_broker(broker) {}

private Q_SLOTS:
    void connections_data();
    void connections();
    void withoutPermission();

private:
    [[nodiscard]] Settings settings(const std::string& user, const std::string& password,
                                    const std::string& mechanism = "PLAIN") const;

    const OwnBroker& m_broker;
};

Settings KafkaLoginTest::settings(const std::string& user, const std::string& password,
                                  const std::string& mechanism) const
{
    return {{"security.protocol", "sasl_ssl"},
            {"sasl.mechanism", mechanism},
            {"sasl.username", user},
            {"sasl.password", password},
            {"ssl.ca.location", (m_broker.folder() / "ca.pem").string()}};
}

void KafkaLoginTest::connections_data()
{
    QTest::addColumn<QString>("mechanism");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("change"); // a setting: name=value
    QTest::addColumn<int>("kind");       // -1: works
    QTest::addColumn<QString>("message"); // part of it
    const auto row = [](const char* name, const char* mechanism, const char* password, const char* change, int kind,
                        const char* message) { QTest::newRow(name) << mechanism << password << change << kind << message; };
    const int refused = static_cast<int>(ErrorKind::AuthenticationFailed);
    const int unreachable = static_cast<int>(ErrorKind::Unreachable);
    row("plain", "PLAIN", "admin-secret", "", -1, "");
    row("scram 256", "SCRAM-SHA-256", "admin-secret", "", -1, "");
    row("scram 512", "SCRAM-SHA-512", "admin-secret", "", -1, "");
    row("wrong password", "PLAIN", "wrong-pass-word", "", refused, "refused the login");
    row("wrong password, scram", "SCRAM-SHA-512", "wrong-pass-word", "", refused, "refused the login");
    row("unknown user", "PLAIN", "admin-secret", "sasl.username=nobody", refused, "refused the login");
    row("no TLS", "PLAIN", "admin-secret", "security.protocol=sasl_plaintext", unreachable, "Could not reach");
    row("unknown authority", "PLAIN", "admin-secret", "ssl.ca.location=", unreachable, "Could not set up TLS");
}

void KafkaLoginTest::connections()
{
    QFETCH(QString, mechanism);
    QFETCH(QString, password);
    QFETCH(QString, change);
    QFETCH(int, kind);
    QFETCH(QString, message);
    Settings with = settings("admin", password.toStdString(), mechanism.toStdString());
    if (const std::string value = change.section('=', 1).toStdString(); !value.empty())
        with[change.section('=', 0, 0).toStdString()] = value;
    else if (!change.isEmpty())
        with.erase(change.section('=', 0, 0).toStdString());
    const auto cluster = open(m_broker.bootstrap(), with);
    QElapsedTimer timer;
    timer.start();
    const auto ping = cluster->ping(soon());
    QCOMPARE(ping.has_value(), kind < 0);
    if (ping)
        return;
    QVERIFY2(static_cast<int>(ping.error().kind) == kind, (ping.error().message + "\n" + ping.error().detail).c_str());
    QVERIFY2(QString::fromStdString(ping.error().message).contains(message), ping.error().message.c_str());
    QVERIFY2(timer.elapsed() < 6000, qPrintable(QString::number(timer.elapsed()))); // not the whole deadline
    QVERIFY((ping.error().message + ping.error().detail).find(password.toStdString()) == std::string::npos);
}

/// A user who may log in and nothing else. Every refusal says so, and none looks like an empty cluster.
void KafkaLoginTest::withoutPermission()
{
    const auto owner = open(m_broker.bootstrap(), settings("admin", "admin-secret"));
    const std::string topic = uniqueName("private");
    QVERIFY(owner->admin().createTopic({topic, 1, -1, {}}, soon()));
    QVERIFY(send(*owner, {outgoing(topic, 0, "x")})[0]);

    const auto guest = open(m_broker.bootstrap(), settings("reader", "reader-secret"));
    QVERIFY(guest->ping(soon()));
    const auto check = [](const Error& error) {
        QVERIFY2(error.kind == ErrorKind::NotAuthorized, (error.message + "\n" + error.detail).c_str());
        QVERIFY(error.message.find("no permission") != std::string::npos);
        QVERIFY(!error.retriable);
    };
    Admin& admin = guest->admin();
    check(admin.topic(topic, soon()).error());
    check(admin.offsets({{topic, 0}}, OffsetPoint::End, soon()).failures.at(0).error);
    check(admin.topicConfigs({topic}, soon()).failures.at(0).error);
    check(admin.createTopic({uniqueName("mine"), 1, -1, {}}, soon()).error());
    check(admin.deleteTopic(topic, soon()).error());
    check(admin.describeGroups({"somebodys"}, soon()).failures.at(0).error);
    check(admin.committedOffsets({"somebodys"}, soon()).failures.at(0).error);
    check(guest->reader()
              .read({{{topic, 0}, 0, 1}}, [](const RecordView&) { return SinkAnswer::Continue; }, soon())
              .failures.at(0)
              .error);
    check(send(*guest, {outgoing(topic, 0, "x")})[0].error());

    // Allowed to read the topic, not the browsing group: browsing works all the same, it never joins.
    (void)m_broker.tool({"kafka-acls", "--add", "--allow-principal", "User:reader", "--operation", "Read",
                         "--operation", "Describe", "--topic", topic});
    QTRY_VERIFY_WITH_TIMEOUT(admin.topic(topic, soon()).has_value(), 10000);
    QCOMPARE(readAll(guest->reader(), {{{topic, 0}, 0, 1}}).size(), std::size_t(1));
    auto member = guest->joinGroup({"somebodys", "weir", {topic}, OffsetReset::Earliest});
    QVERIFY(member);
    const auto polled = (*member)->poll(1, Call::within(20s));
    QVERIFY(!polled);
    check(polled.error());
    check(send(*guest, {outgoing(topic, 0, "x")})[0].error());
    auto transactional = guest->transactionalProducer("somebodys-tx");
    const std::vector<OutgoingRecord> records{outgoing(topic, 0, "x")};
    const TransactionReport report = (*transactional)->sendAtomically(records, soon());
    QCOMPARE(report.outcome, TransactionOutcome::Aborted);
    check(*report.error);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    const OwnBroker broker(std::filesystem::path(WEIR_BINARY_DIR) / "kafka-login", {"--sasl", "--tls"});
    if (broker.bootstrap().empty()) {
        std::cout << "FAIL: packaging/kafka could not start a broker with logins" << std::endl;
        return 1;
    }
    KafkaLoginTest test(broker);
    return QTest::qExec(&test, argc, argv);
}
#include "kafka_login_test.moc"
