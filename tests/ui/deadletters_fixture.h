// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/page_fixture.h"

namespace weir::test {

inline Error deadUnreachable()
{
    return {ErrorKind::Unreachable, "shop-test did not answer.", "Connection refused", -195, true};
}

inline Headers springHeaders(std::int64_t offset)
{
    const auto bigEndian = [](std::int64_t number, int bytes) {
        Bytes result;
        for (int i = bytes - 1; i >= 0; --i)
            result += static_cast<char>(number >> (8 * i) & 0xFF);
        return result;
    };
    return {{"traceparent", Bytes("00-4bf92f-01")},
            {"kafka_dlt-original-topic", Bytes("events.orderpaid")},
            {"kafka_dlt-original-partition", bigEndian(2, 4)},
            {"kafka_dlt-original-offset", bigEndian(offset, 8)},
            {"kafka_dlt-original-consumer-group", Bytes("billing")},
            {"kafka_dlt-exception-fqcn", Bytes("com.shop.JsonMappingException")},
            {"kafka_dlt-exception-message", Bytes("Cannot deserialize <b>value</b> \xe2\x80\xae" "12,90")},
            {"kafka_dlt-exception-stacktrace", Bytes("com.shop.JsonMappingException: bad\n\tat com.shop.Reader.read(Reader.java:42)")}};
}

/// events.orderpaid with three partitions, its dead letters (three of them), an empty dead-letter topic, a retry topic.
inline void fillDeadLetters(FakeCluster& cluster)
{
    cluster.addTopic("events.orderpaid", 3);
    cluster.addTopic("events.orderpaid.dlq", 1);
    cluster.addTopic("events.orderpaid-retry-1000", 1);
    cluster.addTopic("lonely-dlt", 1);
    const TimestampMs now = nowMs();
    cluster.append("events.orderpaid.dlq", 0, Bytes("ord-1"), Bytes(R"({"amount":"12,90"})"), springHeaders(1877046), now - 3000);
    cluster.append("events.orderpaid.dlq", 0, std::nullopt, Bytes("\xff\x00", 2), {}, now - 2000);
    cluster.append("events.orderpaid.dlq", 0, Bytes("ord-3"), std::nullopt, springHeaders(1877048), now - 1000);
    cluster.append("events.orderpaid-retry-1000", 0, Bytes("r"), Bytes("{}"));
}

} // namespace weir::test
