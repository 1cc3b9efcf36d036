// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/known_topics.h"
#include "core/kafka/cluster.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A JSON value on its way to a topic.
struct JsonMessage {
    std::string topic;
    std::string json;
    std::optional<std::string> key{}; ///< the same key always lands in the same partition, in order (murmur2, as Java)
    Headers headers{};
};

/// The producer of a service: sends JSON and returns when the brokers have confirmed it (acks=all, idempotent). Thread-safe.
class JsonProducer
{
public:
    explicit JsonProducer(Cluster& cluster) : m_cluster(cluster) {}

    /// InvalidInput when the text is no JSON (the sentence names the byte), NotFound when there is no such topic. On other
    /// errors mayBeWritten() tells whether sending again could make a second record.
    [[nodiscard]] Result<Delivery> send(const JsonMessage& message, const Call& call);
    /// Many at once, one result each, in order. What is no JSON is refused alone.
    [[nodiscard]] std::vector<Result<Delivery>> send(std::span<const JsonMessage> messages, const Call& call);

private:
    Cluster& m_cluster;
    KnownTopics m_topics;
};

} // namespace weir
