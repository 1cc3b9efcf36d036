// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/random_filter.h"

#include <array>
#include <cstdio>
#include <vector>

namespace weir::test {
namespace {

using Words = std::vector<std::string>;

const Words names{"a", "b", "id", "data", "A", "a b", "\xC3\xA4", "q\"", "s\\", ""};
const Words texts{"PAID", "shop", "paid", "x\"y", "a", "b", "A", "pa", "\\", "\xC3\xA4", "\n", "2026-01-02T03:04:05Z", "2026-01-02", "7", "true", "null",
                  "\xF0\x9F\x98\x80", "id", "data"};
const Words numbers{"0", "-0", "1", "7", "7.0", "70e-1", "1.1", "1.10", "9007199254740992", "9007199254740993", "18446744073709551616", "-3", "1e400",
                    "1e99999999999999999999", "0.0000001", "5"};
const Words patterns{"a", "^a", "PAID$", "(?i)paid", "[0-9]+", "^$", ".", "a|b", "x.y", "\\\\d", "\xC3\xA4", "(?s)a.*b", "\\\\{"};
const Words headerNames{"h", "h", "id", "", "H"};

} // namespace

/// One of the first few more often than not, so that filters and records meet.
const std::string& RandomFilters::common(const std::vector<std::string>& words)
{
    return words[below(oneIn(3) ? words.size() : 4)];
}

std::string RandomFilters::quotedText(const std::string& bytes)
{
    std::string out = "\"";
    for (const char c : bytes) {
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n' || oneIn(8)) {
            std::array<char, 8> hex{};
            std::snprintf(hex.data(), hex.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            out += hex.data();
        } else
            out += c;
    }
    return out + '"';
}

std::string RandomFilters::text()
{
    const std::string& word = common(texts);
    if (word == "a" || word == "PAID" || word == "pa")
        return oneIn(2) ? word : quotedText(word);
    return quotedText(word);
}

std::string RandomFilters::literal()
{
    switch (below(8)) {
    case 0:
    case 1:
    case 2: return text();
    case 3:
    case 4: return numbers[below(numbers.size())];
    case 5: return oneIn(2) ? "true" : "false";
    case 6: return "null";
    default: return oneIn(2) ? "2026-01-02" : "-15m";
    }
}

std::string RandomFilters::field()
{
    std::string out;
    switch (below(6)) {
    case 0: out = "key"; break;
    case 1: out = "header[" + quotedText(headerNames[below(headerNames.size())]) + "]"; break;
    default: out = "value";
    }
    for (auto steps = below(oneIn(3) ? 4 : 2); steps > 0; --steps) {
        const std::string& name = common(names);
        const bool plain = name == "a" || name == "b" || name == "id" || name == "data" || name == "A";
        if (oneIn(6))
            out += "[" + std::to_string(below(3)) + "]";
        else if (plain)
            out += (oneIn(4) ? ".." : ".") + name;
        else
            out += (oneIn(4) ? "..[" : "[") + quotedText(name) + "]";
    }
    return out;
}

std::string RandomFilters::operation(bool numeric)
{
    const auto value = [&] { return numeric ? numbers[below(numbers.size())] : literal(); };
    const auto list = [&](const auto& item) {
        std::string out = "(" + item();
        for (auto more = below(oneIn(6) ? 14 : 4); more > 0; --more)
            out += ", " + item();
        return out + ")";
    };
    const std::string star = oneIn(3) ? "*" : "";
    switch (below(numeric ? 5 : 9)) {
    case 0: return " exists";
    case 1: return (oneIn(3) ? " not in " : " in ") + list(value);
    case 2: return " == " + value();
    case 3: return " != " + value();
    case 4: {
        const Words signs{"<", "<=", ">", ">="};
        return signs[below(4)] + (numeric || oneIn(2) ? numbers[below(numbers.size())] : text());
    }
    case 5: return (oneIn(2) ? " ==" : " !=") + star + " " + text();
    case 6: return " contains" + star + " " + text();
    case 7: return (oneIn(4) ? " not ~" : " ~") + star + " \"" + patterns[below(patterns.size())] + "\"";
    default: return " in" + star + " " + list([&] { return text(); });
    }
}

std::string RandomFilters::condition()
{
    switch (below(8)) {
    case 0: return (oneIn(2) ? "*" : "") + text();
    case 1: return oneIn(2) ? "~" + std::string(oneIn(2) ? "*" : "") + " \"" + patterns[below(patterns.size())] + "\"" : "contains " + text();
    case 2: {
        const Words fields{"partition", "offset", "timestamp", "size"};
        return fields[below(4)] + operation(true);
    }
    default: return field() + operation(false);
    }
}

std::string RandomFilters::filter(int depth)
{
    if (depth == 0 || oneIn(3))
        return condition();
    switch (below(5)) {
    case 0: return "not " + filter(depth - 1);
    case 1: return "(" + filter(depth - 1) + " or " + filter(depth - 1) + ")";
    case 2: return "(" + filter(depth - 1) + ") " + condition();
    case 3: return condition() + " OR " + filter(depth - 1);
    default: return filter(depth - 1) + " and " + filter(depth - 1);
    }
}

std::string RandomFilters::jsonText(const std::string& utf8)
{
    std::string out = "\"";
    const bool escapes = oneIn(4);
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || (escapes && byte < 0x80 && oneIn(2))) {
            std::array<char, 8> hex{};
            std::snprintf(hex.data(), hex.size(), oneIn(2) ? "\\u%04x" : "\\u%04X", static_cast<unsigned>(byte));
            out += hex.data();
        } else if (c == '"' || c == '\\') {
            (out += '\\') += c;
        } else {
            out += c;
        }
    }
    if (oneIn(60)) {
        const Words odd{"\\ud83d", "\\ud83d\\ude00", "\\udc00", "\\ud83d\\u0041", "\\/", "\\q", "\\u12", "\xff", "\x01"};
        out += odd[below(odd.size())];
    }
    return out + '"';
}

std::string RandomFilters::json(int depth)
{
    const std::string space = oneIn(6) ? " \n\t" : "";
    const std::size_t kind = below(depth == 0 ? 5 : 10);
    if (kind < 2)
        return jsonText(common(texts));
    if (kind < 4)
        return numbers[below(numbers.size())];
    if (kind == 4) {
        const Words words{"true", "false", "null", "null", "tru"};
        return words[below(oneIn(30) ? 5 : 4)];
    }
    const bool object = kind < 9;
    std::string out = (object ? "{" : "[") + space;
    for (auto members = below(5), i = members; i > 0; --i) {
        if (i != members)
            out += "," + space;
        if (object)
            out += jsonText(common(names)) + space + ":" + space;
        out += json(depth - 1);
    }
    return out + space + (object ? "}" : "]");
}

std::string RandomFilters::broken(std::string bytes)
{
    if (bytes.empty())
        return bytes;
    constexpr std::string_view odd = "{}[]:,\"\\0a \x01\xff\x1a-";
    switch (below(4)) {
    case 0: bytes.resize(below(bytes.size())); break;
    case 1: bytes.erase(below(bytes.size()), 1); break;
    case 2: bytes[below(bytes.size())] = odd[below(odd.size())]; break;
    default: bytes.insert(below(bytes.size() + 1), 1, odd[below(odd.size())]);
    }
    return bytes;
}

std::string RandomFilters::payload()
{
    if (oneIn(8))
        return texts[below(texts.size())];
    if (oneIn(12))
        return numbers[below(numbers.size())];
    std::string bytes = json(oneIn(3) ? 5 : 2);
    for (int tries = 0; !bytes.starts_with('{') && !oneIn(6) && tries < 9; ++tries)
        bytes = json(2);
    if (oneIn(40))
        bytes = std::string(250 + below(12), '[') + bytes + std::string(256, ']');
    return oneIn(5) ? broken(std::move(bytes)) : bytes;
}

Record RandomFilters::record()
{
    Record record;
    record.topic = "t";
    record.partition = static_cast<std::int32_t>(below(9));
    record.offset = oneIn(3) ? 9'007'199'254'740'992 + static_cast<std::int64_t>(below(3)) : static_cast<std::int64_t>(below(9));
    if (!oneIn(4))
        record.timestamp = static_cast<std::int64_t>(below(9));
    if (!oneIn(5))
        record.key = payload();
    if (!oneIn(8))
        record.value = payload();
    for (auto count = below(4); count > 0; --count) {
        Header header{headerNames[below(headerNames.size())], std::nullopt};
        if (!oneIn(4))
            header.value = payload();
        record.headers.push_back(std::move(header));
    }
    return record;
}

} // namespace weir::test
