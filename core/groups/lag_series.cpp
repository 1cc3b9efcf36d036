// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_series.h"

namespace weir {
namespace {

constexpr std::int64_t largest = (std::int64_t{1} << 61) - 1;
constexpr Tick ticksInAChunk = 256;
constexpr Tick mostTicks = 1'024;    // of a chunk that costs next to nothing
constexpr std::size_t cheapBytes = 16;
constexpr unsigned escapeOnes = 20;  // so many ones in a row announce a token instead of a difference
constexpr Tick shortestRun = 16;     // fewer are cheaper one by one

enum Token : std::uint64_t { Large, Run, Gap };

std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
}

void putToken(BitWriter& out, Token token, std::uint64_t number)
{
    const auto width = static_cast<unsigned>(std::bit_width(number));
    out.put((std::uint64_t{1} << escapeOnes) - 1, escapeOnes);
    out.put(token, 2);
    out.put(width, 7);
    out.put(number, width);
}

} // namespace

unsigned LagSeries::Model::lowBits() const
{
    const std::uint64_t usual = mean >> 4U;
    return usual > 0 ? static_cast<unsigned>(std::bit_width(usual)) - 1 : 0;
}

void LagSeries::Model::learn(std::uint64_t zigzag)
{
    const std::uint64_t usual = mean >> 4U;
    // A jump must not spoil the estimate: neither the first value of a chunk nor a reset comes again.
    mean += std::min(zigzag, 8 * usual + 256) - usual;
}

void LagSeries::putDelta()
{
    const std::uint64_t number = zigzag(m_model.delta);
    const unsigned low = m_model.lowBits();
    if (const std::uint64_t high = number >> low; high < escapeOnes) {
        m_open.put((std::uint64_t{1} << high) - 1, static_cast<unsigned>(high) + 1);
        m_open.put(number, low);
    } else {
        putToken(m_open, Large, number);
    }
    m_model.learn(number);
}

void LagSeries::putPending()
{
    if (m_pending >= shortestRun)
        putToken(m_open, Run, m_pending);
    else
        for (Tick i = 0; i < m_pending; ++i)
            putDelta();
    m_pending = 0;
}

void LagSeries::putGaps(Tick count)
{
    putPending();
    putToken(m_open, Gap, count);
    m_openCount += count;
}

void LagSeries::seal()
{
    putPending();
    Chunk chunk{m_openFirst, m_openCount, m_open.bytes()};
    chunk.bits.shrink_to_fit();
    m_chunks.push_back(std::move(chunk));
    m_open.clear();
    m_model = {};
    m_openFirst = end();
    m_openCount = 0;
}

void LagSeries::add(Tick tick, std::int64_t value)
{
    value = std::clamp(value, std::int64_t{0}, largest);
    if (!empty() && tick < end())
        return;
    if (empty())
        m_start = m_openFirst = tick;
    else if (m_openCount > 0 && tick - m_openFirst >= ticksInAChunk &&
             (m_open.size() > cheapBytes || tick - m_openFirst >= mostTicks))
        seal();
    if (m_openCount == 0)
        m_openFirst = tick;
    else if (tick > end())
        putGaps(tick - end());
    const std::int64_t delta = value - m_model.value;
    m_model.value = value;
    ++m_openCount;
    if (delta == m_model.delta) {
        ++m_pending;
        return;
    }
    putPending();
    m_model.delta = delta;
    putDelta();
}

void LagSeries::decode(const Chunk& chunk, Tick from, Tick to, std::vector<std::optional<std::int64_t>>& out)
{
    BitReader in(chunk.bits);
    Model model;
    const Tick end = std::min(to, chunk.first + chunk.count);
    Tick tick = chunk.first;
    const auto place = [&] {
        model.value += model.delta;
        if (tick >= from && tick < end)
            out[tick - from] = model.value;
        ++tick;
    };
    while (tick < end) {
        const unsigned high = in.ones(escapeOnes);
        if (high < escapeOnes) {
            const unsigned low = model.lowBits();
            const std::uint64_t number = (std::uint64_t{high} << low) | in.take(low);
            model.learn(number);
            model.delta = unzigzag(number);
            place();
            continue;
        }
        const std::uint64_t token = in.take(2);
        const std::uint64_t number = in.take(static_cast<unsigned>(in.take(7)));
        if (token == Gap) {
            tick += static_cast<Tick>(number);
        } else if (token == Run) {
            for (std::uint64_t i = 0; i < number && tick < end; ++i)
                place();
        } else {
            model.learn(number);
            model.delta = unzigzag(number);
            place();
        }
    }
}

void LagSeries::read(Tick from, Tick to, std::vector<std::optional<std::int64_t>>& out) const
{
    out.assign(to > from ? to - from : 0, std::nullopt);
    for (const Chunk& chunk : m_chunks)
        if (chunk.first < to && chunk.first + chunk.count > from)
            decode(chunk, from, to, out);
    if (m_openCount == 0 || m_openFirst >= to || end() <= from)
        return;
    const Tick written = m_openCount - m_pending;
    decode({m_openFirst, written, m_open.bytes()}, from, to, out);
    std::int64_t value = m_model.value - m_model.delta * static_cast<std::int64_t>(m_pending);
    for (Tick tick = m_openFirst + written; tick < std::min(to, end()); ++tick) {
        value += m_model.delta;
        if (tick >= from)
            out[tick - from] = value;
    }
}

void LagSeries::forgetBefore(Tick tick)
{
    const auto keep = std::ranges::find_if(m_chunks, [&](const Chunk& c) { return c.first + c.count > tick; });
    m_chunks.erase(m_chunks.begin(), keep);
    if (m_openCount > 0 && end() <= tick) {
        m_open.clear();
        m_model = {};
        m_openCount = 0;
        m_pending = 0;
    }
}

std::size_t LagSeries::bytes() const
{
    constexpr std::size_t inside = 15; // so many characters a std::string holds without allocating
    constexpr std::size_t header = 16; // of an allocation
    const auto heap = [](std::size_t capacity) { return capacity > inside ? capacity + 1 + header : 0; };
    std::size_t all = sizeof *this + heap(m_open.capacity());
    if (m_chunks.capacity() > 0)
        all += m_chunks.capacity() * sizeof(Chunk) + header;
    for (const Chunk& chunk : m_chunks)
        all += heap(chunk.bits.capacity());
    return all;
}

} // namespace weir
