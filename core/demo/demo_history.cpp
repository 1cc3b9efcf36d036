// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_history.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace weir {

namespace {

constexpr std::size_t batch = 1'000;

/// Evenly spread times would make a dull chart: three busy and three quiet stretches. Rises with `part` (0 … 1).
TimestampMs timeAt(double part, TimestampMs start, std::chrono::milliseconds span)
{
    const double turn = 6 * std::numbers::pi;
    const double place = part + 0.7 * std::sin(turn * part) / turn;
    return start + static_cast<TimestampMs>(place * static_cast<double>(span.count()));
}

class HistoryWriter
{
public:
    HistoryWriter(Producer& producer, const DemoTopics& topics, const DemoHistoryOptions& options, const Call& call)
        : m_producer(producer), m_topics(topics), m_options(options), m_call(call)
    {
        m_history.begins = topics.empty;
        m_history.ends = topics.empty;
    }

    void add(OutgoingRecord record, bool poison)
    {
        if (!m_topics.isEmpty(record.topic))
            return;
        if (poison)
            m_poisonAt = m_records.size();
        m_records.push_back(std::move(record));
        if (m_records.size() >= batch)
            sendRecords();
    }

    /// What is left, and all dead letters.
    [[nodiscard]] DemoHistory finish()
    {
        sendRecords();
        const auto sent = m_producer.send(m_letters, m_call);
        for (std::size_t i = 0; i < sent.size(); ++i) {
            if (note(sent[i], m_letters[i].topic))
                ++m_history.deadLetters;
        }
        return std::move(m_history);
    }

private:
    void sendRecords()
    {
        const auto results = m_producer.send(m_records, m_call);
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (note(results[i], m_records[i].topic))
                reached(deliveredRecord(m_records[i], *results[i]), m_poisonAt == i);
        }
        m_records.clear();
        m_poisonAt.reset();
    }

    bool note(const Result<Delivery>& result, const std::string& topic)
    {
        if (!result) {
            ++m_history.unconfirmed;
            if (!m_history.error)
                m_history.error = result.error();
            return false;
        }
        ++m_history.sent;
        if (const auto end = m_history.ends.find({topic, result->partition}); end != m_history.ends.end())
            end->second = std::max(end->second, result->offset + 1);
        return true;
    }

    void reached(const Record& record, bool poison)
    {
        const TopicPartition partition{record.topic, record.partition};
        if (poison)
            m_history.poison = {partition, record.offset};
        for (const DemoRole role : {DemoRole::Mailer, DemoRole::Billing, DemoRole::WarehouseSink}) {
            const bool neverReached = role == DemoRole::Billing && m_history.poison &&
                                      m_history.poison->first == partition && record.offset >= m_history.poison->second;
            const auto failure = handleDemoRecord(role, record);
            if (neverReached || !failure)
                continue;
            const auto at = record.timestamp.value_or(nowMs()) + 150 + record.offset % 2'000;
            if (auto letter = demoDeadLetter(role, record, *failure, groupOf(role, m_options.groupPrefix), at, m_topics))
                m_letters.push_back(std::move(*letter));
        }
    }

    Producer& m_producer;
    const DemoTopics& m_topics;
    const DemoHistoryOptions& m_options;
    const Call& m_call;
    DemoHistory m_history;
    std::vector<OutgoingRecord> m_records;
    std::vector<OutgoingRecord> m_letters;
    std::optional<std::size_t> m_poisonAt;
};

} // namespace

OffsetMap DemoHistory::positions(DemoRole role) const
{
    OffsetMap positions;
    const auto topics = topicsOf(role);
    for (const auto& [partition, end] : ends) {
        if (std::ranges::find(topics, partition.topic) == topics.end())
            continue;
        std::int64_t position = end;
        if (role == DemoRole::SearchIndex)
            position -= (end - begins.at(partition)) / 8;
        if (role == DemoRole::Billing && poison && poison->first == partition)
            position = poison->second;
        positions[partition] = position;
    }
    return positions;
}

DemoHistory writeDemoHistory(Producer& producer, DemoDomain& domain, const DemoTopics& topics,
                             const DemoHistoryOptions& options, const Call& call)
{
    HistoryWriter writer(producer, topics, options, call);
    const TimestampMs start = nowMs() - options.span.count();
    const std::size_t poisonAt = options.records * 6 / 10;
    for (std::size_t i = 0; i < options.records && !call.over(); ++i) {
        const double part = static_cast<double>(i) / static_cast<double>(options.records);
        const TimestampMs time = timeAt(part, start, options.span);
        if (i == poisonAt)
            writer.add(domain.poison(time), true);
        writer.add(domain.next(time), false);
    }
    return writer.finish();
}

Record deliveredRecord(const OutgoingRecord& record, const Delivery& delivery)
{
    Record delivered;
    delivered.topic = record.topic;
    delivered.partition = delivery.partition;
    delivered.offset = delivery.offset;
    delivered.timestampType = TimestampType::CreateTime;
    delivered.timestamp = delivery.timestamp ? delivery.timestamp : record.timestamp;
    delivered.key = record.key;
    delivered.value = record.value;
    delivered.headers = record.headers;
    return delivered;
}

} // namespace weir
