// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/kafka/record.h"
#include "core/records/field_path.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class ExportFormat {
    Ndjson, ///< toJsonLine() and a line break: nothing is lost, parseJsonLine() reads it back
    Csv,    ///< RFC 4180, for spreadsheets
    Raw,    ///< the values alone, byte for byte
};

/// "ndjson", "csv", "raw"; InvalidInput tells them.
[[nodiscard]] Result<ExportFormat> parseExportFormat(std::string_view text);

struct ExportStyle {
    ExportFormat format = ExportFormat::Ndjson;
    std::vector<FieldPath> columns; ///< Csv: behind the fixed columns
    bool lineBreaks = true;         ///< Raw: a line break after each value; false: nothing between values
};

/// Writes records one behind the other in one format. Raw skips values that are NULL. One thread at a time.
///
/// CSV has the columns partition, offset, timestamp (UTC, ISO 8601), key, key_encoding, value, value_encoding, headers (a
/// JSON array as in NDJSON) and the chosen ones. The encoding is "text", "base64" (bytes that are not UTF-8, or hold NUL)
/// or "null". Every cell is quoted, lines end with CR LF, and a cell that a spreadsheet would take for a formula (begins
/// with = + - @ TAB CR LF or one of their full-width forms) gets a leading ' (CWE-1236).
class RecordFormatter
{
public:
    explicit RecordFormatter(ExportStyle style) : m_style(std::move(style)) {}

    /// What stands before the first record; empty for most formats.
    [[nodiscard]] std::string head() const;
    void append(std::string& out, const Record& record) const;

private:
    void appendCsv(std::string& out, const Record& record) const;
    ExportStyle m_style;
};

/// One cell: quoted, and safe as told above.
[[nodiscard]] std::string csvCell(std::string_view utf8);

} // namespace weir
