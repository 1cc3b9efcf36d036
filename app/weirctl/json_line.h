// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir::cli {

/// Builds one object of JSON on one line. Text that is not UTF-8 goes under "name_base64"; unknown is null.
class JsonLine
{
public:
    JsonLine& text(std::string_view name, const std::optional<std::string>& value);
    JsonLine& number(std::string_view name, std::optional<std::int64_t> value);
    JsonLine& flag(std::string_view name, bool value);
    /// `json` is JSON already.
    JsonLine& raw(std::string_view name, std::string_view json);
    [[nodiscard]] std::string str() const { return m_text + "}"; }

private:
    void name(std::string_view name);
    std::string m_text = "{";
};

/// "[a,b]" of JSON texts.
template <typename Range, typename ToJson> [[nodiscard]] std::string jsonArray(const Range& range, ToJson toJson)
{
    std::string out = "[";
    for (const auto& item : range)
        out += (out.size() > 1 ? "," : "") + toJson(item);
    return out + "]";
}

} // namespace weir::cli
