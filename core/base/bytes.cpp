// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"

#include <array>
#include <cstdint>

namespace weir {
namespace {

/// Length of the well-formed UTF-8 sequence at `at`, 0 when there is none. The table is RFC 3629's.
std::size_t sequenceLength(std::string_view s, std::size_t at, char32_t& code)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[at + i]); };
    const auto tail = [&](std::size_t i) { return at + i < s.size() && (byte(i) & 0xC0U) == 0x80U; };
    const unsigned char b0 = byte(0);
    if (b0 < 0x80) {
        code = b0;
        return 1;
    }
    if (b0 >= 0xC2 && b0 <= 0xDF && tail(1)) {
        code = (b0 & 0x1FU) << 6 | (byte(1) & 0x3FU);
        return 2;
    }
    if (b0 >= 0xE0 && b0 <= 0xEF && tail(1) && tail(2)) {
        code = (b0 & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
        return code >= 0x800 && (code < 0xD800 || code > 0xDFFF) ? 3 : 0;
    }
    if (b0 >= 0xF0 && b0 <= 0xF4 && tail(1) && tail(2) && tail(3)) {
        code = (b0 & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 | (byte(3) & 0x3FU);
        return code >= 0x10000 && code <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}

bool isHidden(char32_t c)
{
    return (c >= 0x80 && c <= 0x9F) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) || c == 0x2028 ||
           c == 0x2029 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE007F);
}

constexpr std::string_view hexDigits = "0123456789abcdef";
constexpr std::string_view base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void appendHexByte(std::string& out, unsigned char b)
{
    out += hexDigits[b >> 4];
    out += hexDigits[b & 0xF];
}

void appendEscaped(std::string& out, char32_t c)
{
    switch (c) {
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    if (c < 0x80) {
        out += "\\x";
        appendHexByte(out, static_cast<unsigned char>(c));
        return;
    }
    std::string digits;
    for (auto rest = static_cast<std::uint32_t>(c); rest != 0; rest >>= 4)
        digits.insert(digits.begin(), hexDigits[rest & 0xF]);
    out += "\\u{" + digits + "}";
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

bool isUtf8(std::string_view bytes)
{
    char32_t code = 0;
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t n = sequenceLength(bytes, i, code);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

std::string toBase64(std::string_view bytes)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto at = [&](std::size_t k) -> std::uint32_t {
            return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
        };
        const std::uint32_t v = at(0) << 16 | at(1) << 8 | at(2);
        out += base64Digits[v >> 18 & 63];
        out += base64Digits[v >> 12 & 63];
        out += i + 1 < bytes.size() ? base64Digits[v >> 6 & 63] : '=';
        out += i + 2 < bytes.size() ? base64Digits[v & 63] : '=';
    }
    return out;
}

std::optional<Bytes> fromBase64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    Bytes out;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const bool last = i + 4 == text.size();
        const std::size_t pad = !last ? 0 : text[i + 3] != '=' ? 0 : text[i + 2] != '=' ? 1 : 2;
        std::uint32_t v = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t digit = k >= 4 - pad ? 0 : base64Digits.find(text[i + k]);
            if (digit == std::string_view::npos)
                return std::nullopt;
            v = v << 6 | static_cast<std::uint32_t>(digit);
        }
        // Bits that padding throws away must be zero, or two texts would mean the same bytes.
        if ((pad == 1 && (v & 0xFFU) != 0) || (pad == 2 && (v & 0xFFFFU) != 0))
            return std::nullopt;
        for (std::size_t k = 0; k < 3 - pad; ++k)
            out += static_cast<char>(v >> (16 - 8 * k) & 0xFFU);
    }
    return out;
}

std::string toHex(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes)
        appendHexByte(out, static_cast<unsigned char>(c));
    return out;
}

std::optional<Bytes> fromHex(std::string_view text)
{
    if (text.size() % 2 != 0)
        return std::nullopt;
    Bytes out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hexValue(text[i]);
        const int low = hexValue(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string escapeForDisplay(std::string_view bytes, std::size_t maxBytes)
{
    const std::size_t end = std::min(bytes.size(), maxBytes);
    std::string out;
    out.reserve(end + 8);
    std::size_t i = 0;
    while (i < end) {
        char32_t code = 0;
        const std::size_t n = sequenceLength(bytes, i, code);
        if (n == 0) {
            out += "\\x";
            appendHexByte(out, static_cast<unsigned char>(bytes[i++]));
        } else if (code < 0x20 || code == 0x7F || isHidden(code)) {
            appendEscaped(out, code);
            i += n;
        } else {
            out.append(bytes, i, n);
            i += n;
        }
    }
    if (i < bytes.size())
        out += "…";
    return out;
}

} // namespace weir
