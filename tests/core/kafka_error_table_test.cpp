// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/client_log.h"
#include "core/kafka/error_table.h"
#include "core/kafka/rd.h"

#include <QtTest>

#include <map>
#include <set>
#include <span>
#include <thread>

using namespace weir;

class KafkaErrorTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasAnEntry();
    void kinds_data();
    void kinds();
    void unknownCode();
    void reasons_data();
    void reasons();
    void silence();
    void secretsAreRemoved();
    void loginStaysTheReason();
    void hopeless();
    void fatal();
};

/// Line by line over what the library itself lists: none may be without kind and sentence.
void KafkaErrorTableTest::everyCodeHasAnEntry()
{
    const rd_kafka_err_desc* list = nullptr;
    std::size_t count = 0;
    rd_kafka_get_err_descs(&list, &count);
    QVERIFY(count > 150);
    int seen = 0;
    for (const rd_kafka_err_desc& line : std::span(list, count)) {
        if (line.desc == nullptr)
            continue;
        ++seen;
        const ErrorEntry* entry = findErrorEntry(line.code);
        QVERIFY2(entry != nullptr, line.name);
        QVERIFY2(entry->why.size() >= 10, line.name);
        QVERIFY2(!entry->why.ends_with('.'), line.name);
        const Error error = kafkaError(line.code, "Could not do it");
        QCOMPARE(error.kafkaCode, static_cast<int>(line.code));
        QVERIFY2(error.message == "Could not do it: " + std::string(entry->why) + ".", line.name);
    }
    QVERIFY(seen > 150);
}

void KafkaErrorTableTest::kinds_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("retriable");
    const auto row = [](const char* name, int code, ErrorKind kind, bool retriable) {
        QTest::newRow(name) << code << static_cast<int>(kind) << retriable;
    };
    row("transport", RD_KAFKA_RESP_ERR__TRANSPORT, ErrorKind::Unreachable, true);
    row("resolve", RD_KAFKA_RESP_ERR__RESOLVE, ErrorKind::Unreachable, true);
    row("timeout", RD_KAFKA_RESP_ERR__TIMED_OUT, ErrorKind::TimedOut, true);
    row("login", RD_KAFKA_RESP_ERR__AUTHENTICATION, ErrorKind::AuthenticationFailed, false);
    row("login by broker", RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, ErrorKind::AuthenticationFailed, false);
    row("topic permission", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, ErrorKind::NotAuthorized, false);
    row("group permission", RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, ErrorKind::NotAuthorized, false);
    row("cluster permission", RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, ErrorKind::NotAuthorized, false);
    row("no topic", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, ErrorKind::NotFound, false);
    row("no partition", RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, ErrorKind::NotFound, false);
    row("no group", RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND, ErrorKind::NotFound, false);
    row("topic exists", RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, ErrorKind::AlreadyExists, false);
    row("too large", RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, ErrorKind::InvalidInput, false);
    row("outside the log", RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, ErrorKind::InvalidInput, false);
    row("outside the log, client", RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, ErrorKind::InvalidInput, false);
    row("bad config", RD_KAFKA_RESP_ERR_INVALID_CONFIG, ErrorKind::InvalidInput, false);
    row("leader moved", RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, ErrorKind::Broker, true);
    row("no leader", RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, ErrorKind::Broker, true);
    row("group is busy", RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP, ErrorKind::Broker, true);
    row("damaged batch", RD_KAFKA_RESP_ERR__BAD_COMPRESSION, ErrorKind::Broker, false);
    row("old broker", RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, ErrorKind::Unsupported, false);
    row("closed", RD_KAFKA_RESP_ERR__DESTROY, ErrorKind::Cancelled, true);
}

void KafkaErrorTableTest::kinds()
{
    QFETCH(int, code);
    QFETCH(int, kind);
    QFETCH(bool, retriable);
    const ErrorEntry* entry = findErrorEntry(code);
    QVERIFY(entry != nullptr);
    QCOMPARE(static_cast<int>(entry->kind), kind);
    QCOMPARE(entry->retriable, retriable);
}

void KafkaErrorTableTest::unknownCode()
{
    QVERIFY(findErrorEntry(9999) == nullptr);
    QVERIFY(findErrorEntry(-9999) == nullptr);
    const Error error = kafkaError(9999, "Could not do it", "the broker's words");
    QCOMPARE(error.kind, ErrorKind::Broker);
    QCOMPARE(error.message, std::string("Could not do it: the broker answered with the unknown error 9999."));
    QCOMPARE(error.detail, std::string("the broker's words"));
}

void KafkaErrorTableTest::reasons_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, int code, const char* line, ErrorKind kind, const char* sentence) {
        QTest::newRow(name) << code << line << static_cast<int>(kind) << sentence;
    };
    row("refused", RD_KAFKA_RESP_ERR__TRANSPORT,
        "127.0.0.1:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state "
        "CONNECT)",
        ErrorKind::Unreachable,
        "Could not reach 127.0.0.1:9092: connection refused. Check the address and that the broker runs.");
    row("unknown host", RD_KAFKA_RESP_ERR__RESOLVE,
        "kafka.example:9092/bootstrap: Failed to resolve 'kafka.example:9092': Name or service not known (after 3ms in "
        "state CONNECT)",
        ErrorKind::Unreachable,
        "Could not reach kafka.example:9092: the host name could not be resolved. Check the address.");
    row("wrong password", RD_KAFKA_RESP_ERR__AUTHENTICATION,
        "sasl_ssl://broker:9093/3: SASL authentication error: Authentication failed: Invalid username or password "
        "(after 310ms in state AUTH_REQ)",
        ErrorKind::AuthenticationFailed,
        "broker:9093 refused the login: SASL authentication error: Authentication failed: Invalid username or "
        "password. Check user name, password and mechanism.");
    row("certificate", RD_KAFKA_RESP_ERR__SSL,
        "ssl://broker:9093/bootstrap: SSL handshake failed: certificate verify failed (after 5ms in state "
        "SSL_HANDSHAKE)",
        ErrorKind::Unreachable,
        "Could not set up TLS with broker:9093: SSL handshake failed: certificate verify failed. Check the "
        "certificates.");
    row("no broker in the line", RD_KAFKA_RESP_ERR__TRANSPORT, "Something went wrong.", ErrorKind::Unreachable,
        "Could not reach seed:9092: something went wrong. Check the address and that the broker runs.");
    row("coordinator", RD_KAFKA_RESP_ERR__TRANSPORT,
        "GroupCoordinator: b1:9092: Connect to ipv4#10.0.0.1:9092 failed: Connection refused (after 0ms in state "
        "CONNECT, 1 identical error(s) suppressed)",
        ErrorKind::Unreachable,
        "Could not reach b1:9092: connection refused. Check the address and that the broker runs.");
    row("IPv6", RD_KAFKA_RESP_ERR__TRANSPORT,
        "[::1]:9092/bootstrap: Connect to ipv6#[::1]:9092 failed: No route to host (after 1ms in state CONNECT)",
        ErrorKind::Unreachable,
        "Could not reach [::1]:9092: no route to host. Check the address and that the broker runs.");
}

void KafkaErrorTableTest::reasons()
{
    QFETCH(int, code);
    QFETCH(QString, line);
    QFETCH(int, kind);
    QFETCH(QString, sentence);
    ClientLog log("seed:9092", {});
    log.failed(code, line.toStdString());
    log.failed(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down");
    const Error error = log.explain(RD_KAFKA_RESP_ERR__TIMED_OUT, "Could not list the topics");
    QCOMPARE(QString::fromStdString(error.message), sentence);
    QCOMPARE(static_cast<int>(error.kind), kind);
    QVERIFY(error.detail.find(line.toStdString()) != std::string::npos);
    QVERIFY(error.detail.find("1/1 brokers are down") != std::string::npos);
    // A code that is the broker's own answer is not explained by an old connection failure.
    QCOMPARE(log.explain(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "Could not read").message,
             std::string("Could not read: no permission for this topic."));
}

void KafkaErrorTableTest::silence()
{
    ClientLog log("seed:9092", {});
    const Error never = log.explain(RD_KAFKA_RESP_ERR__TIMED_OUT, "Could not list the topics");
    QCOMPARE(never.kind, ErrorKind::Unreachable);
    QVERIFY(never.message.starts_with("Could not reach seed:9092: no answer came in time."));
    log.answered();
    const Error slow = log.explain(RD_KAFKA_RESP_ERR__TIMED_OUT, "Could not list the topics");
    QCOMPARE(slow.kind, ErrorKind::TimedOut);
    QCOMPARE(slow.message, std::string("Could not list the topics: no answer came in time."));
}

void KafkaErrorTableTest::secretsAreRemoved()
{
    ClientLog log("seed:9092", {"hunter2", ""});
    log.failed(RD_KAFKA_RESP_ERR__AUTHENTICATION, "b:1/1: PLAIN hunter2 and hunter2hunter2 refused");
    const Error error = log.explain(RD_KAFKA_RESP_ERR__AUTHENTICATION, "x", "broker says hunter2");
    QVERIFY(error.message.find("hunter2") == std::string::npos);
    QVERIFY(error.detail.find("hunter2") == std::string::npos);
    QVERIFY(error.detail.find("broker says ***") != std::string::npos);
    QVERIFY(error.detail.find("******") != std::string::npos);
}

void KafkaErrorTableTest::loginStaysTheReason()
{
    ClientLog log("seed:9092", {});
    log.failed(RD_KAFKA_RESP_ERR__AUTHENTICATION, "b:1/1: Invalid credentials");
    log.failed(RD_KAFKA_RESP_ERR__TRANSPORT, "b:1/1: Disconnected");
    QCOMPARE(log.unreachable().kind, ErrorKind::AuthenticationFailed);
}

void KafkaErrorTableTest::hopeless()
{
    using namespace std::chrono_literals;
    ClientLog log("seed:9092", {});
    const auto longAgo = Deadline::Clock::now() - 1s;
    QVERIFY(!log.hopeless(longAgo)); // nothing known to be wrong
    log.failed(RD_KAFKA_RESP_ERR__TRANSPORT, "b:1/1: Disconnected");
    QVERIFY(!log.hopeless(longAgo)); // one of several brokers
    log.failed(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down");
    QVERIFY(log.hopeless(longAgo));
    QVERIFY(!log.hopeless(Deadline::Clock::now())); // a call gets its moment
    log.answered();
    QVERIFY(!log.hopeless(longAgo));
    log.failed(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down");
    QVERIFY(!log.hopeless(longAgo)); // it worked before: more patience
    QVERIFY(log.hopeless(Deadline::Clock::now() - 4s));
}

void KafkaErrorTableTest::fatal()
{
    ClientLog log("seed:9092", {});
    log.answered();
    log.broke(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED);
    QCOMPARE(log.explain(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, "Could not send").kind, ErrorKind::NotAuthorized);
    QCOMPARE(log.explain(RD_KAFKA_RESP_ERR__FATAL, "Could not send").kind, ErrorKind::NotAuthorized);
    QCOMPARE(log.explain(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "Could not send").kind, ErrorKind::InvalidInput);
}

QTEST_GUILESS_MAIN(KafkaErrorTableTest)
#include "kafka_error_table_test.moc"
