// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/data_files.h"

#include "core/base/bytes.h"
#include "core/base/private_file.h"
#include "core/events/csv_reader.h"
#include "core/events/decimal_text.h"
#include "core/events/json_object.h"
#include "core/records/field_path.h"
#include "core/records/json_index.h"

#include <algorithm>
#include <sstream>

namespace weir {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t largestFile = std::uintmax_t{100} << 20U;

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }
std::string shown(const std::string& text) { return "\"" + escapeForDisplay(text, 80) + "\""; }

bool isBelow(const fs::path& folder, const fs::path& file)
{
    const auto [end, at] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return end == folder.end() && at != file.end();
}

std::optional<std::vector<FieldPath::Step>> stepsOf(const std::string& path)
{
    if (path.empty())
        return std::vector<FieldPath::Step>{};
    const auto field = FieldPath::parse(path.front() == '[' ? "value" + path : "value." + path);
    return field ? std::optional(field->steps) : std::nullopt;
}

class DataMaker final : public ValueMaker
{
public:
    DataMaker(DataColumn column, std::shared_ptr<RowChoice> rows) : m_column(std::move(column)), m_rows(std::move(rows)) {}
    bool make(std::string& out, MakeState& state) override
    {
        if (m_column)
            out += (*m_column)[m_rows->row(state)];
        return true;
    }
    [[nodiscard]] Bare bare() const override { return Bare::Sometimes; }
    [[nodiscard]] bool plain() const override { return false; }

private:
    DataColumn m_column;
    std::shared_ptr<RowChoice> m_rows;
};

struct DataCall {
    std::string file;
    bool random = true;
    std::string label;
};

Result<DataCall> readDataCall(CallReader& arguments, const std::string& name)
{
    const auto* file = arguments.next();
    if (file == nullptr || file->value.empty())
        return wrong(name + " needs a file, for example customers." + name + ".");
    const auto mode = arguments.named("mode").value_or("random");
    if (mode != "random" && mode != "next")
        return wrong("mode is random or next, not " + shown(mode) + ".");
    if (!isInnerPath(file->value))
        return wrong("The file " + shown(file->value) + " leads out of the folder for data files.");
    return DataCall{file->value, mode == "random", arguments.named("row").value_or("")};
}

} // namespace

bool isInnerPath(const std::string& file)
{
    const fs::path path(file);
    return !file.empty() && file.find('\0') == std::string::npos && path.is_relative() && std::ranges::find(path, fs::path("..")) == path.end();
}

Result<std::string> DataFiles::content(const std::string& file) const
{
    if (m_folder.empty())
        return wrong("No folder for data files was chosen, so that " + shown(file) + " cannot be read.");
    std::error_code error;
    const fs::path folder = fs::canonical(m_folder, error);
    const fs::path path = error ? fs::path() : fs::canonical(folder / file, error);
    if (error)
        return fail(ErrorKind::NotFound, "There is no file " + shown(file) + " in the folder for data files.");
    if (!isInnerPath(file) || !isBelow(folder, path))
        return wrong("The file " + shown(file) + " leads out of the folder for data files.");
    if (!fs::is_regular_file(path, error))
        return wrong(shown(file) + " is not a file.");
    const auto size = fs::file_size(path, error);
    if (error || size > largestFile)
        return wrong("The file " + shown(file) + " is larger than 100 MiB.");
    auto text = readFile(path);
    if (text && !isUtf8(*text))
        return wrong("The file " + shown(file) + " is not UTF-8.");
    return text;
}

Result<const DataFiles::Table*> DataFiles::table(const std::string& file)
{
    if (const auto known = m_tables.find(file); known != m_tables.end())
        return &known->second;
    auto text = content(file);
    if (!text)
        return fail(text.error());
    std::istringstream stream(std::move(*text));
    CsvReader reader(stream, ',');
    Table table;
    for (std::vector<std::string> row;;) {
        const auto more = reader.next(row);
        if (!more)
            return wrong("The file " + shown(file) + ": " + more.error().message);
        if (!*more)
            break;
        if (reader.blank())
            continue;
        if (table.names.empty()) {
            table.names = row;
            continue;
        }
        if (row.size() != table.names.size())
            return wrong("The file " + shown(file) + ": line " + std::to_string(reader.line()) + " has " + std::to_string(row.size()) +
                         " cells, the first line has " + std::to_string(table.names.size()) + ".");
        table.rows.push_back(row);
    }
    if (table.rows.empty())
        return wrong("The file " + shown(file) + " has no rows below its first line.");
    return &m_tables.emplace(file, std::move(table)).first->second;
}

Result<DataColumn> DataFiles::csvColumn(const std::string& file, const std::string& column)
{
    const auto found = table(file);
    if (!found)
        return fail(found.error());
    const Table& table = **found;
    std::size_t index = static_cast<std::size_t>(std::ranges::find(table.names, column) - table.names.begin());
    if (index == table.names.size() && column.starts_with('#')) {
        const auto number = parseInteger(std::string_view(column).substr(1));
        if (number && *number >= 1)
            index = static_cast<std::size_t>(*number - 1);
    }
    if (index >= table.names.size())
        return wrong("The file " + shown(file) + " has no column " + shown(column) + ".");
    auto cells = std::make_shared<std::vector<std::string>>();
    for (const auto& row : table.rows)
        cells->push_back(row[index]);
    return DataColumn(std::move(cells));
}

Result<const std::vector<std::string>*> DataFiles::lines(const std::string& file)
{
    if (const auto known = m_lines.find(file); known != m_lines.end())
        return &known->second;
    auto text = content(file);
    if (!text)
        return fail(text.error());
    std::istringstream stream(std::move(*text));
    BufferedInput input(stream);
    std::vector<std::string> lines;
    for (std::string line; input.line(line) == BufferedInput::Line::Read;) {
        if (const auto valid = checkJson(line); !line.empty() && !valid)
            return wrong("The file " + shown(file) + ", line " + std::to_string(input.lineNumber() - 1) + ": " + valid.error().message);
        if (!line.empty())
            lines.push_back(line);
    }
    if (lines.empty())
        return wrong("The file " + shown(file) + " has no lines.");
    return &m_lines.emplace(file, std::move(lines)).first->second;
}

Result<DataColumn> DataFiles::jsonField(const std::string& file, const std::string& path, bool literal)
{
    const auto steps = stepsOf(path);
    if (!steps)
        return wrong(shown(path) + " is no path such as customer.id or items[0].sku.");
    const auto found = lines(file);
    if (!found)
        return fail(found.error());
    auto values = std::make_shared<std::vector<std::string>>();
    JsonIndex index;
    for (const std::string& line : **found) {
        const auto element = index.index(line) ? index.find(*steps) : std::nullopt;
        if (!element)
            return wrong("The file " + shown(file) + ": its record " + std::to_string(values->size() + 1) + " has no field " + shown(path) + ".");
        std::string value;
        if (!literal && element->kind == JsonElement::Kind::String)
            appendJsonString(value, element->bytes.substr(1, element->bytes.size() - 2));
        else
            value = element->bytes;
        values->push_back(std::move(value));
    }
    return DataColumn(std::move(values));
}

std::shared_ptr<RowChoice> DataFiles::rows(const std::string& file, bool random, const std::string& label, std::size_t count)
{
    auto& choice = m_rows[file + '\n' + (random ? "r" : "n") + label];
    if (!choice)
        choice = std::make_shared<RowChoice>(count, random);
    return choice;
}

Result<std::unique_ptr<ValueMaker>> csvMaker(CallReader& arguments, const MakerPlace& place)
{
    const auto call = readDataCall(arguments, "csv");
    if (!call)
        return fail(call.error());
    const auto* column = arguments.next();
    if (column == nullptr)
        return wrong("csv needs a column behind the file: its name in the first line, or #2.");
    if (place.files == nullptr)
        return std::make_unique<DataMaker>(nullptr, nullptr);
    auto cells = place.files->csvColumn(call->file, column->value);
    if (!cells)
        return fail(cells.error());
    auto rows = place.files->rows(call->file, call->random, call->label, (*cells)->size());
    return std::make_unique<DataMaker>(std::move(*cells), std::move(rows));
}

Result<std::unique_ptr<ValueMaker>> jsonLinesMaker(CallReader& arguments, const MakerPlace& place)
{
    const auto call = readDataCall(arguments, "ndjson");
    if (!call)
        return fail(call.error());
    const auto* path = arguments.next();
    const std::string field = path == nullptr ? "" : path->value;
    if (!stepsOf(field))
        return wrong(shown(field) + " is no path such as customer.id or items[0].sku.");
    if (place.files == nullptr)
        return std::make_unique<DataMaker>(nullptr, nullptr);
    auto values = place.files->jsonField(call->file, field, place.bareJson);
    if (!values)
        return fail(values.error());
    auto rows = place.files->rows(call->file, call->random, call->label, (*values)->size());
    return std::make_unique<DataMaker>(std::move(*values), std::move(rows));
}

} // namespace weir
