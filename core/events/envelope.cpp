// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/envelope.h"

#include "core/events/json_object.h"

#include <sys/random.h>

#include <array>
#include <optional>
#include <random>

namespace weir {
namespace {

constexpr std::size_t longestTopic = 249;

bool isTopicCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

/// The one member of that name.
Result<std::string_view> theMember(const std::vector<JsonMember>& members, std::string_view name)
{
    std::optional<std::string_view> found;
    for (const JsonMember& member : members) {
        if (member.name != name)
            continue;
        if (found)
            return fail(ErrorKind::InvalidInput, "This is no event: the field " + std::string(name) + " stands twice.");
        found = member.value;
    }
    if (!found)
        return fail(ErrorKind::InvalidInput, "This is no event: the field " + std::string(name) + " is missing.");
    return *found;
}

Result<std::string> theText(const std::vector<JsonMember>& members, std::string_view name)
{
    const auto value = theMember(members, name);
    if (!value)
        return fail(value.error());
    auto text = readJsonString(*value);
    if (!text)
        return fail(ErrorKind::InvalidInput, "This is no event: the field " + std::string(name) + " is not text.");
    return text;
}

} // namespace

Result<EventEnvelope> makeEnvelope(std::string_view eventType, std::string_view dataJson, TimestampMs occurredAt)
{
    if (const auto topic = topicForEventType(eventType); !topic)
        return fail(topic.error());
    if (const auto valid = checkJson(dataJson); !valid) {
        return fail(ErrorKind::InvalidInput, "The data of the event cannot be sent. " + valid.error().message);
    }
    return EventEnvelope{newUuid(), std::string(eventType), formatUtc(occurredAt), std::string(dataJson)};
}

Bytes encodeEnvelope(const EventEnvelope& envelope)
{
    Bytes out;
    out.reserve(envelope.data.size() + 160);
    out += R"({"event_id":)" + writeJsonString(envelope.eventId);
    out += R"(,"event_type":)" + writeJsonString(envelope.eventType);
    out += R"(,"occurred_at":)" + writeJsonString(envelope.occurredAt);
    out += R"(,"data":)";
    out += envelope.data;
    out += '}';
    return out;
}

Result<EventEnvelope> decodeEnvelope(std::string_view value)
{
    const auto members = readJsonObject(value);
    if (!members)
        return fail(members.error());
    auto id = theText(*members, "event_id");
    if (!id)
        return fail(id.error());
    auto type = theText(*members, "event_type");
    if (!type)
        return fail(type.error());
    auto occurred = theText(*members, "occurred_at");
    if (!occurred)
        return fail(occurred.error());
    const auto data = theMember(*members, "data");
    if (!data)
        return fail(data.error());
    return EventEnvelope{std::move(*id), std::move(*type), std::move(*occurred), std::string(*data)};
}

Result<std::string> topicForEventType(std::string_view eventType)
{
    if (eventType.empty())
        return fail(ErrorKind::InvalidInput, "An event needs a type, for example OrderCreated.");
    std::string topic = "events.";
    for (const char c : eventType) {
        if (!isTopicCharacter(c))
            return fail(ErrorKind::InvalidInput,
                        "The event type \"" + escapeForDisplay(eventType, 80) +
                            "\" makes no topic name: only letters, digits, '.', '_' and '-' are allowed.");
        topic += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (topic.size() > longestTopic)
        return fail(ErrorKind::InvalidInput, "The event type is too long: its topic name would have " +
                                                 std::to_string(topic.size()) + " characters, Kafka allows 249.");
    return topic;
}

std::string newUuid()
{
    std::array<unsigned char, 16> bytes{};
    if (getentropy(bytes.data(), bytes.size()) != 0) {
        // Only a kernel older than 3.17 or a sandbox that forbids the call comes here.
        std::random_device device;
        for (unsigned char& byte : bytes)
            byte = static_cast<unsigned char>(device());
    }
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U); // version 4
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U); // RFC 4122 variant
    std::string text = toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    for (const std::size_t at : {8U, 13U, 18U, 23U})
        text.insert(at, 1, '-');
    return text;
}

} // namespace weir
