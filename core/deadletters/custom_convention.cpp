// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/custom_convention.h"

#include <nlohmann/json.hpp>

#include <array>
#include <set>
#include <utility>

namespace weir {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<FailureField, std::string_view>, 11> fieldCodes{{
    {FailureField::OriginTopic, "origin_topic"},
    {FailureField::OriginPartition, "origin_partition"},
    {FailureField::OriginOffset, "origin_offset"},
    {FailureField::OriginTimestamp, "origin_timestamp"},
    {FailureField::ConsumerGroup, "consumer_group"},
    {FailureField::Attempts, "attempts"},
    {FailureField::Stage, "stage"},
    {FailureField::ExceptionClass, "exception_class"},
    {FailureField::Message, "message"},
    {FailureField::StackTrace, "stack_trace"},
    {FailureField::Nothing, "nothing"},
}};
constexpr std::array<std::pair<HeaderEncoding, std::string_view>, 6> encodingCodes{{
    {HeaderEncoding::Text, "text"},
    {HeaderEncoding::Decimal, "decimal"},
    {HeaderEncoding::BigEndian32, "int32"},
    {HeaderEncoding::BigEndian64, "int64"},
    {HeaderEncoding::BigEndianVariable, "big_integer"},
    {HeaderEncoding::TopicUri, "topic_uri"},
}};
constexpr std::size_t mostRules = 64;

template <typename Codes, typename Value> std::string_view codeOf(const Codes& codes, Value value)
{
    for (const auto& [known, code] : codes)
        if (known == value)
            return code;
    return {};
}

template <typename Codes> auto valueOf(const Codes& codes, std::string_view word)
{
    for (const auto& [known, code] : codes)
        if (code == word)
            return std::optional(known);
    return std::optional<decltype(codes.front().first)>();
}

std::unexpected<Error> wrong(const std::string& why)
{
    return fail(ErrorKind::InvalidInput, "Could not read the header convention: " + why + ".");
}

std::string inQuotes(std::string_view word) { return "\"" + escapeForDisplay(word, 100) + "\""; }

bool isNumber(FailureField field)
{
    return field == FailureField::OriginPartition || field == FailureField::OriginOffset ||
           field == FailureField::OriginTimestamp || field == FailureField::Attempts;
}

/// Whether a value so written can tell that field.
bool fit(FailureField field, HeaderEncoding encoding)
{
    if (field == FailureField::Nothing)
        return true;
    if (encoding == HeaderEncoding::TopicUri)
        return field == FailureField::OriginTopic;
    return isNumber(field) == (encoding != HeaderEncoding::Text);
}

/// The word of a member; InvalidInput when it is missing or something else.
Result<std::string> wordOf(const json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end())
        return wrong("\"" + std::string(name) + "\" is missing");
    if (!found->is_string())
        return wrong("\"" + std::string(name) + "\" is no text");
    return found->template get<std::string>();
}

Result<void> checkNames(const json& object, const std::set<std::string_view>& known)
{
    for (const auto& [name, value] : object.items())
        if (!known.contains(name))
            return wrong(inQuotes(name) + " is not known");
    return {};
}

Result<CustomConvention::Rule> ruleOf(const json& entry)
{
    if (!entry.is_object())
        return wrong("\"headers\" holds something that is no object");
    if (auto known = checkNames(entry, {"header", "field", "encoding"}); !known)
        return fail(std::move(known.error()));
    auto header = wordOf(entry, "header");
    if (!header)
        return fail(std::move(header.error()));
    if (header->empty())
        return wrong("a header has no name");
    const auto fieldWord = wordOf(entry, "field");
    if (!fieldWord)
        return fail(fieldWord.error());
    const auto field = valueOf(fieldCodes, *fieldWord);
    if (!field)
        return wrong(inQuotes(*fieldWord) + " is no field");
    const auto usual = isNumber(*field) ? HeaderEncoding::Decimal : HeaderEncoding::Text;
    if (!entry.contains("encoding"))
        return CustomConvention::Rule{std::move(*header), *field, usual};
    const auto encodingWord = wordOf(entry, "encoding");
    if (!encodingWord)
        return fail(encodingWord.error());
    const auto encoding = valueOf(encodingCodes, *encodingWord);
    if (!encoding)
        return wrong(inQuotes(*encodingWord) + " is no encoding");
    if (!fit(*field, *encoding))
        return wrong(inQuotes(*fieldWord) + " cannot be written as " + inQuotes(*encodingWord));
    return CustomConvention::Rule{std::move(*header), *field, *encoding};
}

} // namespace

std::string_view failureFieldCode(FailureField field) { return codeOf(fieldCodes, field); }
std::string_view headerEncodingCode(HeaderEncoding encoding) { return codeOf(encodingCodes, encoding); }

std::string toJson(const CustomConvention& convention)
{
    auto headers = nlohmann::ordered_json::array();
    for (const CustomConvention::Rule& rule : convention.rules)
        headers.push_back({{"header", rule.header},
                           {"field", failureFieldCode(rule.field)},
                           {"encoding", headerEncodingCode(rule.encoding)}});
    const nlohmann::ordered_json whole{{"name", convention.name},
                                       {"newest_first", convention.order == HopOrder::NewestFirst},
                                       {"headers", std::move(headers)}};
    return whole.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<CustomConvention> parseCustomConvention(std::string_view text)
{
    const json whole = json::parse(text, nullptr, false);
    if (!whole.is_object())
        return wrong("it is no JSON object");
    if (auto known = checkNames(whole, {"name", "newest_first", "headers"}); !known)
        return fail(std::move(known.error()));
    CustomConvention convention;
    auto name = wordOf(whole, "name");
    if (!name)
        return fail(std::move(name.error()));
    if (name->empty())
        return wrong("it has no name");
    convention.name = std::move(*name);
    if (const auto order = whole.find("newest_first"); order != whole.end()) {
        if (!order->is_boolean())
            return wrong("\"newest_first\" is neither true nor false");
        convention.order = order->get<bool>() ? HopOrder::NewestFirst : HopOrder::OldestFirst;
    }
    const auto headers = whole.find("headers");
    if (headers == whole.end() || !headers->is_array() || headers->empty())
        return wrong("\"headers\" names no header");
    if (headers->size() > mostRules)
        return wrong("\"headers\" names more than " + std::to_string(mostRules) + " headers");
    for (const json& entry : *headers) {
        auto rule = ruleOf(entry);
        if (!rule)
            return fail(std::move(rule.error()));
        convention.rules.push_back(std::move(*rule));
    }
    return convention;
}

} // namespace weir
