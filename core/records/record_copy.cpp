// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_copy.h"

#include "core/base/bytes.h"
#include "core/records/record_json.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+=";

std::string shown(const OptionalBytes& bytes)
{
    return bytes ? escapeForDisplay(*bytes, bytes->size()) : "NULL";
}

/// Text with its line breaks; anything else escaped to one line.
std::string shownValue(const OptionalBytes& value)
{
    if (!value)
        return "NULL";
    std::string out;
    for (std::size_t begin = 0; begin <= value->size();) {
        const std::size_t end = std::min(value->find('\n', begin), value->size());
        out += (begin == 0 ? "" : "\n") + escapeForDisplay(std::string_view(*value).substr(begin, end - begin), value->size());
        begin = end + 1;
    }
    return out;
}

} // namespace

std::string shellWord(std::string_view word)
{
    if (!word.empty() && word.find_first_not_of(harmless) == std::string_view::npos)
        return std::string(word);
    std::string out = "'";
    for (const char c : word) {
        if (c == '\'')
            out += R"('\'')";
        else
            out += c;
    }
    return out + "'";
}

std::string copyAsJson(const Record& record) { return toJsonLine(record); }

std::string copyAsText(const Record& record)
{
    std::string out = toString(TopicPartition{record.topic, record.partition}) + " offset " + std::to_string(record.offset);
    if (record.timestamp)
        out += ", " + formatUtc(*record.timestamp);
    out += "\nkey: " + shown(record.key) + "\n";
    for (const Header& header : record.headers)
        out += "header " + shown(header.name) + ": " + shown(header.value) + "\n";
    return out + "\n" + shownValue(record.value) + "\n";
}

std::string kcatCommand(std::string_view bootstrap, const TopicPartition& partition, std::int64_t offset)
{
    return "kcat -b " + shellWord(bootstrap) + " -C -t " + shellWord(partition.topic) + " -p " +
           std::to_string(partition.partition) + " -o " + std::to_string(offset) + " -c 1 -e -q -J";
}

std::string weirctlCommand(const std::vector<std::string>& connection, const TopicPartition& partition,
                           std::int64_t offset)
{
    std::string out = "weirctl";
    for (const std::string& word : connection)
        out += " " + shellWord(word);
    const std::string at = std::to_string(offset);
    return out + " read " + shellWord(partition.topic) + " --partition " + std::to_string(partition.partition) +
           " --from offset:" + at + " --to offset:" + std::to_string(offset + 1) + " --format ndjson";
}

} // namespace weir
