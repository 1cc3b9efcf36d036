// SPDX-License-Identifier: GPL-3.0-or-later
// Files to import: each source comes to an end, errors name a line, and a table that is written comes back.
#include "core/events/csv_reader.h"
#include "core/events/import_source.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>
#include <sstream>

namespace {

using namespace weir;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

void readAll(RecordSource& source, std::size_t size)
{
    OutgoingRecord record;
    for (std::size_t i = 0; i <= size + 1; ++i) { // never more records than bytes
        const auto more = source.next(record);
        promise(more || more.error().message.starts_with("Line "));
        if (more && !*more) {
            promise(source.ended());
            return;
        }
        promise(!more || record.topic == "t");
    }
    promise(false);
}

std::unique_ptr<std::istream> stream(std::string_view text) { return std::make_unique<std::istringstream>(std::string(text)); }

void checkTable(std::string_view input)
{
    std::istringstream in{std::string(input)};
    CsvReader reader(in, ',');
    std::vector<std::vector<std::string>> rows;
    std::string written;
    for (std::vector<std::string> row;;) {
        const auto more = reader.next(row);
        if (!more)
            continue;
        if (!*more)
            break;
        promise(!row.empty());
        rows.push_back(row);
        for (std::size_t i = 0; i < row.size(); ++i) {
            written += i == 0 ? "\"" : ",\"";
            for (const char c : row[i])
                written.append(c == '"' ? 2 : 1, c);
            written += '"';
        }
        written += "\r\n";
    }
    std::istringstream back(written);
    CsvReader again(back, ',');
    std::vector<std::string> row;
    for (const auto& expected : rows) {
        const auto more = again.next(row);
        promise(more && *more && row == expected);
    }
    const auto end = again.next(row);
    promise(end && !*end);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const ImportGuess guess = guessImport(input);
    promise(guess.format == ImportFormat::Csv ? guess.columns.size() > 1 : guess.columns.empty());
    readAll(*importJsonLines(stream(input), {"t", true, true}), size);
    readAll(*importKeyedLines(stream(input), {}, {"t"}), size);
    readAll(*importKeyedLines(stream(input), {"", true}, {"t"}), size);
    CsvMapping mapping;
    mapping.separator = guess.separator;
    mapping.key = {"#1", PayloadType::Text};
    mapping.timestamp = "#1";
    mapping.nullWord = "N";
    if (const auto source = importCsv(stream(input), mapping, {"t"}))
        readAll(**source, size);
    mapping.header = false;
    mapping.timestamp.clear();
    if (const auto source = importCsv(stream(input), mapping, {"t"}))
        readAll(**source, size);
    checkTable(input);
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    return {
        "a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n\r\nN,\n",
        "a;b\n1;2\n\"open",
        "\xef\xbb\xbfkey:value\n:\nx\n",
        R"({"topic":"t","partition":1,"timestamp":5,"key_base64":"AP8=","value":null,"headers":[{"name":"a","value":"b"}]})" "\n{\n",
        "\"a\"b,c\n\"\",\"\"\n,\n",
    };
}
