// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace weir {

/// Files that belong to one user: created with mode 0600 in folders created with mode 0700, whatever the umask says.
/// All functions block on disk and may be called from any thread.

/// Creates the folder and its missing parents. Folders that exist keep their mode.
[[nodiscard]] Result<void> createPrivateFolder(const std::filesystem::path& folder);

/// Replaces the content as a whole: written beside, synced to disk, renamed. Whatever happens in between, the old or
/// the new content is there, never a mixture. A symbolic link stays one; its target is replaced.
[[nodiscard]] Result<void> replacePrivateFile(const std::filesystem::path& path, std::string_view content);

/// The whole content; NotFound when there is no such file.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& path);

/// Holds the lock file `path` for as long as it lives, so that two processes (or threads) do not read, change and
/// write the same file at once. Waits for the present holder.
class FileLock
{
public:
    [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

} // namespace weir
