// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_archive.h"

#include "core/deadletters/json_splice.h"
#include "core/deadletters/topic_name.h"
#include "core/records/record_import.h"

#include <cerrno>
#include <cstring>

namespace weir {
namespace {

/// A line of another program may be JSON too. What the export writes has all of these.
Result<Record> exportedRecord(std::string_view line)
{
    const auto json = JsonSplice::read(line);
    if (!json)
        return fail(json.error());
    const auto has = [&](const char* name) {
        return json->find({{FieldPath::Step::Kind::Member, name, 0}}).has_value();
    };
    for (const char* name : {"topic", "partition", "offset", "headers"})
        if (!has(name))
            return fail(ErrorKind::InvalidInput, "it has no \"" + std::string(name) + "\" and is no exported record.");
    for (const char* name : {"key", "value"})
        if (!has(name) && !has((std::string(name) + "_base64").c_str()))
            return fail(ErrorKind::InvalidInput, "it has no \"" + std::string(name) + "\" and is no exported record.");
    auto record = parseJsonLine(line);
    if (record && (!isLegalTopic(record->topic) || record->partition < 0 || record->offset < 0))
        return fail(ErrorKind::InvalidInput, "it does not tell where the record stood.");
    return record;
}

bool isBlank(std::string_view line) { return line.find_first_not_of(" \t\r\n") == std::string_view::npos; }

} // namespace

Result<std::unique_ptr<LetterArchive>> LetterArchive::open(const std::filesystem::path& path)
{
    std::error_code code;
    if (std::filesystem::is_directory(path, code))
        return fail(ErrorKind::InvalidInput, path.string() + " is a folder, not a file of dead letters.");
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return fail(errno == EACCES ? ErrorKind::NotAuthorized : ErrorKind::NotFound,
                    "The file " + path.string() + " could not be opened: " + std::strerror(errno) + ".");
    return std::unique_ptr<LetterArchive>(new LetterArchive(path, std::move(stream)));
}

LetterArchive::Line LetterArchive::nextLine()
{
    m_line.clear();
    auto* buffer = m_stream.rdbuf();
    constexpr auto end = std::char_traits<char>::eof();
    for (auto next = buffer->sbumpc(); next != end; next = buffer->sbumpc()) {
        if (next == '\n')
            return Line::Whole;
        if (m_line.size() == longestLine)
            return Line::TooLong;
        m_line += static_cast<char>(next);
    }
    return m_line.empty() ? Line::None : Line::WithoutBreak;
}

Result<void> LetterArchive::each(const std::function<void(std::int64_t, const Record&)>& each, const Call& call)
{
    m_stream.clear();
    m_stream.seekg(0);
    std::int64_t position = 0;
    for (std::int64_t number = 1;; ++number) {
        if (call.over())
            return fail(call.stop.stop_requested() ? cancelledError("Reading " + m_path.string())
                                                   : timedOutError("Reading " + m_path.string()));
        const Line line = nextLine();
        const std::string where = "Line " + std::to_string(number) + " of " + m_path.string() + ": ";
        if (line == Line::None)
            return {};
        if (line == Line::TooLong)
            return fail(ErrorKind::InvalidInput, where + "it is longer than any record can be.");
        if (!isBlank(m_line)) {
            const auto record = exportedRecord(m_line);
            if (!record)
                return fail(ErrorKind::InvalidInput,
                            where + record.error().message +
                                (line == Line::WithoutBreak ? " The file seems to be cut off here." : ""));
            each(position, *record);
        }
        position += static_cast<std::int64_t>(m_line.size()) + 1;
    }
}

Result<Record> LetterArchive::at(std::int64_t position)
{
    m_stream.clear();
    m_stream.seekg(position);
    if (!m_stream || nextLine() == Line::None)
        return fail(ErrorKind::NotFound, m_path.string() + " ends before byte " + std::to_string(position) + ".");
    auto record = exportedRecord(m_line);
    if (!record)
        return fail(ErrorKind::InvalidInput, "At byte " + std::to_string(position) + " of " + m_path.string() +
                                                 " stands no record any more: " + record.error().message);
    return record;
}

} // namespace weir
