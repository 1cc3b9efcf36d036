// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_job.h"

#include "core/base/private_file.h"
#include "core/base/user_folders.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace weir {
namespace {

/// Names of topics are legal file names, but a cluster's id and a topic together may be too long for one.
std::string fileNameOf(const std::string& cluster, const std::string& name)
{
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const char c : cluster + '\n' + name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    constexpr std::size_t readable = 100;
    std::string file = name.substr(0, readable);
    std::ranges::replace_if(
        file, [](unsigned char c) { return std::isalnum(c) == 0 && c != '.' && c != '-' && c != '_'; }, '_');
    constexpr std::string_view digits = "0123456789abcdef";
    file += '-';
    for (int shift = 60; shift >= 0; shift -= 4)
        file += digits[hash >> shift & 15];
    return file + ".lock";
}

} // namespace

std::filesystem::path ReplayLock::defaultFolder() { return userStateFolder() / "replay-locks"; }

Result<ReplayLock> ReplayLock::take(const std::filesystem::path& folder, const std::string& cluster,
                                    const std::vector<std::string>& names)
{
    if (auto made = createPrivateFolder(folder); !made)
        return fail(made.error());
    ReplayLock lock;
    for (const std::string& name : names) {
        const std::filesystem::path path = folder / fileNameOf(cluster, name);
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0)
            return fail(ErrorKind::NotAuthorized, "Locking " + path.string() + " failed: " + std::strerror(errno) + ".");
        lock.m_files.push_back(file);
        int taken = 0;
        do
            taken = ::flock(file, LOCK_EX | LOCK_NB);
        while (taken != 0 && errno == EINTR);
        if (taken == 0)
            continue;
        if (errno == EWOULDBLOCK)
            return fail(ErrorKind::AlreadyExists,
                        "Another replay is at work on " + name + ". Wait until it has ended, or pause it.");
        return fail(ErrorKind::Internal, "Locking " + path.string() + " failed: " + std::strerror(errno) + ".");
    }
    return lock;
}

ReplayLock::ReplayLock(ReplayLock&& other) noexcept : m_files(std::exchange(other.m_files, {})) {}

ReplayLock& ReplayLock::operator=(ReplayLock&& other) noexcept
{
    std::swap(m_files, other.m_files);
    return *this;
}

ReplayLock::~ReplayLock()
{
    for (const int file : m_files)
        ::close(file);
}

} // namespace weir
