// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_template.h"

#include "core/base/bytes.h"
#include "core/events/template_lines.h"

#include <charconv>
#include <set>

namespace weir {
namespace {

constexpr std::string_view separator = "---";

std::unexpected<Error> wrong(std::size_t line, const std::string& why)
{
    return fail(ErrorKind::InvalidInput, "Line " + std::to_string(line) + ": " + why);
}
std::string shown(std::string_view text) { return "\"" + escapeForDisplay(text, 60) + "\""; }

void appendLine(std::string& out, std::string_view name, const std::string& text)
{
    out.append(name).append(":");
    if (!text.empty())
        out.append(" ").append(text);
    out += '\n';
}

PayloadType usualValueType(EventTemplate::Kind kind)
{
    return kind == EventTemplate::Kind::Event ? PayloadType::Json : PayloadType::Text;
}

/// Reads the lines before the separator, one after the other.
class TemplateParser
{
public:
    explicit TemplateParser(std::string_view text) : m_rest(text)
    {
        constexpr std::string_view mark = "\xef\xbb\xbf"; // some editors begin UTF-8 with it
        if (m_rest.starts_with(mark))
            m_rest.remove_prefix(mark.size());
    }

    Result<EventTemplate> parse()
    {
        while (!m_rest.empty()) {
            std::string_view line = nextLine();
            const bool carriage = line.ends_with('\r');
            line = lines::trimmed(line);
            if (line == separator) {
                readValue(carriage);
                break;
            }
            if (line.empty() || line.starts_with('#'))
                continue;
            if (auto read = readLine(line); !read)
                return fail(std::move(read.error()));
        }
        m_template.kind = m_seen.contains("event-type") ? EventTemplate::Kind::Event : EventTemplate::Kind::Raw;
        if (m_template.kind == EventTemplate::Kind::Event && m_seen.contains("topic"))
            return wrong(m_topicLine, "An event has no topic of its own: it follows from event-type.");
        if (!m_seen.contains("value"))
            m_template.value.type = usualValueType(m_template.kind);
        return std::move(m_template);
    }

private:
    std::string_view nextLine()
    {
        ++m_line;
        const std::size_t end = m_rest.find('\n');
        const std::string_view line = m_rest.substr(0, end);
        m_rest.remove_prefix(end == std::string_view::npos ? m_rest.size() : end + 1);
        return line;
    }

    /// What is left is the value; the line end at the end of the file is the file's.
    void readValue(bool carriage)
    {
        std::string_view value = m_rest;
        if (value.ends_with('\n'))
            value.remove_suffix(1);
        if (carriage && value.size() < m_rest.size() && value.ends_with('\r'))
            value.remove_suffix(1);
        m_template.value.text = value;
        m_rest = {};
    }

    Result<void> readLine(std::string_view line)
    {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            return wrong(m_line, "There is no \"name: value\" in " + shown(line) + ".");
        const std::string name(lines::trimmed(line.substr(0, colon)));
        const std::string_view rest = lines::trimmed(line.substr(colon + 1));
        if (name != "header" && !m_seen.insert(name).second)
            return wrong(m_line, name + " stands twice.");
        if (name == "about")
            return readText(rest, m_template.about);
        if (name == "event-type")
            return readText(rest, m_template.eventType);
        if (name == "topic") {
            m_topicLine = m_line;
            return readText(rest, m_template.topic);
        }
        if (name == "timestamp")
            return readText(rest, m_template.timestamp);
        if (name == "partition")
            return readPartition(rest);
        if (name == "key")
            return readPayload(rest, m_template.key);
        if (name == "value")
            return readValueType(rest);
        if (name == "header")
            return readHeader(rest);
        return wrong(m_line, shown(name) + " is no name here; there are about, event-type, topic, partition, timestamp, key, "
                                           "value and header.");
    }

    Result<void> readText(std::string_view rest, std::string& to)
    {
        auto text = lines::readText(rest);
        if (!text)
            return wrong(m_line, text.error().message);
        to = std::move(*text);
        return {};
    }

    Result<void> readPartition(std::string_view rest)
    {
        std::int32_t number = 0;
        const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (error != std::errc{} || stop != rest.data() + rest.size() || number < 0)
            return wrong(m_line, shown(rest) + " is no partition: a whole number from 0 on is expected.");
        m_template.partition = number;
        return {};
    }

    Result<void> readPayload(std::string_view rest, TemplatePayload& to)
    {
        auto payload = lines::readPayload(rest);
        if (!payload)
            return wrong(m_line, payload.error().message);
        to = std::move(*payload);
        return {};
    }

    Result<void> readValueType(std::string_view rest)
    {
        const auto type = payloadTypeNamed(rest);
        if (!type)
            return wrong(m_line, shown(rest) + " is no type; what the value is stands below the line ---.");
        m_template.value.type = *type;
        return {};
    }

    Result<void> readHeader(std::string_view rest)
    {
        TemplateHeader header;
        auto name = lines::readHeaderName(rest);
        if (!name)
            return wrong(m_line, name.error().message);
        header.name = std::move(*name);
        if (auto read = readPayload(rest, header.value); !read)
            return read;
        m_template.headers.push_back(std::move(header));
        return {};
    }

    std::string_view m_rest;
    std::size_t m_line = 0;
    std::size_t m_topicLine = 0;
    std::set<std::string> m_seen;
    EventTemplate m_template;
};

} // namespace

std::string templateText(const EventTemplate& value)
{
    std::string out;
    const bool event = value.kind == EventTemplate::Kind::Event;
    if (!value.about.empty())
        appendLine(out, "about", lines::text(value.about));
    if (event)
        appendLine(out, "event-type", lines::text(value.eventType));
    else if (!value.topic.empty())
        appendLine(out, "topic", lines::text(value.topic));
    if (value.partition)
        appendLine(out, "partition", std::to_string(*value.partition));
    if (!value.timestamp.empty())
        appendLine(out, "timestamp", lines::text(value.timestamp));
    if (value.key != TemplatePayload{})
        appendLine(out, "key", lines::payload(value.key));
    for (const TemplateHeader& header : value.headers)
        appendLine(out, "header", lines::headerName(header.name) + " = " + lines::payload(header.value));
    if (value.value.type != usualValueType(value.kind))
        appendLine(out, "value", std::string(payloadTypeName(value.value.type)));
    if (!value.value.text.empty())
        out.append(separator).append("\n").append(value.value.text).append("\n");
    return out;
}

Result<EventTemplate> parseTemplate(std::string_view text) { return TemplateParser(text).parse(); }

} // namespace weir
