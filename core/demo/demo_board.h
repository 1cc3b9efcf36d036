// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/demo_traffic.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace weir {

/// The status that several threads of the demo traffic write together. Thread-safe.
class DemoBoard
{
public:
    template <typename Change> void update(Change change)
    {
        const std::lock_guard lock(m_mutex);
        change(m_status);
    }
    /// Changes the entry of one group, which is made at the first time.
    template <typename Change> void updateGroup(const std::string& id, Change change)
    {
        const std::lock_guard lock(m_mutex);
        auto group = std::ranges::find(m_status.groups, id, &DemoGroupStatus::id);
        if (group == m_status.groups.end()) {
            group = m_status.groups.emplace(group);
            group->id = id;
        }
        change(*group);
    }
    /// Notes what is wrong now with one subject ("events", a topic, a group), in place of what was noted before.
    void trouble(const std::string& subject, Error error)
    {
        const std::lock_guard lock(m_mutex);
        forget(subject);
        m_status.troubles.push_back({subject, std::move(error)});
    }
    void clear(const std::string& subject)
    {
        const std::lock_guard lock(m_mutex);
        forget(subject);
    }
    [[nodiscard]] DemoTrafficStatus status() const
    {
        const std::lock_guard lock(m_mutex);
        return m_status;
    }

private:
    void forget(const std::string& subject)
    {
        std::erase_if(m_status.troubles, [&](const Failure& failure) { return failure.subject == subject; });
    }

    mutable std::mutex m_mutex;
    DemoTrafficStatus m_status;
};

} // namespace weir
