// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/binary_json.h"

#include "core/base/time.h"
#include "core/records/binary_source.h"

#include <bit>
#include <cmath>
#include <optional>

namespace weir {
namespace {

/// https://github.com/msgpack/msgpack/blob/master/spec.md
class MessagePackReader
{
public:
    explicit MessagePackReader(BinarySource& source) : m_source(source) {}

    [[nodiscard]] static bool mayBegin(std::uint8_t b) { return (b > 0x80 && b <= 0x9f && b != 0x90) || (b >= 0xdc && b <= 0xdf); }

    bool value(int depth)
    {
        const auto b = static_cast<std::uint8_t>(m_source.number(1));
        if (m_source.failed())
            return false;
        if (b <= 0x7f)
            return m_source.writeUnsigned(b);
        if (b >= 0xe0)
            return m_source.writeSigned(static_cast<std::int8_t>(b));
        if (b <= 0x8f)
            return map(b & 0x0fU, depth);
        if (b <= 0x9f)
            return array(b & 0x0fU, depth);
        if (b <= 0xbf)
            return m_source.writeString(m_source.take(b & 0x1fU));
        return b <= 0xc9 ? simple(b) : sized(b, depth);
    }

private:
    bool simple(std::uint8_t b)
    {
        switch (b) {
        case 0xc0: return m_source.write("null");
        case 0xc2: return m_source.write("false");
        case 0xc3: return m_source.write("true");
        case 0xc4: return m_source.writeBinary(m_source.take(m_source.number(1)));
        case 0xc5: return m_source.writeBinary(m_source.take(m_source.number(2)));
        case 0xc6: return m_source.writeBinary(m_source.take(m_source.number(4)));
        case 0xc7: return extension(m_source.number(1));
        case 0xc8: return extension(m_source.number(2));
        case 0xc9: return extension(m_source.number(4));
        default: return m_source.refuse("a byte without meaning");
        }
    }

    bool sized(std::uint8_t b, int depth)
    {
        switch (b) {
        case 0xca: return m_source.writeFloat(std::bit_cast<float>(static_cast<std::uint32_t>(m_source.number(4))));
        case 0xcb: return m_source.writeDouble(std::bit_cast<double>(m_source.number(8)));
        case 0xcc: return m_source.writeUnsigned(m_source.number(1));
        case 0xcd: return m_source.writeUnsigned(m_source.number(2));
        case 0xce: return m_source.writeUnsigned(m_source.number(4));
        case 0xcf: return m_source.writeUnsigned(m_source.number(8));
        case 0xd0: return m_source.writeSigned(static_cast<std::int8_t>(m_source.number(1)));
        case 0xd1: return m_source.writeSigned(static_cast<std::int16_t>(m_source.number(2)));
        case 0xd2: return m_source.writeSigned(static_cast<std::int32_t>(m_source.number(4)));
        case 0xd3: return m_source.writeSigned(static_cast<std::int64_t>(m_source.number(8)));
        case 0xd9: return m_source.writeString(m_source.take(m_source.number(1)));
        case 0xda: return m_source.writeString(m_source.take(m_source.number(2)));
        case 0xdb: return m_source.writeString(m_source.take(m_source.number(4)));
        case 0xdc: return array(m_source.number(2), depth);
        case 0xdd: return array(m_source.number(4), depth);
        case 0xde: return map(m_source.number(2), depth);
        case 0xdf: return map(m_source.number(4), depth);
        default: return extension(std::uint64_t{1} << (b - 0xd4U)); // d4 to d8: 1, 2, 4, 8, 16 bytes
        }
    }

    bool array(std::uint64_t count, int depth)
    {
        if (depth == BinarySource::deepest)
            return m_source.refuse("it nests deeper than 256 levels");
        m_source.write("[");
        for (std::uint64_t i = 0; i < count; ++i) {
            if (i > 0)
                m_source.write(",");
            if (!value(depth + 1))
                return false;
        }
        return m_source.write("]");
    }

    bool map(std::uint64_t count, int depth)
    {
        if (depth == BinarySource::deepest)
            return m_source.refuse("it nests deeper than 256 levels");
        m_source.write("{");
        for (std::uint64_t i = 0; i < count; ++i) {
            if (i > 0)
                m_source.write(",");
            if (!name() || !m_source.write(":") || !value(depth + 1))
                return false;
        }
        return m_source.write("}");
    }

    bool name()
    {
        const std::uint8_t b = m_source.peek();
        const bool text = (b >= 0xa0 && b <= 0xbf) || (b >= 0xd9 && b <= 0xdb);
        const bool integer = b <= 0x7f || b >= 0xe0 || (b >= 0xcc && b <= 0xd3);
        if (text)
            return value(0);
        if (!integer)
            return m_source.refuse("a name that is neither string nor integer");
        return m_source.write("\"") && value(0) && m_source.write("\"");
    }

    bool extension(std::uint64_t size)
    {
        const auto type = static_cast<std::int8_t>(m_source.number(1));
        const std::string_view bytes = m_source.take(size);
        if (m_source.failed())
            return false;
        constexpr std::int8_t timestamp = -1;
        if (type == timestamp) {
            if (const auto time = timestampOf(bytes))
                return m_source.write("{\"$timestamp\":\"" + formatUtc(*time) + "\"}");
        }
        return m_source.writeBinary(bytes, "$type", type);
    }

    static std::optional<TimestampMs> timestampOf(std::string_view bytes)
    {
        BinarySource source(bytes, 0);
        constexpr std::int64_t furthest = 100'000'000'000; // seconds; beyond it milliseconds might overflow
        std::int64_t seconds = 0;
        std::uint64_t nanoseconds = 0;
        if (bytes.size() == 4) {
            seconds = static_cast<std::int64_t>(source.number(4));
        } else if (bytes.size() == 8) {
            const std::uint64_t both = source.number(8);
            nanoseconds = both >> 34U;
            seconds = static_cast<std::int64_t>(both & 0x3ffffffffULL);
        } else if (bytes.size() == 12) {
            nanoseconds = source.number(4);
            seconds = static_cast<std::int64_t>(source.number(8));
        } else {
            return std::nullopt;
        }
        if (seconds > furthest || seconds < -furthest || nanoseconds >= 1'000'000'000)
            return std::nullopt;
        return seconds * 1'000 + static_cast<std::int64_t>(nanoseconds / 1'000'000);
    }

    BinarySource& m_source;
};

/// RFC 8949.
class CborReader
{
public:
    explicit CborReader(BinarySource& source) : m_source(source) {}

    [[nodiscard]] static bool mayBegin(std::uint8_t b) { return b > 0x80 && b <= 0xbf && b != 0xa0; }

    bool value(int depth, std::optional<std::int64_t> tag = {})
    {
        const auto first = static_cast<std::uint8_t>(m_source.number(1));
        if (m_source.failed())
            return false;
        if (depth > BinarySource::deepest)
            return m_source.refuse("it nests deeper than 256 levels");
        const unsigned kind = first >> 5U;
        if (kind == 7)
            return simple(first);
        const bool endless = (first & 0x1fU) == 31;
        if (endless && (kind < 2 || kind == 6))
            return m_source.refuse("a byte without meaning");
        const std::uint64_t size = endless ? 0 : argument(first);
        if (m_source.failed())
            return false;
        switch (kind) {
        case 0: return m_source.writeUnsigned(size);
        case 1: return negative(size);
        case 2: return bytes(endless ? pieces(0x40) : std::string(m_source.take(size)), tag);
        case 3: return endless ? m_source.writeString(pieces(0x60)) : m_source.writeString(m_source.take(size));
        case 4: return array(endless, size, depth);
        case 5: return map(endless, size, depth);
        default: return value(depth + 1, static_cast<std::int64_t>(size)); // a tag
        }
    }

private:
    static constexpr std::uint8_t breakByte = 0xff;

    std::uint64_t argument(std::uint8_t first)
    {
        const unsigned low = first & 0x1fU;
        if (low < 24)
            return low;
        if (low <= 27)
            return m_source.number(std::size_t{1} << (low - 24U));
        m_source.refuse("a byte without meaning");
        return 0;
    }

    bool negative(std::uint64_t value)
    {
        if (value == std::numeric_limits<std::uint64_t>::max())
            return m_source.write("-18446744073709551616");
        return m_source.write("-" + std::to_string(value + 1));
    }

    /// A string of endless size consists of pieces of known size; nothing nests in it.
    std::string pieces(std::uint8_t kind)
    {
        std::string all;
        while (!m_source.failed()) {
            const auto first = static_cast<std::uint8_t>(m_source.number(1));
            if (first == breakByte)
                break;
            if ((first & 0xe0U) != kind || (first & 0x1fU) == 31)
                m_source.refuse("a piece of a string is no string");
            else
                all += m_source.take(argument(first));
        }
        return all;
    }

    bool bytes(const std::string& all, std::optional<std::int64_t> tag)
    {
        return tag ? m_source.writeBinary(all, "$tag", *tag) : m_source.writeBinary(all);
    }

    bool simple(std::uint8_t first)
    {
        switch (first) {
        case 0xf4: return m_source.write("false");
        case 0xf5: return m_source.write("true");
        case 0xf6:
        case 0xf7: return m_source.write("null"); // f7 is "undefined"
        case 0xf9: return m_source.writeFloat(half(static_cast<std::uint16_t>(m_source.number(2))));
        case 0xfa: return m_source.writeFloat(std::bit_cast<float>(static_cast<std::uint32_t>(m_source.number(4))));
        case 0xfb: return m_source.writeDouble(std::bit_cast<double>(m_source.number(8)));
        default: return m_source.refuse("a byte without meaning");
        }
    }

    static float half(std::uint16_t bits)
    {
        const int exponent = bits >> 10U & 0x1f;
        const float mantissa = static_cast<float>(bits & 0x3ffU);
        float value = 0;
        if (exponent == 0)
            value = std::ldexp(mantissa, -24);
        else if (exponent < 31)
            value = std::ldexp(mantissa + 1024, exponent - 25);
        else
            value = mantissa == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
        return (bits & 0x8000U) != 0 ? -value : value;
    }

    /// True when the container goes on after `done` members.
    bool more(bool endless, std::uint64_t size, std::uint64_t done)
    {
        if (!endless)
            return done < size;
        if (m_source.peek() != breakByte)
            return true;
        (void)m_source.number(1);
        return false;
    }

    bool array(bool endless, std::uint64_t size, int depth)
    {
        m_source.write("[");
        for (std::uint64_t i = 0; more(endless, size, i); ++i) {
            if (i > 0)
                m_source.write(",");
            if (!value(depth + 1))
                return false;
        }
        return m_source.write("]");
    }

    bool map(bool endless, std::uint64_t size, int depth)
    {
        m_source.write("{");
        for (std::uint64_t i = 0; more(endless, size, i); ++i) {
            if (i > 0)
                m_source.write(",");
            if (!name() || !m_source.write(":") || !value(depth + 1))
                return false;
        }
        return m_source.write("}");
    }

    bool name()
    {
        const unsigned kind = m_source.peek() >> 5U;
        if (kind == 3)
            return value(0);
        if (kind > 1)
            return m_source.refuse("a name that is neither string nor integer");
        return m_source.write("\"") && value(0) && m_source.write("\"");
    }

    BinarySource& m_source;
};

} // namespace

Result<std::string> jsonFromBinary(std::string_view bytes, BinaryJson format, std::size_t most)
{
    BinarySource source(bytes, most);
    if (format == BinaryJson::MessagePack) {
        if (!MessagePackReader::mayBegin(source.peek()))
            source.refuse("it is no map or array that holds something");
        else
            MessagePackReader(source).value(0);
        return source.finish("MessagePack");
    }
    constexpr std::string_view selfDescribed = "\xd9\xd9\xf7";
    if (bytes.starts_with(selfDescribed))
        (void)source.take(selfDescribed.size());
    if (!CborReader::mayBegin(source.peek()))
        source.refuse("it is no map or array that holds something");
    else
        CborReader(source).value(1);
    return source.finish("CBOR");
}

} // namespace weir
