// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/kept_records.h"

#include <algorithm>

namespace weir {

KeptRecords::KeptRecords(Prefer prefer, Order order, std::size_t most, std::size_t maxBytes)
    : m_prefer(prefer), m_order(order), m_most(most), m_maxBytes(maxBytes)
{
}

bool KeptRecords::worseThanAll(const Place& place) const
{
    if (m_records.empty())
        return false;
    return m_prefer == Prefer::Newest ? place < m_records.begin()->first : place > m_records.rbegin()->first;
}

void KeptRecords::dropWorst()
{
    const auto worst = m_prefer == Prefer::Newest ? m_records.begin() : std::prev(m_records.end());
    m_bytes -= worst->second.size();
    m_records.erase(worst);
    m_dropped = true;
}

void KeptRecords::offer(const RecordView& record)
{
    const Place place{m_order == Order::ByTime ? record.timestamp : std::nullopt, record.partition, record.offset};
    const bool full = m_records.size() >= m_most || m_bytes >= m_maxBytes;
    if (full && worseThanAll(place)) {
        m_dropped = true; // not even copied
        m_outOfBytes = m_outOfBytes || m_records.size() < m_most;
        return;
    }
    const auto [at, added] = m_records.emplace(place, record.toRecord());
    if (!added)
        return;
    m_bytes += at->second.size();
    while (m_records.size() > 1 && (m_records.size() > m_most || m_bytes > m_maxBytes)) {
        m_outOfBytes = m_outOfBytes || m_records.size() <= m_most;
        dropWorst();
    }
}

std::vector<Record> KeptRecords::take()
{
    std::vector<Record> records;
    records.reserve(m_records.size());
    for (auto& [place, record] : m_records)
        records.push_back(std::move(record));
    m_records.clear();
    m_bytes = 0;
    if (m_prefer == Prefer::Newest)
        std::ranges::reverse(records);
    return records;
}

} // namespace weir
