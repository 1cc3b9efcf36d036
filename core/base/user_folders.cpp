// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/user_folders.h"

#include <array>
#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

namespace weir {
namespace {

std::filesystem::path home()
{
    if (const char* value = std::getenv("HOME"); value != nullptr && value[0] == '/')
        return value;
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return found->pw_dir;
    return "/";
}

std::filesystem::path folder(const char* variable, const char* underHome)
{
    if (const char* value = std::getenv(variable); value != nullptr && value[0] == '/')
        return std::filesystem::path(value) / "weir";
    return home() / underHome / "weir";
}

} // namespace

std::filesystem::path userConfigFolder() { return folder("XDG_CONFIG_HOME", ".config"); }

std::filesystem::path userStateFolder() { return folder("XDG_STATE_HOME", ".local/state"); }

} // namespace weir
