// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"
#include "core/kafka/group_consumer.h"
#include "core/kafka/producer.h"
#include "core/kafka/reader.h"
#include "core/kafka/send_stream.h"

#include <chrono>
#include <memory>
#include <string>

namespace weir {

struct PingReply {
    std::chrono::microseconds roundTrip{0};
    std::string clusterId;
    std::vector<Broker> brokers;
    std::optional<std::int32_t> controller;
};

/// One connected cluster: the only door from Weir's features to Kafka. Three implementations: the real cluster
/// (librdkafka), the demo cluster inside the process, and the fake of the tests.
/// Creating one never touches the network. All methods may be called from any thread, several at once. Destroying it
/// may take up to seconds and must not happen on a GUI thread; no call may be running then.
class Cluster
{
public:
    virtual ~Cluster() = default;

    /// Asks the cluster who it is. The reason in an error is the client's own last line ("Connection refused",
    /// "Failed to resolve"), because librdkafka's code alone says only "transport failure".
    [[nodiscard]] virtual Result<PingReply> ping(const Call& call) = 0;

    [[nodiscard]] virtual Admin& admin() = 0;
    /// The warm reader for pages (bounded buffers). Shared by all callers.
    [[nodiscard]] virtual Reader& reader() = 0;
    /// A reader of one's own for long reads (scan, tail), so that pages stay quick.
    [[nodiscard]] virtual Result<std::unique_ptr<Reader>> newReader(Isolation isolation) = 0;
    /// A reader of one's own for pages: small fetches, no waiting at the end of a partition.
    [[nodiscard]] virtual Result<std::unique_ptr<Reader>> newPageReader(Isolation isolation)
    {
        return newReader(isolation);
    }

    /// True: this connection was opened for reading only. Then the methods below return NotAuthorized and no
    /// producing or group-joining client exists in the process for this cluster.
    [[nodiscard]] virtual bool readOnly() const = 0;
    /// The shared producer of the connection, made at the first call.
    [[nodiscard]] virtual Result<std::shared_ptr<Producer>> producer() = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<TransactionalProducer>>
    transactionalProducer(const TransactionOptions& options) = 0;
    /// A producer of one's own for many records (a run, an import), which never waits for single confirmations.
    [[nodiscard]] virtual Result<std::unique_ptr<SendStream>> newSendStream(const SendStreamOptions& options) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<GroupConsumer>> joinGroup(const GroupOptions& options) = 0;
};

} // namespace weir
