// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_failures.h"

#include "core/events/plain_failure.h"
#include "core/demo/demo_domain.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace weir {

namespace {

using Json = nlohmann::json;

constexpr const char* none = "";

/// The text at data.a.b, empty when it is not there or no text.
std::string textAt(const Json& event, const char* pointer)
{
    const Json::json_pointer path(pointer);
    return event.contains(path) && event.at(path).is_string() ? event.at(path).get<std::string>() : std::string();
}

std::optional<DemoFailure> sendMail(const Json& event)
{
    if (event.is_discarded())
        return DemoFailure{false, "com.fasterxml.jackson.core.JsonParseException", none,
                           "Unrecognized token: was expecting (JSON String, Number, Array, Object or token 'null', "
                           "'true' or 'false')",
                           none, none};
    const std::string email = textAt(event, "/data/customer/email");
    const std::string total = textAt(event, "/data/total"); // a number where all is well
    if (!total.empty())
        return DemoFailure{false, "com.fasterxml.jackson.databind.exc.InvalidFormatException",
                           "java.lang.NumberFormatException",
                           "Cannot deserialize value of type `java.math.BigDecimal` from String \"" + total +
                               "\": not a valid representation",
                           none, none};
    if (email.find("@@") != std::string::npos)
        return DemoFailure{false, "jakarta.mail.internet.AddressException", none,
                           "Domain contains illegal character in string ``" + email + "''", none, none};
    if (email.ends_with("@gone.example"))
        return DemoFailure{false, "jakarta.mail.SendFailedException", "com.sun.mail.smtp.SMTPAddressFailedException",
                           "550 5.1.1 <" + email + ">: Recipient address rejected: User unknown", none, none};
    return std::nullopt;
}

std::optional<DemoFailure> book(const Json& event)
{
    if (event.is_discarded())
        return DemoFailure{false, "JSONDecodeError", none, "the value is not JSON", none, none};
    const Json::json_pointer amount("/data/amount");
    if (event.contains(amount) && !event.at(amount).is_number())
        return DemoFailure{true, "InvalidAmount", none, "amount " + event.at(amount).dump() + " is not a number", none,
                           none};
    if (textAt(event, "/data/settlement") == "declined")
        return DemoFailure{false, "PaymentDeclined", none,
                           "payment " + textAt(event, "/data/payment_id") + " declined by issuer", none, none};
    if (const std::string country = textAt(event, "/data/tax/country"); country == "XK")
        return DemoFailure{false, "UnknownTaxRate", none, "no tax rate for country '" + country + "'", none, none};
    return std::nullopt;
}

std::optional<DemoFailure> store(const Json& event)
{
    if (event.is_discarded())
        return DemoFailure{false, "org.apache.kafka.connect.errors.DataException",
                           "org.apache.kafka.common.errors.SerializationException",
                           "Converting byte[] to Kafka Connect data failed due to serialization error: ",
                           "VALUE_CONVERTER", "org.apache.kafka.connect.json.JsonConverter"};
    const Json::json_pointer place("/data/warehouse");
    if (event.contains(place) && event.at(place).is_null())
        return DemoFailure{false, "java.lang.NullPointerException", none, std::nullopt, "TRANSFORMATION",
                           "com.example.shop.connect.RouteByWarehouse"};
    if (textAt(event, "/data/tracking_number").size() > 32)
        return DemoFailure{false, "org.apache.kafka.connect.errors.ConnectException", "java.sql.BatchUpdateException",
                           "ERROR: value too long for type character varying(32)", "TASK_PUT",
                           "org.apache.kafka.connect.runtime.WorkerSinkTask"};
    return std::nullopt;
}

template <typename Integer> Bytes bigEndian(Integer number)
{
    Bytes bytes(sizeof(Integer), '\0');
    for (std::size_t i = 0; i < sizeof(Integer); ++i)
        bytes[sizeof(Integer) - 1 - i] = static_cast<char>((number >> (8 * i)) & 0xff);
    return bytes;
}

std::string javaTrace(const DemoFailure& failure, const std::array<const char*, 3>& frames)
{
    std::string trace = failure.exception + (failure.message ? ": " + *failure.message : std::string());
    for (const char* frame : frames)
        trace += std::string("\n\tat ") + frame;
    if (!failure.cause.empty())
        trace += "\nCaused by: " + failure.cause + "\n\t... 23 more";
    return trace + "\n";
}

void addSpringHeaders(Headers& headers, const Record& record, const DemoFailure& failure, const std::string& group)
{
    const std::string prefix = "kafka_dlt-";
    const bool broker = record.timestampType == TimestampType::LogAppendTime;
    headers.push_back({prefix + "original-topic", record.topic});
    headers.push_back({prefix + "original-partition", bigEndian<std::int32_t>(record.partition)});
    headers.push_back({prefix + "original-offset", bigEndian<std::int64_t>(record.offset)});
    headers.push_back({prefix + "original-timestamp", bigEndian<std::int64_t>(record.timestamp.value_or(-1))});
    headers.push_back({prefix + "original-timestamp-type", broker ? "LogAppendTime" : "CreateTime"});
    headers.push_back({prefix + "original-consumer-group", group});
    headers.push_back({prefix + "exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"});
    headers.push_back({prefix + "exception-cause-fqcn", failure.exception});
    headers.push_back({prefix + "exception-message", "Listener failed; " + failure.message.value_or("null")});
    headers.push_back({prefix + "exception-stacktrace",
                       javaTrace(failure, {"com.example.shop.mail.OrderMailer.onOrderCreated(OrderMailer.java:71)",
                                           "org.springframework.kafka.listener.adapter.HandlerAdapter.invoke("
                                           "HandlerAdapter.java:78)",
                                           "java.base/java.lang.Thread.run(Thread.java:1583)"})});
}

void addConnectHeaders(Headers& headers, const Record& record, const DemoFailure& failure)
{
    const std::string prefix = "__connect.errors.";
    headers.push_back({prefix + "topic", record.topic});
    headers.push_back({prefix + "partition", std::to_string(record.partition)});
    headers.push_back({prefix + "offset", std::to_string(record.offset)});
    headers.push_back({prefix + "connector.name", "warehouse-sink"});
    headers.push_back({prefix + "task.id", "0"});
    headers.push_back({prefix + "stage", failure.stage});
    headers.push_back({prefix + "class.name", failure.component});
    headers.push_back({prefix + "exception.class.name", failure.exception});
    headers.push_back({prefix + "exception.message", failure.message});
    headers.push_back({prefix + "exception.stacktrace",
                       javaTrace(failure, {"org.apache.kafka.connect.runtime.WorkerSinkTask.convertValue("
                                           "WorkerSinkTask.java:541)",
                                           "org.apache.kafka.connect.runtime.errors.RetryWithToleranceOperator."
                                           "execAndRetry(RetryWithToleranceOperator.java:180)",
                                           "java.base/java.lang.Thread.run(Thread.java:1583)"})});
}

void addPlainHeaders(Headers& headers, const Record& record, const DemoFailure& failure, const std::string& group,
                     TimestampMs at)
{
    PlainFailure plain;
    plain.origin = {record.topic, record.partition};
    plain.originOffset = record.offset;
    plain.originTimestamp = record.timestamp;
    plain.consumerGroup = group;
    plain.attempts = 3;
    plain.exceptionClass = failure.exception;
    plain.exceptionMessage = failure.message;
    plain.failedAt = at;
    std::ranges::move(plainFailureHeaders(plain), std::back_inserter(headers));
}

} // namespace

std::optional<DemoFailure> handleDemoRecord(DemoRole role, const Record& record)
{
    if (!record.value || role == DemoRole::SearchIndex)
        return std::nullopt; // a tombstone is removed, and the index takes any text
    const bool mine = (role == DemoRole::Mailer && record.topic == demo_topic::orderCreated) ||
                      (role == DemoRole::Billing && record.topic == demo_topic::orderPaid) ||
                      (role == DemoRole::WarehouseSink &&
                       (record.topic == demo_topic::userCreated || record.topic == demo_topic::orderShipped));
    if (!mine)
        return std::nullopt;
    const Json event = Json::parse(*record.value, nullptr, false);
    switch (role) {
    case DemoRole::Mailer: return sendMail(event);
    case DemoRole::Billing: return book(event);
    case DemoRole::WarehouseSink: return store(event);
    case DemoRole::SearchIndex: break;
    }
    return std::nullopt;
}

std::optional<OutgoingRecord> demoDeadLetter(DemoRole role, const Record& record, const DemoFailure& failure,
                                             const std::string& group, TimestampMs at, const DemoTopics& topics)
{
    if (role == DemoRole::SearchIndex || failure.retriedForEver)
        return std::nullopt;
    OutgoingRecord letter;
    letter.key = record.key;
    letter.value = record.value;
    letter.headers = record.headers;
    letter.timestamp = at;
    switch (role) {
    case DemoRole::Mailer:
        letter.topic = record.topic + "-dlt";
        addSpringHeaders(letter.headers, record, failure, group);
        break;
    case DemoRole::Billing:
        letter.topic = record.topic + ".dlq";
        addPlainHeaders(letter.headers, record, failure, group, at);
        break;
    case DemoRole::WarehouseSink:
        letter.topic = demo_topic::warehouseDead;
        letter.timestamp = record.timestamp; // Connect keeps the record's own
        addConnectHeaders(letter.headers, record, failure);
        break;
    case DemoRole::SearchIndex: return std::nullopt;
    }
    const auto dead = topics.partitions.find(letter.topic);
    if (dead == topics.partitions.end())
        return std::nullopt;
    if (role != DemoRole::WarehouseSink && record.partition < dead->second)
        letter.partition = record.partition; // the same partition where there is one, as Spring does
    return letter;
}

} // namespace weir
