// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/connection_choice.h"

#include <QTemporaryDir>
#include <QtTest>

#include <map>

using namespace weir;

using Variables = QMap<QString, QString>;

namespace {

EnvironmentLookup environment(std::map<std::string, std::string> values)
{
    return [values = std::move(values)](const char* name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

class ConnectionsProfileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checksServers_data()
    {
        QTest::addColumn<QByteArray>("servers");
        QTest::addColumn<QByteArray>("complaint"); // empty: fine
        const auto row = [](const char* name, const QByteArray& servers, const char* complaint) {
            QTest::newRow(name) << servers << QByteArray(complaint);
        };
        row("one", "localhost:9092", "");
        row("several", "a.example:9092,b-2.example:65535, c_3:1", "");
        row("ipv4", "127.0.0.1:19092", "");
        row("ipv6", "[::1]:9092,[fe80::1]:9093", "");
        row("international", "bröker:9092", "");
        row("empty", "", "are empty");
        row("blank", "   ", "are empty");
        row("no port", "localhost", "has no port");
        row("ipv6 without port", "[::1]", "has no port");
        row("ipv6 without brackets", "::1:9092", "more than one colon");
        row("ipv6 that is none", "[zz]:9092", "no valid host");
        row("empty brackets", "[]:9092", "no valid host");
        row("no host", ":9092", "no valid host");
        row("space inside", "lo calhost:9092", "no valid host");
        row("port zero", "a:0", "bad port");
        row("port too large", "a:65536", "bad port");
        row("port huge", "a:99999999999999999999", "bad port");
        row("port with letters", "a:9092x", "bad port");
        row("port negative", "a:-1", "bad port");
        row("port empty", "a:", "bad port");
        row("trailing comma", "a:1,", "empty entry");
        row("leading comma", ",a:1", "empty entry");
        row("scheme", "kafka://a:1", "scheme");
        row("line break", "a:1\nb:2", "control or invisible");
        row("nul", QByteArray("a:1\0,b:2", 8), "control or invisible");
        row("bidi", "a\xE2\x80\xAE:1", "control or invisible");
        row("invalid utf-8", "a\xff:1", "control or invisible");
        row("second is bad", "a:1,b", "'b' has no port");
    }
    void checksServers()
    {
        QFETCH(QByteArray, servers);
        QFETCH(QByteArray, complaint);
        Profile profile;
        profile.name = "x";
        profile.bootstrapServers = servers.toStdString();
        const auto good = checkProfile(profile);
        QCOMPARE(good.has_value(), complaint.isEmpty());
        if (!good) {
            QCOMPARE(good.error().kind, ErrorKind::InvalidInput);
            QVERIFY2(has(good.error().message, complaint.toStdString()), good.error().message.c_str());
        }
    }

    void checksNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << QByteArray("Production EU (read)") << true;
        QTest::newRow("umlaut") << QByteArray("Köln") << true;
        QTest::newRow("100") << QByteArray(100, 'x') << true;
        QTest::newRow("101") << QByteArray(101, 'x') << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("space at the end") << QByteArray("x ") << false;
        QTest::newRow("only a space") << QByteArray(" ") << false;
        QTest::newRow("tab") << QByteArray("a\tb") << false;
        QTest::newRow("zero width") << QByteArray("a\xE2\x80\x8B") << false;
        QTest::newRow("invalid") << QByteArray("\xc0\x80") << false;
    }
    void checksNames()
    {
        QFETCH(QByteArray, name);
        QFETCH(bool, good);
        Profile profile;
        profile.bootstrapServers = "a:1";
        profile.name = name.toStdString();
        QCOMPARE(checkProfile(profile).has_value(), good);
        profile.name = "x";
        profile.groupId = name.toStdString(); // the same rule, but no limit of 100
        QCOMPARE(checkProfile(profile).has_value(), good || name.size() > 100);
    }

    void namesOfValues()
    {
        for (const auto reset : {OffsetReset::Earliest, OffsetReset::Latest, OffsetReset::None})
            QCOMPARE(parseOffsetReset(offsetResetName(reset)).value(), reset);
        for (const auto env : {Environment::Development, Environment::Test, Environment::Production})
            QCOMPARE(parseEnvironment(environmentName(env)).value(), env);
        QCOMPARE(parseOffsetReset("LaTesT").value(), OffsetReset::Latest);
        for (const char* bad : {"", "smallest", "latest ", "earliest\n"})
            QVERIFY(!parseOffsetReset(bad));
        QVERIFY(has(parseOffsetReset("smallest").error().message, "earliest, latest or none"));
        QVERIFY(!parseEnvironment("prod"));
    }

    void environment_data()
    {
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<QString>("complaint"); // variable that is named
        QTest::newRow("all good") << Variables{{"KAFKA__BOOTSTRAP_SERVERS", "kafka:9092"},
                                         {"KAFKA__GROUP_ID", "orders"},
                                         {"KAFKA__AUTO_OFFSET_RESET", "LATEST"}}
                                  << "";
        QTest::newRow("servers empty") << Variables{{"KAFKA__BOOTSTRAP_SERVERS", ""}} << "KAFKA__BOOTSTRAP_SERVERS";
        QTest::newRow("servers bad") << Variables{{"KAFKA__BOOTSTRAP_SERVERS", "kafka"}} << "KAFKA__BOOTSTRAP_SERVERS";
        QTest::newRow("group empty") << Variables{{"KAFKA__BOOTSTRAP_SERVERS", "k:1"}, {"KAFKA__GROUP_ID", ""}}
                                     << "KAFKA__GROUP_ID";
        QTest::newRow("reset bad") << Variables{{"KAFKA__BOOTSTRAP_SERVERS", "k:1"}, {"KAFKA__AUTO_OFFSET_RESET", "newest"}}
                                   << "KAFKA__AUTO_OFFSET_RESET";
    }
    void environment()
    {
        QFETCH(Variables, variables);
        QFETCH(QString, complaint);
        std::map<std::string, std::string> values;
        for (auto it = variables.begin(); it != variables.end(); ++it)
            values[it.key().toStdString()] = it.value().toStdString();
        const auto profile = profileFromEnvironment(::environment(values));
        QCOMPARE(profile.has_value(), complaint.isEmpty());
        if (!profile) {
            QVERIFY2(has(profile.error().message, complaint.toStdString()), profile.error().message.c_str());
            return;
        }
        QVERIFY(profile->has_value());
        QCOMPARE((*profile)->bootstrapServers, std::string("kafka:9092"));
        QCOMPARE((*profile)->groupId, std::string("orders"));
        QCOMPARE((*profile)->offsetReset, OffsetReset::Latest);
        QCOMPARE((*profile)->name, std::string("from environment"));
    }
    void environmentWithoutServersIsNone()
    {
        const auto profile = profileFromEnvironment(::environment({{"KAFKA__GROUP_ID", "orders"}}));
        QVERIFY(profile && !*profile);
    }

    void choosesInOrder()
    {
        QTemporaryDir folder;
        const ProfileFile file(std::filesystem::path(folder.path().toStdString()) / "connections.json");
        const auto lookup = ::environment({{"KAFKA__BOOTSTRAP_SERVERS", "env:1"}});
        const auto nothing = ::environment({});
        Profile saved;
        saved.name = "prod";
        saved.bootstrapServers = "saved:1";
        QVERIFY(file.put(saved, false));

        const auto servers = [&](const ConnectionChoice& choice, const EnvironmentLookup& env) {
            const auto profile = chooseProfile(choice, file, env);
            return !profile ? "error" : !*profile ? "none" : (*profile)->demo ? "demo" : (*profile)->bootstrapServers;
        };
        ConnectionChoice choice;
        QCOMPARE(servers(choice, nothing), std::string("none"));
        QCOMPARE(servers(choice, lookup), std::string("env:1"));
        choice.bootstrap = "cli:1";
        QCOMPARE(servers(choice, lookup), std::string("cli:1"));
        choice.profile = "prod";
        QCOMPARE(servers(choice, lookup), std::string("error"));
        choice.bootstrap.reset();
        QCOMPARE(servers(choice, lookup), std::string("saved:1"));
        choice.readOnly = true;
        QVERIFY(chooseProfile(choice, file, lookup).value()->readOnly);
        choice.profile = "staging";
        const auto missing = chooseProfile(choice, file, lookup);
        QVERIFY(!missing);
        QCOMPARE(missing.error().kind, ErrorKind::NotFound);
        QVERIFY2(has(missing.error().message, "prod"), missing.error().message.c_str());
        choice = {};
        choice.demo = true;
        QCOMPARE(servers(choice, lookup), std::string("demo"));
        choice.bootstrap = "cli:1";
        QCOMPARE(servers(choice, lookup), std::string("error"));
        choice = {};
        choice.bootstrap = "nonsense";
        QCOMPARE(servers(choice, lookup), std::string("error"));
        choice.bootstrap = "a-very-long-host-name.example:9092,a-very-long-host-name.example:9092,"
                           "a-very-long-host-name.example:9092,a-very-long-host-name.example:9092";
        QCOMPARE(servers(choice, lookup), *choice.bootstrap);
    }
};

QTEST_GUILESS_MAIN(ConnectionsProfileTest)
#include "connections_profile_test.moc"
