// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// A file that gets its name when it is whole. Until then it is written beside it, as NAME.PID-N.partial; what is not
/// kept in the end is removed. A name that stands for something else than a file (a pipe, /dev/stdout) is written to
/// directly. A symbolic link stays one; its target is replaced and keeps its permissions. One thread at a time; blocks.
class ExportFile
{
public:
    /// NotFound, NotAuthorized or Internal with the path when it cannot be made.
    [[nodiscard]] static Result<std::unique_ptr<ExportFile>> create(const std::filesystem::path& path);
    ExportFile(const ExportFile&) = delete;
    ExportFile& operator=(const ExportFile&) = delete;
    ~ExportFile();

    /// Buffered. An error (disk full) names the path; then nothing further is written.
    [[nodiscard]] Result<void> write(std::string_view bytes);
    /// Everything is on the disk, and the file has its name.
    [[nodiscard]] Result<std::filesystem::path> keep();
    /// As keep(), but as NAME.partial: not everything that was asked for is in it.
    [[nodiscard]] Result<std::filesystem::path> keepPartial();

private:
    ExportFile(std::filesystem::path path, std::filesystem::path target, std::filesystem::path temporary, int descriptor);
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<std::filesystem::path> finish(const std::filesystem::path& name);
    [[nodiscard]] std::unexpected<Error> failed(int code);

    const std::filesystem::path m_path;   ///< as it was given
    const std::filesystem::path m_target; ///< behind links
    const std::filesystem::path m_temporary; ///< empty: written to directly
    int m_descriptor;
    std::string m_buffer;
    bool m_failed = false;
    bool m_kept = false;
};

} // namespace weir
