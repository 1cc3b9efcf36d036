// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/client_config.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace weir {

using namespace std::chrono_literals;

namespace {

void put(Properties& into, const Properties& from)
{
    for (const auto& [name, value] : from)
        into[name] = value;
}

/// Defaults that a profile may override.
Properties startingPoint(const ClusterOptions& options)
{
    Properties properties{
        {"socket.keepalive.enable", "true"},
        // Without it small requests wait for acknowledgements of earlier ones (Nagle, 40 ms).
        {"socket.nagle.disable", "true"},
        // The default of 30 s is longer than most calls; then nobody learns why they failed.
        {"socket.connection.setup.timeout.ms", "10000"},
        {"reconnect.backoff.ms", "100"},
        // A person waits for the broker to come back; the default goes up to 10 s.
        {"reconnect.backoff.max.ms", "1000"},
    };
    put(properties, options.properties);
    return properties;
}

/// What no profile may change.
void finish(Properties& properties, const ClusterOptions& options)
{
    properties["bootstrap.servers"] = options.bootstrapServers;
    properties["client.id"] = options.clientId;
    // librdkafka >= 2.5 sends its own metrics to the cluster otherwise (KIP-714). Nobody asked for that.
    properties["enable.metrics.push"] = "false";
    // Lines go through the log callback of client_handle, which only hands them on.
    properties["log_level"] = "4";
}

Properties consumerProperties(const ClusterOptions& options)
{
    Properties properties = startingPoint(options);
    // The 1 s back-off of a full queue makes bounded readers 20 times slower (librdkafka #2879, #1377).
    properties["fetch.queue.backoff.ms"] = "10";
    // An empty fetch otherwise holds the connection (and the end-of-partition event) for 500 ms.
    properties["fetch.wait.max.ms"] = "100";
    finish(properties, options);
    // Asking for metadata of a topic must never create it.
    properties["allow.auto.create.topics"] = "false";
    properties["enable.auto.commit"] = "false";
    properties["enable.auto.offset.store"] = "false";
    return properties;
}

} // namespace

Properties adminProperties(const ClusterOptions& options)
{
    Properties properties = consumerProperties(options);
    // A group id must be there although nothing joins it: on handles without one, ListConsumerGroupOffsets crashes
    // the process on NOT_COORDINATOR (librdkafka #5040).
    properties["group.id"] = options.browseGroupId;
    // Default is read_committed, with which "end" silently means the last stable offset.
    properties["isolation.level"] = "read_uncommitted";
    return properties;
}

Properties readerProperties(const ClusterOptions& options, Isolation isolation, bool paging)
{
    Properties properties = consumerProperties(options);
    properties["group.id"] = options.browseGroupId;
    properties["isolation.level"] = isolation == Isolation::ReadCommitted ? "read_committed" : "read_uncommitted";
    // A begin outside the log is an error; the default would move it to the end without a word.
    properties["auto.offset.reset"] = "error";
    properties["enable.partition.eof"] = "true";
    // By messages the queue is unbounded, by bytes it is bounded: the other way round reading stalls.
    properties["queued.min.messages"] = "10000000";
    properties["queued.max.messages.kbytes"] = paging ? "8192" : "16384";
    // A page that ends with its partition leaves a fetch behind that waits for new records; the next page waits for it.
    if (paging)
        properties["fetch.wait.max.ms"] = "5";
    properties["max.partition.fetch.bytes"] = paging ? "65536" : "1048576";
    // Checksums cost about 30 % of a long read's speed; a page can afford them. A damaged batch of a long read still
    // shows as a failure to parse or decompress it.
    properties["check.crcs"] = paging ? "true" : "false";
    // How long a partition is left alone after an error; the default makes finding the end of a damaged batch slow. Not
    // with checksums: behind a batch that fails them librdkafka 2.8 asks for an arbitrary offset next, and the broker's
    // refusal may be taken for an answer to the following read. The pause keeps that request from being sent.
    properties["fetch.error.backoff.ms"] = paging ? "500" : "50";
    return properties;
}

Properties producerProperties(const ClusterOptions& options)
{
    Properties properties = startingPoint(options);
    properties["linger.ms"] = "2";
    // Larger records than the default 1 MB are the topic's and broker's decision, not the client's.
    if (!properties.contains("message.max.bytes"))
        properties["message.max.bytes"] = "104857600";
    finish(properties, options);
    // Same partition as Java's client for the same key; librdkafka's default (CRC32) is another one.
    properties["partitioner"] = "murmur2_random";
    properties["enable.idempotence"] = "true";
    properties["acks"] = "all";
    // The call's own deadline decides and takes back what is left. Where it cannot (another call's records lie in the
    // same queue) this is how much later a record may still be written.
    if (!properties.contains("message.timeout.ms"))
        properties["message.timeout.ms"] = "60000";
    // "Ignored by producers" says the client, and obeys all the same: otherwise sending to a topic creates it.
    properties["allow.auto.create.topics"] = "false";
    return properties;
}

Properties transactionProperties(const ClusterOptions& options, const TransactionOptions& transaction)
{
    Properties properties = producerProperties(options);
    properties["transactional.id"] = transaction.id;
    // Readers of committed records wait this long for a transaction whose producer vanished.
    properties["transaction.timeout.ms"] = std::to_string(transaction.timeout.count());
    // May not be longer than the transaction.
    properties["message.timeout.ms"] = std::to_string(std::min<std::chrono::milliseconds>(transaction.timeout, 30s).count());
    return properties;
}

Properties streamProperties(const ClusterOptions& options, const SendStreamOptions& stream)
{
    Properties properties = producerProperties(options);
    properties["queue.buffering.max.messages"] = std::to_string(stream.mostQueued);
    // Fuller requests at a middling rate, for 3 ms of latency.
    if (!options.properties.contains("linger.ms"))
        properties["linger.ms"] = "5";
    else
        properties["linger.ms"] = options.properties.at("linger.ms");
    // By bytes the default allows 1 GB, which large records would fill.
    if (!options.properties.contains("queue.buffering.max.kbytes"))
        properties["queue.buffering.max.kbytes"] = "262144";
    // Longer than a broker needs to restart, or a partition to find a new leader; short enough that who watches a run
    // learns that nobody answers.
    if (!options.properties.contains("message.timeout.ms"))
        properties["message.timeout.ms"] = "30000";
    return properties;
}

Properties groupProperties(const ClusterOptions& options, const GroupOptions& group)
{
    Properties properties = consumerProperties(options);
    properties["group.id"] = group.groupId;
    properties["client.id"] = group.clientId;
    properties["isolation.level"] = group.isolation == Isolation::ReadCommitted ? "read_committed" : "read_uncommitted";
    properties["auto.offset.reset"] = group.reset == OffsetReset::Earliest ? "earliest"
                                      : group.reset == OffsetReset::Latest ? "latest"
                                                                           : "error";
    properties["queued.min.messages"] = "10000000";
    properties["queued.max.messages.kbytes"] = "8192";
    // How long a member that vanished holds its partitions, and how long closing waits for a coordinator that is away
    // (seen: 46 s with the default of 45 s).
    properties["session.timeout.ms"] = std::to_string(group.sessionTimeout.count());
    properties["max.poll.interval.ms"] = std::to_string(std::max(group.maxPollInterval, group.sessionTimeout).count());
    properties["heartbeat.interval.ms"] = std::to_string(std::min<std::chrono::milliseconds>(group.sessionTimeout / 3, 3s).count());
    return properties;
}

std::vector<std::string> secretValues(const Properties& properties)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"sasl.password", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password", "sasl.oauthbearer.client.secret",
         "sasl.oauthbearer.config"});
    std::vector<std::string> values;
    for (const std::string_view name : names)
        if (const auto at = properties.find(std::string(name)); at != properties.end() && !at->second.empty())
            values.push_back(at->second);
    return values;
}

} // namespace weir
