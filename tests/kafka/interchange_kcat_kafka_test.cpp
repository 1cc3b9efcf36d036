// SPDX-License-Identifier: GPL-3.0-or-later
// Records between Weir and kcat on a real broker, both ways: byte for byte, and key to partition.
#include "tests/kafka/interchange_rows.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

using namespace weir;
using namespace weir::test;

namespace {

struct Ended {
    bool good = false;
    std::string output; ///< both streams
};

Ended run(const QString& program, const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForStarted() && process.waitForFinished(30'000);
    if (!ended) {
        process.kill();
        process.waitForFinished(5'000);
    }
    return {ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, process.readAll().toStdString()};
}

QString text(const std::string& s) { return QString::fromStdString(s); }

/// A record in the format that kcat is asked for. It prints the value of a header up to its first NUL.
std::string kcatText(const Record& record)
{
    const auto length = [](const OptionalBytes& bytes) { return bytes ? std::to_string(bytes->size()) : std::string("-1"); };
    std::string line = std::to_string(record.partition) + " " + std::to_string(record.offset) + " " +
                       std::to_string(record.timestamp.value_or(-1)) + " " + length(record.key) + " " + length(record.value) +
                       "\n" + record.key.value_or("") + record.value.value_or("");
    std::string headers;
    for (const Header& header : record.headers)
        headers += (headers.empty() ? "" : ",") + header.name + "=" + header.value.value_or("NULL").c_str();
    return line + headers;
}

} // namespace

class InterchangeKcatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void kcatReadsWhatWeirWrote();
    void weirReadsWhatKcatWrote();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Cluster> m_cluster;
    std::string m_topic;
    std::vector<Record> m_written;
};

void InterchangeKcatTest::initTestCase()
{
    if (QStandardPaths::findExecutable("kcat").isEmpty() && !brokersAreRequired())
        QSKIP("there is no kcat");
    m_cluster = open(*testBootstrap());
    m_topic = newTopic(*m_cluster, "interchange-for-kcat");
    auto rows = interchangeRows();
    for (OutgoingRecord& row : rows)
        row.topic = m_topic;
    const auto results = send(*m_cluster, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QVERIFY2(results[i], results[i] ? "" : results[i].error().message.c_str());
        m_written.push_back(keptRecord(rows[i], m_topic, results[i]->partition, results[i]->offset));
    }
}

/// kcat tells NULL from empty by the length, -1 or 0. Headers it can only print as text.
void InterchangeKcatTest::kcatReadsWhatWeirWrote()
{
    const Ended ended = run("kcat", {"-C", "-q", "-e", "-b", text(*testBootstrap()), "-t", text(m_topic), "-o", "beginning",
                                     "-f", "%p %o %T %K %S\\n%k%s%h\\n"}, {});
    QVERIFY2(ended.good, ended.output.c_str());
    std::set<std::string> got;
    std::string_view rest = ended.output;
    while (!rest.empty()) {
        const std::size_t line = rest.find('\n');
        const auto numbers = wordsOf(std::string(rest.substr(0, line)));
        QCOMPARE(numbers.size(), std::size_t(5));
        const int payload = std::max(0, std::stoi(numbers[3])) + std::max(0, std::stoi(numbers[4]));
        const std::size_t end = rest.find('\n', line + 1 + static_cast<std::size_t>(payload));
        QVERIFY(end != std::string_view::npos);
        got.emplace(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    QCOMPARE(got.size(), m_written.size());
    for (const Record& record : m_written) {
        const std::string expected = kcatText(record);
        QVERIFY2(got.contains(expected), escapeForDisplay(expected, 300).c_str());
    }
}

/// What kcat cannot express: timestamps, NULL and empty in one run (-Z makes all that is empty NULL), headers or partitions of
/// single records, payloads that hold a delimiter (but one file as one value). Its own partitioner is CRC32, so keys go
/// elsewhere than with everybody else unless it is told: -X partitioner=murmur2_random.
void InterchangeKcatTest::weirReadsWhatKcatWrote()
{
    const std::string topic = newTopic(*m_cluster, "interchange-kcat");
    const QStringList base{"-P", "-b", text(*testBootstrap()), "-t", text(topic), "-X", "partitioner=murmur2_random"};
    std::map<Bytes, OptionalBytes> values;
    std::map<Bytes, std::int32_t> placeOfKey;
    QByteArray lines;
    for (const Record& record : m_written) {
        if (record.key)
            placeOfKey[*record.key] = record.partition;
        const bool plain = record.key && record.value && record.headers.empty() && *record.key != "large" &&
                           (*record.key + *record.value).find_first_of("\x1e\x1f") == std::string::npos;
        if (!plain || values.contains(*record.key))
            continue;
        values[*record.key] = record.value;
        lines += QByteArray::fromStdString(*record.key + '\x1f' + *record.value + '\x1e');
    }
    const Ended many = run("kcat", base + QStringList{"-z", "zstd", "-K", "\x1f", "-D", "\x1e"}, lines);
    QVERIFY2(many.good, many.output.c_str());
    values["no value"] = std::nullopt;
    const Ended tombstone = run("kcat", base + QStringList{"-Z", "-K", ":"}, "no value:\n");
    QVERIFY2(tombstone.good, tombstone.output.c_str());
    const auto large = std::ranges::find(m_written, OptionalBytes("large"), &Record::key);
    values["large"] = large->value;
    const QString file = m_folder.filePath("large");
    std::ofstream(file.toStdString(), std::ios::binary) << *large->value;
    const Ended alone = run("kcat", base + QStringList{"-z", "lz4", "-k", "large", "-H", "h=1", "-H", "h", "-H", "h=", "-H", "h=1", file}, {});
    QVERIFY2(alone.good, alone.output.c_str());

    const auto got = readTopic(*m_cluster, topic);
    QCOMPARE(got.size(), values.size());
    for (const Record& record : got) {
        QVERIFY(record.key && values.contains(*record.key));
        QVERIFY2(record.value == values.at(*record.key), escapeForDisplay(*record.key).c_str());
        QVERIFY2(record.partition == placeOfKey.at(*record.key), escapeForDisplay(*record.key).c_str());
        if (record.key == "large")
            QVERIFY((record.headers == Headers{{"h", "1"}, {"h", std::nullopt}, {"h", ""}, {"h", "1"}}));
    }
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    InterchangeKcatTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "interchange_kcat_kafka_test.moc"
