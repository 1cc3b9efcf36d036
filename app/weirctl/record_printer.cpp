// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/record_printer.h"

#include "app/weirctl/text_table.h"

#include <algorithm>

namespace weir::cli {
namespace {

ExportStyle styleOf(const ReadRequest& request)
{
    using Format = ReadRequest::Format;
    const ExportFormat format = request.format == Format::Csv   ? ExportFormat::Csv
                                : request.format == Format::Raw ? ExportFormat::Raw
                                                                : ExportFormat::Ndjson;
    return {format, request.columns, true};
}

/// Columns cannot be as wide as what comes later, so they have a usual width and give way to what is longer.
void appendCell(std::string& line, const std::string& text, std::size_t width, bool right)
{
    const auto characters = static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    const std::string padding(width - std::min(width, characters), ' ');
    line += right ? padding + text : text + padding;
    line += "  ";
}

std::string row(const std::string& partition, const std::string& offset, const std::string& time, const std::string& key,
                const std::string& headers, const std::string& value)
{
    std::string line;
    appendCell(line, partition, 9, true);
    appendCell(line, offset, 10, true);
    appendCell(line, time, 24, false);
    appendCell(line, key, 20, false);
    appendCell(line, headers, 20, false);
    line += value;
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

} // namespace

RecordPrinter::RecordPrinter(Session& session, const ReadRequest& request)
    : m_session(session), m_format(request.format), m_flushEach(request.follow), m_formatter(styleOf(request))
{
}

std::string RecordPrinter::textLine(const Record& record)
{
    std::string headers;
    for (const Header& header : record.headers)
        headers += (headers.empty() ? "" : " ") + shownText(header.name, 60) + "=" + shownBytes(header.value, 60);
    return row(std::to_string(record.partition), std::to_string(record.offset),
               record.timestamp ? formatUtc(*record.timestamp) : "-", shownBytes(record.key, 60),
               shownText(headers, 120), shownBytes(record.value));
}

void RecordPrinter::begin()
{
    if (std::exchange(m_begun, true))
        return;
    if (m_format == ReadRequest::Format::Text)
        m_session.print(row("PARTITION", "OFFSET", "TIME", "KEY", "HEADERS", "VALUE"));
    else if (const std::string head = m_formatter.head(); !head.empty())
        m_session.print(head);
}

void RecordPrinter::print(const Record& record)
{
    begin();
    m_line.clear();
    if (m_format == ReadRequest::Format::Text)
        m_line = textLine(record);
    else
        m_formatter.append(m_line, record);
    if (!m_line.empty())
        m_session.print(m_line);
    ++m_printed;
    if (m_flushEach)
        m_session.flush(); // somebody waits for it, perhaps behind a pipe
}

void RecordPrinter::finish()
{
    if (m_format == ReadRequest::Format::Csv)
        begin();
}

} // namespace weir::cli
