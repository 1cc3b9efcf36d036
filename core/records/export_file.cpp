// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/export_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bufferSize = std::size_t{256} << 10U;

Error fileError(const fs::path& path, int code)
{
    ErrorKind kind = ErrorKind::Internal;
    if (code == EACCES || code == EPERM || code == EROFS)
        kind = ErrorKind::NotAuthorized;
    else if (code == ENOENT || code == ENOTDIR)
        kind = ErrorKind::NotFound;
    return {kind, "Writing " + path.string() + " failed: " + std::strerror(code) + ".", {}, 0, false};
}

/// Permissions as for any new file, or those of the file that will be replaced.
int openBeside(const fs::path& target, fs::path& temporary)
{
    static std::atomic<unsigned> serial = 0;
    for (int attempt = 0; attempt < 100; ++attempt) {
        temporary = target;
        temporary += "." + std::to_string(::getpid()) + "-" + std::to_string(++serial) + ".partial";
        const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd < 0 && errno == EEXIST)
            continue;
        struct stat old = {};
        if (fd >= 0 && ::stat(target.c_str(), &old) == 0)
            (void)::fchmod(fd, old.st_mode & 07777U);
        return fd;
    }
    return -1;
}

} // namespace

Result<std::unique_ptr<ExportFile>> ExportFile::create(const fs::path& path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status))
        return fail(fileError(path, EISDIR));
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (fd < 0)
            return fail(fileError(path, errno));
        return std::unique_ptr<ExportFile>(new ExportFile(path, path, {}, fd));
    }
    fs::path target = path;
    if (fs::is_symlink(path, error)) {
        target = fs::weakly_canonical(path, error);
        if (error)
            return fail(fileError(path, error.value()));
    }
    // A file that may not be written to is not replaced either, though its folder would allow it.
    if (fs::exists(status) && ::access(target.c_str(), W_OK) != 0)
        return fail(fileError(path, errno));
    fs::path temporary;
    const int fd = openBeside(target, temporary);
    if (fd < 0)
        return fail(fileError(path, errno));
    return std::unique_ptr<ExportFile>(new ExportFile(path, target, temporary, fd));
}

ExportFile::ExportFile(fs::path path, fs::path target, fs::path temporary, int descriptor)
    : m_path(std::move(path)), m_target(std::move(target)), m_temporary(std::move(temporary)), m_descriptor(descriptor)
{
    m_buffer.reserve(2 * bufferSize);
}

ExportFile::~ExportFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (!m_kept && !m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

std::unexpected<Error> ExportFile::failed(int code)
{
    m_failed = true;
    m_buffer.clear();
    return fail(fileError(m_path, code));
}

Result<void> ExportFile::write(std::string_view bytes)
{
    if (m_failed)
        return failed(EIO);
    m_buffer += bytes;
    return m_buffer.size() < bufferSize ? Result<void>() : flush();
}

Result<void> ExportFile::flush()
{
    std::string_view rest = m_buffer;
    while (!rest.empty()) {
        const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failed(errno);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    m_buffer.clear();
    return {};
}

Result<fs::path> ExportFile::keep() { return finish(m_target); }

Result<fs::path> ExportFile::keepPartial()
{
    fs::path name = m_target;
    name += ".partial";
    return finish(name);
}

Result<fs::path> ExportFile::finish(const fs::path& name)
{
    if (m_failed)
        return failed(EIO);
    if (const auto flushed = flush(); !flushed)
        return fail(flushed.error());
    if (m_temporary.empty()) {
        if (::close(std::exchange(m_descriptor, -1)) != 0)
            return failed(errno);
        return m_path;
    }
    // Some file systems tell of a full disk only now.
    if (::fsync(m_descriptor) != 0 || ::close(std::exchange(m_descriptor, -1)) != 0)
        return failed(errno);
    if (::rename(m_temporary.c_str(), name.c_str()) != 0)
        return failed(errno);
    m_kept = true;
    return name;
}

} // namespace weir
