// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/payload_type.h"
#include "core/events/record_source.h"

#include <filesystem>
#include <istream>
#include <memory>
#include <string>
#include <vector>

namespace weir {

/// What holds for every record of an import.
struct ImportTarget {
    std::string topic{};         ///< empty: the record's own (lines of JSON only)
    bool keepPartition = false;  ///< the record's own; otherwise by key
    bool keepTimestamp = false;  ///< the record's own; otherwise the time of sending
};

/// Which columns of a CSV file make which part; a column is named as in the first line, or "#3" (from 1).
struct CsvColumn {
    std::string column{};
    PayloadType type = PayloadType::Text;
};
struct CsvMapping {
    char separator = ',';
    bool header = true; ///< the first line holds names
    std::optional<CsvColumn> key{};
    /// The column that is the value; nullopt: a JSON object of all columns (names as members, values as strings).
    std::optional<CsvColumn> value{};
    std::string timestamp{}; ///< column with ms since 1970 or ISO 8601; empty: none
    std::vector<std::pair<std::string, CsvColumn>> headers{};
    std::string nullWord{}; ///< a cell with exactly this is NULL; empty: no cell is
};

/// Lines as kcat -K writes and reads them.
struct KeyedLines {
    std::string delimiter = ":"; ///< between key and value; empty: lines are values, without a key
    bool emptyIsNull = false;    ///< as kcat -Z
};

/// Sources that read while they are asked, a line at a time, and never hold the file in memory. A bad line is an error of
/// that record with its line number. `bytes` is the size when known, for fraction().
/// Lines of JSON as Weir exports them (record_json.h), byte exact; also ones written by hand.
[[nodiscard]] std::unique_ptr<RecordSource> importJsonLines(std::unique_ptr<std::istream> in, ImportTarget target,
                                                            std::optional<std::uint64_t> bytes = {});
/// RFC 4180: quotes, doubled quotes, line ends inside quotes. InvalidInput when a column is not there.
[[nodiscard]] Result<std::unique_ptr<RecordSource>> importCsv(std::unique_ptr<std::istream> in, const CsvMapping& mapping,
                                                              ImportTarget target, std::optional<std::uint64_t> bytes = {});
[[nodiscard]] std::unique_ptr<RecordSource> importKeyedLines(std::unique_ptr<std::istream> in, const KeyedLines& format,
                                                             ImportTarget target, std::optional<std::uint64_t> bytes = {});

/// A file to import from and its size. NotFound, NotAuthorized. Blocks on disk.
[[nodiscard]] Result<std::pair<std::unique_ptr<std::istream>, std::uint64_t>> openImport(const std::filesystem::path& file);
/// What a file looks like by its first lines, for a dialog.
enum class ImportFormat { JsonLines, Csv, KeyedLines };
struct ImportGuess {
    ImportFormat format = ImportFormat::KeyedLines;
    char separator = ',';             ///< Csv
    std::vector<std::string> columns; ///< Csv: names in the first line
};
[[nodiscard]] ImportGuess guessImport(std::string_view firstBytes);

} // namespace weir
