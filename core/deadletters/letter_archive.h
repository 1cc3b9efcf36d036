// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/base/error.h"
#include "core/kafka/record.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

namespace weir {

/// A file of dead letters as the export of records writes it: one JSON object a line (record_json.h). One thread at a time.
class LetterArchive
{
public:
    static constexpr std::size_t longestLine = std::size_t{512} << 20U;

    /// NotFound or NotAuthorized when it cannot be opened.
    [[nodiscard]] static Result<std::unique_ptr<LetterArchive>> open(const std::filesystem::path& path);

    /// All records in the order of the file, with the byte position of their lines. InvalidInput names the line that is no
    /// exported record, and says when the file seems cut off there. An error of `each` ends it.
    [[nodiscard]] Result<void> each(const std::function<void(std::int64_t at, const Record&)>& each, const Call& call);
    /// The record of the line that begins there. NotFound: the file ends before; InvalidInput: no record begins there.
    [[nodiscard]] Result<Record> at(std::int64_t position);

private:
    LetterArchive(std::filesystem::path path, std::ifstream stream) : m_path(std::move(path)), m_stream(std::move(stream)) {}
    enum class Line { Whole, WithoutBreak, None, TooLong };
    [[nodiscard]] Line nextLine();

    std::filesystem::path m_path;
    std::ifstream m_stream;
    std::string m_line;
};

} // namespace weir
