// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_handle.h"
#include "core/kafka/reader.h"

#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace weir {

/// Private: one call of Reader::read(), from assignment to its release. One thread.
class ReadPass
{
public:
    ReadPass(ClientHandle& handle, const std::vector<ReadRange>& ranges, const RecordSink& sink, const Call& call);
    ~ReadPass();
    ReadPass(const ReadPass&) = delete;
    ReadPass& operator=(const ReadPass&) = delete;

    void run();
    /// What was reached, and why a partition failed.
    [[nodiscard]] Partial<std::map<TopicPartition, ReadProgress>> result() const;

private:
    struct Part {
        TopicPartition partition;
        std::int64_t end = 0;
        ReadProgress progress;
        bool open = true;      ///< still assigned and wanted
        bool atLogEnd = false; ///< nothing more to read there now: silence is no surprise
        std::optional<Error> error;
        std::int64_t recordsLeft = 0; ///< wanted still
    };
    /// Large, so that the costs of a batch (clock, metadata, release) vanish beside those of its records.
    static constexpr ssize_t pouringFrom = 500;
    static constexpr std::size_t batchSize = 10'000;

    [[nodiscard]] bool learnTopics();
    [[nodiscard]] bool assign();
    [[nodiscard]] std::size_t fetch();
    void take(std::span<rd_kafka_message_t*> messages);
    void takeRecord(const rd_kafka_message_t& message);
    void takeError(const rd_kafka_message_t& message);
    [[nodiscard]] Part* find(const rd_kafka_message_t& message);
    [[nodiscard]] Part* search(const rd_kafka_message_t& message);
    void close(Part& part);
    void closeWith(Part& part, Error error);
    /// Stops fetching for partitions that are done, so that nothing beyond their range is fetched.
    void releaseClosed();
    void examineSilence();
    void giveUpOnOutage();
    void judge(Part& part, const rd_kafka_metadata_topic* topic);
    void noteOutage();
    void dropBatch();

    ClientHandle& m_handle;
    const RecordSink& m_sink;
    const Call& m_call;
    const Deadline::Clock::time_point m_start = Deadline::Clock::now();
    std::vector<Part> m_parts;
    std::size_t m_open = 0;
    rd::Queue m_queue;
    std::vector<rd_kafka_message_t*> m_batch;
    /// Parts by librdkafka's topic object, so that no name is compared per record; filled as records arrive.
    std::unordered_map<const rd_kafka_topic_t*, std::vector<Part*>> m_byTopic;
    /// The last one found: records come in runs of one partition.
    const rd_kafka_topic_t* m_lastTopic = nullptr;
    std::int32_t m_lastPartition = -1;
    Part* m_lastPart = nullptr;
    std::vector<const Part*> m_released;
    Deadline m_nextCheck = Deadline::never();
    Deadline::Clock::time_point m_silentSince = m_start;
    bool m_pouring = false; ///< the last batch was a large one
    bool m_assigned = false;
    bool m_stopped = false; ///< the sink said Stop, or a followed partition failed
};

} // namespace weir
