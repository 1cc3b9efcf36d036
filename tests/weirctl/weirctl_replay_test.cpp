// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/real_broker.h"
#include "tests/weirctl/weirctl_program.h"

#include "core/connections/audit_trail.h"
#include "core/connections/profile_file.h"
#include "core/events/plain_failure.h"
#include "core/kafka/real_cluster.h"

#include <QFile>
#include <QJsonArray>
#include <QtTest>

#include <algorithm>
#include <csignal>
#include <map>

using namespace weir;
using namespace weir::test;

namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

Call soon() { return Call::within(std::chrono::seconds(20)); }

/// What of a record is compared after it was put back.
struct Content {
    OptionalBytes key;
    OptionalBytes value;
    Headers headers; ///< without those of Weir
    bool operator==(const Content&) const = default;
};

Headers withoutWeirs(const Headers& headers)
{
    Headers kept;
    std::ranges::copy_if(headers, std::back_inserter(kept),
                         [](const Header& header) { return !header.name.starts_with("weir-replay-"); });
    return kept;
}

} // namespace

/// weirctl replay as a program against a real broker: what it sends, once each, and what it says about it.
class WeirctlReplayTest : public QObject
{
    Q_OBJECT

private:
    WeirctlProgram m_weirctl;
    std::string m_bootstrap;
    std::shared_ptr<Cluster> m_cluster;

    /// A topic and its dead letters, each letter with a value of its own.
    struct Topics {
        std::string origin;
        std::string letters;
        std::map<std::int32_t, std::vector<Content>> expected; ///< by partition of the origin, in order
    };

    void makeTopic(const std::string& name, int partitions)
    {
        const auto made = m_cluster->admin().createTopic({name, partitions, 1, {}}, soon());
        QVERIFY2(made, made ? "" : made.error().message.c_str());
    }

    /// `count` letters in two partitions of a dead-letter topic, from two of the three partitions of the origin.
    Topics fill(int count)
    {
        Topics topics;
        topics.origin = uniqueName("replayed");
        topics.letters = topics.origin + ".dlq";
        makeTopic(topics.origin, 3);
        makeTopic(topics.letters, 2);
        std::vector<OutgoingRecord> records;
        for (int i = 0; i < count; ++i) {
            OutgoingRecord record;
            record.topic = topics.letters;
            record.partition = i % 2;
            if (i % 5 != 0)
                record.key = i % 7 == 0 ? Bytes() : Bytes("key-" + std::to_string(i % 3));
            if (i % 11 != 3)
                record.value = "{\"n\": " + std::to_string(i) + ", \"amount\":1.10,  \"big\":18446744073709551616}";
            record.headers = {{"trace", "t"}, {"trace", std::nullopt}, {"trace", ""}, {"", Bytes("\0\xff", 2)}};
            topics.expected[i % 2 + 1].push_back({record.key, record.value, record.headers});
            PlainFailure failure;
            failure.origin = {topics.origin, i % 2 + 1};
            failure.originOffset = i;
            failure.consumerGroup = "billing";
            failure.exceptionClass = i % 4 == 0 ? "RareError" : "UsualError";
            failure.exceptionMessage = "order " + std::to_string(1'000 + i) + " refused";
            std::ranges::move(plainFailureHeaders(failure), std::back_inserter(record.headers));
            records.push_back(std::move(record));
        }
        const auto producer = m_cluster->producer();
        for (const auto& sent : (*producer)->send(records, soon()))
            if (!sent)
                qWarning("%s", sent.error().message.c_str());
        return topics;
    }

    /// Every record of a topic as read_committed sees it, by partition and in order.
    std::map<std::int32_t, std::vector<Record>> committed(const std::string& topic)
    {
        std::map<std::int32_t, std::vector<Record>> found;
        std::vector<ReadRange> ranges;
        const auto described = m_cluster->admin().topic(topic, soon());
        if (!described)
            return found;
        std::vector<TopicPartition> partitions;
        for (const auto& partition : described->partitions)
            partitions.push_back({topic, partition.id});
        const auto ends = m_cluster->admin().offsets(partitions, OffsetPoint::End, soon());
        for (const auto& [partition, end] : ends.values)
            ranges.push_back({partition, 0, end});
        const auto reader = m_cluster->newReader(Isolation::ReadCommitted);
        const auto read = (*reader)->read(
            ranges,
            [&](const RecordView& record) {
                found[record.partition].push_back(record.toRecord());
                return SinkAnswer::Continue;
            },
            soon());
        for (const auto& [partition, progress] : read.values)
            if (!progress.finished)
                qWarning("%s was not read to its end", toString(partition).c_str());
        return found;
    }
    std::size_t committedCount(const std::string& topic)
    {
        std::size_t count = 0;
        for (const auto& [partition, records] : committed(topic))
            count += records.size();
        return count;
    }
    std::map<std::int32_t, std::vector<Content>> contents(const std::string& topic)
    {
        std::map<std::int32_t, std::vector<Content>> found;
        for (const auto& [partition, records] : committed(topic))
            for (const Record& record : records)
                found[partition].push_back({record.key, record.value, withoutWeirs(record.headers)});
        return found;
    }

    [[nodiscard]] QStringList command(const QStringList& arguments) const
    {
        return QStringList{"--bootstrap", text(m_bootstrap)} + arguments;
    }
    [[nodiscard]] Outcome weirctl(const QStringList& arguments) { return m_weirctl.run(command(arguments)); }

    static QJsonObject event(const Outcome& outcome, const QString& name)
    {
        QJsonObject found;
        for (const QJsonObject& object : outcome.objects())
            if (object["event"].toString() == name)
                found = object;
        return found;
    }
    [[nodiscard]] std::size_t changesNoted() const
    {
        const auto trail = AuditTrail::open((m_weirctl.home() + "/state/weir/activity.db").toStdString());
        return trail ? (*trail)->newest(1'000)->size() : 0;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_bootstrap = *testBootstrap();
        ClusterOptions options;
        options.bootstrapServers = m_bootstrap;
        auto opened = openRealCluster(options);
        QVERIFY(opened);
        m_cluster = std::move(*opened);
    }
    void cleanupTestCase() { m_cluster.reset(); }

    void aPreviewSendsNothingAndYesSendsEachOnce()
    {
        const Topics topics = fill(60);
        const std::size_t changes = changesNoted();
        const Outcome dry = weirctl({"replay", "--topic", text(topics.letters), "--json", "--samples", "2", "--list"});
        QVERIFY2(dry.status == 0, dry.err.constData());
        QVERIFY2(dry.err.contains("Nothing was sent; --yes sends it."), dry.err.constData());
        const QJsonObject plan = event(dry, "plan");
        QCOMPARE(plan["selected"].toInt(), 60);
        QCOMPARE(plan["ready"].toInt(), 60);
        QCOMPARE(plan["targets"][0][QLatin1String("topic")].toString(), text(topics.origin));
        QCOMPARE(plan["targets"][0][QLatin1String("by_partition")]["1"].toInt(), 30);
        QCOMPARE(plan["targets"][0][QLatin1String("by_partition")]["2"].toInt(), 30);
        QCOMPARE(std::ranges::count_if(dry.objects(), [](const auto& row) { return row["event"] == "sample"; }), 2);
        QCOMPARE(std::ranges::count_if(dry.objects(), [](const auto& row) { return row["verdict"] == "ready"; }), 60);
        QCOMPARE(committedCount(topics.origin), std::size_t{0});
        QCOMPARE(changesNoted(), changes);

        const Outcome sent = weirctl({"replay", "--topic", text(topics.letters), "--yes", "--json", "--batch", "7"});
        QVERIFY2(sent.status == 0, sent.err.constData());
        QCOMPARE(event(sent, "end")["state"].toString(), QString("done"));
        QCOMPARE(event(sent, "end")["committed"].toInt(), 60);
        QVERIFY(contents(topics.origin) == topics.expected);
        QCOMPARE(changesNoted(), changes + 1);

        // Once is enough: a second replay leaves all of them out, and says so.
        const Outcome again = weirctl({"replay", "--topic", text(topics.letters), "--yes", "--json"});
        QVERIFY2(again.status == 0, again.err.constData());
        QCOMPARE(event(again, "plan")["verdicts"][QLatin1String("already_replayed")].toInt(), 60);
        QVERIFY2(again.err.contains("nothing to send"), again.err.constData());
        QCOMPARE(committedCount(topics.origin), std::size_t{60});
        const Outcome forced = weirctl({"replay", text(topics.letters) + "-0@3", "--again", "--yes", "--json"});
        QVERIFY2(forced.status == 0, forced.err.constData());
        QCOMPARE(committedCount(topics.origin), std::size_t{61});

        const QString job = event(sent, "end")["job"].toString();
        const Outcome jobs = weirctl({"replay", "--jobs", "--json"});
        QVERIFY(std::ranges::any_of(jobs.objects(), [&](const auto& row) { return row["job"] == job && row["state"] == "done"; }));
        const QString file = m_weirctl.home() + "/receipt.ndjson";
        const Outcome receipt = m_weirctl.run({"replay", "--receipt", job}); // without a cluster
        const Outcome toFile = m_weirctl.run({"replay", "--receipt", job, "--output", file});
        QVERIFY2(receipt.status == 0 && toFile.status == 0, receipt.err + toFile.err);
        QCOMPARE(receipt.objects().size(), 61);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), receipt.out);
        const Outcome shown = weirctl({"deadletters", "show", text(topics.letters) + "-0@0", "--json"});
        QVERIFY2(shown.status == 0, shown.err.constData());
        QCOMPARE(shown.objects().first()["replayed"][QLatin1String("job")].toString(), job);
    }

    void killedAtAnyStepItGoesOn_data()
    {
        QTest::addColumn<QString>("step");
        for (const char* step : {"selected:1", "prepared:1", "batch_begun:2", "sent:2", "commit_sent:2", "committed_on_broker:3",
                                 "settled:2", "finished:1"})
            QTest::newRow(step) << QString(step);
    }
    void killedAtAnyStepItGoesOn()
    {
        QFETCH(QString, step);
        const Topics topics = fill(30);
        m_weirctl.setVariable("WEIR_TEST_KILL_AT", step);
        const Outcome killed = weirctl({"replay", "--topic", text(topics.letters), "--yes", "--json", "--batch", "7"});
        m_weirctl.clearVariables();
        QCOMPARE(killed.status, -1);
        const QString job = event(killed, "plan")["job"].toString();
        QVERIFY(!job.isEmpty());
        const Outcome resumed = weirctl({"replay", "--resume", job, "--json"});
        QVERIFY2(resumed.status == 0, resumed.err.constData());
        if (step != "finished:1") {
            QCOMPARE(event(resumed, "end")["committed"].toInt(), 30);
        } else {
            QVERIFY2(resumed.err.contains("is done already"), resumed.err.constData());
        }
        QVERIFY(contents(topics.origin) == topics.expected);
    }

    void aCanaryIsLookedAt()
    {
        const Topics topics = fill(20);
        const Outcome first = weirctl({"replay", "--topic", text(topics.letters), "--yes", "--canary", "4"});
        QVERIFY2(first.status == 0, first.err.constData());
        QVERIFY2(first.out.contains("4 of 20 committed"), first.out.constData());
        static const QRegularExpression goOn("Go on with: weirctl (--bootstrap \\S+ )replay --resume (\\S+)");
        const auto match = goOn.match(first.err);
        QVERIFY2(match.hasMatch(), first.err.constData());
        QCOMPARE(committedCount(topics.origin), std::size_t{4});
        const Outcome rest = weirctl({"replay", "--resume", match.captured(2), "--json"});
        QVERIFY2(rest.status == 0, rest.err.constData());
        QCOMPARE(event(rest, "end")["state"].toString(), QString("done"));
        QVERIFY(contents(topics.origin) == topics.expected);
        QCOMPARE(weirctl({"replay", "--resume", match.captured(2)}).status, 0); // there is nothing left to do
    }

    void aSignalPausesAndACancelEnds()
    {
        const Topics topics = fill(200);
        const auto process = m_weirctl.start(
            command({"replay", "--topic", text(topics.letters), "--yes", "--json", "--rate", "20", "--batch", "5"}));
        QByteArray out;
        while (!out.contains("\"event\":\"progress\"") && process->waitForReadyRead(40'000))
            out += process->readAllStandardOutput();
        QVERIFY2(out.contains("\"event\":\"progress\""), process->readAllStandardError().constData());
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished(40'000));
        out += process->readAllStandardOutput();
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        QCOMPARE(process->exitCode(), 1);
        const Outcome paused{1, out, process->readAllStandardError()};
        QCOMPARE(event(paused, "end")["state"].toString(), QString("paused"));
        QVERIFY2(paused.err.contains("--resume"), paused.err.constData());
        const int committedNow = event(paused, "end")["committed"].toInt();
        QVERIFY(committedNow < 200);
        QCOMPARE(committedCount(topics.origin), static_cast<std::size_t>(committedNow));

        const QString job = event(paused, "end")["job"].toString();
        const Outcome cancelled = weirctl({"replay", "--cancel", job, "--json"});
        QVERIFY2(cancelled.status == 0, cancelled.err.constData());
        QCOMPARE(event(cancelled, "end")["state"].toString(), QString("cancelled"));
        QCOMPARE(committedCount(topics.origin), static_cast<std::size_t>(committedNow));
        QVERIFY(weirctl({"replay", "--resume", job}).err.contains("is cancelled already"));
    }

    void oneJobAtATimeInATarget()
    {
        const Topics topics = fill(60);
        const auto process = m_weirctl.start(
            command({"replay", text(topics.letters) + "-0@0..99", "--yes", "--json", "--rate", "5", "--batch", "1"}));
        QByteArray out;
        while (!out.contains("\"event\":\"progress\"") && process->waitForReadyRead(40'000))
            out += process->readAllStandardOutput();
        const Outcome second = weirctl({"replay", text(topics.letters) + "-1@0..99", "--yes", "--json"});
        QCOMPARE(second.status, 1);
        QVERIFY2(second.err.contains(QByteArray::fromStdString(topics.origin)), second.err.constData());
        ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
        QVERIFY(process->waitForFinished(20'000));
        out += process->readAllStandardOutput();
        // Both go on, one after the other, without the one that was killed having sent anything twice.
        QCOMPARE(weirctl({"replay", "--resume", event(second, "plan")["job"].toString()}).status, 0);
        const QString first = event(Outcome{0, out, {}}, "plan")["job"].toString();
        const Outcome resumed = weirctl({"replay", "--resume", first, "--rate", "100000"});
        QVERIFY2(resumed.status == 0, resumed.err.constData());
        QVERIFY(contents(topics.origin) == topics.expected);
    }

    void filterGroupPlacesAndEdit()
    {
        const Topics topics = fill(40);
        const QString letters = text(topics.letters);
        const auto selected = [&](QStringList words) {
            const Outcome outcome = weirctl(QStringList{"replay", "--json"} + words);
            return outcome.status == 0 ? event(outcome, "plan")["selected"].toInt() : -1 - outcome.status;
        };
        const Outcome groups = weirctl({"deadletters", "groups", letters, "--json"});
        QVERIFY2(groups.status == 0 && groups.objects().size() == 2, groups.err + groups.out);
        QVERIFY2(groups.err.contains("40 of 40 offsets looked at"), groups.err.constData());
        const QJsonObject usual = groups.objects()[0];
        QCOMPARE(usual["count"].toInt(), 30);
        QCOMPARE(usual["exception"].toString(), QString("UsualError"));
        QCOMPARE(usual["origin"].toString(), text(topics.origin));
        const QString rare = groups.objects()[1][QLatin1String("group")].toString();
        QCOMPARE(selected({"--topic", letters, "--group", rare}), 10);
        QCOMPARE(selected({"--topic", letters, "--group", rare, "--partition", "0"}), 10);
        QCOMPARE(selected({"--topic", letters, "--group", rare, "--filter", "value.n < 20"}), 5);
        QCOMPARE(selected({"--topic", letters, "--filter", "value.n < 20 and value.n > 9"}), 10 - 1); // one has no value
        QCOMPARE(selected({"--topic", letters, "--from", "offset:15"}), 10);
        QCOMPARE(selected({"--topic", letters, "--until", "offset:5"}), 10);
        QCOMPARE(selected({letters + "-0@3", letters + "-1@10..1000"}), 11);
        QCOMPARE(selected({letters + "-0@3", letters + "-0@3"}), 1);
        QCOMPARE(selected({letters + "-0@3000"}), -2); // gone: exit status 1
        QCOMPARE(selected({"--topic", letters, "--group", "0123456789abcdef"}), -2);
        const Outcome none = weirctl({"replay", "--topic", letters, "--filter", "value.n > 1000", "--yes"});
        QVERIFY2(none.status == 0 && none.err.contains("No dead letter fits"), none.err.constData());

        const Outcome edited = weirctl({"replay", letters + "-0@1", "--set", "value.amount = 12.90", "--set",
                                        "header[\"mended\"] = yes", "--yes", "--json"});
        QVERIFY2(edited.status == 0, edited.err.constData());
        const auto found = committed(topics.origin);
        QCOMPARE(found.at(1).size(), std::size_t{1});
        QCOMPARE(*found.at(1)[0].value, std::string("{\"n\": 2, \"amount\":12.90,  \"big\":18446744073709551616}"));
        QVERIFY(std::ranges::find(found.at(1)[0].headers, Header{"mended", "yes"}) != found.at(1)[0].headers.end());
    }

    void marksAndWords()
    {
        const Topics topics = fill(12);
        const QString letters = text(topics.letters);
        const auto count = [&](const QStringList& words) { return weirctl(words + QStringList{"--json"}).objects().size(); };
        QCOMPARE(weirctl({"deadletters", "mark", "handled", letters + "-0@0..1", letters + "-1@4", "--note", "told billing"}).status, 0);
        QCOMPARE(count({"deadletters", "records", letters, "--mark", "handled"}), 3);
        QCOMPARE(count({"deadletters", letters, "--mark", "open"}), 9);
        const QJsonObject shown = weirctl({"deadletters", "show", letters + "-1@4", "--json"}).objects().first();
        QCOMPARE(shown["mark"].toString(), QString("handled"));
        QCOMPARE(shown["note"].toString(), QString("told billing"));
        QCOMPARE(shown["source"][QLatin1String("state")].toString(), QString("gone")); // nothing was ever in the origin
        const QString group = weirctl({"deadletters", "groups", letters, "--json"}).objects()[0][QLatin1String("group")].toString();
        QCOMPARE(weirctl({"deadletters", "mark", "ignored", group}).status, 0);
        QCOMPARE(weirctl({"deadletters", "groups", letters, "--mark", "ignored", "--json"}).objects().size(), 1);
        const Outcome open = weirctl({"replay", "--topic", letters, "--mark", "open", "--json"});
        QVERIFY2(event(open, "plan")["selected"].toInt() < 9, open.err.constData());

        const auto kindOf = [&](const std::string& topic) {
            for (const QJsonObject& row : weirctl({"deadletters", "--json"}).objects())
                if (row["topic"].toString() == text(topic))
                    return row["kind"].toString() + " by " + row["sign"].toString();
            return QString("none");
        };
        QCOMPARE(kindOf(topics.letters), QString("dead_letter by name"));
        QCOMPARE(weirctl({"deadletters", "topic", letters, "neither"}).status, 0);
        QCOMPARE(weirctl({"deadletters", "topic", text(topics.origin), "retries"}).status, 0);
        QCOMPARE(kindOf(topics.letters), QString("none"));
        QCOMPARE(kindOf(topics.origin), QString("retry by word"));
        QCOMPARE(weirctl({"deadletters", "topic", letters, "unset"}).status, 0);
        QCOMPARE(kindOf(topics.letters), QString("dead_letter by name"));
        QCOMPARE(weirctl({"deadletters", "topic", "no-such-topic", "retries"}).status, 1);
    }

    void anArchiveGoesRoundWithoutLoss()
    {
        const Topics topics = fill(30);
        const std::string other = uniqueName("archive");
        makeTopic(other, 3);
        const Outcome archive = weirctl({"read", text(topics.letters), "--from", "oldest", "--json"});
        QVERIFY2(archive.status == 0, archive.err.constData());
        const QString path = m_weirctl.home() + "/letters.ndjson";
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(archive.out) == archive.out.size());
        file.close();
        const Outcome sent = weirctl({"replay", "--from-file", path, "--to", text(other), "--yes", "--json"});
        QVERIFY2(sent.status == 0, sent.err.constData());
        QVERIFY(contents(other) == topics.expected);
        QCOMPARE(weirctl({"replay", "--from-file", "/nowhere"}).status, 1);
    }

    void otherConnections()
    {
        const Topics topics = fill(6);
        const std::string other = uniqueName("elsewhere");
        makeTopic(other, 3);
        const ProfileFile profiles((m_weirctl.home() + "/config/weir/connections.json").toStdString());
        Profile profile;
        profile.name = "elsewhere";
        profile.bootstrapServers = m_bootstrap;
        QVERIFY(profiles.put(profile, true));
        profile.name = "look only";
        profile.readOnly = true;
        QVERIFY(profiles.put(profile, true));
        const Outcome refused = weirctl({"replay", "--topic", text(topics.letters), "--to", text(other), "--to-profile", "look only", "--yes"});
        QVERIFY2(refused.status == 1 && refused.err.contains("reading only"), refused.err.constData());
        const Outcome refusedHere = weirctl({"--read-only", "replay", "--topic", text(topics.letters), "--yes"});
        QVERIFY2(refusedHere.status == 1 && refusedHere.err.contains("reading only"), refusedHere.err.constData());
        QCOMPARE(weirctl({"--read-only", "replay", "--topic", text(topics.letters)}).status, 0);
        // What is only read may be read-only.
        const Outcome sent = m_weirctl.run({"--profile", "look only", "replay", "--topic", text(topics.letters), "--to", text(other),
                                            "--to-profile", "elsewhere", "--yes", "--json"});
        QVERIFY2(sent.status == 0, sent.err.constData());
        QVERIFY(contents(other) == topics.expected);
        const auto trail = AuditTrail::open((m_weirctl.home() + "/state/weir/activity.db").toStdString());
        const AuditEntry entry = (*trail)->newest(1)->front();
        QCOMPARE(entry.action, std::string("replay"));
        QCOMPARE(entry.profile, std::string("elsewhere"));
        QCOMPARE(entry.target, other);
        QCOMPARE(entry.outcome, std::string("done: 6 of 6 committed"));
        QCOMPARE(weirctl({"replay", "--topic", text(topics.letters), "--to-profile", "nobody"}).status, 1);
    }

    void whatCannotBe()
    {
        const Topics topics = fill(2);
        const auto outcomes = std::to_array<std::pair<QStringList, QByteArray>>({
            {{"replay", "--topic", "no-such-topic"}, "no-such-topic"},
            {{"replay", "--resume", "no-such-job"}, "no-such-job"},
            {{"replay", "--receipt", "no-such-job"}, "no-such-job"},
            {{"replay", "--cancel", "no-such-job"}, "no-such-job"},
            {{"deadletters", "records", "no-such-topic"}, "no-such-topic"},
            {{"deadletters", "groups", "no-such-topic"}, "no-such-topic"},
            {{"deadletters", "show", text(topics.letters) + "-0@99"}, "99"},
        });
        for (const auto& [words, said] : outcomes) {
            const Outcome outcome = weirctl(words);
            QVERIFY2(outcome.status == 1 && outcome.err.contains(said), qPrintable(words.join(' ') + ": " + outcome.err));
        }
        m_weirctl.setVariable("WEIR_TEST_KILL_AT", "anything");
        const Outcome hook = weirctl({"replay", "--topic", text(topics.letters), "--yes"});
        m_weirctl.clearVariables();
        QCOMPARE(hook.status, 2);
        QCOMPARE(committedCount(topics.origin), std::size_t{0});
    }
};

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    WeirctlReplayTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "weirctl_replay_test.moc"
