// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/profile.h"

#include <filesystem>
#include <vector>

namespace weir {

/// The user's profiles in one JSON file ($XDG_CONFIG_HOME/weir/connections.json), readable by its owner only.
/// May be used from any thread; each call reads or writes the whole file. Writing replaces it atomically
/// (write beside, fsync, rename), so that a crash never leaves half a file.
class ProfileFile
{
public:
    explicit ProfileFile(std::filesystem::path path);
    [[nodiscard]] static std::filesystem::path defaultPath();

    /// Empty when the file does not exist. A file that cannot be understood is an error that names the line, and is
    /// never overwritten: the error says so.
    [[nodiscard]] Result<std::vector<Profile>> load() const;
    /// Adds, or replaces the profile of the same name. AlreadyExists when `replace` is false and the name is taken.
    /// Members of the file that this Weir does not know stay as they are.
    [[nodiscard]] Result<void> put(const Profile& profile, bool replace) const;
    [[nodiscard]] Result<void> remove(const std::string& name) const;

private:
    std::filesystem::path m_path;
};

} // namespace weir
