// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/retrying_consumer.h"

#include <map>
#include <string>

namespace weir {

/// Puts records that were given up into their dead-letter topic. One thread at a time.
class DeadLetterWriter
{
public:
    DeadLetterWriter(Cluster& cluster, const RetryOptions& options) : m_cluster(cluster), m_options(options) {}

    /// Returns when the brokers have confirmed it. The error says what to do and, last, whether the letter may stand there
    /// all the same (mayBeWritten()).
    [[nodiscard]] Result<Delivery> write(const Record& record, const HandlingError& error, int tries, const Call& call);

    /// The dead letter: key, value and headers as they are, the failure behind them. Without a timestamp, because retention
    /// counts from it. `partitions`: how many the dead-letter topic has; when the record's is none of them, its key decides.
    [[nodiscard]] static OutgoingRecord compose(const Record& record, const HandlingError& error, int tries,
                                                const std::string& group, const std::string& topic,
                                                std::size_t partitions, TimestampMs now);

private:
    [[nodiscard]] Result<Delivery> send(const Record& record, const HandlingError& error, int tries, const Call& call);

    Cluster& m_cluster;
    const RetryOptions& m_options;
    std::map<std::string, std::size_t> m_partitions; ///< of dead-letter topics, asked once
};

} // namespace weir
