// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/bit_stream.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// The number of a sampling round. When it was is kept once for all series.
using Tick = std::uint32_t;

/// One compressed line: a value per tick, or none (a gap). Differences in adaptive Rice codes, runs of equal differences
/// (a line that stands still or climbs evenly) and gaps in one token: about 1.3 bytes for a value that moves by hundreds,
/// nothing for one that stands still. In chunks of some 128 values, so that the oldest can be dropped and the newest be
/// read without decoding the rest. Not thread-safe.
class LagSeries
{
public:
    /// Values are clamped to 0 … 2^61 - 1. Ticks left out are gaps; one that is not behind the last is ignored.
    void add(Tick tick, std::int64_t value);
    /// Ticks from `from` up to but not including `to`, one entry each, nullopt for a gap.
    void read(Tick from, Tick to, std::vector<std::optional<std::int64_t>>& out) const;
    /// Drops chunks that lie wholly before `tick`.
    void forgetBefore(Tick tick);
    [[nodiscard]] bool empty() const { return m_chunks.empty() && m_openCount == 0; }
    /// The very first tick ever added, even if it was dropped meanwhile; meaningless while empty().
    [[nodiscard]] Tick start() const { return m_start; }
    /// The first tick that is still kept; meaningless while empty().
    [[nodiscard]] Tick first() const { return m_chunks.empty() ? m_openFirst : m_chunks.front().first; }
    /// One behind the last tick added; meaningless while empty().
    [[nodiscard]] Tick end() const { return m_openFirst + m_openCount; }
    /// Of memory, this object included.
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Chunk {
        Tick first = 0;
        std::uint32_t begin = 0; ///< of its bytes in m_bits
        std::uint16_t count = 0;
        std::uint8_t lowBits = 0; ///< how large differences were before it
    };
    /// What both sides know at a place of the stream: the value before, and how large differences usually are.
    struct Model {
        std::int64_t value = 0;
        std::int64_t delta = 0;
        std::uint64_t mean = 16; ///< of zigzag differences, in sixteenths

        static Model startingWith(unsigned lowBits) { return {0, 0, std::uint64_t{16} << lowBits}; }
        [[nodiscard]] unsigned lowBits() const;
        void learn(std::uint64_t zigzag);
    };
    void putDelta();
    void putPending();
    void putGaps(Tick count);
    void seal();
    void restart();
    static void decode(const Chunk& chunk, std::string_view bits, Tick from, Tick to,
                       std::vector<std::optional<std::int64_t>>& out);

    std::vector<Chunk> m_chunks; ///< sealed ones, oldest first
    std::string m_bits;          ///< theirs, in the same order
    BitWriter m_open;
    Model m_model;
    Tick m_start = 0;
    Tick m_openFirst = 0;
    Tick m_openCount = 0; ///< ticks of the open chunk, pending ones included
    std::uint8_t m_openLowBits = 0;
    Tick m_pending = 0;   ///< repetitions of the last difference that are not yet in the stream
};

} // namespace weir
