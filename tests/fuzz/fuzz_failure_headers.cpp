// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign headers through everything that reads them: failure report, header choice, digest, topic names, envelope.
#include "core/deadletters/convention.h"
#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/plain_convention.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_headers.h"
#include "core/events/envelope.h"
#include "core/events/json_object.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>

namespace {

using namespace weir;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

/// One header per line of the input: name, "=", value; without "=" the value is NULL.
Headers headersFrom(std::string_view input)
{
    Headers headers;
    while (!input.empty()) {
        const std::string_view line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(input.size(), line.size() + 1));
        const auto equals = line.find('=');
        Header header{Bytes(line.substr(0, equals)), std::nullopt};
        if (equals != std::string_view::npos)
            header.value = Bytes(line.substr(equals + 1));
        headers.push_back(std::move(header));
    }
    return headers;
}

void checkReport(const Headers& headers)
{
    const FailureReport report = readFailure(headers);
    bool any = false;
    for (const Header& header : headers)
        any = any || isFailureHeader(header.name);
    promise(any == !report.convention.empty());
    promise(!report.originPartition || *report.originPartition >= 0);
    promise(!report.originOffset || *report.originOffset >= 0);
    for (const auto* text : {&report.originTopic, &report.consumerGroup, &report.stage, &report.exceptionClass,
                             &report.message, &report.stackTrace})
        promise(!*text || isUtf8(**text));
    for (const std::string& why : report.undecodable)
        promise(isUtf8(why));
    promise(report == readFailure(headers));
}

void checkChoices(const Headers& headers)
{
    for (const HeaderPolicy policy : {HeaderPolicy::RemoveFailure, HeaderPolicy::KeepAll, HeaderPolicy::RemoveAll}) {
        const ReplayHeaders result = decideReplayHeaders(headers, policy, true, {"id", "job", "source", 0});
        promise(result.decisions.size() == headers.size() + 4);
        promise(result.earlierReplays >= 0);
        const Headers sent = result.sent();
        promise(sent.size() >= 4);
        for (const Header& header : sent)
            promise(!header.name.starts_with("springDeserializerException"));
        if (policy == HeaderPolicy::RemoveFailure)
            promise(readFailure(sent).convention.empty());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const Headers headers = headersFrom(input);
    checkReport(headers);
    checkChoices(headers);

    Record record;
    record.headers = headers;
    promise(recordDigest(record).size() == 64);

    if (const auto name = readDeadLetterName(input))
        promise(name->stem.size() < input.size());

    if (const auto envelope = decodeEnvelope(input)) {
        const auto again = decodeEnvelope(encodeEnvelope(*envelope));
        promise(again && again->data == envelope->data && again->eventType == envelope->eventType);
    }
    if (const auto members = readJsonObject(input))
        for (const JsonMember& member : *members)
            promise(checkJson(member.value).has_value());
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    std::vector<std::string> seeds{
        "",
        R"({"event_id":"i","event_type":"A","occurred_at":"t","data":{"x":[1.10,"\u00e4",null]}})",
        "trace=1\ntrace=\ntrace\n=\n",
        "weir-replay-count=41\nspringDeserializerExceptionKey=\xac\xed\nspring_json_header_types={}",
        "orders-dead-letter-queue",
        "error.orders.billing__2__retry",
        "kafka_dlt-original-topic=orders\nkafka_dlt-original-partition=1234\nkafka_dlt-original-offset=12345678",
        "retry_topic-attempts=3\nretry_topic-original-timestamp=123456",
        "__connect.errors.partition=-1\n__connect.errors.offset=99999999999999999999",
    };
    for (const weir::FailureConvention* convention : weir::failureConventions()) {
        std::string all;
        for (const weir::HeaderRule& rule : convention->rules)
            all += std::string(rule.header) + "=1\n";
        seeds.push_back(all);
    }
    return seeds;
}
