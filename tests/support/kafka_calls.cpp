// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/kafka_calls.h"

#include "core/base/time.h"

#include <cstdlib>
#include <iostream>

namespace weir::test {

Call soon()
{
    return Call::within(std::chrono::seconds(10));
}

std::unique_ptr<Cluster> open(const std::string& bootstrap, std::map<std::string, std::string> properties)
{
    ClusterOptions options;
    options.bootstrapServers = bootstrap;
    options.properties = std::move(properties);
    auto cluster = openRealCluster(options);
    if (!cluster) {
        std::cerr << cluster.error().message << std::endl;
        std::abort();
    }
    return std::move(*cluster);
}

OutgoingRecord outgoing(const std::string& topic, std::int32_t partition, OptionalBytes value, OptionalBytes key,
                        Headers headers)
{
    OutgoingRecord record;
    record.topic = topic;
    record.partition = partition;
    record.key = std::move(key);
    record.value = std::move(value);
    record.headers = std::move(headers);
    return record;
}

std::vector<Result<Delivery>> send(Cluster& cluster, const std::vector<OutgoingRecord>& records, const Call& call)
{
    auto producer = cluster.producer();
    if (!producer)
        return std::vector<Result<Delivery>>(records.size(), fail(producer.error()));
    return (*producer)->send(records, call);
}

std::vector<Record> readAll(Reader& reader, const std::vector<ReadRange>& ranges, const Call& call)
{
    std::vector<Record> records;
    (void)reader.read(
        ranges,
        [&](const RecordView& view) {
            records.push_back(view.toRecord());
            return SinkAnswer::Continue;
        },
        call);
    return records;
}

std::vector<OutgoingRecord> uglyRecords(const std::string& topic)
{
    std::vector<OutgoingRecord> records;
    const auto add = [&](OptionalBytes key, OptionalBytes value, Headers headers = {}) {
        records.push_back(outgoing(topic, 0, std::move(value), std::move(key), std::move(headers)));
        records.back().timestamp = nowMs() - 1000 + static_cast<TimestampMs>(records.size());
    };
    add(std::nullopt, std::nullopt);
    add("", "");
    add(std::nullopt, "");
    add("", std::nullopt);
    add(Bytes("\0\x01\xff\xfe", 4), Bytes("\xc3\x28\0\n", 4));
    add("k", "{\"n\":9223372036854775807,\"m\":-9223372036854775808}");
    add("k", "v",
        {{"a", "1"}, {"a", std::nullopt}, {"b", ""}, {"a", "1"}, {"", "no name"}, {"\xc3\xa4", Bytes("\0\xff", 2)}});
    add("big", Bytes(900 * 1024, 'x'));
    return records;
}

std::string difference(const OutgoingRecord& sent, const Record& got)
{
    if (sent.topic != got.topic)
        return "topic";
    if (sent.partition && *sent.partition != got.partition)
        return "partition";
    if (sent.key != got.key)
        return "key";
    if (sent.value != got.value)
        return "value";
    if (sent.headers != got.headers)
        return "headers";
    if (sent.timestamp && sent.timestamp != got.timestamp)
        return "timestamp";
    return {};
}

} // namespace weir::test
