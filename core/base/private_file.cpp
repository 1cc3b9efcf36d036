// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/private_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {
namespace {

namespace fs = std::filesystem;

Error fileError(const std::string& attempt, const fs::path& path, int code)
{
    ErrorKind kind = ErrorKind::Internal;
    if (code == EACCES || code == EPERM || code == EROFS)
        kind = ErrorKind::NotAuthorized;
    else if (code == ENOENT)
        kind = ErrorKind::NotFound;
    return {kind, attempt + " " + path.string() + " failed: " + std::strerror(code) + ".", {}, 0, false};
}

class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd;
};

/// Writes everything and syncs; returns errno, 0 when all went well.
int writeAndSync(int fd, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return errno;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(fd) == 0 ? 0 : errno;
}

void syncFolder(const fs::path& folder)
{
    // Without this the rename itself may be lost in a power failure; where a file system refuses it, nothing is lost
    // but that guarantee.
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.get() >= 0)
        (void)::fsync(fd.get());
}

} // namespace

Result<void> createPrivateFolder(const fs::path& folder)
{
    std::vector<fs::path> missing;
    std::error_code error;
    for (fs::path at = folder; !at.empty() && !fs::exists(at, error); at = at.parent_path()) {
        missing.push_back(at);
        if (at == at.parent_path())
            break;
    }
    for (auto it = missing.rbegin(); it != missing.rend(); ++it) {
        if (it->filename().empty())
            continue;
        if (::mkdir(it->c_str(), 0700) != 0 && errno != EEXIST)
            return fail(fileError("Creating the folder", *it, errno));
    }
    if (!folder.empty() && !fs::is_directory(folder, error))
        return fail(fileError("Creating the folder", folder, ENOTDIR));
    return {};
}

Result<void> replacePrivateFile(const fs::path& path, std::string_view content)
{
    std::error_code error;
    fs::path target = path;
    if (fs::is_symlink(path, error)) {
        target = fs::weakly_canonical(path, error);
        if (error)
            return fail(fileError("Resolving the link", path, error.value()));
    }
    std::string temporary = target.string() + ".XXXXXX";
    const Descriptor fd(::mkostemp(temporary.data(), O_CLOEXEC)); // creates with mode 0600
    if (fd.get() < 0)
        return fail(fileError("Writing", target, errno));
    int code = writeAndSync(fd.get(), content);
    if (code == 0 && ::rename(temporary.c_str(), target.c_str()) != 0)
        code = errno;
    if (code != 0) {
        ::unlink(temporary.c_str());
        return fail(fileError("Writing", target, code));
    }
    syncFolder(target.has_parent_path() ? target.parent_path() : fs::path("."));
    return {};
}

Result<std::string> readFile(const fs::path& path)
{
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0)
        return fail(fileError("Reading", path, errno));
    std::string content;
    std::vector<char> buffer(std::size_t{64} << 10U);
    for (;;) {
        const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
        if (got == 0)
            return content;
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return fail(fileError("Reading", path, errno));
        }
        content.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

Result<FileLock> FileLock::take(const fs::path& path)
{
    Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (fd.get() < 0)
        return fail(fileError("Locking", path, errno));
    while (::flock(fd.get(), LOCK_EX) != 0) {
        if (errno != EINTR)
            return fail(fileError("Locking", path, errno));
    }
    return FileLock(fd.release());
}

FileLock::FileLock(FileLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace weir
