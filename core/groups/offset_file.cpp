// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_plan.h"

#include "core/base/bytes.h"
#include "core/records/json_index.h"
#include "core/records/json_scanner.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>

namespace weir {
namespace {

/// A file of offsets has a line per partition; beyond this it is something else.
constexpr std::size_t largestFile = 64 * 1024 * 1024;

struct Line {
    TopicPartition partition;
    std::optional<std::int64_t> offset; ///< nullopt: the line says that nothing is committed
};

std::unexpected<Error> bad(std::string why) { return fail(ErrorKind::InvalidInput, std::move(why)); }

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t number = 0;
    const char* last = text.data() + text.size();
    const auto [end, code] = std::from_chars(text.data(), last, number);
    return code == std::errc() && end == last && !text.empty() ? std::optional(number) : std::nullopt;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool isTopicName(std::string_view name)
{
    return !name.empty() && name.size() <= 249 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               std::string_view::npos;
}

/// Fields of a line of CSV (RFC 4180 without line breaks inside quotes, which no field of ours can have).
Result<std::vector<std::string>> csvFields(std::string_view line)
{
    std::vector<std::string> fields;
    std::size_t at = 0;
    for (;;) {
        std::string field;
        const std::size_t comma = std::min(line.find(',', at), line.size());
        const std::size_t quote = line.find_first_not_of(" \t", at);
        if (quote < comma && line[quote] == '"') {
            at = quote + 1;
            for (;; ++at) {
                if (at >= line.size())
                    return bad("a quote is not closed");
                if (line[at] != '"')
                    field += line[at];
                else if (at + 1 < line.size() && line[at + 1] == '"')
                    field += line[at++];
                else
                    break;
            }
            ++at;
            const std::size_t next = std::min(line.find_first_not_of(" \t", at), line.size());
            if (next < line.size() && line[next] != ',')
                return bad("something follows a closed quote");
            at = next;
        } else {
            field = trimmed(line.substr(at, comma - at));
            at = comma;
        }
        fields.push_back(std::move(field));
        if (at >= line.size())
            return fields;
        ++at;
    }
}

Result<Line> checked(std::string topic, std::optional<std::int64_t> partition, std::optional<std::int64_t> offset)
{
    if (!isTopicName(topic))
        return bad("'" + escapeForDisplay(topic, 100) + "' is no name of a topic");
    if (!partition || *partition < 0 || *partition > std::numeric_limits<std::int32_t>::max())
        return bad("the partition is no whole number of at least 0");
    if (offset && *offset < 0)
        return bad("the offset is negative");
    return Line{{std::move(topic), static_cast<std::int32_t>(*partition)}, offset};
}

Result<Line> csvLine(std::string_view text)
{
    auto fields = csvFields(text);
    if (!fields)
        return fail(std::move(fields.error()));
    if (fields->size() == 4)
        return bad("it has four columns; leave out the group, which is the first");
    if (fields->size() != 3)
        return bad("it is not topic,partition,offset");
    const auto offset = wholeNumber((*fields)[2]);
    if (!offset)
        return bad("the offset is no whole number");
    return checked(std::move((*fields)[0]), wholeNumber((*fields)[1]), offset);
}

/// Members of the outermost object that are texts or plain values, in their order.
class FlatObject
{
public:
    Result<void> read(std::string_view text)
    {
        using Token = JsonScanner::Token;
        JsonScanner scanner(text);
        auto token = scanner.next();
        if (token && (*token != Token::Begin || scanner.text() != "{"))
            return bad("it is no JSON object");
        std::string name;
        bool isValue = false;
        while (token && *token != Token::Done) {
            token = scanner.next();
            if (!token || scanner.depth() != 1)
                continue;
            if (*token == Token::Colon) {
                isValue = true;
            } else if (*token == Token::Comma || *token == Token::End || *token == Token::Begin) {
                isValue = false;
            } else if (*token == Token::String && !isValue) {
                name.clear();
                const std::string_view quoted = scanner.text();
                appendJsonString(name, quoted.substr(1, quoted.size() - 2));
            } else if (isValue) {
                m_members.emplace_back(name, scanner.text());
                isValue = false;
            }
        }
        if (!token)
            return bad("it is no JSON: " + token.error().message);
        return {};
    }

    [[nodiscard]] Result<std::optional<std::string_view>> member(std::string_view name) const
    {
        std::optional<std::string_view> found;
        for (const auto& [each, value] : m_members) {
            if (each != name)
                continue;
            if (found)
                return bad("'" + std::string(name) + "' is there twice");
            found = value;
        }
        return found;
    }

private:
    std::vector<std::pair<std::string, std::string_view>> m_members;
};

Result<Line> jsonLine(std::string_view text)
{
    FlatObject object;
    if (auto read = object.read(text); !read)
        return fail(std::move(read.error()));
    const auto topic = object.member("topic");
    const auto partition = object.member("partition");
    const auto plain = object.member("offset");
    const auto committed = object.member("committed");
    for (const auto* member : {&topic, &partition, &plain, &committed})
        if (!*member)
            return fail(member->error());
    if (!*topic || (*topic)->size() < 2 || (*topic)->front() != '"')
        return bad("it has no 'topic'");
    const auto& offset = *plain ? *plain : *committed;
    if (!offset)
        return bad("it has neither 'offset' nor 'committed'");
    std::string name;
    appendJsonString(name, (*topic)->substr(1, (*topic)->size() - 2));
    std::optional<std::int64_t> number;
    if (*offset != "null") {
        number = wholeNumber(*offset);
        if (!number)
            return bad("the offset is no whole number");
    }
    return checked(std::move(name), *partition ? wholeNumber(**partition) : std::nullopt, number);
}

bool isHeader(std::string_view line)
{
    std::string lower;
    for (const char c : line)
        if (c != '"' && c != ' ')
            lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower == "topic,partition,offset";
}

} // namespace

std::string offsetsCsv(const OffsetMap& offsets)
{
    std::string out;
    for (const auto& [partition, offset] : offsets) {
        std::string topic = partition.topic;
        if (topic.find_first_of("\", \t") != std::string::npos) {
            for (std::size_t at = 0; (at = topic.find('"', at)) != std::string::npos; at += 2)
                topic.insert(at, 1, '"');
            topic = '"' + topic + '"';
        }
        out += topic + "," + std::to_string(partition.partition) + "," + std::to_string(offset) + "\n";
    }
    return out;
}

Result<OffsetMap> parseOffsets(std::string_view text)
{
    OffsetMap offsets;
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty() || (number == 1 && isHeader(line)))
            continue;
        auto read = line.front() == '{' ? jsonLine(line) : csvLine(line);
        if (read && read->offset && !offsets.emplace(read->partition, *read->offset).second)
            read = bad("partition " + toString(read->partition) + " is there twice");
        if (!read)
            return bad("Line " + std::to_string(number) + " cannot be used: " + read.error().message +
                       (read.error().message.ends_with('.') ? "" : "."));
    }
    if (offsets.empty())
        return bad("There are no offsets in it. Each line is topic,partition,offset.");
    return offsets;
}

Result<OffsetMap> readOffsetsFile(const std::string& path)
{
    const auto unreadable = [&](const char* why) {
        return bad("The file " + escapeForDisplay(path) + " cannot be read as a file of offsets" + why);
    };
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return unreadable(": it cannot be opened.");
    std::string text;
    std::string block(64 * 1024, '\0');
    while (file && text.size() <= largestFile) {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        text.append(block, 0, static_cast<std::size_t>(file.gcount()));
    }
    if (text.size() > largestFile)
        return unreadable(": it is larger than 64 MB.");
    if (!file.eof())
        return unreadable(".");
    auto offsets = parseOffsets(text);
    if (!offsets)
        return unreadable((". " + offsets.error().message).c_str());
    return offsets;
}

} // namespace weir
