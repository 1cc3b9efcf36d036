// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// JSON text with members in the order given, and money with its two decimals (129.90): a JSON tree would write
/// 129.9. Strings must be UTF-8.
class DemoJson
{
public:
    DemoJson& text(std::string_view name, std::string_view value);
    DemoJson& number(std::string_view name, std::int64_t value);
    DemoJson& money(std::string_view name, std::int64_t cents);
    DemoJson& boolean(std::string_view name, bool value);
    DemoJson& null(std::string_view name);
    /// An object or array made elsewhere.
    DemoJson& raw(std::string_view name, std::string_view json);
    [[nodiscard]] std::string object() const { return "{" + m_members + "}"; }

    [[nodiscard]] static std::string quoted(std::string_view utf8);
    [[nodiscard]] static std::string array(const std::vector<std::string>& elements);
    /// 12990 as "129.90".
    [[nodiscard]] static std::string amount(std::int64_t cents);

private:
    std::string m_members;
};

} // namespace weir
