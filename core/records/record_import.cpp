// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_import.h"

#include "core/records/json_scanner.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace weir {
namespace {

using Json = nlohmann::json;

std::unexpected<Error> wrong(const std::string& why)
{
    return fail(ErrorKind::InvalidInput, "This line is not a record: " + why + ".");
}

/// nlohmann_json recurses, and takes what comes last of members that repeat; the scanner refuses to nest deeply.
Result<void> checkDepth(std::string_view line)
{
    JsonScanner scanner(line);
    for (;;) {
        const auto token = scanner.next();
        if (!token)
            return fail(ErrorKind::InvalidInput, "This line is not a record: " + token.error().message);
        if (*token == JsonScanner::Token::Done)
            return {};
    }
}

/// `name` as a string, `name_base64`, or null.
Result<OptionalBytes> payload(const Json& object, const std::string& name)
{
    const auto text = object.find(name);
    const auto encoded = object.find(name + "_base64");
    if (text != object.end() && encoded != object.end())
        return wrong("it has both " + name + " and " + name + "_base64");
    if (encoded != object.end()) {
        if (!encoded->is_string())
            return wrong(name + "_base64 is not a string");
        auto bytes = fromBase64(encoded->get_ref<const std::string&>());
        if (!bytes)
            return wrong(name + "_base64 is not base64");
        return OptionalBytes(std::move(*bytes));
    }
    if (text == object.end() || text->is_null())
        return OptionalBytes();
    if (!text->is_string())
        return wrong(name + " is neither a string nor null");
    return OptionalBytes(text->get_ref<const std::string&>());
}

Result<std::optional<std::int64_t>> number(const Json& object, const char* name, std::int64_t least, std::int64_t most)
{
    const auto found = object.find(name);
    if (found == object.end() || found->is_null())
        return std::nullopt;
    const bool tooLarge = found->is_number_unsigned() &&
                          found->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!found->is_number_integer() || tooLarge)
        return wrong(std::string(name) + " is not a whole number");
    const auto value = found->get<std::int64_t>();
    if (value < least || value > most)
        return wrong(std::string(name) + " is out of range");
    return value;
}

Result<TimestampType> timestampType(const Json& object)
{
    const auto found = object.find("timestamp_type");
    if (found == object.end())
        return TimestampType::None;
    if (*found == "none")
        return TimestampType::None;
    if (*found == "create_time")
        return TimestampType::CreateTime;
    if (*found == "log_append_time")
        return TimestampType::LogAppendTime;
    return wrong("timestamp_type is not none, create_time or log_append_time");
}

Result<Headers> headersOf(const Json& object)
{
    Headers headers;
    const auto found = object.find("headers");
    if (found == object.end())
        return headers;
    if (!found->is_array())
        return wrong("headers is not an array");
    for (const Json& entry : *found) {
        if (!entry.is_object())
            return wrong("a header is not an object");
        auto name = payload(entry, "name");
        auto value = payload(entry, "value");
        if (!name || !value)
            return fail(name ? value.error() : name.error());
        if (!*name)
            return wrong("a header has no name");
        headers.push_back({std::move(**name), std::move(*value)});
    }
    return headers;
}

Result<void> readPayloads(const Json& object, Record& record)
{
    auto key = payload(object, "key");
    auto value = payload(object, "value");
    auto headers = headersOf(object);
    if (!key || !value)
        return fail(key ? value.error() : key.error());
    if (!headers)
        return fail(headers.error());
    record.key = std::move(*key);
    record.value = std::move(*value);
    record.headers = std::move(*headers);
    return {};
}

Result<void> readPlace(const Json& object, Record& record)
{
    if (const auto topic = object.find("topic"); topic != object.end()) {
        if (!topic->is_string())
            return wrong("topic is not a string");
        record.topic = topic->get_ref<const std::string&>();
    }
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto partition = number(object, "partition", std::numeric_limits<std::int32_t>::min(),
                                  std::numeric_limits<std::int32_t>::max());
    const auto offset = number(object, "offset", std::numeric_limits<std::int64_t>::min(), most);
    const auto timestamp = number(object, "timestamp", std::numeric_limits<std::int64_t>::min(), most);
    const auto type = timestampType(object);
    for (const auto* one : {&partition, &offset, &timestamp})
        if (!*one)
            return fail(one->error());
    if (!type)
        return fail(type.error());
    record.partition = static_cast<std::int32_t>(partition->value_or(0));
    record.offset = offset->value_or(0);
    record.timestamp = *timestamp;
    record.timestampType = *type;
    return {};
}

} // namespace

Result<Record> parseJsonLine(std::string_view line)
{
    if (const auto shallow = checkDepth(line); !shallow)
        return fail(shallow.error());
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object())
        return wrong("it is not a JSON object");
    Record record;
    if (const auto place = readPlace(object, record); !place)
        return fail(place.error());
    if (const auto payloads = readPayloads(object, record); !payloads)
        return fail(payloads.error());
    return record;
}

} // namespace weir
