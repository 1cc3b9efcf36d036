// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>

namespace weir {

/// The newest records that were added, within a number of records and of bytes. They lie in blocks of memory of one
/// size that are used again, so that a ring that is full asks for no memory. When a block is needed and none may be
/// had, the oldest block goes as a whole. Values, keys and headers beyond a size are cut. One thread at a time.
class RecordRing
{
public:
    struct Limits {
        std::size_t maxRecords = 100'000;
        std::size_t maxBytes = std::size_t{128} << 20U;  ///< of the blocks; at least two blocks of 4 KiB
        std::size_t maxPartBytes = std::size_t{64} << 10U; ///< of a key, of a value, and of all headers of a record
    };
    RecordRing(std::string topic, Limits limits);

    void add(const RecordView& record);
    /// Forgets all records; sequence numbers go on.
    void clear();

    /// Sequence numbers of what is kept: [first, end).
    [[nodiscard]] std::int64_t first() const { return m_first; }
    [[nodiscard]] std::int64_t end() const { return m_end; }
    /// nullopt when it is not kept (any more).
    [[nodiscard]] std::optional<Record> at(std::int64_t sequence) const;
    /// Bytes of key, value and headers before they were cut; nullopt as for at().
    [[nodiscard]] std::optional<std::size_t> fullSize(std::int64_t sequence) const;

    /// Memory in use, overhead included; never more than maxBytes.
    [[nodiscard]] std::size_t bytes() const;
    /// Share of the limits in use, 0..1; 1 from the moment the oldest are pushed out.
    [[nodiscard]] double fill() const;
    /// Records that were pushed out since the beginning.
    [[nodiscard]] std::int64_t dropped() const { return m_dropped; }

private:
    struct Block {
        std::unique_ptr<char[]> data;
        std::size_t used = 0; ///< records grow from the begin; the place of each is noted from the end backwards
        std::size_t count = 0;
        std::int64_t first = 0; ///< sequence number of its first record
    };
    struct Entry;

    [[nodiscard]] char* room(std::size_t size);
    void newBlock();
    void dropBlock();
    void forgetBefore(std::int64_t sequence);
    [[nodiscard]] const char* find(std::int64_t sequence) const;

    const std::string m_topic;
    Limits m_limits;
    std::size_t m_blockSize;
    std::deque<Block> m_blocks;
    std::unique_ptr<char[]> m_spare;
    std::int64_t m_first = 0;
    std::int64_t m_end = 0;
    std::int64_t m_dropped = 0;
    bool m_full = false; ///< something was pushed out since the last clear()
};

} // namespace weir
