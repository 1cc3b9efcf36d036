// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign headers through everything that reads them: failure report and scanner, hops, own conventions, header choice,
// digest, topic names, message patterns, envelope.
#include "core/deadletters/convention.h"
#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/failure_headers.h"
#include "core/deadletters/failure_scanner.h"
#include "core/deadletters/message_pattern.h"
#include "core/events/plain_failure.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_headers.h"
#include "core/events/envelope.h"
#include "core/events/json_object.h"
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <array>
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

class HeadersView final : public RecordView
{
public:
    explicit HeadersView(const Headers& headers) : m_headers(headers) {}
    [[nodiscard]] Headers headers() const override { return m_headers; }

private:
    const Headers& m_headers;
};

/// The input's first headers, as a person's own convention; names may be anything.
std::vector<CustomConvention> conventionsFrom(const Headers& headers)
{
    constexpr std::array fields{FailureField::OriginTopic,  FailureField::Message,  FailureField::OriginPartition,
                                FailureField::Attempts,     FailureField::Stage,    FailureField::ExceptionClass,
                                FailureField::OriginOffset, FailureField::Nothing};
    CustomConvention own{"own", {}, headers.size() % 2 == 0 ? HopOrder::OldestFirst : HopOrder::NewestFirst};
    for (std::size_t at = 0; at < std::min(headers.size(), fields.size()); ++at)
        own.rules.push_back({headers[at].name, fields[at], static_cast<HeaderEncoding>(headers[at].name.size() % 6)});
    return {own, CustomConvention{"topic", {{"topic", FailureField::OriginTopic, HeaderEncoding::Text}}, {}}};
}

void checkReport(const FailureReport& report)
{
    promise(!report.originPartition || *report.originPartition >= 0);
    promise(!report.originOffset || *report.originOffset >= 0);
    promise(!report.originTopic || (!report.originTopic->empty() && report.originTopic->size() <= 249));
    for (const auto* text : {&report.originTopic, &report.consumerGroup, &report.stage, &report.exceptionClass,
                             &report.message, &report.stackTrace})
        promise(!*text || isUtf8(**text));
    for (const std::string& why : report.undecodable)
        promise(isUtf8(why));
    for (const FailureHop& hop : report.hops) {
        promise(hop.topic || hop.partition || hop.offset);
        promise(hop.partition.value_or(0) >= 0 && hop.offset.value_or(0) >= 0);
        promise(hop.convention == report.convention ||
                std::ranges::find(report.otherConventions, hop.convention) != report.otherConventions.end());
    }
}

void checkScanner(const Headers& headers, const std::vector<CustomConvention>& own, FailureScanner& scanner)
{
    const FailureReport report = readFailure(headers, own);
    checkReport(report);
    ScannedFailure scanned;
    scanner.read(HeadersView(headers), scanned);
    promise(scanned.convention == report.convention);
    promise(scanned.originTopic == report.originTopic.value_or(""));
    promise(scanned.exceptionClass == report.exceptionClass.value_or(""));
    promise(scanned.message == report.message.value_or(""));
    promise(scanned.stage == report.stage.value_or(""));
    promise(scanned.attempts == report.attempts);
    const std::string pattern = messagePattern(scanned.message);
    promise(pattern.size() <= 200 && isUtf8(pattern));
}

void checkReports(const Headers& headers)
{
    static FailureScanner known; // its buffers are used again and again
    checkScanner(headers, {}, known);
    const auto own = conventionsFrom(headers);
    FailureScanner scanner(own);
    checkScanner(headers, own, scanner);

    const FailureReport report = readFailure(headers);
    promise(report == readFailure(headers));
    const FailureHeaders telling(headers);
    bool any = false;
    for (const Header& header : headers) {
        promise(!isFailureHeader(header.name) || telling.contains(header.name));
        any = any || telling.contains(header.name);
    }
    promise(any == !report.convention.empty());
    for (const CustomConvention& convention : own)
        if (const auto again = parseCustomConvention(toJson(convention)))
            promise(again->rules.size() == convention.rules.size());
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
    checkReports(headers);
    checkChoices(headers);

    const std::string pattern = messagePattern(input);
    promise(pattern.size() <= 200 && isUtf8(pattern));
    if (const auto read = parseCustomConvention(input))
        promise(parseCustomConvention(toJson(*read)) == read);

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
        "original-destination=kafka://topic/orders\nexception-type=E\nfailed-at=1",
        "source_topic=orders\nsource_offset=1\nsource_topic=b\nsource_offset=2\nsource_offset",
        "dead-letter-topic=b\ndead-letter-offset=1\ndead-letter-topic=a\n__connect.errors.topic=c\ntopic=d",
        R"({"name":"b","newest_first":true,"headers":[{"header":"t","field":"attempts","encoding":"int32"}]})",
        "User 'bob' (550e8400-e29b-41d4-a716-446655440000, a.b@c.de) at 10.0.0.1:9092 took 5ms, \"x\\\"y\" 0x1f a1b2c3",
    };
    for (const weir::FailureConvention* convention : weir::failureConventions()) {
        std::string all;
        for (const weir::HeaderRule& rule : convention->rules)
            all += std::string(rule.header) + "=1\n";
        seeds.push_back(all);
    }
    return seeds;
}
