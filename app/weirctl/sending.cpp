// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/sending.h"

#include "core/base/bytes.h"
#include "core/base/time_text.h"

#include <cerrno>
#include <cstring>
#include <limits>

#include <poll.h>
#include <unistd.h>

namespace weir::cli {

Result<Headers> readHeaders(const std::vector<std::string>& given)
{
    Headers headers;
    for (const std::string& text : given) {
        const std::size_t equals = text.find('=');
        std::string name = text.substr(0, equals);
        const std::size_t colon = name.rfind(':');
        const auto named = colon == std::string::npos ? std::nullopt : payloadTypeNamed(name.substr(colon + 1));
        if (named)
            name.resize(colon);
        if (equals == std::string::npos) {
            if (named && *named != PayloadType::Null && *named != PayloadType::Empty)
                return fail(ErrorKind::InvalidInput, "The header " + escapeForDisplay(text, 100) + " has a type and no value; write " +
                                                         escapeForDisplay(text, 100) + "=VALUE.");
            headers.push_back({std::move(name), named == PayloadType::Empty ? OptionalBytes("") : std::nullopt});
            continue;
        }
        auto value = payloadBytes(named.value_or(PayloadType::Text), std::string_view(text).substr(equals + 1));
        if (!value)
            return fail(ErrorKind::InvalidInput, "The header " + escapeForDisplay(name, 100) + ": " + value.error().message);
        headers.push_back({std::move(name), std::move(*value)});
    }
    return headers;
}

Result<PayloadType> readPayloadType(const Arguments& arguments, std::string_view option, PayloadType otherwise)
{
    const auto name = arguments.value(option);
    if (!name)
        return otherwise;
    if (const auto type = payloadTypeNamed(*name))
        return *type;
    std::string known;
    for (const PayloadType type : allPayloadTypes)
        known += (known.empty() ? "" : ", ") + std::string(payloadTypeName(type));
    return fail(ErrorKind::InvalidInput, "Option --" + std::string(option) + " is one of " + known + ", not '" +
                                             escapeForDisplay(*name, 100) + "'.");
}

Result<OptionalBytes> readKey(const Arguments& arguments)
{
    const auto text = arguments.value("key");
    const auto type = readPayloadType(arguments, "key-type", text ? PayloadType::Text : PayloadType::Null);
    if (!type)
        return fail(type.error());
    if (!text && *type != PayloadType::Null && *type != PayloadType::Empty)
        return fail(ErrorKind::InvalidInput, "Option --key-type needs a --key.");
    auto key = payloadBytes(*type, text.value_or(""));
    if (!key)
        return fail(ErrorKind::InvalidInput, "The key: " + key.error().message);
    return key;
}

Result<TimestampMs> readTime(std::string_view text, TimestampMs now, std::string_view what)
{
    if (const auto milliseconds = readWholeNumber(text); milliseconds && *milliseconds > 0)
        return *milliseconds;
    if (const auto time = parseUtc(text))
        return *time;
    if (const auto before = text.starts_with('-') ? parseSpanMs(text.substr(1)) : std::nullopt)
        return now - *before;
    return fail(ErrorKind::InvalidInput, std::string(what) + " is a time such as 2026-11-23T14:07:31.208Z, -15m (before now) or "
                                         "milliseconds since 1970, not '" + escapeForDisplay(text, 100) + "'.");
}

Result<std::optional<TimestampMs>> readTimestamp(const Arguments& arguments)
{
    const auto text = arguments.value("timestamp");
    if (!text)
        return std::nullopt;
    const auto time = readTime(*text, nowMs(), "Option --timestamp");
    if (!time)
        return fail(time.error());
    return *time;
}

Result<OutgoingRecord> readRecordOptions(const Arguments& arguments, bool withKey)
{
    OutgoingRecord record;
    auto key = withKey ? readKey(arguments) : Result<OptionalBytes>();
    auto headers = key ? readHeaders(arguments.values("header")) : fail(key.error());
    const auto timestamp = headers ? readTimestamp(arguments) : fail(headers.error());
    const auto partition =
        timestamp ? arguments.number("partition", 0, std::numeric_limits<std::int32_t>::max()) : fail(timestamp.error());
    if (!partition)
        return fail(partition.error());
    record.key = std::move(*key);
    record.headers = std::move(*headers);
    record.timestamp = *timestamp;
    if (*partition)
        record.partition = static_cast<std::int32_t>(**partition);
    return record;
}

Result<Bytes> readStandardInput(const std::stop_token& stop)
{
    Bytes content;
    std::vector<char> buffer(std::size_t{64} << 10U);
    while (!stop.stop_requested()) {
        // The stop signals are blocked, so a plain read() would wait for ever.
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (::poll(&input, 1, 100) == 0)
            continue;
        const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got == 0)
            return content;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return fail(ErrorKind::Internal, std::string("Reading standard input failed: ") + std::strerror(errno) + ".");
        if (got > 0)
            content.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return fail(cancelledError("Reading standard input"));
}

std::string placeText(const std::string& topic, const Delivery& delivery)
{
    return topic + "-" + std::to_string(delivery.partition) + " offset " + std::to_string(delivery.offset);
}

std::string describeForActivity(const OptionalBytes& key, const OptionalBytes& value, const Headers& headers)
{
    const auto size = [](const OptionalBytes& bytes) {
        return bytes ? std::to_string(bytes->size()) + " bytes" : std::string("NULL");
    };
    return "key " + size(key) + ", value " + size(value) + ", " + std::to_string(headers.size()) + " headers";
}

} // namespace weir::cli
