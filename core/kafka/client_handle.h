// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/kafka/client_config.h"
#include "core/kafka/client_log.h"
#include "core/kafka/rd.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

namespace weir {

/// One rd_kafka_t with the thread that serves its callbacks. Destroying it stops that thread, waits for abandoned
/// metadata calls (at most a few seconds) and closes the client; no other call may be running then. Any thread.
class ClientHandle
{
public:
    using DeliverySink = std::function<void(const rd_kafka_message_t&)>;

    /// `delivery` receives every delivery report, on the handle's thread.
    [[nodiscard]] static Result<std::unique_ptr<ClientHandle>> open(rd_kafka_type_t type, const Properties& properties,
                                                                    DeliverySink delivery = {});
    ~ClientHandle();
    ClientHandle(const ClientHandle&) = delete;
    ClientHandle& operator=(const ClientHandle&) = delete;

    [[nodiscard]] rd_kafka_t* rk() const { return m_rk; }
    [[nodiscard]] ClientLog& log() { return m_log; }
    [[nodiscard]] const ClientLog& log() const { return m_log; }
    /// Protocol requests put on a socket, whatever for.
    [[nodiscard]] std::uint64_t requestsSent() const { return m_requests.load(std::memory_order_relaxed); }

    /// Metadata of all topics, of one (`topic`), or of the brokers only (`topic` empty). rd_kafka_metadata() cannot be
    /// cancelled, so it runs on a thread of its own that a stopped caller leaves behind.
    enum class Scope { AllTopics, OneTopic, Brokers };
    [[nodiscard]] Result<rd::Metadata> metadata(Scope scope, const std::string& topic, std::string_view what,
                                                const Call& call);

    /// Makes sure the client knows these topics and their leaders. A topic that does not exist fails with NotFound at
    /// once, where produce and fetch would wait for minutes. What was learnt holds for 10 s, or until forgotten.
    [[nodiscard]] std::vector<std::pair<std::string, Error>> learn(const std::vector<std::string>& topics,
                                                                   const Call& call);
    void forget(const std::string& topic);

private:
    struct BlockingCall;
    ClientHandle(std::string bootstrap, std::vector<std::string> secrets);
    static void countRequests(rd_kafka_conf_t* conf, ClientHandle& handle);
    void serve(const std::stop_token& stop);
    void reapLocked();

    rd_kafka_t* m_rk = nullptr;
    ClientLog m_log;
    std::atomic<std::uint64_t> m_requests = 0;
    DeliverySink m_delivery;
    std::mutex m_mutex;
    std::vector<std::pair<std::shared_ptr<BlockingCall>, std::jthread>> m_blocking;
    std::unordered_map<std::string, Deadline> m_known; ///< topics, and until when they need not be asked for
    std::jthread m_server;
};

/// The topic in an answer; nullptr when it is not there.
[[nodiscard]] const rd_kafka_metadata_topic* findTopic(const rd::Metadata& metadata, std::string_view name);

} // namespace weir
