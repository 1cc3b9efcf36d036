// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_format.h"

#include "core/base/bytes.h"
#include "core/records/record_json.h"

#include <algorithm>
#include <array>

namespace weir {
namespace {

bool looksLikeAFormula(std::string_view cell)
{
    constexpr auto beginnings = std::to_array<std::string_view>({"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B",
                                                                 "\uFF0D", "\uFF20"});
    return std::ranges::any_of(beginnings, [&](std::string_view begin) { return cell.starts_with(begin); });
}

/// Content and encoding as two cells.
void appendBytes(std::string& out, const OptionalBytes& bytes)
{
    if (!bytes)
        out += ",\"\",\"null\"";
    else if (isUtf8(*bytes) && bytes->find('\0') == std::string::npos)
        out += "," + csvCell(*bytes) + ",\"text\"";
    else
        out += "," + csvCell(toBase64(*bytes)) + ",\"base64\"";
}

/// A cell cannot hold bytes that are not text, and FieldPath gives what the record has.
std::string cellText(const std::string& extracted)
{
    return isUtf8(extracted) && extracted.find('\0') == std::string::npos ? extracted
                                                                          : "base64:" + toBase64(extracted);
}

} // namespace

Result<ExportFormat> parseExportFormat(std::string_view text)
{
    if (text == "ndjson")
        return ExportFormat::Ndjson;
    if (text == "csv")
        return ExportFormat::Csv;
    if (text == "raw")
        return ExportFormat::Raw;
    return fail(ErrorKind::InvalidInput,
                "The format is ndjson, csv or raw, not '" + escapeForDisplay(text, 100) + "'.");
}

std::string csvCell(std::string_view utf8)
{
    std::string out = looksLikeAFormula(utf8) ? "\"'" : "\"";
    out.reserve(utf8.size() + 3);
    for (const char c : utf8) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
    return out;
}

std::string RecordFormatter::head() const
{
    if (m_style.format != ExportFormat::Csv)
        return {};
    std::string out = R"("partition","offset","timestamp","key","key_encoding","value","value_encoding","headers")";
    for (const FieldPath& column : m_style.columns)
        out += "," + csvCell(column.text());
    return out + "\r\n";
}

void RecordFormatter::append(std::string& out, const Record& record) const
{
    switch (m_style.format) {
    case ExportFormat::Ndjson:
        out += toJsonLine(record);
        out += '\n';
        return;
    case ExportFormat::Csv:
        return appendCsv(out, record);
    case ExportFormat::Raw:
        if (!record.value)
            return;
        out += *record.value;
        if (m_style.lineBreaks)
            out += '\n';
        return;
    }
}

void RecordFormatter::appendCsv(std::string& out, const Record& record) const
{
    out += "\"" + std::to_string(record.partition) + "\",\"" + std::to_string(record.offset) + "\",";
    out += csvCell(record.timestamp ? formatUtc(*record.timestamp) : "");
    appendBytes(out, record.key);
    appendBytes(out, record.value);
    out += "," + csvCell(headersJson(record.headers));
    for (const FieldPath& column : m_style.columns)
        out += "," + csvCell(cellText(column.extract(record).value_or("")));
    out += "\r\n";
}

} // namespace weir
