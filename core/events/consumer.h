// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <functional>

namespace weir {

/// Why a record could not be handled: what Weir shows of a dead letter.
struct HandlingError {
    std::string type = "error"; ///< the exception's class or an error code of the service, "PaymentDeclined"
    std::string message{};
    std::string detail{};       ///< stack trace or further lines
    bool retriable = true;      ///< RetryingConsumer: false goes to the dead letters at the first try
};
using Handled = std::expected<void, HandlingError>;

/// Something went wrong around one record; the loop goes on.
struct HandlerFailure {
    TopicPartition partition;
    std::int64_t offset = 0;
    HandlingError error;
};

struct ConsumerOptions {
    GroupOptions group{};            ///< group id, topics, offset reset policy
    std::size_t mostAtOnce = 500;    ///< records taken per poll
    /// Offsets are committed after this many handled records or after this time, whichever is first, and at the end.
    std::size_t commitEvery = 500;
    std::chrono::milliseconds commitInterval{1'000};
};

/// A consumer of a group that hands each record to a handler and commits behind it: at least once. The handler runs on the
/// thread of run(). A handler that fails or throws is reported and passed over (the record counts as handled; for tries and
/// dead letters see RetryingConsumer).
class Consumer
{
public:
    using Handler = std::function<Handled(const Record&)>;
    struct Reports {
        std::function<void(const HandlerFailure&)> failed{};
        /// Trouble of the group or the cluster (brokers away, a commit that failed); it heals or is tried again.
        std::function<void(const Error&)> trouble{};
    };

    Consumer(Cluster& cluster, ConsumerOptions options) : m_cluster(cluster), m_options(std::move(options)) {}

    /// Joins and consumes until a stop is asked for: then the record at hand is finished, its offset committed and the group
    /// left, and the result is good. An error: could not join, or what no waiting mends (no right to the group or topic).
    [[nodiscard]] Result<void> run(const Handler& handler, const Reports& reports, const std::stop_token& stop);

private:
    Cluster& m_cluster;
    ConsumerOptions m_options;
};

} // namespace weir
