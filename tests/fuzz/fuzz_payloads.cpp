// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign bytes through everything that makes text of them: kind, pretty and compact JSON, hex dump, JSON lines.
#include "core/events/json_object.h"
#include "core/records/payload_text.h"
#include "core/records/record_json.h"
#include "tests/fuzz/fuzz_target.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace {

using namespace weir;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

/// The bytes that are not white space outside of strings: what formatting must not change.
std::string essence(std::string_view json)
{
    std::string out;
    bool inString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inString || (c != ' ' && c != '\t' && c != '\n' && c != '\r'))
            out += c;
        if (inString && c == '\\' && i + 1 < json.size())
            out += json[++i];
        else if (c == '"')
            inString = !inString;
    }
    return out;
}

/// The library's opinion, where it is bound to be ours: it also reads a byte order mark, ends at NUL, has no limit of
/// levels, and refuses numbers that no double holds and lone surrogates.
void compareWithLibrary(std::string_view input, bool isJson)
{
    const auto levels = std::ranges::count_if(input, [](char c) { return c == '[' || c == '{'; });
    const bool odd = input.starts_with("\xEF") || input.find('\0') != std::string_view::npos || levels > 256;
    const bool library = nlohmann::json::accept(input);
    if (library && !odd)
        promise(isJson);
    const bool number = input.find_first_of("eE") != std::string_view::npos || input.size() > 300;
    if (isJson && !number && input.find("\\u") == std::string_view::npos)
        promise(library);
}

void checkJsonText(std::string_view input, PayloadKind kind)
{
    const bool isJson = kind == PayloadKind::Json;
    const auto pretty = prettyJson(input);
    const auto compact = compactJson(input);
    promise(pretty.has_value() == isJson && compact.has_value() == isJson);
    promise(checkJson(input).has_value() == isJson); // core/events must not think otherwise
    compareWithLibrary(input, isJson);
    if (!isJson)
        return;
    promise(essence(*pretty) == essence(input));
    promise(*compact == essence(input));
    promise(prettyJson(*compact) == *pretty);
    promise(prettyJson(*pretty) == *pretty);
    promise(compactJson(*pretty) == *compact);
}

Bytes bytesOf(const nlohmann::json& object, const std::string& name)
{
    if (object.contains(name + "_base64"))
        return fromBase64(object[name + "_base64"].get<std::string>()).value();
    return object[name].get<std::string>();
}

void checkLine(std::string_view input)
{
    const std::size_t cut = input.size() / 3;
    Record record;
    record.topic = "t";
    record.key = Bytes(input.substr(0, cut));
    record.value = Bytes(input);
    record.headers = {{Bytes(input.substr(cut)), Bytes(input.substr(0, cut))}, {"", std::nullopt}};
    const std::string line = toJsonLine(record);
    for (const char c : line)
        promise(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
    const auto json = nlohmann::json::parse(line);
    promise(bytesOf(json, "key") == *record.key);
    promise(bytesOf(json, "value") == *record.value);
    promise(bytesOf(json["headers"][0], "name") == record.headers[0].name);
    promise(bytesOf(json["headers"][0], "value") == *record.headers[0].value);
    promise(json["headers"][1]["value"].is_null());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const PayloadKind kind = classifyPayload(input);
    promise((kind == PayloadKind::Empty) == input.empty());
    if (kind == PayloadKind::Json || kind == PayloadKind::Text)
        promise(isUtf8(input));
    checkJsonText(input, kind);
    checkLine(input);
    promise(hexDump(input, 64).size() <= 64 / 16 * 80 + 40);
    for (const char c : escapeForDisplay(input, 100))
        promise(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    return {
        "",
        R"({"event_id":"0d5c","event_type":"OrderPaid","data":{"total":1.10,"lines":[1,2,{"a":null}],"ok":true}})",
        R"([9007199254740993, -0, 1E5, 1e999, 0.5e-3, false])",
        R"({"\u0061\/":"\ud83d\ude00 \"x, {y}: [z]\"","a":1,"a":2})",
        " \t\r\n[ [ ] , { } , \"\" ] ",
        "\"\xF0\x9F\x98\x80 caf\xC3\xA9 \xE2\x80\xAE\"",
        std::string("\0\0\0\5\1Hello\xff\xfe", 13),
        "2026-11-23T14:07:31Z key=value\x1b[31m",
        "\xEF\xBB\xBF{}",
        std::string(257, '[') + std::string(257, ']'),
        R"({"a":{"b":{"c":{"d":[[[[[[[[1]]]]]]]]}}}})",
        "\xed\xa0\x80\xc0\xaf\xf4\x90\x80\x80",
    };
}
