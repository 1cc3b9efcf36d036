// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_json.h"

#include <nlohmann/json.hpp>

namespace weir {

DemoJson& DemoJson::raw(std::string_view name, std::string_view json)
{
    if (!m_members.empty())
        m_members += ',';
    m_members += quoted(name);
    m_members += ':';
    m_members += json;
    return *this;
}

DemoJson& DemoJson::text(std::string_view name, std::string_view value)
{
    return raw(name, quoted(value));
}

DemoJson& DemoJson::number(std::string_view name, std::int64_t value)
{
    return raw(name, std::to_string(value));
}

DemoJson& DemoJson::money(std::string_view name, std::int64_t cents)
{
    return raw(name, amount(cents));
}

DemoJson& DemoJson::boolean(std::string_view name, bool value)
{
    return raw(name, value ? "true" : "false");
}

DemoJson& DemoJson::null(std::string_view name)
{
    return raw(name, "null");
}

std::string DemoJson::quoted(std::string_view utf8)
{
    return nlohmann::json(utf8).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string DemoJson::array(const std::vector<std::string>& elements)
{
    std::string text = "[";
    for (const std::string& element : elements) {
        if (text.size() > 1)
            text += ',';
        text += element;
    }
    return text + "]";
}

std::string DemoJson::amount(std::int64_t cents)
{
    const auto fraction = cents % 100;
    return std::to_string(cents / 100) + (fraction < 10 ? ".0" : ".") + std::to_string(fraction);
}

} // namespace weir
