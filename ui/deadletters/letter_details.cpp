// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_details.h"

#include "core/deadletters/custom_convention.h"
#include "core/topics/topic_offsets.h"

#include <algorithm>
#include <set>
#include <utility>

namespace weir::ui {
namespace {

/// Records between two wanted ones that are cheaper to read than to skip; they may be large.
constexpr std::int64_t closeTogether = 30;

LetterDetails detailsOf(const RecordView& record, const std::vector<CustomConvention>& own)
{
    LetterDetails details;
    if (record.key)
        details.key = Bytes(record.key->substr(0, LetterDetails::mostKey));
    const FailureReport report = readFailure(record.headers(), own);
    details.originTopic = report.originTopic;
    details.originPartition = report.originPartition;
    details.originOffset = report.originOffset;
    details.attempts = report.attempts;
    return details;
}

/// What is read in one go: at most one range of each partition.
std::vector<std::vector<ReadRange>> roundsOf(const std::vector<LetterPlace>& places)
{
    std::vector<std::vector<ReadRange>> rounds;
    std::size_t round = 0;
    const ReadRange* last = nullptr;
    for (const LetterPlace& place : places) {
        const bool same = last && last->partition == place.partition;
        if (same && place.offset - last->end <= closeTogether) {
            rounds[round].back().end = place.offset + 1;
            continue;
        }
        round = same ? round + 1 : 0;
        if (round == rounds.size())
            rounds.emplace_back();
        rounds[round].push_back({place.partition, place.offset, place.offset + 1});
        last = &rounds[round].back();
    }
    return rounds;
}

/// What a read that is over says about a wanted letter that did not come.
LetterDetails missing(const TopicPartition& partition, const Partial<std::map<TopicPartition, ReadProgress>>& read)
{
    LetterDetails details;
    const auto progress = read.values.find(partition);
    details.gone = progress != read.values.end() && progress->second.finished;
    if (details.gone)
        return details;
    const auto failure = std::ranges::find(read.failures, toString(partition), &Failure::subject);
    details.error = failure != read.failures.end() ? failure->error : timedOutError("Reading the dead letter");
    return details;
}

} // namespace

std::map<LetterPlace, LetterDetails> readLetterDetails(Cluster& cluster, std::vector<LetterPlace> places,
                                                       const std::vector<CustomConvention>& own, const Call& call)
{
    std::ranges::sort(places);
    std::map<LetterPlace, LetterDetails> result;
    std::set<TopicPartition> partitions;
    for (const LetterPlace& place : places)
        partitions.insert(place.partition);
    const TopicOffsets now = topicOffsets(cluster, {partitions.begin(), partitions.end()}, call);
    // A read that begins outside of the log fails as a whole.
    std::erase_if(places, [&](const LetterPlace& place) {
        const auto start = now.logStart.find(place.partition);
        const auto end = now.end.find(place.partition);
        const bool gone = start != now.logStart.end() && end != now.end.end()
            && (place.offset < start->second || place.offset >= end->second);
        if (gone)
            result[place].gone = true;
        return gone;
    });
    const std::set<LetterPlace> wanted(places.begin(), places.end());
    for (const auto& round : roundsOf(places)) {
        if (call.over())
            break;
        const auto read = cluster.reader().read(
            round,
            [&](const RecordView& record) {
                const LetterPlace place{{std::string(record.topic), record.partition}, record.offset};
                if (wanted.contains(place))
                    result[place] = detailsOf(record, own);
                return SinkAnswer::Continue;
            },
            call);
        for (const ReadRange& range : round) {
            const auto end = wanted.lower_bound({range.partition, range.end});
            for (auto at = wanted.lower_bound({range.partition, range.begin}); at != end; ++at) {
                if (!result.contains(*at))
                    result[*at] = missing(range.partition, read);
            }
        }
    }
    return result;
}

} // namespace weir::ui
