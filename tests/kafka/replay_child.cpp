// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/replay_child.h"

#include "tests/support/kafka_calls.h"

#include <QCoreApplication>
#include <QProcess>

#include <csignal>
#include <filesystem>
#include <iostream>

namespace weir::test {

using namespace std::chrono_literals;

namespace {

constexpr const char* mark = "--replay-child";

/// The child's arguments behind the mark.
struct Order {
    std::string bootstrap;
    std::filesystem::path home;
    ReplayOptions options;
    int step = -1; ///< of ReplayStep
    int turn = 0;
    std::vector<std::string> topics;
};

Order readOrder(char** words, int count)
{
    Order order;
    order.bootstrap = words[0];
    order.home = words[1];
    order.options.delivery = std::string(words[2]) == "at-least-once" ? ReplayDelivery::AtLeastOnce : ReplayDelivery::Transactional;
    order.options.batch = std::atoi(words[3]);
    order.step = std::atoi(words[4]);
    order.turn = std::atoi(words[5]);
    order.topics.assign(words + 6, words + count);
    return order;
}

std::shared_ptr<Cluster> openAsReader(const std::string& bootstrap)
{
    return open(bootstrap, {{"security.protocol", "sasl_plaintext"},
                            {"sasl.mechanism", "PLAIN"},
                            {"sasl.username", "reader"},
                            {"sasl.password", "reader-secret"}});
}

Result<LetterSelection> everythingIn(Cluster& cluster, const std::vector<std::string>& topics)
{
    LetterSelection selection;
    for (const std::string& name : topics) {
        const auto topic = cluster.admin().topic(name, Call::within(30s));
        if (!topic)
            return fail(topic.error());
        std::vector<TopicPartition> partitions;
        for (const PartitionMetadata& partition : topic->partitions)
            partitions.push_back({name, partition.id});
        const auto ends = cluster.admin().offsets(partitions, OffsetPoint::End, Call::within(30s));
        if (!ends.complete())
            return fail(ends.failures.front().error);
        for (const auto& [partition, end] : ends.values)
            for (std::int64_t offset = 0; offset < end; ++offset)
                selection.places.push_back({partition, offset});
    }
    return selection;
}

/// The job that is in the journal already, or a new one.
Result<std::string> jobOf(const Order& order, Cluster& cluster, ReplayJournal& journal)
{
    const auto known = journal.jobs(1);
    if (!known)
        return fail(known.error());
    if (!known->empty())
        return known->front().job;
    const auto selection = everythingIn(cluster, order.topics);
    if (!selection)
        return fail(selection.error());
    const auto plan = planReplay(cluster, cluster, *selection, order.options, &journal, {}, Call::within(60s));
    if (!plan)
        return fail(plan.error());
    if (plan->ready() != static_cast<std::int64_t>(selection->places.size()))
        return fail(ErrorKind::Internal, "Only " + std::to_string(plan->ready()) + " are ready by the plan.");
    if (const auto begun = journal.begin(*plan, "letters of a test", "reader"); !begun)
        return fail(begun.error());
    return plan->job;
}

int complain(const Error& error)
{
    std::cout << error.message << "\n" << error.detail << std::endl;
    return 1;
}

} // namespace

bool ReplayChild::isChild(int argc, char** argv)
{
    return argc > 8 && std::string(argv[1]) == mark;
}

int ReplayChild::main(int argc, char** argv)
{
    const Order order = readOrder(argv + 2, argc - 2);
    const auto cluster = openAsReader(order.bootstrap);
    auto opened = ReplayJournal::open(order.home / "replay.db");
    if (!opened)
        return complain(opened.error());
    const std::shared_ptr<ReplayJournal> journal = std::move(*opened);
    const auto job = jobOf(order, *cluster, *journal);
    if (!job)
        return complain(job.error());
    ReplayJob::Start start;
    start.letters = cluster;
    start.target = cluster;
    start.journal = journal;
    start.job = *job;
    start.locks = order.home / "locks";
    start.patience.grace = 2s; // nothing lies in a queue on this machine for longer
    start.atStep = [&order, reached = std::make_shared<int>(0)](ReplayStep step) {
        if (static_cast<int>(step) == order.step && ++*reached == order.turn)
            std::raise(SIGKILL);
    };
    auto running = ReplayJob::start(std::move(start));
    if (!running)
        return complain(running.error());
    (void)(*running)->waitIdle(Call::within(600s));
    const ReplayProgress progress = (*running)->progress();
    std::cout << stateCode(progress.info.state) << ": " << progress.info.reason << std::endl;
    return progress.info.state == ReplayState::Done ? 0 : 1;
}

ReplayChild::ReplayChild(std::string bootstrap, std::vector<std::string> topics, ReplayOptions options)
    : m_bootstrap(std::move(bootstrap)), m_topics(std::move(topics)), m_options(std::move(options))
{
}

ReplayChild::End ReplayChild::run(std::chrono::milliseconds most, std::optional<ReplayStep> step, int n)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    QStringList words{mark,
                      QString::fromStdString(m_bootstrap),
                      m_home.path(),
                      m_options.delivery == ReplayDelivery::AtLeastOnce ? "at-least-once" : "transactional",
                      QString::number(m_options.batch),
                      QString::number(step ? static_cast<int>(*step) : -1),
                      QString::number(n)};
    for (const std::string& topic : m_topics)
        words << QString::fromStdString(topic);
    process.start(QCoreApplication::applicationFilePath(), words);
    if (!process.waitForStarted() || !process.waitForFinished(static_cast<int>(most.count()))) {
        process.kill();
        process.waitForFinished(10'000);
    }
    m_words = process.readAll();
    if (process.exitStatus() != QProcess::CrashExit)
        return End::Exited;
    ++m_kills;
    return End::Killed;
}

Result<ReplayJobInfo> ReplayChild::info() const
{
    const auto journal = ReplayJournal::open(std::filesystem::path(m_home.path().toStdString()) / "replay.db");
    if (!journal)
        return fail(journal.error());
    const auto jobs = (*journal)->jobs(1);
    if (!jobs)
        return fail(jobs.error());
    return jobs->empty() ? Result<ReplayJobInfo>(fail(ErrorKind::NotFound, "There is no job.")) : (*journal)->info(jobs->front().job);
}

std::string ReplayChild::job() const
{
    const auto known = info();
    return known ? known->job : std::string();
}

} // namespace weir::test
