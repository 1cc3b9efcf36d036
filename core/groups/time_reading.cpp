// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/time_lag.h"

#include <algorithm>
#include <map>

namespace weir {
namespace {

/// Partitions in one read: what each fetches ahead adds up.
constexpr std::size_t mostAtOnce = 100;
/// How far is looked back for the newest record at most. Longer runs of transaction markers and removed records at the
/// end of a log do not occur by themselves: compaction leaves the last record alone.
constexpr std::int64_t mostBack = 16'384;

/// A question and how far its answer is.
struct Search {
    TimeAnswer answer;
    std::int64_t back = 1; ///< for the newest: how many offsets before `high` are read
    std::int64_t high = 0; ///< for the newest: no record lies in [high, end)
    bool done = false;
};

ReadRange rangeOf(const Search& search)
{
    const TimeQuestion& question = search.answer.question;
    if (!question.newest)
        return {question.partition, question.offset, question.end, 1};
    return {question.partition, std::max(question.offset, search.high - search.back), search.high};
}

/// Ready for the next read, or done.
void stepBack(Search& search, std::int64_t begin)
{
    const TimeQuestion& question = search.answer.question;
    search.high = begin;
    search.done = begin <= question.offset;
    if (search.done)
        return;
    if (question.end - begin >= mostBack) {
        search.answer.error = Error{ErrorKind::NotFound,
                                    "The last " + std::to_string(question.end - begin) + " offsets of " +
                                        toString(question.partition) + " hold no record.",
                                    {}, 0, false};
        search.done = true;
    }
    constexpr std::int64_t stride = 8;
    search.back *= stride;
}

/// One read for at most one question of each partition.
void readWave(Reader& reader, const std::vector<Search*>& wave, const Call& call)
{
    std::vector<ReadRange> ranges;
    std::map<std::pair<std::string_view, std::int32_t>, Search*> byPartition;
    std::map<std::string, Search*> bySubject;
    for (Search* search : wave) {
        ranges.push_back(rangeOf(*search));
        const TopicPartition& partition = search->answer.question.partition;
        byPartition.emplace(std::pair(std::string_view(partition.topic), partition.partition), search);
        bySubject.emplace(toString(partition), search);
    }
    const RecordSink sink = [&](const RecordView& record) {
        const auto found = byPartition.find({record.topic, record.partition});
        if (found != byPartition.end()) {
            TimeAnswer& answer = found->second->answer;
            answer.found = record.offset;
            answer.timestamp = record.timestampType == TimestampType::None ? std::nullopt : record.timestamp;
        }
        return SinkAnswer::Continue;
    };
    const auto read = reader.read(ranges, sink, call);
    for (const Failure& failure : read.failures) {
        const auto found = bySubject.find(failure.subject);
        if (found == bySubject.end())
            continue;
        found->second->answer.error = failure.error;
        found->second->done = true;
    }
    for (std::size_t i = 0; i < wave.size(); ++i) {
        Search& search = *wave[i];
        if (search.done)
            continue;
        const auto progress = read.values.find(ranges[i].partition);
        const bool finished = progress != read.values.end() && progress->second.finished;
        const bool enough = search.answer.found && !search.answer.question.newest;
        if (!finished && !enough) {
            const std::string what = "Reading the time of a record of " + toString(ranges[i].partition);
            search.answer.error = call.stop.stop_requested() ? cancelledError(what) : timedOutError(what);
            search.done = true;
        } else if (search.answer.found || !search.answer.question.newest) {
            search.done = true;
        } else {
            stepBack(search, ranges[i].begin);
        }
    }
}

} // namespace

std::vector<TimeAnswer> readTimes(Reader& reader, const std::vector<TimeQuestion>& questions, const Call& call)
{
    std::vector<Search> searches;
    searches.reserve(questions.size());
    for (const TimeQuestion& question : questions)
        searches.push_back({{question, std::nullopt, std::nullopt, std::nullopt}, 1, question.end,
                            question.offset >= question.end});
    // A partition may be named once in a read, so its questions take turns.
    for (bool more = true; more;) {
        std::map<TopicPartition, Search*> turn;
        for (Search& search : searches)
            if (!search.done && turn.size() < mostAtOnce)
                turn.try_emplace(search.answer.question.partition, &search);
        std::vector<Search*> wave;
        for (const auto& [partition, search] : turn)
            wave.push_back(search);
        more = !wave.empty();
        if (more)
            readWave(reader, wave, call);
    }
    std::vector<TimeAnswer> answers;
    answers.reserve(searches.size());
    for (Search& search : searches) {
        // Half of an answer is none.
        if (search.answer.error) {
            search.answer.found.reset();
            search.answer.timestamp.reset();
        }
        answers.push_back(std::move(search.answer));
    }
    return answers;
}

} // namespace weir
