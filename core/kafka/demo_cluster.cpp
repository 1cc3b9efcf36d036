// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_cluster.h"

#include "core/kafka/demo_admin.h"
#include "core/kafka/demo_group_consumer.h"
#include "core/kafka/demo_groups.h"
#include "core/kafka/demo_mock.h"
#include "core/kafka/demo_producer.h"
#include "core/kafka/real_cluster.h"

#include <utility>

namespace weir {

namespace {

class DemoCluster : public Cluster
{
public:
    DemoCluster(std::shared_ptr<DemoMock> mock, std::unique_ptr<Cluster> cluster)
        : m_mock(std::move(mock)), m_cluster(std::move(cluster)), m_admin(*m_mock, *m_groups, *m_cluster)
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
    bool readOnly() const override { return false; }

    Result<std::shared_ptr<Producer>> producer() override
    {
        auto producer = m_cluster->producer();
        if (!producer)
            return producer;
        return std::make_shared<DemoProducer>(std::move(*producer));
    }

    Result<std::unique_ptr<TransactionalProducer>> transactionalProducer(const TransactionOptions& options) override
    {
        auto producer = m_cluster->transactionalProducer(options);
        if (!producer)
            return producer;
        return std::make_unique<DemoTransactionalProducer>(std::move(*producer));
    }

    Result<std::unique_ptr<SendStream>> newSendStream(const SendStreamOptions& options) override
    {
        auto stream = m_cluster->newSendStream(options);
        if (!stream)
            return stream;
        return std::make_unique<DemoSendStream>(std::move(*stream));
    }

    Result<std::unique_ptr<GroupConsumer>> joinGroup(const GroupOptions& options) override
    {
        auto consumer = m_cluster->joinGroup(options);
        if (!consumer)
            return consumer;
        return std::make_unique<DemoGroupConsumer>(m_mock, m_groups, std::move(*consumer), options);
    }

private:
    std::shared_ptr<DemoMock> m_mock; ///< outlives the clients that are connected to it
    std::shared_ptr<DemoGroups> m_groups = std::make_shared<DemoGroups>();
    std::unique_ptr<Cluster> m_cluster;
    DemoAdmin m_admin;
};

} // namespace

Result<std::unique_ptr<Cluster>> openDemoCluster()
{
    auto mock = DemoMock::start();
    if (!mock)
        return fail(mock.error());
    ClusterOptions options;
    options.bootstrapServers = (*mock)->bootstrapServers();
    auto cluster = openRealCluster(options);
    if (!cluster)
        return cluster;
    return std::make_unique<DemoCluster>(std::move(*mock), std::move(*cluster));
}

} // namespace weir
