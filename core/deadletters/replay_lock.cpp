// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_job.h"

namespace weir {

std::filesystem::path ReplayLock::defaultFolder() { return {}; }
Result<ReplayLock> ReplayLock::take(const std::filesystem::path&, const std::string&, const std::vector<std::string>&)
{
    return ReplayLock();
}
ReplayLock::ReplayLock(ReplayLock&& other) noexcept : m_files(std::exchange(other.m_files, {})) {}
ReplayLock& ReplayLock::operator=(ReplayLock&& other) noexcept
{
    std::swap(m_files, other.m_files);
    return *this;
}
ReplayLock::~ReplayLock() = default;

} // namespace weir
