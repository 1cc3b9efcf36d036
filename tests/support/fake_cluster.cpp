// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_cluster.h"

#include "tests/support/fake_group.h"
#include "tests/support/fake_transactions.h"

#include <algorithm>
#include <limits>
#include <thread>

namespace weir::test {
namespace {

Error notFound(const std::string& what) { return {ErrorKind::NotFound, what + " does not exist.", {}, 3, false}; }

class FakeProducer final : public Producer
{
public:
    explicit FakeProducer(FakeCluster& cluster) : m_cluster(cluster) {}
    std::vector<Result<Delivery>> send(std::span<const OutgoingRecord> records, const Call& call) override
    {
        std::vector<Result<Delivery>> results;
        for (const OutgoingRecord& record : records)
            results.push_back(m_cluster.produce(record, call));
        return results;
    }

private:
    FakeCluster& m_cluster;
};

/// Every record is answered when it is handed over; collect() tells.
class FakeSendStream final : public SendStream
{
public:
    explicit FakeSendStream(FakeCluster& cluster) : m_cluster(cluster) {}
    Result<void> push(const OutgoingRecord& record, std::uint64_t ticket, const Call& call) override
    {
        if (auto topic = m_cluster.topic(record.topic, call); !topic)
            return weir::fail(topic.error());
        m_outcomes.push_back({ticket, m_cluster.produce(record, call)});
        return {};
    }
    std::size_t collect(const std::function<void(const SendOutcome&)>& sink, std::chrono::milliseconds) override
    {
        const auto outcomes = std::exchange(m_outcomes, {});
        for (const SendOutcome& outcome : outcomes)
            sink(outcome);
        return outcomes.size();
    }
    std::size_t underWay() const override { return m_outcomes.size(); }
    void withdraw() override {}

private:
    FakeCluster& m_cluster;
    std::vector<SendOutcome> m_outcomes;
};

class ForwardingReader final : public Reader
{
public:
    explicit ForwardingReader(FakeCluster& cluster) : m_cluster(cluster) {}
    Partial<std::map<TopicPartition, ReadProgress>> read(const std::vector<ReadRange>& ranges, const RecordSink& sink,
                                                         const Call& call) override
    {
        return m_cluster.read(ranges, sink, call);
    }

private:
    FakeCluster& m_cluster;
};

} // namespace

FakeCluster::FakeCluster()
    : m_transactions(std::make_shared<FakeTransactions>(*this)), m_members(std::make_shared<FakeMembers>(*this))
{
}

FakeTopic& FakeCluster::addTopic(const std::string& name, int partitions)
{
    const std::scoped_lock lock(m_mutex);
    FakeTopic& topic = m_topics[name];
    topic.partitions.resize(static_cast<std::size_t>(partitions));
    topic.configs = {{"cleanup.policy", "delete", true, false, false, "default"},
                     {"retention.ms", "604800000", true, false, false, "default"},
                     {"retention.bytes", "-1", true, false, false, "default"}};
    return topic;
}

std::int64_t FakeCluster::append(const std::string& topic, std::int32_t partition, OptionalBytes key,
                                 OptionalBytes value, Headers headers, std::optional<TimestampMs> timestamp)
{
    const std::scoped_lock lock(m_mutex);
    FakePartition& p = m_topics.at(topic).partitions.at(static_cast<std::size_t>(partition));
    const std::int64_t offset = p.end++;
    p.records[offset] = Record{topic,
                               partition,
                               offset,
                               TimestampType::CreateTime,
                               timestamp ? timestamp : std::optional<TimestampMs>(1'700'000'000'000 + offset),
                               std::move(key),
                               std::move(value),
                               std::move(headers)};
    return offset;
}

void FakeCluster::gap(const std::string& topic, std::int32_t partition, std::int64_t count)
{
    const std::scoped_lock lock(m_mutex);
    m_topics.at(topic).partitions.at(static_cast<std::size_t>(partition)).end += count;
}

void FakeCluster::deleteBefore(const std::string& topic, std::int32_t partition, std::int64_t offset)
{
    const std::scoped_lock lock(m_mutex);
    FakePartition& p = m_topics.at(topic).partitions.at(static_cast<std::size_t>(partition));
    p.logStart = std::max(p.logStart, offset);
    p.records.erase(p.records.begin(), p.records.lower_bound(offset));
}

FakeGroup& FakeCluster::addGroup(const std::string& id, const std::string& state)
{
    const std::scoped_lock lock(m_mutex);
    FakeGroup& group = m_groups[id];
    group.listing = {id, state, GroupType::Classic, false};
    group.description.id = id;
    group.description.state = state;
    group.description.type = GroupType::Classic;
    group.description.assignor = "range";
    group.description.coordinator = 1;
    return group;
}

void FakeCluster::commit(const std::string& group, const TopicPartition& partition, std::int64_t offset)
{
    const std::scoped_lock lock(m_mutex);
    m_groups.at(group).committed[partition] = offset;
}

void FakeCluster::setReadOnly(bool readOnly)
{
    const std::scoped_lock lock(m_mutex);
    m_readOnly = readOnly;
}

std::vector<OutgoingRecord> FakeCluster::produced() const
{
    const std::scoped_lock lock(m_mutex);
    return m_produced;
}

void FakeCluster::fail(Op op, std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    m_errors[index(op)] = std::move(error);
}

void FakeCluster::failSubject(Op op, const std::string& subject, std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    if (error)
        m_subjectErrors[{op, subject}] = std::move(*error);
    else
        m_subjectErrors.erase({op, subject});
}

void FakeCluster::damage(const std::string& topic, std::int32_t partition, std::int64_t begin, std::int64_t end)
{
    const std::scoped_lock lock(m_mutex);
    m_topics.at(topic).partitions.at(static_cast<std::size_t>(partition)).damaged.emplace_back(begin, end);
}

void FakeCluster::delay(Op op, std::chrono::milliseconds time)
{
    const std::scoped_lock lock(m_mutex);
    m_delays[index(op)] = time;
}

int FakeCluster::calls(Op op) const
{
    const std::scoped_lock lock(m_mutex);
    return m_calls[index(op)];
}

std::optional<Error> FakeCluster::enter(Op op, const Call& call)
{
    std::chrono::milliseconds wait{};
    {
        const std::scoped_lock lock(m_mutex);
        ++m_calls[index(op)];
        wait = m_delays[index(op)];
    }
    const Deadline until = Deadline::after(wait);
    while (!until.expired()) {
        if (call.stop.stop_requested())
            return cancelledError("The call");
        if (call.deadline.expired())
            return timedOutError("The call");
        std::this_thread::sleep_for(std::min(until.remaining(), std::chrono::milliseconds(5)));
    }
    const std::scoped_lock lock(m_mutex);
    return m_errors[index(op)];
}

std::optional<Error> FakeCluster::subjectError(Op op, const std::string& subject) const
{
    const auto found = m_subjectErrors.find({op, subject});
    return found == m_subjectErrors.end() ? std::nullopt : std::optional(found->second);
}

FakePartition* FakeCluster::find(const TopicPartition& partition)
{
    const auto topic = m_topics.find(partition.topic);
    if (topic == m_topics.end() || partition.partition < 0 ||
        static_cast<std::size_t>(partition.partition) >= topic->second.partitions.size())
        return nullptr;
    return &topic->second.partitions[static_cast<std::size_t>(partition.partition)];
}

Result<PingReply> FakeCluster::ping(const Call& call)
{
    if (auto error = enter(Op::Ping, call))
        return weir::fail(*error);
    return PingReply{std::chrono::microseconds(1200), "fake", {{1, "127.0.0.1", 9092, std::nullopt}}, 1};
}

Result<std::unique_ptr<Reader>> FakeCluster::newReader(Isolation)
{
    return std::make_unique<ForwardingReader>(*this);
}

bool FakeCluster::readOnly() const
{
    const std::scoped_lock lock(m_mutex);
    return m_readOnly;
}

Result<std::shared_ptr<Producer>> FakeCluster::producer()
{
    if (readOnly())
        return weir::fail(ErrorKind::NotAuthorized, "This connection is read-only.");
    return std::make_shared<FakeProducer>(*this);
}

Result<std::unique_ptr<TransactionalProducer>> FakeCluster::transactionalProducer(const TransactionOptions& options)
{
    if (readOnly())
        return weir::fail(ErrorKind::NotAuthorized, "This connection is read-only.");
    return m_transactions->newProducer(options.id);
}

Result<std::unique_ptr<SendStream>> FakeCluster::newSendStream(const SendStreamOptions&)
{
    if (readOnly())
        return weir::fail(ErrorKind::NotAuthorized, "This connection is read-only.");
    return std::make_unique<FakeSendStream>(*this);
}

Result<std::unique_ptr<GroupConsumer>> FakeCluster::joinGroup(const GroupOptions& options)
{
    if (readOnly())
        return weir::fail(ErrorKind::NotAuthorized, "This connection is read-only.");
    return m_members->join(options);
}

Result<Partial<ClusterMetadata>> FakeCluster::metadata(const Call& call)
{
    if (auto error = enter(Op::Metadata, call))
        return weir::fail(*error);
    const std::scoped_lock lock(m_mutex);
    Partial<ClusterMetadata> answer;
    answer.values.clusterId = "fake";
    answer.values.controller = 1;
    answer.values.brokers = {{1, "127.0.0.1", 9092, std::nullopt}};
    for (const auto& [name, topic] : m_topics) {
        if (auto error = subjectError(Op::Metadata, name)) {
            answer.failures.push_back({name, *error});
            continue;
        }
        TopicMetadata metadata{name, topic.internal, {}};
        std::int32_t id = 0;
        for (const FakePartition& p : topic.partitions)
            metadata.partitions.push_back({id++, p.leader, p.replicas, p.inSync});
        answer.values.topics.push_back(std::move(metadata));
    }
    return answer;
}

Result<TopicMetadata> FakeCluster::topic(const std::string& name, const Call& call)
{
    if (auto error = enter(Op::Topic, call))
        return weir::fail(*error);
    const std::scoped_lock lock(m_mutex);
    if (auto error = subjectError(Op::Topic, name))
        return weir::fail(*error);
    const auto found = m_topics.find(name);
    if (found == m_topics.end())
        return weir::fail(notFound("Topic " + name));
    TopicMetadata metadata{name, found->second.internal, {}};
    std::int32_t id = 0;
    for (const FakePartition& p : found->second.partitions)
        metadata.partitions.push_back({id++, p.leader, p.replicas, p.inSync});
    return metadata;
}

Partial<OffsetMap> FakeCluster::offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                                        const Call& call)
{
    const auto whole = enter(Op::Offsets, call);
    const std::scoped_lock lock(m_mutex);
    Partial<OffsetMap> answer;
    for (const TopicPartition& partition : partitions) {
        const FakePartition* found = find(partition);
        auto error = whole ? whole : subjectError(Op::Offsets, toString(partition));
        if (!error && !found)
            error = notFound("Partition " + toString(partition));
        if (error)
            answer.failures.push_back({toString(partition), *error});
        else
            answer.values[partition] = point == OffsetPoint::LogStart     ? found->logStart
                                       : point == OffsetPoint::LastStable ? found->lastStable.value_or(found->end)
                                                                          : found->end;
    }
    return answer;
}

Partial<OffsetMap> FakeCluster::offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                              const Call& call)
{
    const auto whole = enter(Op::OffsetsAtTime, call);
    const std::scoped_lock lock(m_mutex);
    Partial<OffsetMap> answer;
    for (const TopicPartition& partition : partitions) {
        const FakePartition* found = find(partition);
        if (whole || !found) {
            answer.failures.push_back({toString(partition), whole ? *whole : notFound(toString(partition))});
            continue;
        }
        const auto first = std::ranges::find_if(
            found->records, [&](const auto& entry) { return entry.second.timestamp.value_or(-1) >= time; });
        answer.values[partition] = first == found->records.end() ? found->end : first->first;
    }
    return answer;
}

Partial<std::map<std::string, std::vector<ConfigEntry>>>
FakeCluster::topicConfigs(const std::vector<std::string>& topics, const Call& call)
{
    const auto whole = enter(Op::Configs, call);
    const std::scoped_lock lock(m_mutex);
    Partial<std::map<std::string, std::vector<ConfigEntry>>> answer;
    for (const std::string& name : topics) {
        const auto found = m_topics.find(name);
        auto error = whole ? whole : subjectError(Op::Configs, name);
        if (!error && found == m_topics.end())
            error = notFound("Topic " + name);
        if (error)
            answer.failures.push_back({name, *error});
        else
            answer.values[name] = found->second.configs;
    }
    return answer;
}

Result<Partial<std::vector<GroupListing>>> FakeCluster::groups(const Call& call)
{
    if (auto error = enter(Op::Groups, call))
        return weir::fail(*error);
    const std::scoped_lock lock(m_mutex);
    Partial<std::vector<GroupListing>> answer;
    if (auto error = subjectError(Op::Groups, "broker 1"))
        answer.failures.push_back({"broker 1", *error});
    for (const auto& [id, group] : m_groups)
        answer.values.push_back(group.listing);
    return answer;
}

Partial<std::vector<GroupDescription>> FakeCluster::describeGroups(const std::vector<std::string>& ids,
                                                                   const Call& call)
{
    const auto whole = enter(Op::DescribeGroups, call);
    const std::scoped_lock lock(m_mutex);
    Partial<std::vector<GroupDescription>> answer;
    for (const std::string& id : ids) {
        const auto found = m_groups.find(id);
        auto error = whole ? whole : subjectError(Op::DescribeGroups, id);
        if (!error && found == m_groups.end())
            error = notFound("Group " + id);
        if (error)
            answer.failures.push_back({id, *error});
        else
            answer.values.push_back(found->second.description);
    }
    return answer;
}

Partial<std::map<std::string, OffsetMap>> FakeCluster::committedOffsets(const std::vector<std::string>& groups,
                                                                        const Call& call)
{
    const auto whole = enter(Op::Committed, call);
    const std::scoped_lock lock(m_mutex);
    Partial<std::map<std::string, OffsetMap>> answer;
    for (const std::string& id : groups) {
        if (auto error = whole ? whole : subjectError(Op::Committed, id)) {
            answer.failures.push_back({id, *error});
            continue;
        }
        const auto found = m_groups.find(id);
        OffsetMap& committed = answer.values[id]; // an unknown group has no commits: that is what brokers answer
        if (found == m_groups.end())
            continue;
        for (const auto& [partition, offset] : found->second.committed) {
            const std::string subject = id + " " + toString(partition);
            if (auto error = subjectError(Op::Committed, subject))
                answer.failures.push_back({subject, *error});
            else
                committed[partition] = offset;
        }
    }
    return answer;
}

Result<void> FakeCluster::createTopic(const NewTopic& topic, const Call& call)
{
    if (auto error = enter(Op::CreateTopic, call))
        return weir::fail(*error);
    {
        const std::scoped_lock lock(m_mutex);
        if (auto error = subjectError(Op::CreateTopic, topic.name))
            return weir::fail(*error);
        if (m_topics.contains(topic.name))
            return weir::fail(ErrorKind::AlreadyExists, "Topic " + topic.name + " exists already.");
    }
    addTopic(topic.name, topic.partitions);
    return {};
}

Result<void> FakeCluster::deleteTopic(const std::string& name, const Call& call)
{
    if (auto error = enter(Op::DeleteTopic, call))
        return weir::fail(*error);
    const std::scoped_lock lock(m_mutex);
    if (m_topics.erase(name) == 0)
        return weir::fail(notFound("Topic " + name));
    return {};
}

Partial<OffsetMap> FakeCluster::deleteRecordsBefore(const OffsetMap& offsets, const Call& call)
{
    const auto whole = enter(Op::DeleteRecords, call);
    Partial<OffsetMap> answer;
    for (const auto& [partition, offset] : offsets) {
        if (whole) {
            answer.failures.push_back({toString(partition), *whole});
            continue;
        }
        deleteBefore(partition.topic, partition.partition, offset);
        answer.values[partition] = offset;
    }
    return answer;
}

Result<Delivery> FakeCluster::produce(const OutgoingRecord& record, const Call& call)
{
    if (auto error = enter(Op::Produce, call))
        return weir::fail(*error);
    if (auto answer = m_transactions->plainFate(record))
        return weir::fail(*answer);
    return append(record);
}

Result<Delivery> FakeCluster::append(const OutgoingRecord& record)
{
    const std::int32_t partition = record.partition.value_or(0);
    {
        const std::scoped_lock lock(m_mutex);
        if (!find({record.topic, partition}))
            return weir::fail(notFound("Partition " + toString({record.topic, partition})));
        m_produced.push_back(record);
    }
    const std::int64_t offset =
        append(record.topic, partition, record.key, record.value, record.headers, record.timestamp);
    return Delivery{partition, offset, record.timestamp, std::chrono::microseconds(800)};
}

} // namespace weir::test
