// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/header_value.h"

#include "core/deadletters/topic_name.h"

#include <charconv>

namespace weir {
namespace {

std::optional<std::int64_t> readDecimal(std::string_view text)
{
    constexpr std::size_t mostDigits = 19;
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const std::size_t digits = text.size() - (text.starts_with('-') ? 1 : 0);
    return error == std::errc() && stop == end && digits >= 1 && digits <= mostDigits ? std::optional(number)
                                                                                        : std::nullopt;
}

std::int64_t readBigEndian(std::string_view bytes)
{
    std::uint64_t number = (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (const char byte : bytes)
        number = number << 8U | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(number);
}

bool fits(std::size_t size, HeaderEncoding encoding)
{
    switch (encoding) {
    case HeaderEncoding::BigEndian32: return size == 4;
    case HeaderEncoding::BigEndian64: return size == 8;
    default: return size >= 1 && size <= 8;
    }
}

bool isBinary(HeaderEncoding encoding)
{
    return encoding == HeaderEncoding::BigEndian32 || encoding == HeaderEncoding::BigEndian64 ||
           encoding == HeaderEncoding::BigEndianVariable;
}

} // namespace

std::optional<std::int64_t> readHeaderNumber(std::string_view value, HeaderEncoding encoding, bool jsonToo)
{
    if (!isBinary(encoding))
        return readDecimal(value);
    if (fits(value.size(), encoding))
        return readBigEndian(value);
    return jsonToo ? readDecimal(value) : std::nullopt;
}

std::optional<std::string_view> readHeaderTopic(std::string_view value, HeaderEncoding encoding)
{
    if (encoding == HeaderEncoding::TopicUri) {
        constexpr std::string_view before = "://topic/";
        const auto at = value.find(before);
        if (at == std::string_view::npos)
            return std::nullopt;
        value.remove_prefix(at + before.size());
    }
    return isLegalTopic(value) ? std::optional(value) : std::nullopt;
}

} // namespace weir
