// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <map>
#include <tuple>
#include <vector>

namespace weir {

/// The best of the records that were offered: the newest or the oldest ones, never more than a count and a number of
/// bytes (one record is kept even when it alone is larger). One thread at a time.
class KeptRecords
{
public:
    enum class Prefer { Newest, Oldest };
    enum class Order {
        ByOffset, ///< records of one partition: timestamps may run backwards there, offsets cannot
        ByTime,   ///< timestamp, then partition, then offset
    };

    KeptRecords(Prefer prefer, Order order, std::size_t most, std::size_t maxBytes);

    void offer(const RecordView& record);
    /// Something was offered that is not kept.
    [[nodiscard]] bool dropped() const { return m_dropped; }
    /// Something was not kept because of its bytes: looking further would only drop more.
    [[nodiscard]] bool outOfBytes() const { return m_outOfBytes; }
    /// The kept records, best first; leaves nothing behind.
    [[nodiscard]] std::vector<Record> take();

private:
    using Place = std::tuple<std::optional<TimestampMs>, std::int32_t, std::int64_t>;
    [[nodiscard]] bool worseThanAll(const Place& place) const;
    void dropWorst();

    Prefer m_prefer;
    Order m_order;
    std::size_t m_most;
    std::size_t m_maxBytes;
    std::size_t m_bytes = 0;
    bool m_dropped = false;
    bool m_outOfBytes = false;
    std::map<Place, Record> m_records;
};

} // namespace weir
