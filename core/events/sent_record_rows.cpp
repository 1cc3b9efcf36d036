// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/sent_record_rows.h"

#include <algorithm>
#include <charconv>

namespace weir {
namespace {

constexpr std::size_t lengthBytes = 4;
constexpr std::uint32_t nullLength = 0xffffffffU;

void pack(Bytes& blob, OptionalBytesView part)
{
    const std::uint32_t length = part ? static_cast<std::uint32_t>(part->size()) : nullLength;
    for (unsigned shift = 0; shift < 32; shift += 8)
        blob += static_cast<char>(length >> shift & 0xffU);
    if (part)
        blob += *part;
}

void pack(Bytes& blob, std::int64_t number) { pack(blob, std::string_view(std::to_string(number))); }

/// Takes parts from the front of a blob; once one is missing, everything after it is missing too.
class Parts
{
public:
    explicit Parts(std::string_view blob) : m_rest(blob) {}

    OptionalBytes next()
    {
        if (m_rest.size() < lengthBytes)
            return damaged();
        std::uint32_t length = 0;
        for (std::size_t i = 0; i < lengthBytes; ++i)
            length |= static_cast<std::uint32_t>(static_cast<unsigned char>(m_rest[i])) << (8 * i);
        m_rest.remove_prefix(lengthBytes);
        if (length == nullLength)
            return std::nullopt;
        if (length > m_rest.size())
            return damaged();
        Bytes part(m_rest.substr(0, length));
        m_rest.remove_prefix(length);
        return part;
    }
    Bytes text()
    {
        OptionalBytes part = next();
        m_good = m_good && part.has_value();
        return std::move(part).value_or(Bytes());
    }
    std::optional<std::int64_t> optionalNumber()
    {
        const OptionalBytes part = next();
        if (!part)
            return std::nullopt;
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(part->data(), part->data() + part->size(), number);
        m_good = m_good && error == std::errc() && end == part->data() + part->size();
        return number;
    }
    PayloadType type()
    {
        const std::int64_t number = optionalNumber().value_or(-1);
        const auto known = std::ranges::find(allPayloadTypes, number, [](PayloadType type) { return static_cast<std::int64_t>(type); });
        m_good = m_good && known != allPayloadTypes.end();
        return known != allPayloadTypes.end() ? *known : PayloadType::Null;
    }
    [[nodiscard]] bool more() const { return m_good && !m_rest.empty(); }
    [[nodiscard]] bool good() const { return m_good; }

private:
    std::nullopt_t damaged()
    {
        m_good = false;
        m_rest = {};
        return std::nullopt;
    }
    std::string_view m_rest;
    bool m_good = true;
};

void pack(Bytes& blob, const TemplatePayload& payload)
{
    pack(blob, static_cast<std::int64_t>(payload.type));
    pack(blob, std::string_view(payload.text));
}

TemplatePayload payloadOf(Parts& parts)
{
    const PayloadType type = parts.type();
    return {type, parts.text()};
}

} // namespace

Bytes packTemplate(const EventTemplate& value)
{
    Bytes blob;
    for (const std::string& part : {value.name, value.folder, value.about, value.eventType, value.topic, value.timestamp})
        pack(blob, std::string_view(part));
    pack(blob, value.kind == EventTemplate::Kind::Raw ? 1 : 0);
    if (value.partition)
        pack(blob, *value.partition);
    else
        pack(blob, OptionalBytesView());
    pack(blob, value.key);
    pack(blob, value.value);
    for (const TemplateHeader& header : value.headers) {
        pack(blob, std::string_view(header.name));
        pack(blob, header.value);
    }
    return blob;
}

std::optional<EventTemplate> unpackTemplate(std::string_view blob)
{
    Parts parts(blob);
    EventTemplate value;
    for (std::string* part : {&value.name, &value.folder, &value.about, &value.eventType, &value.topic, &value.timestamp})
        *part = parts.text();
    value.kind = parts.optionalNumber() == 1 ? EventTemplate::Kind::Raw : EventTemplate::Kind::Event;
    if (const auto partition = parts.optionalNumber())
        value.partition = static_cast<std::int32_t>(*partition);
    value.key = payloadOf(parts);
    value.value = payloadOf(parts);
    while (parts.more()) {
        Bytes name = parts.text();
        value.headers.push_back({std::move(name), payloadOf(parts)});
    }
    return parts.good() ? std::optional(std::move(value)) : std::nullopt;
}

Bytes packHeaders(const Headers& headers)
{
    Bytes blob;
    for (const Header& header : headers) {
        pack(blob, std::string_view(header.name));
        pack(blob, header.value ? OptionalBytesView(*header.value) : OptionalBytesView());
    }
    return blob;
}

std::optional<Headers> unpackHeaders(std::string_view blob)
{
    Parts parts(blob);
    Headers headers;
    while (parts.more()) {
        Bytes name = parts.text();
        headers.push_back({std::move(name), parts.next()});
    }
    return parts.good() ? std::optional(std::move(headers)) : std::nullopt;
}

} // namespace weir
