// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/play_ledger.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace weir {

/// One member of a play consumer on a thread of its own. Methods: any thread. The destructor stops and waits (some seconds).
class PlayingMember
{
public:
    /// `number` from 1 names the client. `ended`, on the member's thread: it stopped by itself with that error.
    PlayingMember(std::shared_ptr<Cluster> cluster, const PlayOptions& options, int number, std::uint64_t seed,
                  std::shared_ptr<PlayLedger> ledger, std::function<void(const Error&)> ended);
    ~PlayingMember();

    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] bool finished() const { return m_finished; }
    [[nodiscard]] PlayMember view() const;
    void requestStop() { m_thread.request_stop(); }

private:
    friend class WatchedConsumer;

    void run(const std::stop_token& stop);
    [[nodiscard]] Handled handle(const Record& record, const std::stop_token& stop);
    [[nodiscard]] Handled obey(const PlayRule& rule, const Record& record, const std::stop_token& stop);
    [[nodiscard]] Handled failTry(const PlayRule& rule, const Record& record);
    [[nodiscard]] Handled hang(const Record& record, const std::stop_token& stop);
    [[nodiscard]] bool waitForTurn(const std::stop_token& stop);
    [[nodiscard]] bool sleep(std::chrono::milliseconds time, const std::stop_token& stop);
    void noteTry(const RetryReport& report);
    void noteHandled(const Record& record, std::string what);
    void sawGroup(const GroupConsumer& consumer, bool healthy);

    const std::shared_ptr<Cluster> m_cluster;
    const PlayOptions m_options;
    const int m_number;
    const std::uint64_t m_seed;
    const std::shared_ptr<PlayLedger> m_ledger;
    const std::function<void(const Error&)> m_ended;
    std::atomic<bool> m_finished = false;

    // --- of the member's thread ---
    struct Tries {
        std::int64_t offset = -1;
        int count = 0;
    };
    std::map<TopicPartition, Tries> m_tries; ///< of the record each partition stands at
    std::string m_eventType;                 ///< of the record at hand
    Deadline::Clock::time_point m_nextTurn{};
    std::int32_t m_generation = -1;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_bell;
    PlayMember m_view;
    std::jthread m_thread; ///< last: it uses the others
};

} // namespace weir
