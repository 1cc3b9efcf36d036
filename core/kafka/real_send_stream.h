// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_handle.h"
#include "core/kafka/send_stream.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace weir {

/// A stream on a producer of its own. One thread at a time; delivery reports come on the handle's thread.
///
/// A broker refuses a batch as a whole when one of its records is too large or not valid. The records of such a batch are
/// sent again once, each alone, so that only the one that is wrong fails; they then stand behind records of their partition
/// that were pushed later. Nothing new is taken meanwhile.
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
    /// An answer in few bytes: most are good, and there may be hundreds of thousands a second.
    struct Answer {
        std::uint64_t ticket = 0;
        std::int64_t offset = 0;
        std::int64_t timestamp = -1;     ///< -1: the broker told none
        std::int64_t latency = 0;        ///< µs
        std::int32_t partition = 0;
        std::uint32_t failure = 0;       ///< 0: none, else the number of its error in `failures`, from 1
    };
    struct Failure {
        Error error;
        std::string topic;
        rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
        rd_kafka_msg_status_t status = RD_KAFKA_MSG_STATUS_NOT_PERSISTED;
    };
    struct Answers {
        std::vector<Answer> list;
        std::vector<Failure> failures; ///< one for all that failed alike in a row
    };
    struct Again {
        OutgoingRecord record;
        std::uint64_t ticket = 0;
    };
    struct Topic {
        rd::Topic handle;             ///< null: it does not exist, or could not be looked up
        std::optional<Error> error;
        std::optional<Deadline> until; ///< of the error: asked again then
    };
    struct NameHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
    };
    using Topics = std::unordered_map<std::string, Topic, NameHash, std::equal_to<>>;

    RealSendStream() = default;
    void take(const rd_kafka_message_t& message);
    void takeFailureLocked(const rd_kafka_message_t& message, Answer answer);
    [[nodiscard]] bool takeForAgainLocked(const rd_kafka_message_t& message, std::uint64_t ticket);
    [[nodiscard]] Result<rd_kafka_topic_t*> topicOf(const std::string& name, const Call& call);
    void sendNextAgain();
    void settleAgainLocked(const Again& again, Error error);
    void forget(const std::string& topic);
    [[nodiscard]] bool waitForRoom(const Call& call);
    [[nodiscard]] Error noRoom(const OutgoingRecord& record, const Call& call) const;

    Topics m_topics;
    Topics::value_type* m_lastTopic = nullptr; ///< most records go where the one before went
    std::uint64_t m_taken = 0;     ///< by push()
    std::uint64_t m_produced = 0;  ///< given to the client: taken, and those sent again a second time
    std::uint64_t m_handedOut = 0; ///< by collect()
    Answers m_spare; ///< memory to be used again

    mutable std::mutex m_mutex;
    std::condition_variable m_answered;
    bool m_waiting = false;
    Answers m_answers;                ///< not collected yet
    std::uint64_t m_reported = 0;     ///< by the client, among them those that are sent again
    std::deque<Again> m_again;
    std::optional<std::uint64_t> m_alone; ///< sent again and alone: its answer counts whatever it is
    std::atomic<std::size_t> m_againCount = 0; ///< of m_again and m_alone
    std::unique_ptr<ClientHandle> m_handle;  // last: its thread calls take()
};

} // namespace weir
