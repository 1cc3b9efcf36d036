// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

namespace weir::test {

class FakeMembers;
class FakeTransactions;

enum class Op {
    Ping, Metadata, Topic, Offsets, OffsetsAtTime, Configs, Groups, DescribeGroups, Committed, CreateTopic,
    DeleteTopic, DeleteRecords, Read, Produce, AlterOffsets, DeleteOffsets, DeleteGroups, Count
};

struct FakePartition {
    std::optional<std::int32_t> leader = 1;
    std::vector<std::int32_t> replicas{1};
    std::vector<std::int32_t> inSync{1};
    std::int64_t logStart = 0;
    std::int64_t end = 0;
    std::map<std::int64_t, Record> records; ///< offsets may have gaps
    std::vector<std::pair<std::int64_t, std::int64_t>> damaged; ///< offsets [first, second) end a read
    std::optional<std::int64_t> lastStable{}; ///< while a transaction is open: where it began
};

struct FakeTopic {
    bool internal = false;
    std::vector<FakePartition> partitions;
    std::vector<ConfigEntry> configs;
};

struct FakeGroup {
    GroupListing listing;
    GroupDescription description;
    OffsetMap committed;
};

/// A cluster in memory for tests: what it holds is set directly, and every kind of call can be made slow, fail as a
/// whole, or fail for one subject. Delays honour the call's deadline and stop token as the real cluster does.
/// Thread-safe.
class FakeCluster : public Cluster, public Admin, public Reader
{
public:
    FakeCluster();

    // --- what the cluster holds ---
    FakeTopic& addTopic(const std::string& name, int partitions = 1);
    /// Appends at the end of the partition and returns the offset.
    std::int64_t append(const std::string& topic, std::int32_t partition, OptionalBytes key, OptionalBytes value,
                        Headers headers = {}, std::optional<TimestampMs> timestamp = std::nullopt);
    /// Leaves a gap of `count` offsets at the end, as transaction markers and compaction do.
    void gap(const std::string& topic, std::int32_t partition, std::int64_t count);
    /// Removes records before `offset`, as retention does.
    void deleteBefore(const std::string& topic, std::int32_t partition, std::int64_t offset);
    FakeGroup& addGroup(const std::string& id, const std::string& state = "Stable");
    void commit(const std::string& group, const TopicPartition& partition, std::int64_t offset);
    void setReadOnly(bool readOnly);
    /// Every record that was produced, in order.
    [[nodiscard]] std::vector<OutgoingRecord> produced() const;

    // --- how it misbehaves ---
    void fail(Op op, std::optional<Error> error);                               ///< until cleared with nullopt
    void failSubject(Op op, const std::string& subject, std::optional<Error> error);
    /// A batch with these offsets cannot be read: whoever comes to it, or begins inside, fails there.
    void damage(const std::string& topic, std::int32_t partition, std::int64_t begin, std::int64_t end);
    void delay(Op op, std::chrono::milliseconds time);
    [[nodiscard]] int calls(Op op) const;
    /// Transactional producers, and how they and the plain one misbehave: fake_transactions.h.
    [[nodiscard]] FakeTransactions& transactions() { return *m_transactions; }
    /// Members of groups, and how they misbehave: fake_group.h.
    [[nodiscard]] FakeMembers& members() { return *m_members; }

    // --- Cluster ---
    Result<PingReply> ping(const Call& call) override;
    Admin& admin() override { return *this; }
    Reader& reader() override { return *this; }
    Result<std::unique_ptr<Reader>> newReader(Isolation isolation) override;
    bool readOnly() const override;
    Result<std::shared_ptr<Producer>> producer() override;
    Result<std::unique_ptr<TransactionalProducer>> transactionalProducer(const TransactionOptions& options) override;
    Result<std::unique_ptr<SendStream>> newSendStream(const SendStreamOptions& options) override;
    Result<std::unique_ptr<GroupConsumer>> joinGroup(const GroupOptions& options) override;

    // --- Admin ---
    Result<Partial<ClusterMetadata>> metadata(const Call& call) override;
    Result<TopicMetadata> topic(const std::string& name, const Call& call) override;
    Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                               const Call& call) override;
    Partial<OffsetMap> offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                     const Call& call) override;
    Partial<std::map<std::string, std::vector<ConfigEntry>>> topicConfigs(const std::vector<std::string>& topics,
                                                                          const Call& call) override;
    Result<Partial<std::vector<GroupListing>>> groups(const Call& call) override;
    Partial<std::vector<GroupDescription>> describeGroups(const std::vector<std::string>& ids,
                                                          const Call& call) override;
    Partial<std::map<std::string, OffsetMap>> committedOffsets(const std::vector<std::string>& groups,
                                                               const Call& call) override;
    /// As brokers do, a group with members refuses all three (a member's assignment counts as its subscription).
    Partial<OffsetMap> alterCommittedOffsets(const std::string& group, const OffsetMap& offsets,
                                             const Call& call) override;
    Partial<std::vector<TopicPartition>> deleteCommittedOffsets(const std::string& group,
                                                                const std::vector<TopicPartition>& partitions,
                                                                const Call& call) override;
    Partial<std::vector<std::string>> deleteGroups(const std::vector<std::string>& groups, const Call& call) override;
    Result<void> createTopic(const NewTopic& topic, const Call& call) override;
    Result<void> deleteTopic(const std::string& name, const Call& call) override;
    Partial<OffsetMap> deleteRecordsBefore(const OffsetMap& offsets, const Call& call) override;

    // --- Reader ---
    Partial<std::map<TopicPartition, ReadProgress>> read(const std::vector<ReadRange>& ranges, const RecordSink& sink,
                                                         const Call& call) override;

    /// Used by the fake producer; public because it lives in the .cpp.
    Result<Delivery> produce(const OutgoingRecord& record, const Call& call);
    /// Writes it, whatever is scripted.
    Result<Delivery> append(const OutgoingRecord& record);

private:
    friend class FakeMembers;
    friend class FakeTransactions;
    /// Counts the call, waits as scripted, and returns the scripted error, if any.
    std::optional<Error> enter(Op op, const Call& call);
    /// True when the sink said stop.
    bool readOne(const ReadRange& range, const std::optional<Error>& whole, const RecordSink& sink, const Call& call,
                 Partial<std::map<TopicPartition, ReadProgress>>& answer);
    std::optional<Error> subjectError(Op op, const std::string& subject) const;
    FakePartition* find(const TopicPartition& partition);
    static std::size_t index(Op op) { return static_cast<std::size_t>(op); }

    std::shared_ptr<FakeTransactions> m_transactions;
    std::shared_ptr<FakeMembers> m_members;
    mutable std::mutex m_mutex;
    std::map<std::string, FakeTopic> m_topics;
    std::map<std::string, FakeGroup> m_groups;
    std::vector<OutgoingRecord> m_produced;
    bool m_readOnly = false;
    std::array<std::optional<Error>, static_cast<std::size_t>(Op::Count)> m_errors;
    std::map<std::pair<Op, std::string>, Error> m_subjectErrors;
    std::array<std::chrono::milliseconds, static_cast<std::size_t>(Op::Count)> m_delays{};
    std::array<int, static_cast<std::size_t>(Op::Count)> m_calls{};
};

} // namespace weir::test
