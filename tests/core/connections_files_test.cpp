// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/private_file.h"
#include "core/connections/audit_trail.h"
#include "core/connections/profile_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <thread>

#include <sys/stat.h>

using namespace weir;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Profile named(const std::string& name, const std::string& servers = "a:1")
{
    Profile profile;
    profile.name = name;
    profile.bootstrapServers = servers;
    return profile;
}

unsigned mode(const fs::path& file)
{
    struct stat info {};
    return ::stat(file.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
}

} // namespace

class ConnectionsFilesTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    [[nodiscard]] fs::path path(const std::string& name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    void savesAndLoads()
    {
        const auto at = path("new/weir/connections.json");
        const ProfileFile file(at);
        QVERIFY(file.load().value().empty());
        Profile full = named("Köln \"prod\"", "a:1,[::1]:2");
        full.groupId = "orders";
        full.offsetReset = OffsetReset::None;
        full.environment = Environment::Production;
        full.readOnly = true;
        QVERIFY(file.put(full, false));
        QVERIFY(file.put(demoProfile(), false));
        QCOMPARE(mode(at), 0600U);
        QCOMPARE(mode(at.parent_path()), 0700U);
        const auto loaded = file.load();
        QVERIFY(loaded);
        QCOMPARE(loaded->size(), 2U);
        QVERIFY(loaded->at(0) == full);
        QVERIFY(loaded->at(1) == demoProfile());

        const auto again = file.put(full, false);
        QVERIFY(!again);
        QCOMPARE(again.error().kind, ErrorKind::AlreadyExists);
        full.readOnly = false;
        QVERIFY(file.put(full, true));
        QCOMPARE(file.load()->at(0).readOnly, false);
        QVERIFY(file.remove(full.name));
        QCOMPARE(file.load()->size(), 1U);
        QCOMPARE(file.remove(full.name).error().kind, ErrorKind::NotFound);
        QVERIFY(!file.put(named("bad", "nonsense"), false));
        QCOMPARE(file.load()->size(), 1U);
    }

    void tightensTheModeAndKeepsLinks()
    {
        const auto at = path("real.json");
        QVERIFY(replacePrivateFile(at, R"({"version":1,"profiles":[]})"));
        QCOMPARE(::chmod(at.c_str(), 0644), 0);
        const auto link = path("link.json");
        fs::create_symlink(at, link);
        QVERIFY(ProfileFile(link).put(named("x"), false));
        QVERIFY(fs::is_symlink(link));
        QCOMPARE(mode(at), 0600U);
        QCOMPARE(ProfileFile(at).load()->size(), 1U);
    }

    void keepsWhatItDoesNotKnow()
    {
        const auto at = path("foreign.json");
        QVERIFY(replacePrivateFile(at, R"({"version":1,"colour":"teal","profiles":[
            {"name":"a","bootstrap_servers":"a:1","tls":{"ca":"x.pem"}},{"name":"b","bootstrap_servers":"b:1"}]})"));
        const ProfileFile file(at);
        QVERIFY(file.put(named("a", "other:1"), true));
        QVERIFY(file.remove("b"));
        const auto text = readFile(at).value();
        QVERIFY(has(text, "teal"));
        QVERIFY(has(text, "x.pem"));
        QVERIFY(has(text, "other:1"));
        QVERIFY(!has(text, "\"b\""));
    }

    void refusesWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("complaint");
        const auto row = [](const char* name, const QByteArray& content, const char* complaint) {
            QTest::newRow(name) << content << QByteArray(complaint);
        };
        row("empty", "", "line 1");
        row("cut off", "{\n \"version\": 1,\n \"profiles\": [", "line 3");
        row("comment", "{\n // mine\n}", "line 2");
        row("array", "[]", "no JSON object");
        row("no version", R"({"profiles":[]})", "no JSON object with a 'version'");
        row("version as text", R"({"version":"1","profiles":[]})", "'version'");
        row("newer", R"({"version":2,"profiles":[]})", "version 2");
        row("no profiles", R"({"version":1})", "'profiles'");
        row("profiles an object", R"({"version":1,"profiles":{}})", "'profiles'");
        row("profile a text", R"({"version":1,"profiles":["x"]})", "connection 1: it is not an object");
        row("no name", R"({"version":1,"profiles":[{"bootstrap_servers":"a:1"}]})", "connection 1: The name");
        row("name a number", R"({"version":1,"profiles":[{"name":5}]})", "'name' is not a text");
        row("bad port", R"({"version":1,"profiles":[{"name":"a","bootstrap_servers":"a:0"}]})", "bad port");
        row("bad reset",
            R"({"version":1,"profiles":[{"name":"a","bootstrap_servers":"a:1","auto_offset_reset":"x"}]})",
            "offset reset 'x'");
        row("bad environment",
            R"({"version":1,"profiles":[{"name":"a","bootstrap_servers":"a:1","environment":null}]})",
            "'environment' is not a text");
        row("bad flag", R"({"version":1,"profiles":[{"name":"a","bootstrap_servers":"a:1","read_only":"yes"}]})",
            "'read_only'");
        row("twice",
            R"({"version":1,"profiles":[{"name":"a","bootstrap_servers":"a:1"},{"name":"a","bootstrap_servers":"b:1"}]})",
            "connection 2: the name 'a' is there twice");
        const QByteArray deep(100'000, '[');
        row("deep", "{\"version\":1,\"profiles\":[],\"x\":" + deep + QByteArray(100'000, ']') + "}", "64 levels");
        row("invalid utf-8", "{\"version\":1,\"profiles\":[{\"name\":\"\xff\"}]}", "line 1");
    }
    void refusesWhatItDoesNotUnderstand()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, complaint);
        const auto at = path(std::string(QTest::currentDataTag()) + ".json");
        QVERIFY(replacePrivateFile(at, content.toStdString()));
        const ProfileFile file(at);
        const auto loaded = file.load();
        QVERIFY(!loaded);
        QVERIFY2(has(loaded.error().message, complaint.toStdString()), loaded.error().message.c_str());
        QVERIFY2(has(loaded.error().message, "not changed"), loaded.error().message.c_str());
        QVERIFY(!file.put(named("x"), true));
        QVERIFY(!file.remove("a"));
        QCOMPARE(readFile(at).value(), content.toStdString());
    }

    void twoWritersLoseNothing()
    {
        const auto at = path("shared.json");
        constexpr int each = 20;
        const auto writer = [&](const std::string& prefix) {
            for (int i = 0; i < each; ++i)
                (void)ProfileFile(at).put(named(prefix + std::to_string(i)), false);
        };
        {
            const std::jthread one(writer, "one-");
            const std::jthread two(writer, "two-");
        }
        QCOMPARE(ProfileFile(at).load()->size(), std::size_t{2 * each});
        for (const auto& entry : fs::directory_iterator(at.parent_path()))
            QVERIFY2(!has(entry.path().filename().string(), "shared.json.") || entry.path().extension() == ".lock",
                     entry.path().c_str());
    }

    void auditTrailRemembers()
    {
        const auto at = path("state/activity.db");
        std::int64_t interrupted = 0;
        {
            const auto trail = AuditTrail::open(at);
            QVERIFY2(trail, trail ? "" : trail.error().message.c_str());
            QVERIFY((*trail)->newest(10)->empty());
            const auto first = (*trail)->begin({0, 1000, "prod", "send", "orders-2", "1 record", ""});
            QVERIFY(first && *first > 0);
            QVERIFY((*trail)->complete(*first, "done: offset 17"));
            interrupted = (*trail)->begin({0, 2000, "prod", "event", "events.x", "OrderPaid", ""}).value();
            QCOMPARE((*trail)->complete(99, "done").error().kind, ErrorKind::NotFound);
        }
        const auto trail = AuditTrail::open(at);
        QVERIFY(trail);
        const auto entries = (*trail)->newest(10);
        QVERIFY(entries);
        QCOMPARE(entries->size(), 2U);
        QCOMPARE(entries->at(0).id, interrupted);
        QCOMPARE(entries->at(0).outcome, std::string("started"));
        QCOMPARE(entries->at(1).outcome, std::string("done: offset 17"));
        QCOMPARE(entries->at(1).time, 1000);
        QCOMPARE(entries->at(1).target, std::string("orders-2"));
        QCOMPARE((*trail)->newest(1)->size(), 1U);
        QCOMPARE((*trail)->newest(std::numeric_limits<std::size_t>::max())->size(), 2U);
    }

    void auditTrailFromSeveralThreads()
    {
        const auto at = path("threads.db");
        const auto trail = AuditTrail::open(at);
        QVERIFY(trail);
        const auto worker = [&] {
            const auto own = AuditTrail::open(at); // as a second program does
            for (int i = 0; i < 25; ++i) {
                AuditTrail& used = i % 2 == 0 ? **trail : **own;
                const auto id = used.begin({0, i, "p", "send", "t", "", ""});
                if (id)
                    (void)used.complete(*id, "done");
            }
        };
        {
            const std::jthread one(worker);
            const std::jthread two(worker);
        }
        const auto entries = (*trail)->newest(100).value();
        QCOMPARE(entries.size(), 50U);
        QVERIFY(std::ranges::all_of(entries, [](const AuditEntry& entry) { return entry.outcome == "done"; }));
    }
};

QTEST_GUILESS_MAIN(ConnectionsFilesTest)
#include "connections_files_test.moc"
