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
/// nothing for one that stands still. In chunks of some 256 values, so that the oldest can be dropped and the newest be
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
    /// One behind the last tick added; meaningless while empty().
    [[nodiscard]] Tick end() const { return m_openFirst + m_openCount; }
    /// Of memory, this object included.
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Chunk {
        Tick first = 0;
        Tick count = 0;
        std::string bits;
    };
    /// What both sides know at a place of the stream: the value before, and how large differences usually are.
    struct Model {
        std::int64_t value = 0;
        std::int64_t delta = 0;
        std::uint64_t mean = 0; ///< of zigzag differences, in sixteenths

        [[nodiscard]] unsigned lowBits() const;
        void learn(std::uint64_t zigzag);
    };
    void putDelta();
    void putPending();
    void putGaps(Tick count);
    void seal();
    static void decode(const Chunk& chunk, Tick from, Tick to, std::vector<std::optional<std::int64_t>>& out);

    std::vector<Chunk> m_chunks; ///< sealed ones, oldest first
    BitWriter m_open;
    Model m_model;
    Tick m_start = 0;
    Tick m_openFirst = 0;
    Tick m_openCount = 0; ///< ticks of the open chunk, pending ones included
    Tick m_pending = 0;   ///< repetitions of the last difference that are not yet in the stream
};

} // namespace weir
