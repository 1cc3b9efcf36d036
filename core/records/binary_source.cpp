// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/binary_source.h"

#include "core/base/bytes.h"
#include "core/records/record_json.h"

#include <array>
#include <charconv>
#include <cmath>

namespace weir {
namespace {

template <typename Float> std::string floatText(Float value)
{
    if (std::isnan(value))
        return "\"NaN\"";
    if (std::isinf(value))
        return value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    std::string text(buffer.data(), end);
    // 5.0 was sent as a float and shall be recognised as one.
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text;
}

} // namespace

bool BinarySource::refuse(const char* why)
{
    if (!m_why) {
        m_why = why;
        m_refusedAt = m_at;
    }
    return false;
}

std::uint64_t BinarySource::number(std::size_t width)
{
    std::uint64_t value = 0;
    for (const char c : take(width))
        value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

std::string_view BinarySource::take(std::uint64_t count)
{
    if (failed() || count > left()) {
        refuse("it ends too early");
        return {};
    }
    const auto taken = m_bytes.substr(m_at, static_cast<std::size_t>(count));
    m_at += taken.size();
    return taken;
}

bool BinarySource::write(std::string_view json)
{
    if (failed())
        return false;
    if (json.size() > m_most - m_json.size())
        return refuse("its text is longer than what is shown");
    m_json += json;
    return true;
}

bool BinarySource::writeFloat(float value) { return write(floatText(value)); }
bool BinarySource::writeDouble(double value) { return write(floatText(value)); }

bool BinarySource::writeString(std::string_view utf8)
{
    if (!isUtf8(utf8))
        return refuse("a string that is not UTF-8");
    return write(jsonString(utf8));
}

bool BinarySource::writeBinary(std::string_view bytes, std::string_view name, std::int64_t value)
{
    std::string json = "{\"$binary\":\"" + toBase64(bytes) + "\"";
    if (!name.empty()) {
        json += ",\"";
        json += name;
        json += "\":" + std::to_string(value);
    }
    return write(json + "}");
}

Result<std::string> BinarySource::finish(const char* format)
{
    if (!failed() && left() > 0)
        refuse("something follows the value");
    if (failed())
        return fail(ErrorKind::InvalidInput, std::string("The bytes are not ") + format + ": " + m_why + " at byte " +
                                                 std::to_string(m_refusedAt) + ".");
    return std::move(m_json);
}

} // namespace weir
