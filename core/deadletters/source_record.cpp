// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/source_record.h"

#include "core/deadletters/convention.h"
#include "core/deadletters/letter_place.h"
#include "core/deadletters/topic_name.h"
#include "core/records/browse.h"
#include "core/topics/topic_offsets.h"

#include <algorithm>

namespace weir {
namespace {

using State = SourceRecord::State;

constexpr std::size_t shortestWrapped = 4; ///< a shorter value stands in many others by chance

SourceRecord answer(State state, std::string sentence)
{
    SourceRecord source;
    source.state = state;
    source.sentence = std::move(sentence);
    return source;
}

/// The place the headers name, or the sentence that says what is missing.
Result<LetterPlace> placeIn(const Record& letter, const FailureReport& failure)
{
    const auto missing = [](std::string sentence) { return fail(ErrorKind::InvalidInput, std::move(sentence)); };
    if (!failure.originTopic || failure.originTopic->empty())
        return missing("The headers do not say where the source record is.");
    if (!isLegalTopic(*failure.originTopic))
        return missing("The headers name \"" + escapeForDisplay(*failure.originTopic, 80) +
                       "\" as the origin, which cannot be a topic's name.");
    if (!failure.originPartition || !failure.originOffset)
        return missing("The headers name " + *failure.originTopic + " as the origin, but not the " +
                       (failure.originOffset ? "partition" : "offset") + " of the source record.");
    const LetterPlace place{{*failure.originTopic, *failure.originPartition}, *failure.originOffset};
    if (place.partition.partition < 0 || place.offset < 0)
        return missing("The headers name " + placeText(place) + " as the source record, which cannot exist.");
    if (place == LetterPlace{{letter.topic, letter.partition}, letter.offset})
        return missing("The headers name the dead letter itself as its source.");
    return place;
}

/// Why NotFound: a log that ends before the offset means something else than one that begins behind it.
std::string whyGone(Cluster& cluster, const LetterPlace& place, const Call& call)
{
    const std::string text = placeText(place);
    const auto topic = cluster.admin().topic(place.partition.topic, call);
    if (!topic && topic.error().kind == ErrorKind::NotFound)
        return "The source record " + text + " is gone: the topic " + place.partition.topic + " does not exist (any more).";
    if (topic && std::ranges::find(topic->partitions, place.partition.partition, &PartitionMetadata::id) ==
                     topic->partitions.end())
        return "The source record " + text + " is not there: " + place.partition.topic + " has no partition " +
               std::to_string(place.partition.partition) + ".";
    const TopicOffsets offsets = topicOffsets(cluster, {place.partition}, call);
    const auto start = offsets.logStart.find(place.partition);
    const auto end = offsets.end.find(place.partition);
    if (start != offsets.logStart.end() && place.offset < start->second)
        return "The source record " + text + " is gone: retention deleted it, the log begins at " +
               std::to_string(start->second) + " now.";
    if (end != offsets.end.end() && place.offset >= end->second)
        return "The source record " + text + " is not there: the log ends at " + std::to_string(end->second) +
               ". The topic was made anew, or the header is wrong.";
    return "The source record " + text + " is gone: compaction removed it, or it belonged to a transaction that was aborted.";
}

/// True when the letter's value has the source's inside, as it is or in base64.
bool wraps(const Record& letter, const Record& source)
{
    if (!letter.value || !source.value || source.value->size() < shortestWrapped ||
        letter.value->size() <= source.value->size())
        return false;
    return letter.value->find(*source.value) != Bytes::npos || letter.value->find(toBase64(*source.value)) != Bytes::npos;
}

std::string howItDiffers(const Record& letter, const FailureReport& failure, const Record& source, const RecordDiff& diff)
{
    const std::string text = placeText({{source.topic, source.partition}, source.offset});
    if (wraps(letter, source))
        return "The dead letter is an envelope: its value holds that of the source record " + text + " and more.";
    const std::string what = !diff.sameKey && !diff.sameValue ? "Key and value differ"
                             : diff.sameValue                 ? "The key differs"
                                                              : "The value differs";
    const bool otherTime = failure.originTimestamp && source.timestamp && *failure.originTimestamp != *source.timestamp;
    if (otherTime)
        return what + " from the record at " + text +
               ", and so does the timestamp: another record may stand there since the topic was made anew.";
    return what + " from the source record " + text + ".";
}

SourceRecord compare(const Record& letter, const FailureReport& failure, Record source, const Call& call)
{
    const std::string text = placeText({{source.topic, source.partition}, source.offset});
    SourceRecord found;
    found.onlyHere = lacksData(letter, failure);
    found.state = !found.onlyHere && letter.key == source.key && letter.value == source.value ? State::Identical
                                                                                              : State::Differs;
    if (found.state == State::Differs)
        found.diff = diffRecords(source, letter, call.stop);
    found.sentence = found.onlyHere ? "The dead letter carries no data: what would be replayed is the source record " + text + "."
                     : found.state == State::Identical
                         ? "Key and value are those of the source record " + text + ", byte for byte."
                         : howItDiffers(letter, failure, source, *found.diff);
    found.record = std::move(source);
    return found;
}

} // namespace

SourceRecord findSource(Cluster& cluster, const Record& letter, const FailureReport& failure, const Call& call)
{
    const auto place = placeIn(letter, failure);
    SourceRecord found;
    if (!place) {
        found = answer(State::Unknown, place.error().message);
    } else if (auto source = fetchRecord(cluster, place->partition, place->offset, call); source) {
        return compare(letter, failure, std::move(*source), call);
    } else if (source.error().kind == ErrorKind::NotFound) {
        found = answer(State::Gone, whyGone(cluster, *place, call));
    } else {
        found = answer(State::Failed,
                       "The source record " + placeText(*place) + " could not be read: " + source.error().message);
        found.error = source.error();
    }
    found.onlyHere = lacksData(letter, failure);
    if (found.onlyHere)
        found.sentence += " The dead letter itself carries no data.";
    return found;
}

bool lacksData(const Record& letter, const FailureReport& failure)
{
    if (letter.key || letter.value)
        return false;
    // The headers, too: somebody's own convention, or a later framework's, may have given the report its name.
    return failure.convention == shareGroupConvention.name ||
           std::ranges::any_of(letter.headers,
                               [](const Header& header) { return header.name == shareGroupConvention.marker; });
}

} // namespace weir
