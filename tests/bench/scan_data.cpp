// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/scan_data.h"

#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <librdkafka/rdkafka.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

namespace weir::bench {
namespace {

constexpr int partitions = 4;

[[noreturn]] void giveUp(const std::string& why)
{
    std::fprintf(stderr, "bench_scan: %s\n", why.c_str());
    std::exit(1);
}

class Words
{
public:
    std::string sentence(std::size_t bytes)
    {
        static constexpr const char* words[] = {"carton",  "pallet", "depot",   "express", "return", "customer", "parcel",
                                                "invoice", "window", "address", "weekend", "fragile", "scanned", "door",
                                                "signed",  "driver", "delayed", "sorting", "weight",  "customs", "label"};
        std::string text;
        while (text.size() < bytes) {
            text += words[m_random() % std::size(words)];
            text += ' ';
        }
        text.resize(bytes);
        return text;
    }
    std::string hex(int digits)
    {
        char text[17];
        std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(m_random()));
        return std::string(text, static_cast<std::size_t>(digits));
    }
    std::uint64_t below(std::uint64_t limit) { return m_random() % limit; }

private:
    std::mt19937_64 m_random{42};
};

struct Order {
    std::string json;
    bool failed = false;
    bool expensive = false;
};

/// An order event; `small` has about 100 bytes.
Order order(Words& words, std::int64_t number, bool small)
{
    Order made;
    made.failed = words.below(1000) == 0;
    const std::uint64_t cents = words.below(100'000);
    made.expensive = cents > 99'000;
    char amount[16];
    std::snprintf(amount, sizeof amount, "%u.%02u", static_cast<unsigned>(cents / 100), static_cast<unsigned>(cents % 100));
    const std::string status = made.failed ? "FAILED" : "PAID";
    const std::string id = std::to_string(number);
    if (small) {
        made.json = R"({"event":"order","id":")" + words.hex(12) + R"(","data":{"status":")" + status +
                    R"(","amount":)" + amount + R"(,"n":)" + id + "}}";
        made.json.resize(std::max<std::size_t>(made.json.size(), 100), ' ');
        return made;
    }
    made.json = R"({"event_id":")" + words.hex(16) + words.hex(16) + R"(","event_type":"order.settled","occurred_at":"2026-11-23T14:)" +
                std::to_string(10 + number / 1000 % 50) + ":" + std::to_string(10 + number % 50) + R"(.208Z","key":"order-)" + id +
                R"(","data":{"order":)" + id + R"(,"customer":{"id":")" + words.hex(12) + R"(","name":")" + words.sentence(20) +
                R"(","city":")" + words.sentence(10) + R"("},"items":[)";
    for (int i = 0; i < 4; ++i)
        made.json += std::string(i > 0 ? "," : "") + R"({"sku":")" + words.hex(10) + R"(","quantity":)" +
                     std::to_string(1 + words.below(9)) + R"(,"price":)" + std::to_string(words.below(200)) + ".50" +
                     R"(,"title":")" + words.sentence(30) + R"("})";
    made.json += R"(],"status":")" + status + R"(","amount":)" + amount + R"(,"note":")";
    made.json += words.sentence(made.json.size() < 970 ? 1000 - made.json.size() - 4 : 20) + R"("}})";
    return made;
}

ScanData fill(const std::string& bootstrap, ScanData data, bool small, const std::function<bool()>& enough)
{
    const auto cluster = test::open(bootstrap);
    data.topic = test::uniqueName("bench");
    if (const auto made = cluster->admin().createTopic({data.topic, partitions, 1, {}}, test::soon()); !made)
        giveUp(made.error().message);
    char error[256];
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    const std::pair<const char*, const char*> settings[] = {
        {"bootstrap.servers", bootstrap.c_str()},   {"compression.codec", "lz4"}, {"batch.size", "131072"},
        {"linger.ms", "50"},  {"queue.buffering.max.messages", "200000"}};
    for (const auto& [name, value] : settings)
        if (rd_kafka_conf_set(conf, name, value, error, sizeof error) != RD_KAFKA_CONF_OK)
            giveUp(error);
    rd_kafka_t* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    if (producer == nullptr)
        giveUp(error);
    rd_kafka_topic_t* topic = rd_kafka_topic_new(producer, data.topic.c_str(), nullptr);
    Words words;
    while (!enough()) {
        const Order made = order(words, data.records, small);
        const auto partition = static_cast<std::int32_t>(data.records % partitions);
        std::string copy = made.json;
        while (rd_kafka_produce(topic, partition, RD_KAFKA_MSG_F_COPY, copy.data(), copy.size(), nullptr, 0, nullptr) != 0)
            rd_kafka_poll(producer, 5);
        if (data.records % 1000 == 0)
            rd_kafka_poll(producer, 0);
        ++data.records;
        data.bytes += static_cast<std::int64_t>(made.json.size());
        data.marked += made.failed ? 1 : 0;
        data.expensive += made.expensive ? 1 : 0;
    }
    if (rd_kafka_flush(producer, 120'000) != RD_KAFKA_RESP_ERR_NO_ERROR)
        giveUp("the broker did not take the data within two minutes");
    rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(producer);
    std::int64_t sum = 0;
    for (std::int32_t partition = 0; partition < partitions; ++partition) {
        const TopicPartition one{data.topic, partition};
        const auto ends = cluster->admin().offsets({one}, OffsetPoint::End, test::soon());
        data.ends.push_back(ends.values.contains(one) ? ends.values.at(one) : 0);
        sum += data.ends.back();
    }
    if (sum != data.records)
        giveUp("the topic holds other records than were sent");
    return data;
}

} // namespace

ScanData makeJsonTopic(const std::string& bootstrap, std::int64_t bytes)
{
    ScanData data;
    data.what = "1 KB";
    std::int64_t left = bytes / 1000;
    return fill(bootstrap, std::move(data), false, [&left] { return left-- <= 0; });
}

ScanData makeSmallTopic(const std::string& bootstrap, std::int64_t records)
{
    ScanData data;
    data.what = "100 B";
    return fill(bootstrap, std::move(data), true, [&records] { return records-- <= 0; });
}

} // namespace weir::bench
