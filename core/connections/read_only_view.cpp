// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/read_only_view.h"

namespace weir {
namespace {

Error refusal(const std::string& what)
{
    return {ErrorKind::NotAuthorized, what + " was refused: this connection was opened for reading only.", {}, 0, false};
}

class ReadOnlyAdmin final : public Admin
{
public:
    explicit ReadOnlyAdmin(Admin& admin) : m_admin(admin) {}

    Result<Partial<ClusterMetadata>> metadata(const Call& call) override { return m_admin.metadata(call); }
    Result<TopicMetadata> topic(const std::string& name, const Call& call) override
    {
        return m_admin.topic(name, call);
    }
    Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                               const Call& call) override
    {
        return m_admin.offsets(partitions, point, call);
    }
    Partial<OffsetMap> offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                     const Call& call) override
    {
        return m_admin.offsetsAtTime(partitions, time, call);
    }
    Partial<std::map<std::string, std::vector<ConfigEntry>>> topicConfigs(const std::vector<std::string>& topics,
                                                                          const Call& call) override
    {
        return m_admin.topicConfigs(topics, call);
    }
    Result<Partial<std::vector<GroupListing>>> groups(const Call& call) override { return m_admin.groups(call); }
    Partial<std::vector<GroupDescription>> describeGroups(const std::vector<std::string>& ids,
                                                          const Call& call) override
    {
        return m_admin.describeGroups(ids, call);
    }
    Partial<std::map<std::string, OffsetMap>> committedOffsets(const std::vector<std::string>& groups,
                                                               const Call& call) override
    {
        return m_admin.committedOffsets(groups, call);
    }
    Result<void> createTopic(const NewTopic& topic, const Call&) override
    {
        return fail(refusal("Creating topic " + topic.name));
    }
    Result<void> deleteTopic(const std::string& name, const Call&) override
    {
        return fail(refusal("Deleting topic " + name));
    }
    Partial<OffsetMap> deleteRecordsBefore(const OffsetMap& offsets, const Call&) override
    {
        Partial<OffsetMap> answer;
        for (const auto& [partition, offset] : offsets)
            answer.failures.push_back({toString(partition), refusal("Deleting records of " + toString(partition))});
        return answer;
    }

private:
    Admin& m_admin;
};

class ReadOnlyCluster final : public Cluster
{
public:
    explicit ReadOnlyCluster(std::shared_ptr<Cluster> cluster)
        : m_cluster(std::move(cluster)), m_admin(m_cluster->admin())
    {
    }

    Result<PingReply> ping(const Call& call) override { return m_cluster->ping(call); }
    Admin& admin() override { return m_admin; }
    Reader& reader() override { return m_cluster->reader(); }
    Result<std::unique_ptr<Reader>> newReader(Isolation isolation) override { return m_cluster->newReader(isolation); }
    Result<std::unique_ptr<Reader>> newPageReader(Isolation isolation) override
    {
        return m_cluster->newPageReader(isolation);
    }
    bool readOnly() const override { return true; }
    Result<std::shared_ptr<Producer>> producer() override { return fail(refusal("Sending")); }
    Result<std::unique_ptr<TransactionalProducer>> transactionalProducer(const std::string&) override
    {
        return fail(refusal("Sending in a transaction"));
    }
    Result<std::unique_ptr<GroupConsumer>> joinGroup(const GroupOptions& options) override
    {
        return fail(refusal("Joining group " + options.groupId));
    }

private:
    std::shared_ptr<Cluster> m_cluster;
    ReadOnlyAdmin m_admin;
};

} // namespace

std::unique_ptr<Cluster> readOnlyView(std::shared_ptr<Cluster> cluster)
{
    return std::make_unique<ReadOnlyCluster>(std::move(cluster));
}

} // namespace weir
