// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/json_line.h"

#include "core/base/bytes.h"
#include "core/records/record_json.h"

namespace weir::cli {

void JsonLine::name(std::string_view name)
{
    if (m_text.size() > 1)
        m_text += ',';
    m_text += jsonString(name) + ":";
}

JsonLine& JsonLine::text(std::string_view key, const std::optional<std::string>& value)
{
    if (!value)
        return raw(key, "null");
    if (!isUtf8(*value))
        return raw(std::string(key) + "_base64", jsonString(toBase64(*value)));
    return raw(key, jsonString(*value));
}

JsonLine& JsonLine::number(std::string_view key, std::optional<std::int64_t> value)
{
    return raw(key, value ? std::to_string(*value) : "null");
}

JsonLine& JsonLine::flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }

JsonLine& JsonLine::raw(std::string_view key, std::string_view json)
{
    name(key);
    m_text += json;
    return *this;
}

} // namespace weir::cli
