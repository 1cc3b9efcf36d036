// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_traffic_life.h"

#include "core/deadletters/failure_report.h"
#include "core/demo/demo_domain.h"
#include "core/events/envelope.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

namespace weir::test {

namespace {

using namespace std::chrono_literals;

constexpr double rate = 150;

Call soon()
{
    return Call::within(10s);
}

std::int64_t bigEndian(const Bytes& bytes)
{
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = number << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(number);
}

/// Where a dead letter says it comes from, read without Weir's own decoder.
struct Source {
    TopicPartition partition;
    std::int64_t offset = -1;
};
Source sourceOf(const Record& letter, const std::string& prefix, bool binary)
{
    Source source;
    for (const Header& header : letter.headers) {
        const Bytes value = header.value.value_or("");
        const auto number = [&] { return binary ? bigEndian(value) : std::stoll(value); };
        if (header.name == prefix + "topic")
            source.partition.topic = value;
        else if (header.name == prefix + "partition")
            source.partition.partition = static_cast<std::int32_t>(number());
        else if (header.name == prefix + "offset")
            source.offset = number();
    }
    return source;
}

} // namespace

void DemoTrafficLife::startTraffic()
{
    DemoTrafficOptions options;
    options.recordsPerSecond = rate;
    options.historyRecords = 3'000;
    options.wavePeriod = 6s;
    options.groupPrefix = m_prefix;
    {
        const std::lock_guard lock(m_mutex);
        m_status = {};
        m_phases.clear();
    }
    m_sinceStart.start();
    auto traffic = DemoTraffic::start(m_cluster, options, [this](const DemoTrafficStatus& status) {
        const std::lock_guard lock(m_mutex);
        if (m_phases.empty() || m_phases.back() != status.phase)
            m_phases.push_back(status.phase);
        m_status = status;
    });
    QVERIFY2(traffic, traffic ? "" : traffic.error().message.c_str());
    m_traffic = std::move(*traffic);
}

void DemoTrafficLife::initTestCase()
{
    m_cluster = openCluster();
    QVERIFY(m_cluster);
    startTraffic();
}

void DemoTrafficLife::cleanupTestCase()
{
    m_traffic.reset();
    m_cluster.reset();
}

std::optional<GroupLag> DemoTrafficLife::lagOf(const std::string& group) const
{
    const auto lags = groupLags(*m_cluster, {m_prefix + group}, soon());
    if (!lags || lags->values.empty())
        return std::nullopt;
    return lags->values.front();
}

std::vector<Record> DemoTrafficLife::recordsOf(const std::string& topic) const
{
    const auto found = m_cluster->admin().topic(topic, soon());
    if (!found)
        return {};
    std::vector<TopicPartition> partitions;
    for (const PartitionMetadata& partition : found->partitions)
        partitions.push_back({topic, partition.id});
    const auto starts = m_cluster->admin().offsets(partitions, OffsetPoint::LogStart, soon());
    const auto ends = m_cluster->admin().offsets(partitions, OffsetPoint::End, soon());
    std::vector<ReadRange> ranges;
    for (const auto& [partition, end] : ends.values)
        if (starts.values.at(partition) < end)
            ranges.push_back({partition, starts.values.at(partition), end});
    std::vector<Record> records;
    const auto progress = m_cluster->reader().read(
        ranges,
        [&](const RecordView& view) {
            records.push_back(view.toRecord());
            return SinkAnswer::Continue;
        },
        soon());
    for (const Failure& failure : progress.failures)
        qWarning("%s: %s", failure.subject.c_str(), failure.error.message.c_str());
    return records;
}

std::optional<Record> DemoTrafficLife::recordAt(const TopicPartition& partition, std::int64_t offset) const
{
    std::optional<Record> record;
    const auto progress = m_cluster->reader().read(
        {{partition, offset, offset + 1}},
        [&](const RecordView& view) {
            record = view.toRecord();
            return SinkAnswer::Stop;
        },
        soon());
    return record;
}

DemoTrafficStatus DemoTrafficLife::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

std::optional<DemoGroupStatus> DemoTrafficLife::statusOf(const std::string& group) const
{
    const auto now = status();
    const auto found = std::ranges::find(now.groups, m_prefix + group, &DemoGroupStatus::id);
    return found == now.groups.end() ? std::nullopt : std::optional(*found);
}

void DemoTrafficLife::groupsHaveLagSoon()
{
    const std::map<std::string, std::size_t> partitions = {{"mailer", 11}, {"search-index", 12}, {"billing", 8}};
    for (const auto& [group, count] : partitions) {
        std::optional<GroupLag> lag;
        const auto ready = [&] {
            lag = lagOf(group);
            return lag && lag->rows.size() == count && lag->members.size() == 1 &&
                   std::ranges::all_of(lag->rows, [](const PartitionLag& row) { return row.lag && row.member; });
        };
        while (!ready() && m_sinceStart.elapsed() < lagWithin().count())
            QTest::qWait(100);
        QVERIFY2(lag, group.c_str());
        QVERIFY2(ready(), qPrintable(QString("%1 has %2 rows").arg(group.c_str()).arg(lag->rows.size())));
        QCOMPARE(lag->state, std::string("Stable"));
    }
    qInfo("all groups had lag %lld ms after the start", static_cast<long long>(m_sinceStart.elapsed()));
    const auto search = lagOf("search-index");
    QVERIFY(search && search->lag.value_or(0) > 50); // the backlog of the history
}

void DemoTrafficLife::billingIsStuckOnThePoison()
{
    QTRY_VERIFY_WITH_TIMEOUT(statusOf("billing") && statusOf("billing")->stuckOn, 5'000);
    const auto stuck = *statusOf("billing");
    QVERIFY(stuck.stuckReason.find("1.299,00") != std::string::npos);
    const auto poison = recordAt(*stuck.stuckOn, *stuck.stuckOffset);
    QVERIFY(poison && poison->key == "ord-54999" && poison->value->find("\"1.299,00\"") != std::string::npos);

    const auto before = lagOf("billing");
    QTest::qWait(5'000); // longer than the pause between two attempts
    const auto after = lagOf("billing");
    QVERIFY(before && after && before->rows.size() == after->rows.size());
    bool othersMoved = false;
    for (std::size_t i = 0; i < before->rows.size(); ++i) {
        const PartitionLag& old = before->rows[i];
        const PartitionLag& now = after->rows[i];
        if (old.partition == *stuck.stuckOn) {
            QCOMPARE(old.committed.value_or(-1), *stuck.stuckOffset);
            QCOMPARE(now.committed.value_or(-1), *stuck.stuckOffset);
            QVERIFY2(*now.lag > *old.lag, qPrintable(QString("%1, then %2").arg(*old.lag).arg(*now.lag)));
        } else {
            othersMoved = othersMoved || *now.committed > *old.committed;
            QVERIFY2(*now.lag < rate * 3, qPrintable(QString::number(*now.lag)));
        }
    }
    QVERIFY(othersMoved);
}

void DemoTrafficLife::mailerKeepsUp()
{
    for (int i = 0; i < 5; ++i) {
        const auto lag = lagOf("mailer");
        QVERIFY(lag && lag->lag);
        QVERIFY2(*lag->lag < rate * 3, qPrintable(QString::number(*lag->lag)));
        QTest::qWait(200);
    }
}

void DemoTrafficLife::searchIndexComesInWaves()
{
    // Four periods at most: on a busy machine a wave may be too flat to be seen.
    QElapsedTimer timer;
    timer.start();
    std::vector<std::int64_t> lags;
    std::int64_t rise = 0; // largest over ten looks
    std::int64_t fall = 0;
    while ((rise <= 40 || fall <= 40) && timer.elapsed() < 24'000) {
        const auto lag = lagOf("search-index");
        QVERIFY(lag && lag->lag);
        lags.push_back(*lag->lag);
        if (lags.size() > 10) {
            const std::int64_t old = lags[lags.size() - 11];
            rise = std::max(rise, lags.back() - old);
            fall = std::max(fall, old - lags.back());
        }
        QTest::qWait(200);
    }
    QVERIFY2(rise > 40 && fall > 40, qPrintable(QString("up %1, down %2").arg(rise).arg(fall)));
}

void DemoTrafficLife::deadLettersNameTheirSource_data()
{
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<bool>("binary");
    QTest::newRow("Spring Kafka") << demo_topic::orderCreatedDead << "kafka_dlt-original-" << true;
    QTest::newRow("plain") << demo_topic::orderPaidDead << "dlq-original-" << false;
    QTest::newRow("Kafka Connect") << demo_topic::warehouseDead << "__connect.errors." << false;
}

void DemoTrafficLife::deadLettersNameTheirSource()
{
    QFETCH(QString, topic);
    QFETCH(QString, prefix);
    QFETCH(bool, binary);
    const auto letters = recordsOf(topic.toStdString());
    QVERIFY2(letters.size() >= 5, qPrintable(QString::number(letters.size())));
    std::set<std::pair<TopicPartition, std::int64_t>> sources;
    for (const Record& letter : letters) {
        const Source source = sourceOf(letter, prefix.toStdString(), binary);
        const auto origin = recordAt(source.partition, source.offset);
        QVERIFY2(origin, (toString(source.partition) + " at " + std::to_string(source.offset) + " named by offset " +
                          std::to_string(letter.offset) + " of " + toString(TopicPartition{letter.topic, letter.partition}) + " with " +
                          std::to_string(letter.headers.size()) + " headers")
                             .c_str());
        QVERIFY(origin->key == letter.key);
        QVERIFY(origin->value == letter.value);
        QVERIFY(origin->headers.size() < letter.headers.size());
        QVERIFY(std::ranges::equal(origin->headers, letter.headers | std::views::take(origin->headers.size())));
        sources.emplace(source.partition, source.offset);
        const FailureReport report = readFailure(letter.headers);
        QCOMPARE(QString::fromStdString(report.convention), QString(QTest::currentDataTag()));
        QCOMPARE(report.originTopic.value_or(""), source.partition.topic);
        QCOMPARE(report.originPartition.value_or(-1), source.partition.partition);
        QCOMPARE(report.originOffset.value_or(-1), source.offset);
        QVERIFY(report.undecodable.empty() && report.exceptionClass);
        if (report.originTimestamp)
            QCOMPARE(*report.originTimestamp, origin->timestamp.value_or(0));
        QVERIFY(letter.timestamp >= origin->timestamp && *letter.timestamp < *origin->timestamp + 60'000);
    }
    QCOMPARE(sources.size(), letters.size()); // nothing failed twice
}

void DemoTrafficLife::historyReachesBack()
{
    const auto records = recordsOf(demo_topic::orderCreated);
    QVERIFY(records.size() > 500);
    const auto [oldest, newest] = std::ranges::minmax(records, {}, [](const Record& r) { return *r.timestamp; });
    QVERIFY(*oldest.timestamp < nowMs() - 5LL * 3'600'000);
    QVERIFY(*newest.timestamp > nowMs() - 10'000);
    for (const Record& record : records)
        QVERIFY(decodeEnvelope(record.value.value_or("")).has_value());
}

void DemoTrafficLife::statusTellsWhatHappened()
{
    const auto now = status();
    QVERIFY(now.phase == DemoTrafficStatus::Phase::Running);
    QVERIFY(now.sent > 3'000);
    QCOMPARE(now.unconfirmed, std::uint64_t(0));
    QVERIFY(now.deadLetters >= 15);
    for (const Failure& trouble : now.troubles)
        qWarning("%s: %s", trouble.subject.c_str(), trouble.error.message.c_str());
    QVERIFY(now.troubles.empty());
    QCOMPARE(now.groups.size(), std::size_t(3));
    for (const DemoGroupStatus& group : now.groups)
        QVERIFY2(group.joined && group.handled > 0, group.id.c_str());
}

void DemoTrafficLife::stopsSoon()
{
    QElapsedTimer timer;
    timer.start();
    m_traffic->stop();
    QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
    qInfo("stopped within %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(m_traffic->waitFor(0ms));
    m_traffic->stop(); // twice is allowed
    using Phase = DemoTrafficStatus::Phase;
    QCOMPARE(m_phases, (std::vector<Phase>{Phase::Preparing, Phase::Running, Phase::Finished}));
    const auto sent = status().sent;
    QTest::qWait(500);
    QCOMPARE(status().sent, sent);
}

void DemoTrafficLife::goesOnWhereItStopped()
{
    if (!canRunAgain())
        QSKIP("the mock cluster keeps members that left until their session ends");
    const auto before = lagOf("billing");
    const auto stuck = statusOf("billing");
    QVERIFY(before && stuck && stuck->stuckOn);
    startTraffic();
    QTRY_VERIFY_WITH_TIMEOUT(statusOf("billing") && statusOf("billing")->stuckOn, 15'000);
    QVERIFY(statusOf("billing")->stuckOn == stuck->stuckOn);
    QCOMPARE(statusOf("billing")->stuckOffset.value_or(-1), *stuck->stuckOffset);
    QVERIFY(status().sent < 3'000); // no second history
    m_traffic->stop();
}

} // namespace weir::test
