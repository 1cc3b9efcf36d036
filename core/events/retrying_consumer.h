// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/consumer.h"

#include <chrono>
#include <functional>

namespace weir {

struct RetryOptions {
    ConsumerOptions consumer{};
    int maxTries = 3; ///< in all, the first one counted
    /// The pause before try n + 1 is `backoff` · 2ⁿ: 2 s, 4 s, 8 s... at most `longestBackoff`.
    std::chrono::milliseconds backoff{1'000};
    std::chrono::milliseconds longestBackoff = std::chrono::minutes(5);
    /// The topic of dead letters; empty: "<topic>.dlq". It must exist.
    std::function<std::string(const std::string& topic)> deadLetterTopic{};
    /// Steady clock; replaced in tests. Empty: std::chrono::steady_clock::now.
    std::function<std::chrono::steady_clock::time_point()> clock{};
    std::chrono::milliseconds deadLetterTime{30'000}; ///< how long a dead letter may take to be confirmed
};

/// A try that failed and what happens next.
struct RetryReport {
    TopicPartition partition;
    std::int64_t offset = 0;
    int tries = 0; ///< so far
    HandlingError error;
    std::optional<std::chrono::milliseconds> nextIn{}; ///< the back-off; nullopt: no further try
    std::optional<Delivery> deadLetter{};              ///< where it was put instead, once confirmed
};

/// A consumer that tries a failing record again with growing pauses and then puts it among the dead letters: key, value and
/// headers as they are, behind them the failure headers of plain_failure.h, to the partition of the same number where there
/// is one. At least once: a record's offset is committed only after it was handled or its dead letter was confirmed. When the
/// dead letter cannot be written, run() stops with that error and the record stays uncommitted: nothing is lost.
/// While a record waits for its next try, only its partition is paused (order within a partition is kept), the others go on,
/// and poll() is called all the time, so that the group does not take the partitions away (max.poll.interval.ms). After a
/// rebalance a waiting record starts with the tries it had, when the partition comes back to this member.
class RetryingConsumer
{
public:
    struct Reports {
        std::function<void(const RetryReport&)> tried{};
        std::function<void(const Error&)> trouble{};
    };

    RetryingConsumer(Cluster& cluster, RetryOptions options) : m_cluster(cluster), m_options(std::move(options)) {}

    /// As Consumer::run(). Additionally ends with the error of a dead letter that could not be written, or was not confirmed.
    [[nodiscard]] Result<void> run(const Consumer::Handler& handler, const Reports& reports, const std::stop_token& stop);

private:
    Cluster& m_cluster;
    RetryOptions m_options;
};

/// The pause before the next try after `tries` failed ones. Pure.
[[nodiscard]] std::chrono::milliseconds backoffAfter(int tries, const RetryOptions& options);

} // namespace weir
