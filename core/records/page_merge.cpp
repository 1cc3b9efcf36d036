// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/page_merge.h"

#include <algorithm>

namespace weir {
namespace {

/// The inputs that ran out although more may come.
std::vector<std::size_t> starving(std::span<const MergeInput> inputs, const std::vector<std::size_t>& taken)
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (taken[i] == inputs[i].records.size() && !inputs[i].complete)
            found.push_back(i);
    return found;
}

bool allTaken(std::span<const MergeInput> inputs, const std::vector<std::size_t>& taken)
{
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (taken[i] < inputs[i].records.size() || !inputs[i].complete)
            return false;
    return true;
}

TopicPlace placeOf(std::span<const MergeInput> inputs, const std::vector<std::int64_t>& next)
{
    TopicPlace place;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        place[inputs[i].partition] = next[i];
    return place;
}

} // namespace

std::vector<TimestampMs> orderKeys(const OffsetStamps& stamps)
{
    std::vector<TimestampMs> keys;
    keys.reserve(stamps.size());
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        TimestampMs key = stamps[i].second.value_or(-1);
        for (std::size_t j = i; j-- > 0 && stamps[j].first > stamps[i].first - orderWindow;)
            key = std::max(key, stamps[j].second.value_or(-1));
        keys.push_back(key);
    }
    return keys;
}

MergedRows mergeAfter(std::span<const MergeInput> inputs, std::size_t count)
{
    MergedRows merged;
    std::vector<std::size_t> taken(inputs.size(), 0);
    std::vector<std::int64_t> next;
    std::int64_t position = 0;
    for (const MergeInput& input : inputs) {
        next.push_back(input.records.empty() ? input.edge : input.records.front()->offset);
        position += next.back();
    }
    merged.before = placeOf(inputs, next);
    while (merged.rows.size() < count) {
        merged.starved = starving(inputs, taken);
        if (!merged.starved.empty())
            break;
        std::size_t best = inputs.size();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (taken[i] == inputs[i].records.size())
                continue;
            if (best == inputs.size() ||
                std::pair(inputs[i].keys[taken[i]], inputs[i].partition) <
                    std::pair(inputs[best].keys[taken[best]], inputs[best].partition))
                best = i;
        }
        if (best == inputs.size())
            break;
        const MergeInput& input = inputs[best];
        merged.rows.push_back({position, input.records[taken[best]]});
        const std::size_t at = ++taken[best];
        const std::int64_t follows = at < input.records.size() ? input.records[at]->offset : input.edge;
        position += follows - next[best];
        next[best] = follows;
    }
    merged.exhausted = allTaken(inputs, taken);
    merged.after = placeOf(inputs, next);
    return merged;
}

MergedRows mergeBefore(std::span<const MergeInput> inputs, std::size_t count)
{
    MergedRows merged;
    std::vector<std::size_t> taken(inputs.size(), 0);
    std::vector<std::int64_t> next;
    std::int64_t position = 0;
    for (const MergeInput& input : inputs) {
        next.push_back(input.edge);
        position += input.edge;
    }
    merged.after = placeOf(inputs, next);
    const auto last = [&](std::size_t i) { return inputs[i].records.size() - 1 - taken[i]; };
    while (merged.rows.size() < count) {
        merged.starved = starving(inputs, taken);
        if (!merged.starved.empty())
            break;
        std::size_t best = inputs.size();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (taken[i] == inputs[i].records.size())
                continue;
            if (best == inputs.size() || std::pair(inputs[i].keys[last(i)], inputs[i].partition) >
                                             std::pair(inputs[best].keys[last(best)], inputs[best].partition))
                best = i;
        }
        if (best == inputs.size())
            break;
        const std::shared_ptr<const Record>& record = inputs[best].records[last(best)];
        position += record->offset - next[best];
        next[best] = record->offset;
        ++taken[best];
        merged.rows.push_back({position, record});
    }
    std::ranges::reverse(merged.rows);
    merged.exhausted = allTaken(inputs, taken);
    merged.before = placeOf(inputs, next);
    return merged;
}

} // namespace weir
