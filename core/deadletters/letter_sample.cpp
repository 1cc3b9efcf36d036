// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/letter_sample.h"

#include "core/deadletters/failure_scanner.h"

#include <algorithm>
#include <set>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mostNewest = 1'500;  // partitions in a read
constexpr std::size_t mostOldest = 3'000;
constexpr std::size_t mostOfTopic = 3;
constexpr std::int64_t newestRecords = 8;
constexpr std::chrono::milliseconds newestTime = 6s;
constexpr std::chrono::milliseconds oldestTime = 4s;

Call shortened(const Call& call, std::chrono::milliseconds most)
{
    return Call::within(std::min(most, call.deadline.remaining()), call.stop);
}

std::string_view originOf(const ScannedFailure& failure, std::string_view topic)
{
    // A record that was put back keeps its headers where somebody wants that: it is no dead letter of its own topic.
    return failure.originTopic == topic ? std::string_view() : failure.originTopic;
}

class LetterSampling
{
public:
    LetterSampling(Reader& reader, const std::vector<LetterLog>& logs, const std::vector<CustomConvention>& own)
        : m_reader(reader), m_logs(logs), m_scanner(own)
    {
        for (const LetterLog& log : logs)
            m_answer.values[log.topic];
    }

    Partial<std::map<std::string, LetterSample>> run(const Call& call)
    {
        readNewest(shortened(call, newestTime));
        readOldest(shortened(call, oldestTime));
        return std::move(m_answer);
    }

private:
    void readNewest(const Call& call)
    {
        std::vector<ReadRange> ranges;
        std::set<std::string> asked;
        for (const LetterLog& log : m_logs) {
            if (log.parts.empty() || ranges.size() + mostOfTopic > mostNewest)
                continue;
            asked.insert(log.topic);
            auto parts = log.parts;
            std::erase_if(parts, [](const LetterLog::Part& part) { return part.end <= part.begin; });
            std::ranges::stable_sort(parts, {}, [](const LetterLog::Part& part) { return part.begin - part.end; });
            parts.resize(std::min(parts.size(), mostOfTopic));
            for (const LetterLog::Part& part : parts)
                ranges.push_back({{log.topic, part.partition},
                                  std::max(part.begin, part.end - newestRecords), part.end, newestRecords});
        }
        const auto read = this->read(
            ranges,
            [this](const RecordView& record) {
                take(record);
                return SinkAnswer::Continue;
            },
            call);
        std::set<std::string> late;
        for (const auto& range : ranges)
            if (const auto found = read.values.find(range.partition); found == read.values.end() || !found->second.finished)
                late.insert(range.partition.topic);
        for (const std::string& topic : asked) {
            LetterSample& sample = m_answer.values[topic];
            sample.looked = sample.records > 0 || !late.contains(topic);
        }
        keepFailures(read.failures, ranges);
    }

    Partial<std::map<TopicPartition, ReadProgress>> read(const std::vector<ReadRange>& ranges, const RecordSink& sink,
                                                         const Call& call)
    {
        return ranges.empty() ? Partial<std::map<TopicPartition, ReadProgress>>() : m_reader.read(ranges, sink, call);
    }

    /// The first record of all partitions, or the age is not told: it would look younger than it is.
    void readOldest(const Call& call)
    {
        std::vector<ReadRange> ranges;
        for (const LetterLog& log : m_logs) {
            if (!wantsOldest(log) || !log.whole || ranges.size() + log.parts.size() > mostOldest)
                continue;
            for (const LetterLog::Part& part : log.parts)
                if (part.end > part.begin)
                    ranges.push_back({{log.topic, part.partition}, part.begin, part.end, 1});
        }
        std::map<std::string, std::optional<TimestampMs>> oldest;
        const auto read = this->read(
            ranges,
            [&](const RecordView& record) {
                auto& time = oldest[std::string(record.topic)];
                if (record.timestamp)
                    time = std::min(time.value_or(*record.timestamp), *record.timestamp);
                return SinkAnswer::Continue;
            },
            call);
        std::set<std::string> unfinished;
        for (const ReadRange& range : ranges)
            if (const auto found = read.values.find(range.partition); found == read.values.end() || !found->second.finished)
                unfinished.insert(range.partition.topic);
        for (const auto& [topic, time] : oldest)
            if (!unfinished.contains(topic))
                m_answer.values[topic].oldest = time;
        keepFailures(read.failures, ranges);
    }

    [[nodiscard]] bool wantsOldest(const LetterLog& log) const
    {
        return log.wantsOldest || m_answer.values.at(log.topic).saysDeadLetters();
    }

    void take(const RecordView& record)
    {
        const auto found = m_answer.values.find(std::string(record.topic));
        if (found == m_answer.values.end())
            return;
        LetterSample& sample = found->second;
        ++sample.records;
        m_scanner.read(record, m_failure);
        const std::string_view origin = originOf(m_failure, record.topic);
        if (origin.empty() && (!m_failure.originTopic.empty() || (m_failure.exceptionClass.empty() && m_failure.message.empty())))
            return;
        ++sample.failures;
        if (m_failure.convention == smallRyeRetryConvention.name || m_failure.convention == wolverineRetryConvention.name)
            ++sample.retries;
        if (!origin.empty())
            ++sample.origins[std::string(origin)];
    }

    void keepFailures(const std::vector<Failure>& failures, const std::vector<ReadRange>& ranges)
    {
        std::set<std::string> wanted;
        for (const LetterLog& log : m_logs)
            if (wantsOldest(log))
                wanted.insert(log.topic);
        std::map<std::string, const std::string*> topicOf;
        for (const ReadRange& range : ranges)
            topicOf[toString(range.partition)] = &range.partition.topic;
        for (const Failure& failure : failures) {
            const auto topic = topicOf.find(failure.subject);
            if (topic != topicOf.end() && wanted.contains(*topic->second) && m_told.insert(failure.subject).second)
                m_answer.failures.push_back(failure);
        }
    }

    Reader& m_reader;
    const std::vector<LetterLog>& m_logs;
    FailureScanner m_scanner;
    ScannedFailure m_failure;
    Partial<std::map<std::string, LetterSample>> m_answer;
    std::set<std::string> m_told;
};

} // namespace

std::vector<std::string> LetterSample::originsByCount() const
{
    std::vector<std::pair<std::int64_t, std::string>> counted;
    for (const auto& [topic, count] : origins)
        counted.emplace_back(-count, topic);
    std::ranges::sort(counted);
    std::vector<std::string> names;
    for (auto& [count, topic] : counted)
        names.push_back(std::move(topic));
    return names;
}

Result<Partial<std::map<std::string, LetterSample>>> sampleLetters(Cluster& cluster, const std::vector<LetterLog>& logs,
                                                                   const std::vector<CustomConvention>& own,
                                                                   const Call& call)
{
    const auto reader = cluster.newPageReader(Isolation::ReadUncommitted);
    if (!reader)
        return fail(reader.error());
    return LetterSampling(**reader, logs, own).run(call);
}

} // namespace weir
