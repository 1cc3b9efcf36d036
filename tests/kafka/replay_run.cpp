// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/replay_run.h"

#include "core/base/deadline.h"

#include <QElapsedTimer>
#include <QJsonValue>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>
#include <thread>

namespace weir::test {

using namespace std::chrono_literals;

namespace {

constexpr const char* killVariable = "WEIR_TEST_KILL_AT";

void complainOf(std::vector<std::string>& complaints, const std::string& sentence)
{
    if (complaints.size() < 20)
        complaints.push_back(sentence);
}

/// Where each letter is, as its copy says.
std::map<std::string, std::pair<TopicPartition, std::int64_t>>
placesOf(const std::map<TopicPartition, std::vector<Record>>& seen)
{
    std::map<std::string, std::pair<TopicPartition, std::int64_t>> places;
    for (const auto& [partition, records] : seen)
        for (const Record& record : records)
            for (const Header& header : record.headers)
                if (header.name == "weir-replay-source")
                    places.emplace(header.value.value_or(""), std::pair(partition, record.offset));
    return places;
}

} // namespace

ReplayRun::ReplayRun(QStringList connection, const std::vector<std::string>& topics, QStringList options)
    : m_connection(std::move(connection)), m_first({"replay", "--yes"})
{
    for (const std::string& topic : topics)
        m_first << "--topic" << QString::fromStdString(topic);
    m_first += options;
}

std::unique_ptr<QProcess> ReplayRun::start(const std::string& step)
{
    m_program.clearVariables();
    if (!step.empty())
        m_program.setVariable(killVariable, QString::fromStdString(step));
    const std::string known = job();
    return m_program.start(m_connection +
                           (known.empty() ? m_first : QStringList{"replay", "--resume", QString::fromStdString(known)}));
}

ReplayRun::End ReplayRun::finish(QProcess& process, std::chrono::milliseconds most)
{
    End end;
    QElapsedTimer timer;
    timer.start();
    if (process.state() != QProcess::NotRunning && !process.waitForFinished(static_cast<int>(most.count()))) {
        process.kill(); // SIGKILL
        process.waitForFinished(10'000);
    }
    end.seconds = static_cast<double>(timer.elapsed()) / 1000;
    end.killed = process.exitStatus() == QProcess::CrashExit;
    end.status = end.killed ? -1 : process.exitCode();
    if (end.killed && !job().empty()) // before that there was nothing to lose
        ++m_kills;
    m_words = process.readAllStandardError() + process.readAllStandardOutput();
    return end;
}

ReplayRun::End ReplayRun::runFor(std::chrono::milliseconds time)
{
    return finish(*start(), time);
}

ReplayRun::End ReplayRun::runUntil(const std::string& step, std::chrono::milliseconds most)
{
    return finish(*start(step), most);
}

Result<std::unique_ptr<ReplayJournal>> ReplayRun::journal() const
{
    return ReplayJournal::open(std::filesystem::path(m_program.home().toStdString()) / "state/weir/replay.db");
}

std::string ReplayRun::job()
{
    if (!m_job.empty())
        return m_job;
    if (const auto opened = journal())
        if (const auto jobs = (*opened)->jobs(2); jobs && !jobs->empty())
            m_job = jobs->front().job;
    return m_job;
}

Result<ReplayJobInfo> ReplayRun::info()
{
    const auto opened = journal();
    return opened ? (*opened)->info(job()) : fail(opened.error());
}

std::vector<ReplayResult> ReplayRun::results()
{
    std::vector<ReplayResult> all;
    const auto opened = journal();
    if (!opened)
        return all;
    for (;;) {
        const auto part = (*opened)->results(job(), static_cast<std::int64_t>(all.size()), 5000);
        if (!part || part->empty())
            return all;
        all.insert(all.end(), part->begin(), part->end());
    }
}

QList<QJsonObject> ReplayRun::receipt()
{
    m_program.clearVariables();
    return m_program.run(m_connection + QStringList{"replay", "--receipt", QString::fromStdString(job())}).objects();
}

std::vector<std::string> judgeJournal(ReplayRun& run, const OddLetters& letters,
                                      const std::map<TopicPartition, std::vector<Record>>& seen)
{
    std::vector<std::string> complaints;
    const auto info = run.info();
    if (!info)
        return {info.error().message};
    ReplayCounts expected;
    expected.total = static_cast<std::int64_t>(letters.letters.size());
    expected.committed = expected.total;
    if (info->state != ReplayState::Done)
        complainOf(complaints, "the job is " + std::string(stateCode(info->state)) + ": " + info->reason);
    if (info->counts != expected)
        complainOf(complaints, "of " + std::to_string(expected.total) + " the journal counts " +
                                   std::to_string(info->counts.committed) + " committed, " +
                                   std::to_string(info->counts.pending) + " pending, " +
                                   std::to_string(info->counts.unknown) + " unknown, total " +
                                   std::to_string(info->counts.total));
    const auto places = placesOf(seen);
    std::set<LetterPlace> listed;
    for (const ReplayResult& result : run.results()) {
        const std::string source = placeText(result.letter);
        listed.insert(result.letter);
        const auto place = places.find(source);
        if (result.outcome != ReplayOutcome::Committed)
            complainOf(complaints, source + " is " + std::string(outcomeCode(result.outcome)) + " in the journal");
        else if (place == places.end())
            complainOf(complaints, source + " is committed in the journal and not in the target");
        else if (TopicPartition{result.targetTopic, result.targetPartition.value_or(-1)} != place->second.first ||
                 result.targetOffset.value_or(-1) != place->second.second)
            complainOf(complaints, source + " is at " + toString(place->second.first) + "@" +
                                       std::to_string(place->second.second) + ", by the journal at offset " +
                                       std::to_string(result.targetOffset.value_or(-1)));
    }
    if (listed.size() != letters.letters.size())
        complainOf(complaints, "the journal lists " + std::to_string(listed.size()) + " letters");
    return complaints;
}

std::vector<std::string> judgeReceipt(ReplayRun& run, const OddLetters& letters)
{
    const auto lines = run.receipt();
    const auto committed = std::ranges::count_if(
        lines, [](const QJsonObject& line) { return line["outcome"].toString() == "committed"; });
    const auto expected = static_cast<std::ptrdiff_t>(letters.letters.size());
    if (lines.size() == expected + 1 && committed == expected)
        return {};
    return {"the receipt has " + std::to_string(lines.size()) + " lines, " + std::to_string(committed) +
            " of them of committed records: " + run.words().right(500).toStdString()};
}

OffsetMap settledEnds(Cluster& cluster, const std::vector<TopicPartition>& partitions)
{
    for (const Deadline end = Deadline::after(60s); !end.expired(); std::this_thread::sleep_for(100ms)) {
        const auto stable = cluster.admin().offsets(partitions, OffsetPoint::LastStable, Call::within(20s));
        const auto last = cluster.admin().offsets(partitions, OffsetPoint::End, Call::within(20s));
        if (stable.complete() && last.complete() && stable.values == last.values && last.values.size() == partitions.size())
            return last.values;
    }
    std::cerr << "a transaction is still open in the targets" << std::endl;
    std::abort();
}

} // namespace weir::test
