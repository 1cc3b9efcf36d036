// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/run_flight.h"

namespace weir {
namespace {

std::uint64_t sizeOf(const OutgoingRecord& record)
{
    std::uint64_t size = (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
    for (const Header& header : record.headers)
        size += header.name.size() + (header.value ? header.value->size() : 0);
    return size;
}

} // namespace

std::uint64_t RunFlight::add(std::uint64_t number, const OutgoingRecord& record)
{
    if (m_free.empty()) {
        m_free.push_back(m_places.size());
        m_places.emplace_back();
    }
    const std::uint64_t ticket = m_free.back();
    m_free.pop_back();
    m_places[ticket] = {number, sizeOf(record), topicNumber(record.topic), record.partition.value_or(-1)};
    return ticket;
}

void RunFlight::remove(std::uint64_t ticket)
{
    m_places[ticket].number = 0;
    m_free.push_back(ticket);
}

std::uint32_t RunFlight::topicNumber(const std::string& topic)
{
    if (m_lastTopic < m_topics.size() && m_topics[m_lastTopic] == topic)
        return m_lastTopic;
    const auto [at, isNew] = m_topicNumbers.try_emplace(topic, static_cast<std::uint32_t>(m_topics.size()));
    if (isNew)
        m_topics.push_back(topic);
    m_lastTopic = at->second;
    return m_lastTopic;
}

std::string RunFlight::where(std::uint64_t ticket) const
{
    const Place& place = m_places[ticket];
    std::string text = "record " + std::to_string(place.number) + ", to " + m_topics[place.topic];
    if (place.partition >= 0)
        text += "-" + std::to_string(place.partition);
    return text;
}

std::vector<std::uint64_t> RunFlight::tickets() const
{
    std::vector<std::uint64_t> used;
    for (std::uint64_t i = 0; i < m_places.size(); ++i)
        if (m_places[i].number != 0)
            used.push_back(i);
    return used;
}

} // namespace weir
