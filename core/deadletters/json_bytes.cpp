// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/json_bytes.h"

#include "core/records/json_scanner.h"
#include "core/records/record_json.h"

namespace weir {

void appendJsonBytes(std::string& out, std::string_view name, const OptionalBytes& bytes)
{
    out += '"';
    out += name;
    if (!bytes)
        out += "\":null";
    else if (isUtf8(*bytes))
        out += "\":" + jsonString(*bytes);
    else
        out += "_base64\":\"" + toBase64(*bytes) + "\"";
}

bool hasJsonBytes(const nlohmann::json& object, const std::string& name)
{
    return object.contains(name) || object.contains(name + "_base64");
}

Result<OptionalBytes> readJsonBytes(const nlohmann::json& object, const std::string& name)
{
    const auto text = object.find(name);
    const auto encoded = object.find(name + "_base64");
    if (encoded != object.end()) {
        auto bytes = encoded->is_string() ? fromBase64(encoded->get_ref<const std::string&>()) : std::nullopt;
        if (!bytes || text != object.end())
            return fail(ErrorKind::InvalidInput, "\"" + name + "_base64\" is not base64, or stands beside \"" + name + "\".");
        return OptionalBytes(std::move(*bytes));
    }
    if (text == object.end() || text->is_null())
        return OptionalBytes();
    if (!text->is_string())
        return fail(ErrorKind::InvalidInput, "\"" + name + "\" is neither a string nor null.");
    return OptionalBytes(text->get_ref<const std::string&>());
}

Result<Headers> readJsonHeaders(const nlohmann::json& array)
{
    if (!array.is_array())
        return fail(ErrorKind::InvalidInput, "\"headers\" is not a list.");
    Headers headers;
    for (const nlohmann::json& entry : array) {
        if (!entry.is_object())
            return fail(ErrorKind::InvalidInput, "A header is not an object.");
        auto name = readJsonBytes(entry, "name");
        auto value = readJsonBytes(entry, "value");
        if (!name || !value)
            return fail(name ? value.error() : name.error());
        if (!*name)
            return fail(ErrorKind::InvalidInput, "A header has no name.");
        headers.push_back({std::move(**name), std::move(*value)});
    }
    return headers;
}

Result<nlohmann::json> readJsonObjectText(std::string_view text, const char* what)
{
    // nlohmann_json recurses; the scanner refuses to nest deeply.
    JsonScanner scanner(text);
    for (auto token = scanner.next();; token = scanner.next()) {
        if (!token)
            return fail(ErrorKind::InvalidInput, "This is no " + std::string(what) + ": " + token.error().message);
        if (*token == JsonScanner::Token::Done)
            break;
    }
    auto object = nlohmann::json::parse(text, nullptr, false);
    if (!object.is_object())
        return fail(ErrorKind::InvalidInput, "This is no " + std::string(what) + ": it is not a JSON object.");
    return object;
}

} // namespace weir
