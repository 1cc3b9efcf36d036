// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_prepare.h"

#include "core/deadletters/record_digest.h"

#include <algorithm>

namespace weir {
namespace {

/// The hash of everything that is done to this record's contents; empty when nothing is.
std::string hashOfEdits(const ReplayOptions& options, const RecordEdit* single)
{
    const std::string all = editHash(options.edit);
    if (single == nullptr || single->empty())
        return all;
    const std::string own = editHash(*single);
    return all.empty() ? own : textHash(own + all, 16);
}

std::int64_t varintBytes(std::int64_t number)
{
    auto rest = static_cast<std::uint64_t>(number) << 1U; // zigzag of a number that is not negative
    std::int64_t bytes = 1;
    for (; rest >= 0x80; rest >>= 7U)
        ++bytes;
    return bytes;
}

std::int64_t fieldBytes(const OptionalBytes& field)
{
    const auto size = static_cast<std::int64_t>(field ? field->size() : 0);
    return (field ? varintBytes(size) : 1) + size;
}

} // namespace

std::int64_t batchBytes(const OutgoingRecord& record)
{
    constexpr std::int64_t batchHeader = 61;
    constexpr std::int64_t recordStart = 3; // attributes, timestamp delta 0, offset delta 0
    std::int64_t bytes = recordStart + fieldBytes(record.key) + fieldBytes(record.value) +
                         varintBytes(static_cast<std::int64_t>(record.headers.size()));
    for (const Header& header : record.headers)
        bytes += fieldBytes(header.name) + fieldBytes(header.value);
    return batchHeader + varintBytes(bytes) + bytes;
}

Result<PreparedReplay> prepareFor(const ReplayPlan& plan, const std::string& target, const ReplayItem& item,
                                  const Record& letter, const Record* source)
{
    const ReplayOptions& options = plan.options;
    const LetterPlace place = plan.placeOf(item);
    const auto single = options.edits.empty() ? options.edits.end() : options.edits.find(place);
    const RecordEdit* own = single == options.edits.end() ? nullptr : &single->second;
    const Record* data = source != nullptr ? source : &letter;
    Record edited;
    for (const RecordEdit* edit : {own, &options.edit}) {
        if (edit == nullptr || edit->empty())
            continue;
        auto result = applyEdit(*data, *edit);
        if (!result)
            return fail(std::move(result.error()));
        edited = std::move(*result);
        data = &edited;
    }
    const std::int64_t before = std::max(earlierReplays(letter.headers), source ? earlierReplays(source->headers) : 0);
    PreparedReplay prepared;
    prepared.headers = decideReplayHeaders(data->headers, options.headers, options.addWeirHeaders,
                                           {replayId(plan.cluster, place.partition, place.offset, hashOfEdits(options, own)),
                                            plan.job, placeText(place), before},
                                           options.conventions);
    prepared.record = {target, std::nullopt, data->key, data->value, prepared.headers.sent(), {}};
    if (item.targetPartition >= 0)
        prepared.record.partition = item.targetPartition;
    return prepared;
}

Result<OutgoingRecord> prepareReplay(const ReplayPlan& plan, const ReplayItem& item, const Record& letter,
                                     const Record* source)
{
    if (item.letterTopic >= plan.topics.size() || item.target >= plan.targets.size())
        return fail(ErrorKind::InvalidInput, "This item does not belong to the plan.");
    auto prepared = prepareFor(plan, plan.targets[item.target].topic, item, letter, source);
    if (!prepared)
        return fail(std::move(prepared.error()));
    return std::move(prepared->record);
}

} // namespace weir
