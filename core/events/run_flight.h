// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace weir {

/// What is remembered of the records of a run that are under way, in places that are used again: the place is the record's
/// ticket. One thread at a time.
class RunFlight
{
public:
    /// `number`: from 1.
    [[nodiscard]] std::uint64_t add(std::uint64_t number, const OutgoingRecord& record);
    void remove(std::uint64_t ticket);
    [[nodiscard]] std::uint64_t bytes(std::uint64_t ticket) const { return m_places[ticket].bytes; }
    /// "record 17, to orders-3"; without the partition when the key decides.
    [[nodiscard]] std::string where(std::uint64_t ticket) const;
    [[nodiscard]] std::vector<std::uint64_t> tickets() const;

private:
    struct Place {
        std::uint64_t number = 0; ///< 0: free
        std::uint64_t bytes = 0;
        std::uint32_t topic = 0;
        std::int32_t partition = -1;
    };
    [[nodiscard]] std::uint32_t topicNumber(const std::string& topic);

    std::vector<Place> m_places;
    std::vector<std::uint64_t> m_free;
    std::vector<std::string> m_topics;
    std::unordered_map<std::string, std::uint32_t> m_topicNumbers;
    std::uint32_t m_lastTopic = 0;
};

} // namespace weir
