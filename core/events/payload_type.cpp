// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/payload_type.h"

#include "core/events/json_object.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace weir {
namespace {

struct TypeName {
    PayloadType type;
    std::string_view name;
};
constexpr std::array typeNames{
    TypeName{PayloadType::Text, "text"},     TypeName{PayloadType::Json, "json"},   TypeName{PayloadType::Hex, "hex"},
    TypeName{PayloadType::Base64, "base64"}, TypeName{PayloadType::Int32, "int32"}, TypeName{PayloadType::Int64, "int64"},
    TypeName{PayloadType::Null, "null"},     TypeName{PayloadType::Empty, "empty"},
};
static_assert(typeNames.size() == allPayloadTypes.size());

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string withoutSpace(std::string_view text)
{
    std::string kept(text);
    std::erase_if(kept, isSpace);
    return kept;
}

std::unexpected<Error> wrong(std::string_view text, const std::string& what)
{
    const std::string shown = text.empty() ? "Nothing" : "\"" + escapeForDisplay(text, 60) + "\"";
    return fail(ErrorKind::InvalidInput, shown + " is " + what);
}

/// `Number` in network byte order.
template <typename Number> Result<OptionalBytes> bigEndian(std::string_view text)
{
    std::string_view digits = text;
    while (!digits.empty() && isSpace(digits.front()))
        digits.remove_prefix(1);
    while (!digits.empty() && isSpace(digits.back()))
        digits.remove_suffix(1);
    if (digits.size() > 1 && digits.front() == '+' && digits[1] != '-')
        digits.remove_prefix(1);
    Number number = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc{} || stop != end)
        return wrong(text, "not a whole number from " + std::to_string(std::numeric_limits<Number>::min()) + " to " +
                               std::to_string(std::numeric_limits<Number>::max()) + ".");
    Bytes bytes(sizeof(Number), '\0');
    auto rest = static_cast<std::uint64_t>(number);
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, rest >>= 8U)
        *byte = static_cast<char>(rest & 0xFFU);
    return OptionalBytes(std::move(bytes));
}

} // namespace

std::string_view payloadTypeName(PayloadType type)
{
    const auto found = std::ranges::find(typeNames, type, &TypeName::type);
    return found == typeNames.end() ? std::string_view() : found->name;
}

std::optional<PayloadType> payloadTypeNamed(std::string_view name)
{
    const auto found = std::ranges::find(typeNames, name, &TypeName::name);
    return found == typeNames.end() ? std::nullopt : std::optional(found->type);
}

Result<OptionalBytes> payloadBytes(PayloadType type, std::string_view text)
{
    switch (type) {
    case PayloadType::Text: return OptionalBytes(text);
    case PayloadType::Json:
        if (const auto checked = checkJson(text); !checked)
            return fail(checked.error());
        return OptionalBytes(text);
    case PayloadType::Hex:
        if (auto bytes = fromHex(withoutSpace(text)))
            return OptionalBytes(std::move(*bytes));
        return wrong(text, "not hexadecimal: pairs of the digits 0-9 and a-f are expected.");
    case PayloadType::Base64:
        if (auto bytes = fromBase64(withoutSpace(text)))
            return OptionalBytes(std::move(*bytes));
        return wrong(text, "not base64 with padding (RFC 4648).");
    case PayloadType::Int32: return bigEndian<std::int32_t>(text);
    case PayloadType::Int64: return bigEndian<std::int64_t>(text);
    case PayloadType::Null: return OptionalBytes();
    case PayloadType::Empty: return OptionalBytes(Bytes());
    }
    return OptionalBytes();
}

} // namespace weir
