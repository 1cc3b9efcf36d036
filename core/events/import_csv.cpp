// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/base/time_text.h"
#include "core/events/csv_reader.h"
#include "core/events/decimal_text.h"
#include "core/events/import_lines.h"
#include "core/events/json_object.h"

#include <algorithm>

namespace weir {
namespace {

std::string shown(const std::string& text) { return "\"" + escapeForDisplay(text, 60) + "\""; }

struct Column {
    std::size_t index = 0;
    PayloadType type = PayloadType::Text;
};

class CsvImport final : public ImportBase
{
public:
    CsvImport(std::unique_ptr<std::istream> in, CsvMapping mapping, ImportTarget target, std::optional<std::uint64_t> bytes)
        : ImportBase(std::move(in), std::move(target), bytes), m_mapping(std::move(mapping)), m_reader(*m_stream, m_mapping.separator)
    {
    }

    /// Reads the first line and finds the columns.
    [[nodiscard]] Result<void> start();
    [[nodiscard]] Result<bool> next(OutgoingRecord& record) override;

private:
    [[nodiscard]] const BufferedInput& input() const override { return m_reader.input(); }
    [[nodiscard]] Result<std::size_t> columnNamed(const std::string& name) const;
    [[nodiscard]] Result<void> findColumn(const std::optional<CsvColumn>& from, std::optional<Column>& to) const;
    [[nodiscard]] Result<OptionalBytes> payload(const Column& column) const;
    [[nodiscard]] Result<OptionalBytes> wholeRow() const;
    [[nodiscard]] Result<void> fillTime(OutgoingRecord& record) const;
    [[nodiscard]] Result<void> fill(OutgoingRecord& record) const;
    [[nodiscard]] bool isNull(const std::string& cell) const { return !m_mapping.nullWord.empty() && cell == m_mapping.nullWord; }
    [[nodiscard]] std::string nameOf(std::size_t column) const
    {
        return m_mapping.header ? m_names[column] : "#" + std::to_string(column + 1);
    }

    CsvMapping m_mapping;
    CsvReader m_reader;
    std::vector<std::string> m_names; ///< of the first line; without a header only their number counts
    std::vector<std::string> m_cells;
    std::vector<std::string> m_jsonNames; ///< as JSON strings
    bool m_waiting = false; ///< m_cells holds a row that next() has not handed out: there is no header
    std::optional<Column> m_key;
    std::optional<Column> m_value;
    std::optional<Column> m_time;
    std::vector<std::optional<Column>> m_headers;
};

Result<std::size_t> CsvImport::columnNamed(const std::string& name) const
{
    std::optional<std::size_t> found;
    for (std::size_t i = 0; m_mapping.header && i < m_names.size(); ++i) {
        if (m_names[i] != name)
            continue;
        if (found)
            return fail(ErrorKind::InvalidInput, "Two columns are named " + shown(name) + "; call one by its place, #" + std::to_string(i + 1) + ".");
        found = i;
    }
    if (found)
        return *found;
    const auto number = name.starts_with('#') ? parseInteger(std::string_view(name).substr(1)) : std::nullopt;
    if (number && *number >= 1 && static_cast<std::uint64_t>(*number) <= m_names.size())
        return static_cast<std::size_t>(*number - 1);
    return fail(ErrorKind::InvalidInput, "There is no column " + shown(name) + "; the first line has " + std::to_string(m_names.size()) + ".");
}

Result<void> CsvImport::findColumn(const std::optional<CsvColumn>& from, std::optional<Column>& to) const
{
    if (!from)
        return {};
    const auto index = columnNamed(from->column);
    if (!index)
        return fail(index.error());
    to = Column{*index, from->type};
    return {};
}

Result<void> CsvImport::start()
{
    if (m_target.topic.empty())
        return fail(ErrorKind::InvalidInput, "A table of rows needs a topic to go to.");
    const char separator = m_mapping.separator;
    if (separator == '"' || separator == '\n' || separator == '\r' || separator == '\0')
        return fail(ErrorKind::InvalidInput, "A separator is a comma, semicolon, tabulator or the like.");
    const auto first = m_reader.next(m_names);
    if (!first)
        return fail(first.error());
    if (!*first && m_mapping.header)
        return fail(ErrorKind::InvalidInput, "The file is empty: its first line with the names of the columns is missing.");
    if (!*first)
        return {};
    if (!m_mapping.header) {
        m_cells = m_names;
        m_waiting = true;
    }
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        if (!m_mapping.value && !isUtf8(nameOf(i)))
            return fail(ErrorKind::InvalidInput, "The name of column " + std::to_string(i + 1) + " is not UTF-8.");
        m_jsonNames.push_back(writeJsonString(nameOf(i)));
    }
    m_headers.resize(m_mapping.headers.size());
    std::optional<CsvColumn> time;
    if (!m_mapping.timestamp.empty())
        time = CsvColumn{m_mapping.timestamp};
    for (auto found : {findColumn(m_mapping.key, m_key), findColumn(m_mapping.value, m_value), findColumn(time, m_time)})
        if (!found)
            return found;
    for (std::size_t i = 0; i < m_headers.size(); ++i)
        if (auto found = findColumn(m_mapping.headers[i].second, m_headers[i]); !found)
            return found;
    return {};
}

Result<bool> CsvImport::next(OutgoingRecord& record)
{
    if (!m_waiting) {
        do {
            const auto more = m_reader.next(m_cells);
            if (input().failed())
                return atEnd(); // what was read of this row is not all of it
            if (!more)
                return fail(more.error());
            if (!*more)
                return atEnd();
        } while (m_reader.blank() && m_names.size() != 1);
    }
    m_waiting = false;
    if (m_cells.size() != m_names.size())
        return badLine(m_reader.line(), "it has " + std::to_string(m_cells.size()) + " cells, the first line has " +
                                            std::to_string(m_names.size()));
    if (auto filled = fill(record); !filled)
        return badLine(m_reader.line(), filled.error().message);
    return true;
}

Result<void> CsvImport::fill(OutgoingRecord& record) const
{
    record.topic = m_target.topic;
    record.partition.reset();
    record.key.reset();
    if (m_key) {
        auto key = payload(*m_key);
        if (!key)
            return fail(key.error());
        record.key = std::move(*key);
    }
    auto value = m_value ? payload(*m_value) : wholeRow();
    if (!value)
        return fail(value.error());
    record.value = std::move(*value);
    record.headers.resize(m_headers.size());
    for (std::size_t i = 0; i < m_headers.size(); ++i) {
        auto bytes = payload(*m_headers[i]);
        if (!bytes)
            return fail(bytes.error());
        record.headers[i] = {m_mapping.headers[i].first, std::move(*bytes)};
    }
    return fillTime(record);
}

Result<OptionalBytes> CsvImport::payload(const Column& column) const
{
    const std::string& cell = m_cells[column.index];
    if (isNull(cell))
        return OptionalBytes();
    auto bytes = payloadBytes(column.type, cell);
    if (!bytes)
        return fail(ErrorKind::InvalidInput, "column " + shown(nameOf(column.index)) + ": " + bytes.error().message);
    return bytes;
}

Result<OptionalBytes> CsvImport::wholeRow() const
{
    Bytes json = "{";
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        if (!isUtf8(m_cells[i]))
            return fail(ErrorKind::InvalidInput, "column " + shown(nameOf(i)) + " is not UTF-8 and cannot stand in JSON");
        json.append(i == 0 ? "" : ",").append(m_jsonNames[i]).append(":");
        json += isNull(m_cells[i]) ? "null" : writeJsonString(m_cells[i]);
    }
    return OptionalBytes(json + "}");
}

Result<void> CsvImport::fillTime(OutgoingRecord& record) const
{
    record.timestamp.reset();
    if (!m_time)
        return {};
    const std::string& cell = m_cells[m_time->index];
    if (cell.empty() || isNull(cell))
        return {};
    const auto number = parseInteger(cell);
    const auto time = number ? number : parseUtc(cell);
    if (!time)
        return fail(ErrorKind::InvalidInput, shown(cell) + " is no time: ISO 8601 or milliseconds since 1970 are expected");
    if (*time <= 0)
        return fail(ErrorKind::InvalidInput, "its timestamp " + shown(cell) + " cannot be sent: Kafka's client takes times after 1970-01-01 00:00 only");
    record.timestamp = *time;
    return {};
}

} // namespace

Result<std::unique_ptr<RecordSource>> importCsv(std::unique_ptr<std::istream> in, const CsvMapping& mapping, ImportTarget target,
                                                std::optional<std::uint64_t> bytes)
{
    auto source = std::make_unique<CsvImport>(std::move(in), mapping, std::move(target), bytes);
    if (auto started = source->start(); !started)
        return fail(std::move(started.error()));
    return source;
}

} // namespace weir
