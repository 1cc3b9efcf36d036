// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/generate_request.h"
#include "app/weirctl/line_stream.h"
#include "app/weirctl/sending.h"

#include "core/base/bytes.h"

#include <array>
#include <fstream>

#include <unistd.h>

namespace weir::cli {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

/// COLUMN or COLUMN:TYPE.
Result<CsvColumn> readColumn(const std::string& text, std::string_view option)
{
    const std::size_t colon = text.rfind(':');
    const auto type = colon == std::string::npos ? std::nullopt : payloadTypeNamed(std::string_view(text).substr(colon + 1));
    CsvColumn column{type ? text.substr(0, colon) : text, type.value_or(PayloadType::Text)};
    if (column.column.empty())
        return wrong("Option --" + std::string(option) + " needs the name of a column, or #3 for the third.");
    return column;
}

Result<char> readSeparator(const std::string& text)
{
    if (text == "tab" || text == "\\t")
        return '\t';
    if (text.size() != 1)
        return wrong("Option --separator is one character or tab, not '" + escapeForDisplay(text, 100) + "'.");
    return text.front();
}

Result<void> readMapping(const Arguments& arguments, CsvMapping& csv)
{
    if (const auto text = arguments.value("separator")) {
        const auto separator = readSeparator(*text);
        if (!separator)
            return fail(separator.error());
        csv.separator = *separator;
    }
    csv.header = !arguments.has("no-header");
    csv.timestamp = arguments.value("timestamp-column").value_or("");
    csv.nullWord = arguments.value("null-word").value_or("");
    for (const auto& [option, column] : {std::pair("key-column", &csv.key), std::pair("value-column", &csv.value)}) {
        const auto text = arguments.value(option);
        if (!text)
            continue;
        auto read = readColumn(*text, option);
        if (!read)
            return fail(read.error());
        *column = std::move(*read);
    }
    for (const std::string& text : arguments.values("header-column")) {
        // NAME=COLUMN, or COLUMN where the header is called as the column is.
        const std::size_t equals = text.find('=');
        auto read = readColumn(equals == std::string::npos ? text : text.substr(equals + 1), "header-column");
        if (!read)
            return fail(read.error());
        std::string name = equals == std::string::npos ? read->column : text.substr(0, equals);
        csv.headers.emplace_back(std::move(name), std::move(*read));
    }
    return {};
}

Result<ImportFormat> readFormat(const Arguments& arguments, ImportRequest& request, std::optional<ImportFormat> ofInput)
{
    if (const auto name = arguments.value("format")) {
        if (*name == "json")
            return ImportFormat::JsonLines;
        if (*name == "csv")
            return ImportFormat::Csv;
        if (*name == "lines")
            return ImportFormat::KeyedLines;
        return wrong("Option --format is json, csv or lines, not '" + escapeForDisplay(*name, 100) + "'.");
    }
    if (request.file == "-" && ofInput)
        return *ofInput;
    if (request.file == "-")
        return wrong("With --from - the format has to be told: --format json, csv or lines.");
    std::ifstream in(request.file, std::ios::binary);
    if (!in)
        return fail(ErrorKind::NotFound, "The file " + escapeForDisplay(request.file) + " cannot be read.");
    std::array<char, 65'536> first{};
    in.read(first.data(), first.size());
    const ImportGuess guess = guessImport({first.data(), static_cast<std::size_t>(in.gcount())});
    if (guess.format == ImportFormat::Csv && !arguments.has("separator"))
        request.csv.separator = guess.separator;
    return guess.format;
}

/// An option of one format does nothing in another, and whoever gives it means something.
Result<void> checkFormat(const Arguments& arguments, ImportFormat format)
{
    const auto only = [&](ImportFormat its, std::string_view name, std::initializer_list<const char*> options) -> Result<void> {
        for (const char* option : options)
            if (format != its && arguments.has(option))
                return wrong("Option --" + std::string(option) + " goes with --format " + std::string(name) + " only.");
        return {};
    };
    if (auto fine = only(ImportFormat::Csv, "csv",
                         {"separator", "no-header", "timestamp-column", "null-word", "key-column", "value-column", "header-column"});
        !fine)
        return fine;
    if (auto fine = only(ImportFormat::KeyedLines, "lines", {"key-delimiter", "empty-is-null"}); !fine)
        return fine;
    return only(ImportFormat::JsonLines, "json", {"keep-partition", "keep-timestamp"});
}

} // namespace

Result<ImportRequest> importRequest(const Arguments& arguments, std::optional<ImportFormat> ofInput)
{
    ImportRequest request;
    request.file = arguments.value("from").value_or("-");
    const auto format = readFormat(arguments, request, ofInput);
    const auto fine = format ? checkFormat(arguments, *format) : fail(format.error());
    const auto mapped = fine ? readMapping(arguments, request.csv) : fail(fine.error());
    if (!mapped)
        return fail(mapped.error());
    request.format = *format;
    request.keyed = {arguments.value("key-delimiter").value_or(""), arguments.has("empty-is-null")};
    request.target.topic = arguments.value("topic").value_or("");
    request.target.keepPartition = arguments.has("keep-partition");
    request.target.keepTimestamp = arguments.has("keep-timestamp") || !request.csv.timestamp.empty();
    if (request.target.topic.empty() && request.format != ImportFormat::JsonLines)
        return wrong("The file does not say where its records belong: give --topic.");
    return request;
}

Result<std::unique_ptr<RecordSource>> openSource(const ImportRequest& request, const std::stop_token& stop)
{
    std::unique_ptr<std::istream> in;
    std::optional<std::uint64_t> bytes;
    if (request.file == "-") {
        in = std::make_unique<LineStream>(STDIN_FILENO, stop, nullptr);
    } else {
        auto opened = openImport(request.file);
        if (!opened)
            return fail(opened.error());
        in = std::move(opened->first);
        bytes = opened->second;
    }
    switch (request.format) {
    case ImportFormat::JsonLines: return importJsonLines(std::move(in), request.target, bytes);
    case ImportFormat::Csv: return importCsv(std::move(in), request.csv, request.target, bytes);
    case ImportFormat::KeyedLines: return importKeyedLines(std::move(in), request.keyed, request.target, bytes);
    }
    return wrong("There is no such format.");
}

} // namespace weir::cli
