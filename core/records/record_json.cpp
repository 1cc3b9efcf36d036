// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_json.h"

#include <cstdint>

namespace weir {
namespace {

void appendUnicodeEscape(std::string& out, std::uint32_t code)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += digits[code >> static_cast<unsigned>(shift) & 0xFU];
}

/// Characters that a terminal or a reader's eye would act upon: C1 controls, line separators, and bidirectional
/// controls (CVE-2021-42574). Written as escapes they say the same to every JSON reader. Returns the code point and
/// its length in bytes, {0, 0} for all others.
std::pair<std::uint32_t, std::size_t> risky(std::string_view rest)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    if (rest.size() >= 2 && byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F)
        return {byte(1), 2};
    if (rest.size() >= 3 && byte(0) == 0xE2 && (byte(1) == 0x80 || byte(1) == 0x81)) {
        const std::uint32_t code = 0x2000U + (byte(1) - 0x80U) * 0x40U + (byte(2) - 0x80U);
        if (code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
            (code >= 0x2066 && code <= 0x2069))
            return {code, 3};
    }
    return {0, 0};
}

void appendCharacter(std::string& out, char c)
{
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7F)
        appendUnicodeEscape(out, code);
    else
        out += c;
}

std::string_view timestampTypeName(TimestampType type)
{
    switch (type) {
    case TimestampType::None: return "none";
    case TimestampType::CreateTime: return "create_time";
    case TimestampType::LogAppendTime: return "log_append_time";
    }
    return "none";
}

/// `"name":…` or `"name_base64":…`.
void appendBytes(std::string& out, std::string_view name, const OptionalBytes& bytes)
{
    out += '"';
    out += name;
    if (!bytes) {
        out += "\":null";
    } else if (isUtf8(*bytes)) {
        out += "\":";
        out += jsonString(*bytes);
    } else {
        out += "_base64\":\"" + toBase64(*bytes) + "\"";
    }
}

} // namespace

std::string jsonString(std::string_view utf8)
{
    std::string out;
    out.reserve(utf8.size() + 2);
    out += '"';
    for (std::size_t i = 0; i < utf8.size();) {
        const auto [code, length] = risky(utf8.substr(i, 3));
        if (length > 0) {
            appendUnicodeEscape(out, code);
            i += length;
        } else {
            appendCharacter(out, utf8[i++]);
        }
    }
    out += '"';
    return out;
}

std::string toJsonLine(const Record& record)
{
    std::string out = "{\"topic\":" + jsonString(record.topic);
    out += ",\"partition\":" + std::to_string(record.partition);
    out += ",\"offset\":" + std::to_string(record.offset);
    out += ",\"timestamp\":" + (record.timestamp ? std::to_string(*record.timestamp) : "null");
    out += ",\"timestamp_type\":\"";
    out += timestampTypeName(record.timestampType);
    out += "\",";
    appendBytes(out, "key", record.key);
    out += ',';
    appendBytes(out, "value", record.value);
    out += ",\"headers\":" + headersJson(record.headers) + "}";
    return out;
}

std::string headersJson(const Headers& headers)
{
    std::string out = "[";
    for (const Header& header : headers) {
        out += out.size() == 1 ? "{" : ",{";
        appendBytes(out, "name", header.name);
        out += ',';
        appendBytes(out, "value", header.value);
        out += '}';
    }
    return out + "]";
}

} // namespace weir
