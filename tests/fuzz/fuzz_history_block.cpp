// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign bytes as rows of a lag history: refused, or a block that is sound and comes back when it is written again.
#include "core/groups/history_block.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>

namespace {

using namespace weir;

constexpr std::int64_t first = 2'833'333 * std::int64_t{60};
constexpr std::int64_t slots = 60;

void promise(bool kept)
{
    if (!kept)
        std::abort();
}

void checkBuckets(const std::vector<TierBucket>& buckets)
{
    std::int64_t before = first - 1;
    for (const TierBucket& bucket : buckets) {
        promise(bucket.slot > before && bucket.slot < first + slots);
        if (bucket.last)
            promise(bucket.least >= 0 && bucket.least <= *bucket.last && *bucket.last <= bucket.most);
        before = bucket.slot;
    }
    TimestampMs last = -1;
    for (const HistoryPoint& point : pointsOf(buckets, std::chrono::seconds(10))) {
        promise(point.time > last);
        last = point.time;
    }
    promise(coarser(buckets, 6).size() <= buckets.size());
    const auto twice = merged(buckets, buckets, first + slots);
    promise(twice.size() == buckets.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto block = decodeBlock(input, first, slots);
    if (!block)
        return 0;
    checkBuckets(block->records);
    checkBuckets(block->milliseconds);
    const auto again = decodeBlock(encodeBlock(*block, first), first, slots);
    promise(again && *again == *block);
    return 0;
}

std::vector<std::string> weir::test::fuzzSeeds()
{
    std::vector<std::string> seeds;
    for (const std::int64_t step : {0, 1, 777, 1'000'000}) {
        HistoryBlock block;
        for (std::int64_t slot = first; slot < first + slots; slot += 1 + step % 3) {
            const std::int64_t value = (slot - first) * step;
            block.records.push_back({slot, value, value / 2, value * 2, slot % 7 == 0, slot % 5 == 0});
            block.milliseconds.push_back({slot, slot % 4 == 0 ? std::nullopt : std::optional(value), 0, 0, false, false});
            if (block.milliseconds.back().last)
                block.milliseconds.back().least = block.milliseconds.back().most = value;
        }
        seeds.push_back(encodeBlock(block, first));
    }
    seeds.push_back(encodeBlock({}, first));
    return seeds;
}
