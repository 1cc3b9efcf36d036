// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/known_topics.h"

namespace weir {

Result<void> KnownTopics::check(Cluster& cluster, const std::string& topic, const Call& call)
{
    constexpr auto lasts = std::chrono::minutes(1);
    const auto now = std::chrono::steady_clock::now();
    if (topic.empty())
        return fail(ErrorKind::InvalidInput, "A record needs a topic.");
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_seen.find(topic); found != m_seen.end() && now - found->second < lasts)
            return {};
    }
    const auto metadata = cluster.admin().topic(topic, call);
    const std::scoped_lock lock(m_mutex);
    if (!metadata) {
        m_seen.erase(topic);
        return fail(metadata.error());
    }
    m_seen[topic] = now;
    return {};
}

} // namespace weir
