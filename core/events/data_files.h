// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/value_maker.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weir {

using DataColumn = std::shared_ptr<const std::vector<std::string>>;

/// Which row of a file comes next. Placeholders that share one take the same row within a record.
class RowChoice
{
public:
    RowChoice(std::size_t rows, bool random) : m_rows(rows), m_random(random) {}
    [[nodiscard]] std::size_t row(MakeState& state)
    {
        if (state.record != m_record) {
            m_record = state.record;
            m_row = m_random ? state.random.below(m_rows) : m_next++ % m_rows;
        }
        return m_row;
    }

private:
    std::size_t m_rows;
    bool m_random;
    std::size_t m_next = 0;
    std::size_t m_row = 0;
    std::uint64_t m_record = 0;
};

/// The files that placeholders read, below one folder; each is read once. InvalidInput names what is wrong: no folder was
/// chosen, the name leads out of it (also through a link), no such column or field, not UTF-8, no rows, above 100 MiB.
/// One thread at a time; blocks on disk.
class DataFiles
{
public:
    explicit DataFiles(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// A column by its name in the first line, or "#2" (from 1).
    [[nodiscard]] Result<DataColumn> csvColumn(const std::string& file, const std::string& column);
    /// A field of each line ("customer.id"; empty: the whole line), as text or as the JSON that stands there.
    [[nodiscard]] Result<DataColumn> jsonField(const std::string& file, const std::string& path, bool literal);
    [[nodiscard]] std::shared_ptr<RowChoice> rows(const std::string& file, bool random, const std::string& label,
                                                  std::size_t count);

private:
    struct Table {
        std::vector<std::string> names;
        std::vector<std::vector<std::string>> rows;
    };
    [[nodiscard]] Result<std::string> content(const std::string& file) const;
    [[nodiscard]] Result<const Table*> table(const std::string& file);
    [[nodiscard]] Result<const std::vector<std::string>*> lines(const std::string& file);

    std::filesystem::path m_folder;
    std::map<std::string, Table> m_tables;
    std::map<std::string, std::vector<std::string>> m_lines;
    std::map<std::string, std::shared_ptr<RowChoice>> m_rows;
};

/// Whether the name of a data file stays inside its folder, as far as its text tells: relative, without "..".
[[nodiscard]] bool isInnerPath(const std::string& file);

/// {{csv}} and {{ndjson}}.
[[nodiscard]] Result<std::unique_ptr<ValueMaker>> csvMaker(CallReader& arguments, const MakerPlace& place);
[[nodiscard]] Result<std::unique_ptr<ValueMaker>> jsonLinesMaker(CallReader& arguments, const MakerPlace& place);

} // namespace weir
