// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/letter_sample.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace weir {
namespace {

constexpr std::string_view groupDeadLetters = "errors.deadletterqueue.group.enable";

bool isTrue(std::string_view text)
{
    return std::ranges::equal(text, std::string_view("true"), {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
}

/// Names that hint at failures without following any convention are looked into first.
bool soundsLikeFailures(std::string_view topic)
{
    constexpr std::array<std::string_view, 13> words{"dead", "dlq", "dlt", "fail", "err", "poison", "reject",
                                                     "retry", "retri", "quarantine", "parking", "invalid", "discard"};
    std::string lower;
    for (const char c : topic)
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return std::ranges::any_of(words, [&](std::string_view word) { return lower.contains(word); });
}

class DeadLetterDiscovery
{
public:
    DeadLetterDiscovery(Cluster& cluster, const DiscoveryWishes& wishes, const Call& call)
        : m_cluster(cluster), m_wishes(wishes), m_call(call)
    {
    }

    Result<Partial<Discovery>> run()
    {
        auto metadata = m_cluster.admin().metadata(m_call);
        if (!metadata)
            return fail(std::move(metadata.error()));
        m_answer.failures = std::move(metadata->failures);
        choose(metadata->values.topics);
        measure();
        configure();
        sample();
        if (m_call.stop.stop_requested())
            return fail(cancelledError("Looking for dead-letter topics"));
        for (Candidate& candidate : m_candidates)
            finish(candidate);
        std::ranges::sort(m_answer.values.topics, {}, &DeadLetterTopic::name);
        return std::move(m_answer);
    }

private:
    struct Candidate {
        const TopicMetadata* metadata = nullptr;
        DeadLetterTopic topic;
        bool found = false; ///< by its name or a person's word; otherwise its records and configuration decide
        LetterLog log;
        bool asksForLetters = false; ///< configuration
    };

    void choose(std::vector<TopicMetadata>& topics)
    {
        m_topics = std::move(topics);
        std::vector<const TopicMetadata*> nameless;
        for (const TopicMetadata& topic : m_topics) {
            m_names.insert(topic.name);
            const auto word = m_wishes.words.find(topic.name);
            const auto name = readDeadLetterName(topic.name);
            if (word != m_wishes.words.end()) {
                if (word->second != TopicWord::Neither)
                    add(topic,
                        word->second == TopicWord::Retries ? DeadLetterKind::Retry : DeadLetterKind::DeadLetter,
                        DeadLetterSign::Word, true);
            } else if (topic.internal) {
                continue;
            } else if (name) {
                add(topic, name->kind, DeadLetterSign::Name, true);
            } else {
                nameless.push_back(&topic);
            }
        }
        std::ranges::stable_partition(nameless, [](const TopicMetadata* topic) { return soundsLikeFailures(topic->name); });
        const std::size_t looked = std::min(nameless.size(), m_wishes.sampledTopics);
        for (const TopicMetadata* topic : std::span(nameless).first(looked))
            add(*topic, DeadLetterKind::DeadLetter, DeadLetterSign::FailureHeaders, false);
        m_answer.values.topicsNotSampled = nameless.size() - looked;
    }

    void add(const TopicMetadata& topic, DeadLetterKind kind, DeadLetterSign sign, bool found)
    {
        Candidate& candidate = m_candidates.emplace_back();
        candidate.metadata = &topic;
        candidate.topic.name = topic.name;
        candidate.topic.kind = kind;
        candidate.topic.sign = sign;
        candidate.topic.partitions = static_cast<std::int32_t>(topic.partitions.size());
        candidate.found = found;
        candidate.log.topic = topic.name;
        candidate.log.wantsOldest = found;
    }

    void measure()
    {
        std::vector<TopicPartition> partitions;
        for (const Candidate& candidate : m_candidates)
            for (const PartitionMetadata& partition : candidate.metadata->partitions)
                partitions.push_back({candidate.topic.name, partition.id});
        if (partitions.empty())
            return;
        const auto begins = m_cluster.admin().offsets(partitions, OffsetPoint::LogStart, m_call);
        const auto ends = m_cluster.admin().offsets(partitions, OffsetPoint::End, m_call);
        const TimestampMs now = nowMs();
        for (Candidate& candidate : m_candidates) {
            measure(candidate, begins.values, ends.values);
            candidate.topic.looked = now;
        }
        keep(begins.failures, m_partitionsFound);
        keep(ends.failures, m_partitionsFound);
    }

    void measure(Candidate& candidate, const OffsetMap& begins, const OffsetMap& ends)
    {
        std::int64_t records = 0;
        for (const PartitionMetadata& partition : candidate.metadata->partitions) {
            const TopicPartition place{candidate.topic.name, partition.id};
            if (candidate.found)
                m_partitionsFound.insert(toString(place));
            const auto begin = begins.find(place);
            const auto end = ends.find(place);
            if (begin == begins.end() || end == ends.end()) {
                candidate.log.whole = false;
                continue;
            }
            candidate.log.parts.push_back({partition.id, begin->second, end->second});
            records += std::max<std::int64_t>(0, end->second - begin->second);
            candidate.topic.endSum += end->second;
        }
        if (candidate.log.whole)
            candidate.topic.records = records;
    }

    void configure()
    {
        std::vector<std::string> topics;
        std::set<std::string> found;
        for (const Candidate& candidate : m_candidates) {
            topics.push_back(candidate.topic.name);
            if (candidate.found)
                found.insert(candidate.topic.name);
        }
        if (topics.empty() || m_call.over())
            return;
        const auto configs = m_cluster.admin().topicConfigs(topics, m_call);
        for (Candidate& candidate : m_candidates)
            if (const auto entries = configs.values.find(candidate.topic.name); entries != configs.values.end())
                configure(candidate, entries->second);
        keep(configs.failures, found);
    }

    static void configure(Candidate& candidate, const std::vector<ConfigEntry>& entries)
    {
        bool deletes = true;
        for (const ConfigEntry& entry : entries) {
            if (!entry.value)
                continue;
            const std::string& value = *entry.value;
            if (entry.name == groupDeadLetters) {
                candidate.asksForLetters = isTrue(value);
            } else if (entry.name == "cleanup.policy") {
                deletes = value.contains("delete");
            } else if (entry.name == "retention.ms") {
                std::int64_t time = 0;
                const char* end = value.data() + value.size();
                if (const auto read = std::from_chars(value.data(), end, time); read.ec == std::errc() && read.ptr == end)
                    candidate.topic.retentionMs = std::max<std::int64_t>(time, -1);
            }
        }
        if (!deletes && candidate.topic.retentionMs)
            candidate.topic.retentionMs = -1;
        if (candidate.asksForLetters && candidate.topic.sign != DeadLetterSign::Word) {
            candidate.topic.sign = DeadLetterSign::Configuration;
            candidate.found = true;
            candidate.log.wantsOldest = true;
        }
    }

    void sample()
    {
        std::vector<LetterLog> logs;
        for (const bool found : {true, false}) // what is found is looked at first
            for (const Candidate& candidate : m_candidates)
                if (candidate.found == found)
                    logs.push_back(candidate.log);
        if (logs.empty() || m_call.over()) {
            m_answer.values.topicsNotSampled += m_candidates.size();
            return;
        }
        auto samples = sampleLetters(m_cluster, logs, m_wishes.conventions, m_call);
        if (!samples) {
            m_answer.values.topicsNotSampled += m_candidates.size();
            m_answer.failures.push_back({"records", std::move(samples.error())});
            return;
        }
        m_samples = std::move(samples->values);
        std::ranges::move(samples->failures, std::back_inserter(m_answer.failures));
        m_answer.values.topicsNotSampled += static_cast<std::size_t>(
            std::ranges::count_if(m_samples, [](const auto& sample) { return !sample.second.looked; }));
    }

    void finish(Candidate& candidate)
    {
        DeadLetterTopic& topic = candidate.topic;
        const auto found = m_samples.find(topic.name);
        const LetterSample* sample = found != m_samples.end() ? &found->second : nullptr;
        if (!candidate.found) {
            if (sample == nullptr || !sample->saysDeadLetters())
                return;
            if (sample->retries * 2 > sample->failures)
                topic.kind = DeadLetterKind::Retry;
        }
        if (sample != nullptr) {
            topic.origins = sample->originsByCount();
            topic.oldest = sample->oldest;
        }
        topic.origin = topic.origins.empty() ? originByName(topic.name, m_names) : std::optional(topic.origins.front());
        if (topic.records)
            topic.inflow = inflowOf(topic);
        else
            topic.looked = 0;
        m_answer.values.topics.push_back(std::move(topic));
    }

    [[nodiscard]] std::optional<double> inflowOf(const DeadLetterTopic& topic) const
    {
        constexpr TimestampMs shortest = 1000;
        constexpr double minute = 60'000;
        const auto before = std::ranges::find(m_wishes.before, topic.name, &DeadLetterTopic::name);
        if (before == m_wishes.before.end() || !before->records || before->looked == 0)
            return std::nullopt;
        const TimestampMs time = topic.looked - before->looked;
        // Another topic has taken the name, its ends are lower.
        if (topic.endSum < before->endSum || topic.partitions < before->partitions || time < 0)
            return std::nullopt;
        if (time < shortest)
            return before->inflow;
        return static_cast<double>(topic.endSum - before->endSum) * minute / static_cast<double>(time);
    }

    /// Failures of what was found; a topic that was only looked into and could not be read is one not sampled.
    void keep(const std::vector<Failure>& failures, const std::set<std::string>& subjects)
    {
        for (const Failure& failure : failures)
            if (subjects.contains(failure.subject) && m_told.insert(failure.subject).second)
                m_answer.failures.push_back(failure);
    }

    Cluster& m_cluster;
    const DiscoveryWishes& m_wishes;
    const Call& m_call;
    std::vector<TopicMetadata> m_topics;
    std::set<std::string> m_names;
    std::set<std::string> m_partitionsFound;
    std::vector<Candidate> m_candidates;
    std::map<std::string, LetterSample> m_samples;
    std::set<std::string> m_told;
    Partial<Discovery> m_answer;
};

} // namespace

Result<Partial<Discovery>> discoverDeadLetters(Cluster& cluster, const DiscoveryWishes& wishes, const Call& call)
{
    return DeadLetterDiscovery(cluster, wishes, call).run();
}

} // namespace weir
