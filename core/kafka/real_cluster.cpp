// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/real_cluster.h"

#include "core/kafka/client_handle.h"
#include "core/kafka/read_only_admin.h"
#include "core/kafka/real_admin.h"
#include "core/kafka/real_group_consumer.h"
#include "core/kafka/real_producer.h"
#include "core/kafka/real_reader.h"
#include "core/kafka/real_send_stream.h"
#include "core/kafka/real_transaction.h"

#include <atomic>
#include <mutex>

namespace weir {
namespace {

class RealCluster final : public Cluster
{
public:
    RealCluster(ClusterOptions options, std::unique_ptr<ClientHandle> admin, std::unique_ptr<ClientHandle> reader)
        : m_options(std::move(options)), m_admin(std::move(admin)), m_reader(std::move(reader))
    {
    }

    Result<PingReply> ping(const Call& call) override;
    Admin& admin() override
    {
        if (m_options.readOnly)
            return m_readOnlyAdmin;
        return m_admin;
    }
    Reader& reader() override { return m_reader; }
    Result<std::unique_ptr<Reader>> newReader(Isolation isolation) override { return openReader(isolation, false); }
    Result<std::unique_ptr<Reader>> newPageReader(Isolation isolation) override { return openReader(isolation, true); }
    bool readOnly() const override { return m_options.readOnly; }
    Result<std::shared_ptr<Producer>> producer() override;
    Result<std::unique_ptr<TransactionalProducer>> transactionalProducer(const TransactionOptions& options) override;
    Result<std::unique_ptr<SendStream>> newSendStream(const SendStreamOptions& options) override;
    Result<std::unique_ptr<GroupConsumer>> joinGroup(const GroupOptions& options) override;

private:
    [[nodiscard]] Result<std::unique_ptr<Reader>> openReader(Isolation isolation, bool paging) const;

    const ClusterOptions m_options;
    RealAdmin m_admin;
    ReadOnlyAdmin m_readOnlyAdmin{m_admin};
    RealReader m_reader;
    std::atomic<bool> m_warm = false;
    std::mutex m_mutex;
    std::shared_ptr<RealProducer> m_producer;
};

Result<PingReply> RealCluster::ping(const Call& call)
{
    // The first answer includes name lookup, connection and login; the second is the round trip.
    if (!m_warm)
        if (auto first = m_admin.brokers(call); !first)
            return fail(first.error());
    const auto start = Deadline::Clock::now();
    auto answer = m_admin.brokers(call);
    if (!answer) {
        m_warm = false;
        return fail(answer.error());
    }
    m_warm = true;
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(Deadline::Clock::now() - start);
    return PingReply{time, std::move(answer->clusterId), std::move(answer->brokers), answer->controller};
}

Result<std::unique_ptr<Reader>> RealCluster::openReader(Isolation isolation, bool paging) const
{
    auto handle = ClientHandle::open(RD_KAFKA_CONSUMER, readerProperties(m_options, isolation, paging));
    if (!handle)
        return fail(handle.error());
    return std::make_unique<RealReader>(std::move(*handle));
}

Error readOnlyError(std::string_view what)
{
    return {ErrorKind::NotAuthorized, std::string(what) + ": this connection was opened for reading only.", {}, 0,
            false};
}

Result<std::shared_ptr<Producer>> RealCluster::producer()
{
    if (m_options.readOnly)
        return fail(readOnlyError("Could not send records"));
    const std::scoped_lock lock(m_mutex);
    if (!m_producer || m_producer->broken()) {
        auto made = RealProducer::open(producerProperties(m_options));
        if (!made)
            return fail(made.error());
        m_producer = std::move(*made);
    }
    return m_producer;
}

Result<std::unique_ptr<TransactionalProducer>>
RealCluster::transactionalProducer(const TransactionOptions& options)
{
    if (m_options.readOnly)
        return fail(readOnlyError("Could not begin a transaction"));
    if (options.id.empty())
        return fail(ErrorKind::InvalidInput, "A transaction needs a transactional id.");
    return std::make_unique<RealTransactionalProducer>(transactionProperties(m_options, options), options);
}

Result<std::unique_ptr<SendStream>> RealCluster::newSendStream(const SendStreamOptions& options)
{
    if (m_options.readOnly)
        return fail(readOnlyError("Could not send records"));
    return RealSendStream::open(streamProperties(m_options, options), options);
}

Result<std::unique_ptr<GroupConsumer>> RealCluster::joinGroup(const GroupOptions& options)
{
    if (m_options.readOnly)
        return fail(readOnlyError("Could not join group " + options.groupId));
    return RealGroupConsumer::join(groupProperties(m_options, options), options);
}

} // namespace

Result<std::unique_ptr<Cluster>> openRealCluster(const ClusterOptions& options)
{
    if (options.bootstrapServers.empty())
        return fail(ErrorKind::InvalidInput, "No bootstrap servers were given.");
    auto admin = ClientHandle::open(RD_KAFKA_CONSUMER, adminProperties(options));
    if (!admin)
        return fail(admin.error());
    auto reader =
        ClientHandle::open(RD_KAFKA_CONSUMER, readerProperties(options, Isolation::ReadUncommitted, true));
    if (!reader)
        return fail(reader.error());
    return std::make_unique<RealCluster>(options, std::move(*admin), std::move(*reader));
}

std::string clientLibraryVersion()
{
    return rd::text(rd_kafka_version_str());
}

} // namespace weir
