// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/letter_data.h"

#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>

namespace weir::bench {
namespace {

[[noreturn]] void giveUp(const std::string& why)
{
    std::fprintf(stderr, "bench_inbox: %s\n", why.c_str());
    std::exit(1);
}

std::string bigEndian(std::int64_t number, std::size_t size)
{
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        bytes[size - 1 - i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
    return bytes;
}

/// A word for each kind of failure, without digits: those would be folded into one pattern.
std::string word(std::int64_t kind)
{
    static constexpr std::array<const char*, 16> words{"price",  "stock",   "address", "customer", "parcel", "invoice",
                                                       "weight", "customs", "label",   "depot",    "driver", "window",
                                                       "carton", "return",  "express", "pallet"};
    return std::string(words[static_cast<std::size_t>(kind) % 16]) + " of " + words[static_cast<std::size_t>(kind) / 16 % 16];
}

std::string messageOf(std::int64_t number)
{
    const std::int64_t kind = number % LetterData::kinds;
    std::string message = "Cannot read the " + word(kind) + ": the field is missing";
    if (number % 10 < 3)
        message += " for article " + std::to_string(100'000 + number * 7919 % 899'999) + ", order " + std::to_string(number);
    return message;
}

const std::string& stackTrace()
{
    static const std::string text = "java.lang.IllegalStateException: failed\n\tat org.example.Handler.handle(Handler.java:42)\n"
                                    "\tat org.example.Loop.run(Loop.java:17)";
    return text;
}

std::string exceptionClass(std::int64_t kind)
{
    static constexpr std::array<const char*, 3> classes{"java.lang.IllegalStateException", "java.io.IOException",
                                                        "org.example.MissingFieldException"};
    return classes[static_cast<std::size_t>(kind) % 3];
}

using HeaderList = std::unique_ptr<rd_kafka_headers_t, decltype(&rd_kafka_headers_destroy)>;

void add(const HeaderList& list, const char* name, const std::string& value)
{
    rd_kafka_header_add(list.get(), name, -1, value.data(), static_cast<ssize_t>(value.size()));
}

HeaderList springHeaders(std::int64_t number)
{
    HeaderList list(rd_kafka_headers_new(10), &rd_kafka_headers_destroy);
    add(list, "kafka_dlt-original-topic", "shipments");
    add(list, "kafka_dlt-original-partition", bigEndian(number % 12, 4));
    add(list, "kafka_dlt-original-offset", bigEndian(number, 8));
    add(list, "kafka_dlt-original-timestamp", bigEndian(1'700'000'000'000 + number, 8));
    add(list, "kafka_dlt-original-timestamp-type", "CreateTime");
    add(list, "kafka_dlt-original-consumer-group", "dispatch");
    add(list, "kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException");
    add(list, "kafka_dlt-exception-cause-fqcn", exceptionClass(number % LetterData::kinds));
    add(list, "kafka_dlt-exception-message", messageOf(number));
    add(list, "kafka_dlt-exception-stacktrace", stackTrace());
    return list;
}

HeaderList plainHeaders(std::int64_t number)
{
    HeaderList list(rd_kafka_headers_new(9), &rd_kafka_headers_destroy);
    add(list, "trace", "00-4bf92f3577b34da6a3ce929d0e0e4736");
    add(list, "dlq-original-topic", "payments");
    add(list, "dlq-original-partition", std::to_string(number % 12));
    add(list, "dlq-original-offset", std::to_string(number));
    add(list, "dlq-consumer-group", "billing");
    add(list, "dlq-attempts", "3");
    add(list, "dlq-exception-class", exceptionClass(number % LetterData::kinds));
    add(list, "dlq-exception-message", messageOf(number));
    add(list, "dlq-exception-stacktrace", stackTrace());
    return list;
}

void sendOne(rd_kafka_t* producer, rd_kafka_topic_t* topic, std::int32_t partition, HeaderList headers, std::string value)
{
    std::array<rd_kafka_vu_t, 5> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_RKT;
    parts[0].u.rkt = topic;
    parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    parts[1].u.i32 = partition;
    parts[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[2].u.i = RD_KAFKA_MSG_F_COPY;
    parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[3].u.mem.ptr = value.data();
    parts[3].u.mem.size = value.size();
    parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
    parts[4].u.headers = headers.get();
    for (;;) {
        rd_kafka_error_t* error = rd_kafka_produceva(producer, parts.data(), parts.size());
        if (error == nullptr)
            break;
        const bool full = rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__QUEUE_FULL;
        rd_kafka_error_destroy(error);
        if (!full)
            giveUp("a letter could not be sent");
        rd_kafka_poll(producer, 5);
    }
    (void)headers.release(); // the client owns them now
}

} // namespace

LetterData planLetters(std::int64_t letters)
{
    LetterData data;
    data.topics = {test::uniqueName("bench-spring") + "-dlt", test::uniqueName("bench-plain") + ".dlq"};
    data.perPartition = letters / (2 * LetterData::partitions);
    data.letters = data.perPartition * 2 * LetterData::partitions;
    return data;
}

void writeLetters(const std::string& bootstrap, const LetterData& data)
{
    const auto cluster = test::open(bootstrap);
    for (const std::string& topic : data.topics)
        if (const auto made = cluster->admin().createTopic({topic, LetterData::partitions, 1, {}}, test::soon()); !made)
            giveUp(made.error().message);
    std::array<char, 256> error{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    const std::pair<const char*, const char*> settings[] = {{"bootstrap.servers", bootstrap.c_str()},
                                                            {"compression.codec", "lz4"},
                                                            {"batch.size", "131072"},
                                                            {"linger.ms", "50"},
                                                            {"queue.buffering.max.messages", "100000"}};
    for (const auto& [name, value] : settings)
        if (rd_kafka_conf_set(conf, name, value, error.data(), error.size()) != RD_KAFKA_CONF_OK)
            giveUp(error.data());
    rd_kafka_t* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error.data(), error.size());
    if (producer == nullptr)
        giveUp(error.data());
    const std::array topics{rd_kafka_topic_new(producer, data.topics[0].c_str(), nullptr),
                            rd_kafka_topic_new(producer, data.topics[1].c_str(), nullptr)};
    std::mt19937_64 random(42);
    for (std::int64_t number = 0; number < data.letters; ++number) {
        const bool spring = number % 2 == 0;
        const std::int64_t own = number / 2; // counts within the topic
        std::string value = R"({"event":"settled","order":)" + std::to_string(own) + R"(,"amount":12.50,"note":")";
        while (value.size() < (spring ? 90U : 200U)) // nothing that shrinks: real payloads do little
            value += weir::toHex(bigEndian(static_cast<std::int64_t>(random()), 8));
        sendOne(producer, topics[spring ? 0 : 1], static_cast<std::int32_t>(own % LetterData::partitions),
                spring ? springHeaders(own) : plainHeaders(own), value + "\"}");
        if (number % 1000 == 0)
            rd_kafka_poll(producer, 0);
    }
    if (rd_kafka_flush(producer, 180'000) != RD_KAFKA_RESP_ERR_NO_ERROR)
        giveUp("the broker did not take the letters within three minutes");
    for (rd_kafka_topic_t* topic : topics)
        rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(producer);
}

} // namespace weir::bench
