// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/play_member.h"

#include "core/records/event_fields.h"

#include <algorithm>
#include <limits>

namespace weir {

using namespace std::chrono_literals;

namespace {

/// Of a record that was not finished because the member was stopped; it is neither handled nor failed.
constexpr const char* stopped = "weir.play.stopped";
constexpr const char* failureClass = "weir.play";
constexpr auto commitTime = 1'000ms;

std::uint64_t mixed(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

/// Numbers from 0 to 1 that belong to this record: the same at every try and for every member.
std::function<double()> drawsFor(std::uint64_t seed, const Record& record)
{
    std::uint64_t state = mixed(seed ^ std::hash<std::string>{}(record.topic));
    state = mixed(state ^ static_cast<std::uint64_t>(record.partition));
    state = mixed(state ^ static_cast<std::uint64_t>(record.offset));
    return [state]() mutable {
        state = mixed(state);
        return static_cast<double>(state >> 11U) / 9007199254740992.0; // 2^53
    };
}

std::string seconds(std::chrono::milliseconds time)
{
    const auto tenths = (time.count() + 50) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

PlayedRecord played(const TopicPartition& partition, std::int64_t offset, std::string eventType, std::string what, int tone)
{
    return {0, partition, offset, std::move(eventType), std::move(what), tone};
}

TopicPartition placeOf(const Record& record) { return {record.topic, record.partition}; }

Handled notFinished() { return std::unexpected(HandlingError{stopped, "It was stopped before it was done with the record.", {}, true}); }

} // namespace

/// Passes everything on and tells the member which partitions it has: the consumers for services keep that to themselves.
class WatchedConsumer final : public GroupConsumer
{
public:
    WatchedConsumer(std::unique_ptr<GroupConsumer> consumer, PlayingMember& member)
        : m_consumer(std::move(consumer)), m_member(member)
    {
    }
    ~WatchedConsumer() override
    {
        m_consumer.reset(); // leaves the group
        const std::scoped_lock lock(m_member.m_mutex);
        m_member.m_view.partitions.clear();
    }

    Result<std::vector<Record>> poll(std::size_t most, const Call& call) override
    {
        auto records = m_consumer->poll(most, call);
        m_member.sawGroup(*m_consumer, records.has_value());
        return records;
    }
    Result<void> commit(const OffsetMap& next, const Call& call) override { return m_consumer->commit(next, call); }
    Result<void> seek(const TopicPartition& partition, std::int64_t offset, const Call& call) override
    {
        return m_consumer->seek(partition, offset, call);
    }
    Result<void> pause(const TopicPartition& partition) override { return m_consumer->pause(partition); }
    Result<void> resume(const TopicPartition& partition) override { return m_consumer->resume(partition); }
    std::vector<TopicPartition> assignment() const override { return m_consumer->assignment(); }
    std::int32_t generation() const override { return m_consumer->generation(); }

private:
    std::unique_ptr<GroupConsumer> m_consumer;
    PlayingMember& m_member;
};

namespace {

/// The member's view of the cluster: the same one, but the group is watched.
class WatchedCluster final : public Cluster
{
public:
    using Wrap = std::function<std::unique_ptr<GroupConsumer>(std::unique_ptr<GroupConsumer>)>;
    WatchedCluster(Cluster& cluster, Wrap wrap) : m_cluster(cluster), m_wrap(std::move(wrap)) {}

    Result<PingReply> ping(const Call& call) override { return m_cluster.ping(call); }
    Admin& admin() override { return m_cluster.admin(); }
    Reader& reader() override { return m_cluster.reader(); }
    Result<std::unique_ptr<Reader>> newReader(Isolation isolation) override { return m_cluster.newReader(isolation); }
    bool readOnly() const override { return m_cluster.readOnly(); }
    Result<std::shared_ptr<Producer>> producer() override { return m_cluster.producer(); }
    Result<std::unique_ptr<TransactionalProducer>> transactionalProducer(const TransactionOptions& options) override
    {
        return m_cluster.transactionalProducer(options);
    }
    Result<std::unique_ptr<SendStream>> newSendStream(const SendStreamOptions& options) override
    {
        return m_cluster.newSendStream(options);
    }
    Result<std::unique_ptr<GroupConsumer>> joinGroup(const GroupOptions& options) override
    {
        auto joined = m_cluster.joinGroup(options);
        if (!joined)
            return joined;
        return m_wrap(std::move(*joined));
    }

private:
    Cluster& m_cluster;
    const Wrap m_wrap;
};

RetryOptions retryOptions(const PlayOptions& options, const std::string& clientId)
{
    RetryOptions retry;
    retry.consumer.group.groupId = options.groupId;
    retry.consumer.group.clientId = clientId;
    retry.consumer.group.topics = options.topics;
    retry.consumer.group.reset = options.reset;
    retry.consumer.group.maxPollInterval = options.pollInterval;
    retry.consumer.mostAtOnce = 50;
    retry.consumer.commitInterval = commitTime;
    // The tries are counted here: a record that hangs while the member is stopped must not end as a dead letter.
    retry.maxTries = std::numeric_limits<int>::max();
    retry.backoff = options.backoff;
    return retry;
}

} // namespace

PlayingMember::PlayingMember(std::shared_ptr<Cluster> cluster, const PlayOptions& options, int number, std::uint64_t seed,
                             std::shared_ptr<PlayLedger> ledger, std::function<void(const Error&)> ended)
    : m_cluster(std::move(cluster)), m_options(options), m_number(number), m_seed(seed), m_ledger(std::move(ledger)),
      m_ended(std::move(ended))
{
    m_view.clientId = "weir-play-" + std::to_string(number);
    m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

PlayingMember::~PlayingMember() = default;

PlayMember PlayingMember::view() const
{
    const std::scoped_lock lock(m_mutex);
    return m_view;
}

void PlayingMember::run(const std::stop_token& stop)
{
    {
        WatchedCluster cluster(*m_cluster, [this](std::unique_ptr<GroupConsumer> joined) {
            return std::make_unique<WatchedConsumer>(std::move(joined), *this);
        });
        RetryingConsumer consumer(cluster, retryOptions(m_options, m_view.clientId));
        const RetryingConsumer::Reports reports{[this](const RetryReport& report) { noteTry(report); },
                                                [this](const Error& error) { m_ledger->noteTrouble(error); }};
        const auto end = consumer.run([&](const Record& record) { return handle(record, stop); }, reports, stop);
        if (!end && m_ended)
            m_ended(end.error());
    }
    m_finished = true;
    m_ledger->tell();
}

void PlayingMember::sawGroup(const GroupConsumer& consumer, bool healthy)
{
    if (healthy)
        m_ledger->noteHealthy();
    const std::int32_t generation = consumer.generation();
    if (generation == m_generation)
        return;
    m_generation = generation;
    m_ledger->noteGeneration(generation);
    auto partitions = consumer.assignment();
    std::ranges::sort(partitions);
    {
        const std::scoped_lock lock(m_mutex);
        m_view.partitions = std::move(partitions);
    }
    m_ledger->tell();
}

bool PlayingMember::sleep(std::chrono::milliseconds time, const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    m_bell.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

/// At a rate of less than ten a minute the pause would come near the poll interval: PlayOptions allows no less.
bool PlayingMember::waitForTurn(const std::stop_token& stop)
{
    if (!m_options.perSecond)
        return !stop.stop_requested();
    const auto now = Deadline::Clock::now();
    const auto gap = std::chrono::duration_cast<Deadline::Clock::duration>(std::chrono::duration<double>(1 / *m_options.perSecond));
    // What was missed while nothing came is not made up for.
    const auto turn = std::max(m_nextTurn, now);
    m_nextTurn = turn + gap;
    return turn - now < 1ms || sleep(std::chrono::ceil<std::chrono::milliseconds>(turn - now), stop);
}

Handled PlayingMember::handle(const Record& record, const std::stop_token& stop)
{
    const auto fields = record.value ? readEventFields(*record.value) : std::nullopt;
    m_eventType = fields ? fields->type : std::string();
    if (!waitForTurn(stop))
        return notFinished();
    const PlayRule rule = ruleFor(*m_ledger->rules(), record, drawsFor(m_seed, record));
    Handled handled = obey(rule, record, stop);
    if (handled)
        m_tries.erase(placeOf(record));
    return handled;
}

Handled PlayingMember::obey(const PlayRule& rule, const Record& record, const std::stop_token& stop)
{
    using Action = PlayRule::Action;
    switch (rule.action) {
    case Action::Handle: break;
    case Action::Delay:
        if (!sleep(rule.delay, stop))
            return notFinished();
        noteHandled(record, "handled after " + seconds(rule.delay));
        return {};
    case Action::FailOnce: {
        const auto known = m_tries.find(placeOf(record));
        if (known == m_tries.end() || known->second.offset != record.offset)
            return failTry(rule, record);
        noteHandled(record, "handled at the next try");
        return {};
    }
    case Action::Fail: return failTry(rule, record);
    case Action::DeadLetter:
        return std::unexpected(HandlingError{
            failureClass, rule.message.empty() ? "Given up at once, as a rule of the play consumer says." : rule.message, {}, false});
    case Action::Hang: return hang(record, stop);
    }
    noteHandled(record, "handled");
    return {};
}

Handled PlayingMember::failTry(const PlayRule& rule, const Record& record)
{
    Tries& tries = m_tries[placeOf(record)];
    if (tries.offset != record.offset)
        tries = {record.offset, 0};
    ++tries.count;
    const bool last = tries.count >= m_options.maxTries;
    return std::unexpected(HandlingError{
        failureClass, rule.message.empty() ? "Failed on purpose, as a rule of the play consumer says." : rule.message, {}, !last});
}

Handled PlayingMember::hang(const Record& record, const std::stop_token& stop)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_view.hangsOn = placeOf(record);
        m_view.hangsAt = record.offset;
    }
    m_ledger->note(PlayLedger::Kind::Hangs, played(placeOf(record), record.offset, m_eventType, "hangs here until it is stopped", 3));
    std::unique_lock lock(m_mutex);
    m_bell.wait(lock, stop, [] { return false; });
    m_view.hangsOn.reset();
    m_view.hangsAt.reset();
    return notFinished();
}

void PlayingMember::noteHandled(const Record& record, std::string what)
{
    m_ledger->note(PlayLedger::Kind::Done, played(placeOf(record), record.offset, m_eventType, std::move(what), 1));
}

void PlayingMember::noteTry(const RetryReport& report)
{
    if (report.error.type == stopped)
        return;
    using Kind = PlayLedger::Kind;
    if (report.deadLetter) {
        m_tries.erase(report.partition);
        const TopicPartition letter{report.partition.topic + ".dlq", report.deadLetter->partition};
        m_ledger->note(Kind::DeadLetter, played(report.partition, report.offset, m_eventType,
                                                "dead letter in " + toString(letter) + "@" + std::to_string(report.deadLetter->offset), 3));
    } else if (report.nextIn) {
        m_ledger->note(Kind::FailedTry, played(report.partition, report.offset, m_eventType,
                                               "failed, next try in " + seconds(*report.nextIn), 2));
    } else {
        m_ledger->note(Kind::FailedTry, played(report.partition, report.offset, m_eventType,
                                               "failed, and its dead letter could not be written", 3));
    }
}

} // namespace weir
