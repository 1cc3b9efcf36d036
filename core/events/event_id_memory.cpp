// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_id_store.h"

#include <deque>
#include <string>
#include <unordered_map>

namespace weir {
namespace {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

class MemoryIds final : public EventIdStore
{
public:
    Result<bool> contains(std::string_view id, TimestampMs oldest) override
    {
        const auto found = m_times.find(id);
        return found != m_times.end() && found->second > oldest;
    }

    Result<void> add(std::string_view id, TimestampMs now, TimestampMs oldest, std::size_t most) override
    {
        if (const auto found = m_times.find(id); found != m_times.end()) {
            if (found->second <= oldest)
                found->second = now; // its place among the others stays; so it may be forgotten for their number first
        } else {
            m_order.push_back(&m_times.emplace(std::string(id), now).first->first);
        }
        while (!m_order.empty() && (m_order.size() > most || m_times.find(*m_order.front())->second <= oldest)) {
            m_times.erase(m_times.find(*m_order.front()));
            m_order.pop_front();
        }
        return {};
    }

    std::size_t size() const override { return m_times.size(); }

private:
    std::unordered_map<std::string, TimestampMs, TextHash, std::equal_to<>> m_times;
    std::deque<const std::string*> m_order; ///< keys of the map, which stay where they are
};

} // namespace

std::unique_ptr<EventIdStore> makeMemoryIds() { return std::make_unique<MemoryIds>(); }

} // namespace weir
