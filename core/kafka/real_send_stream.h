// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_handle.h"
#include "core/kafka/send_stream.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

namespace weir {

/// A stream on a producer of its own. One thread at a time; delivery reports come on the handle's thread.
class RealSendStream final : public SendStream
{
public:
    [[nodiscard]] static Result<std::unique_ptr<SendStream>> open(const Properties& properties,
                                                                  const SendStreamOptions& options);
    ~RealSendStream() override;

    Result<void> push(const OutgoingRecord& record, std::uint64_t ticket, const Call& call) override;
    std::size_t collect(const std::function<void(const SendOutcome&)>& sink, std::chrono::milliseconds wait) override;
    std::size_t underWay() const override;
    void withdraw() override;

private:
    RealSendStream() = default;
    void take(const rd_kafka_message_t& message);

    mutable std::mutex m_mutex;
    std::condition_variable m_answered;
    std::vector<SendOutcome> m_outcomes; ///< not collected yet
    std::size_t m_underWay = 0;
    std::unordered_set<std::string> m_known; ///< topics that exist
    std::unique_ptr<ClientHandle> m_handle;  // last: its thread calls take()
};

} // namespace weir
