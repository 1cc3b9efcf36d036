// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/import_source.h"

#include "core/base/bytes.h"
#include "core/events/import_lines.h"
#include "core/events/json_object.h"
#include "core/records/record_import.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <unistd.h>

namespace weir {
namespace {

/// A stream of lines.
class LineImport : public ImportBase
{
public:
    LineImport(std::unique_ptr<std::istream> in, ImportTarget target, std::optional<std::uint64_t> bytes)
        : ImportBase(std::move(in), std::move(target), bytes), m_input(*m_stream)
    {
    }

protected:
    [[nodiscard]] const BufferedInput& input() const override { return m_input; }
    /// The next line into m_text, with its number in m_line; false at the end.
    [[nodiscard]] Result<bool> nextLine()
    {
        m_line = m_input.lineNumber();
        const auto read = m_input.line(m_text);
        if (m_input.failed())
            return atEnd(); // what was read of this line is not all of it
        switch (read) {
        case BufferedInput::Line::Read: return true;
        case BufferedInput::Line::TooLong: return badLine(m_line, "it is longer than 100 MiB");
        case BufferedInput::Line::End: break;
        }
        return atEnd();
    }
    /// The line read last was the file's last one and has no end: perhaps its rest is missing.
    [[nodiscard]] bool cutOff() const { return m_input.lineNumber() == m_line; }

    BufferedInput m_input;
    std::string m_text;
    std::uint64_t m_line = 0;
};

class JsonLinesImport final : public LineImport
{
public:
    using LineImport::LineImport;

    [[nodiscard]] Result<bool> next(OutgoingRecord& record) override
    {
        do {
            const auto more = nextLine();
            if (!more || !*more)
                return more;
        } while (m_text.find_first_not_of(" \t") == std::string::npos);
        auto read = parseJsonLine(m_text);
        if (!read)
            return badLine(m_line, read.error().message + (cutOff() ? " The file ends in the middle of this line" : ""));
        return fill(*read, record);
    }

private:
    [[nodiscard]] Result<bool> fill(Record& read, OutgoingRecord& record) const
    {
        record.topic = m_target.topic.empty() ? std::move(read.topic) : m_target.topic;
        if (record.topic.empty())
            return badLine(m_line, "it names no topic, and none was chosen");
        record.partition.reset();
        if (m_target.keepPartition && (read.partition != 0 || hasPartition())) {
            if (read.partition < 0)
                return badLine(m_line, "there is no partition " + std::to_string(read.partition));
            record.partition = read.partition;
        }
        record.timestamp.reset();
        if (m_target.keepTimestamp && read.timestamp) {
            if (auto good = checkTime(m_line, *read.timestamp); !good)
                return fail(std::move(good.error()));
            record.timestamp = read.timestamp;
        }
        record.key = std::move(read.key);
        record.value = std::move(read.value);
        record.headers = std::move(read.headers);
        return true;
    }
    /// A line written by hand may have none, which parseJsonLine() reads as 0.
    [[nodiscard]] bool hasPartition() const
    {
        const auto members = readJsonObject(m_text);
        return members && std::ranges::any_of(*members, [](const JsonMember& member) {
                   return member.name == "partition" && member.value != "null";
               });
    }
};

class KeyedLinesImport final : public LineImport
{
public:
    KeyedLinesImport(std::unique_ptr<std::istream> in, KeyedLines format, ImportTarget target, std::optional<std::uint64_t> bytes)
        : LineImport(std::move(in), std::move(target), bytes), m_format(std::move(format))
    {
    }

    [[nodiscard]] Result<bool> next(OutgoingRecord& record) override
    {
        do {
            const auto more = nextLine();
            if (!more || !*more)
                return more;
        } while (m_text.empty() && !m_format.emptyIsNull);
        if (m_target.topic.empty())
            return badLine(m_line, "no topic was chosen");
        record.topic = m_target.topic;
        record.partition.reset();
        record.timestamp.reset();
        record.headers.clear();
        const std::size_t at = m_format.delimiter.empty() ? std::string::npos : m_text.find(m_format.delimiter);
        if (at == std::string::npos) { // kcat takes a line without delimiter as a value too
            record.key.reset();
            record.value = m_text;
        } else {
            record.key = m_text.substr(0, at);
            record.value = m_text.substr(at + m_format.delimiter.size());
        }
        if (m_format.emptyIsNull)
            for (OptionalBytes* part : {&record.key, &record.value})
                if (*part && (*part)->empty())
                    part->reset();
        return true;
    }

private:
    KeyedLines m_format;
};

} // namespace

std::optional<double> ImportBase::fraction() const
{
    if (!m_bytes)
        return std::nullopt;
    return *m_bytes == 0 ? 1.0 : std::min(1.0, static_cast<double>(input().bytesRead()) / static_cast<double>(*m_bytes));
}

std::unexpected<Error> ImportBase::badLine(std::uint64_t line, const std::string& why)
{
    return fail(ErrorKind::InvalidInput, "Line " + std::to_string(line) + ": " + why + (why.ends_with('.') ? "" : "."));
}

Result<bool> ImportBase::atEnd()
{
    m_ended = true;
    if (input().failed())
        return fail(ErrorKind::Internal, "The file cannot be read any further than line " + std::to_string(input().lineNumber()) + ".");
    return false;
}

Result<void> ImportBase::checkTime(std::uint64_t line, TimestampMs time)
{
    if (time > 0)
        return {};
    return badLine(line, "its timestamp " + std::to_string(time) + " cannot be sent: Kafka's client takes times after 1970-01-01 00:00 only");
}

std::unique_ptr<RecordSource> importJsonLines(std::unique_ptr<std::istream> in, ImportTarget target, std::optional<std::uint64_t> bytes)
{
    return std::make_unique<JsonLinesImport>(std::move(in), std::move(target), bytes);
}

std::unique_ptr<RecordSource> importKeyedLines(std::unique_ptr<std::istream> in, const KeyedLines& format, ImportTarget target,
                                               std::optional<std::uint64_t> bytes)
{
    return std::make_unique<KeyedLinesImport>(std::move(in), format, std::move(target), bytes);
}

Result<std::pair<std::unique_ptr<std::istream>, std::uint64_t>> openImport(const std::filesystem::path& file)
{
    const std::string name = escapeForDisplay(file.string(), 200);
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return fail(ErrorKind::NotFound, "There is no file " + name + ".");
    if (::access(file.c_str(), R_OK) != 0)
        return fail(errno == ENOENT ? ErrorKind::NotFound : ErrorKind::NotAuthorized,
                    "The file " + name + " cannot be read: " + std::strerror(errno) + ".");
    if (!std::filesystem::is_regular_file(status))
        return fail(ErrorKind::InvalidInput, name + " is not a file.");
    const auto size = std::filesystem::file_size(file, error);
    auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
    if (error || !*stream)
        return fail(ErrorKind::Internal, "The file " + name + " cannot be opened.");
    return std::pair<std::unique_ptr<std::istream>, std::uint64_t>(std::move(stream), size);
}

} // namespace weir
