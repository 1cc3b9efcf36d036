// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/read_only_view.h"

#include "core/kafka/read_only_admin.h"

namespace weir {
namespace {

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
    Result<std::shared_ptr<Producer>> producer() override { return fail(readOnlyRefusal("Sending")); }
    Result<std::unique_ptr<TransactionalProducer>> transactionalProducer(const TransactionOptions&) override
    {
        return fail(readOnlyRefusal("Sending in a transaction"));
    }
    Result<std::unique_ptr<SendStream>> newSendStream(const SendStreamOptions&) override
    {
        return fail(readOnlyRefusal("Sending"));
    }
    Result<std::unique_ptr<GroupConsumer>> joinGroup(const GroupOptions& options) override
    {
        return fail(readOnlyRefusal("Joining group " + options.groupId));
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
