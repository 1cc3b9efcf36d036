// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/history_block.h"

#include <algorithm>

namespace weir {
namespace {

constexpr char format = 1;
constexpr std::int64_t largest = (std::int64_t{1} << 61) - 1;

// The low bits of a bucket's head; the rest is the zigzag difference of `last` to the value before.
constexpr std::uint64_t spread = 1;  // least and most differ from last
constexpr std::uint64_t special = 2; // a byte of flags and the number of slots left out follow

constexpr std::uint64_t onlyGap = 1;
constexpr std::uint64_t before = 2;
constexpr std::uint64_t after = 4;

void put(std::string& out, std::uint64_t number)
{
    for (; number >= 0x80; number >>= 7U)
        out.push_back(static_cast<char>((number & 0x7FU) | 0x80U));
    out.push_back(static_cast<char>(number));
}

std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
}

void putBuckets(std::string& out, const std::vector<TierBucket>& buckets, std::int64_t firstSlot)
{
    put(out, buckets.size());
    std::int64_t value = 0;
    std::int64_t next = firstSlot;
    for (const TierBucket& bucket : buckets) {
        const std::int64_t last = bucket.last.value_or(value);
        const bool isSpread = bucket.last && (bucket.least != last || bucket.most != last);
        const bool isSpecial = !bucket.last || bucket.gapBefore || bucket.gapAfter || bucket.slot != next;
        put(out, (zigzag(last - value) << 2U) | (isSpecial ? special : 0) | (isSpread ? spread : 0));
        if (isSpecial) {
            put(out, (bucket.last ? 0 : onlyGap) | (bucket.gapBefore ? before : 0) | (bucket.gapAfter ? after : 0));
            put(out, static_cast<std::uint64_t>(bucket.slot - next));
        }
        if (isSpread) {
            put(out, static_cast<std::uint64_t>(last - bucket.least));
            put(out, static_cast<std::uint64_t>(bucket.most - last));
        }
        value = last;
        next = bucket.slot + 1;
    }
}

/// Reads numbers; after the first that is not whole, `good` stays false.
struct Source {
    std::string_view bytes;
    bool good = true;

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (bytes.empty())
                break;
            const auto byte = static_cast<unsigned char>(bytes.front());
            bytes.remove_prefix(1);
            const std::uint64_t part = byte & 0x7FU;
            if (shift == 63 && part > 1)
                break;
            value |= part << shift;
            if (byte < 0x80)
                return value;
        }
        good = false;
        return 0;
    }
    /// A number of at most `most`.
    std::int64_t upTo(std::int64_t most)
    {
        const std::uint64_t value = number();
        if (value > static_cast<std::uint64_t>(std::max<std::int64_t>(most, 0)) || most < 0)
            good = false;
        return good ? static_cast<std::int64_t>(value) : 0;
    }
};

std::vector<TierBucket> takeBuckets(Source& in, std::int64_t firstSlot, std::int64_t slots)
{
    std::vector<TierBucket> buckets;
    const std::int64_t count = in.upTo(slots);
    buckets.reserve(static_cast<std::size_t>(count));
    std::int64_t value = 0;
    std::int64_t next = firstSlot;
    for (std::int64_t i = 0; i < count && in.good; ++i) {
        const std::uint64_t head = in.number();
        std::uint64_t flags = 0;
        if ((head & special) != 0) {
            flags = static_cast<std::uint64_t>(in.upTo(onlyGap | before | after));
            next += in.upTo(firstSlot + slots - 1 - next);
        }
        // The difference of two values of 61 bits has 62 bits, so the sum below cannot overflow.
        const std::int64_t last = value + unzigzag(head >> 2U);
        TierBucket bucket{next, last, last, last, (flags & before) != 0, (flags & after) != 0};
        if ((head & spread) != 0) {
            bucket.least = last - in.upTo(last);
            bucket.most = last + in.upTo(largest - last);
        }
        if (last < 0 || last > largest || next >= firstSlot + slots)
            in.good = false;
        if ((flags & onlyGap) != 0) {
            if (last != value || (head & spread) != 0)
                in.good = false;
            bucket.last.reset();
            bucket.least = bucket.most = 0;
        }
        buckets.push_back(bucket);
        value = last;
        ++next;
    }
    return buckets;
}

} // namespace

std::string encodeBlock(const HistoryBlock& block, std::int64_t firstSlot)
{
    std::string out(1, format);
    putBuckets(out, block.records, firstSlot);
    putBuckets(out, block.milliseconds, firstSlot);
    return out;
}

Result<HistoryBlock> decodeBlock(std::string_view bytes, std::int64_t firstSlot, std::int64_t slots)
{
    const auto damaged = [] { return fail(ErrorKind::InvalidInput, "A block of the lag history is damaged."); };
    if (bytes.empty() || bytes.front() != format)
        return damaged();
    Source in{bytes.substr(1)};
    HistoryBlock block;
    block.records = takeBuckets(in, firstSlot, slots);
    if (in.good)
        block.milliseconds = takeBuckets(in, firstSlot, slots);
    if (!in.good || !in.bytes.empty())
        return damaged();
    return block;
}

} // namespace weir
