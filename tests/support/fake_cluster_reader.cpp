// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_cluster.h"

#include <algorithm>
#include <thread>

namespace weir::test {
namespace {

class FakeRecordView final : public RecordView
{
public:
    explicit FakeRecordView(const Record& record) : m_record(record)
    {
        topic = record.topic;
        partition = record.partition;
        offset = record.offset;
        timestampType = record.timestampType;
        timestamp = record.timestamp;
        if (record.key)
            key = *record.key;
        if (record.value)
            value = *record.value;
    }
    [[nodiscard]] Headers headers() const override { return m_record.headers; }

private:
    const Record& m_record;
};

} // namespace

Partial<std::map<TopicPartition, ReadProgress>>
FakeCluster::read(const std::vector<ReadRange>& ranges, const RecordSink& sink, const Call& call)
{
    const auto whole = enter(Op::Read, call);
    Partial<std::map<TopicPartition, ReadProgress>> answer;
    std::vector<ReadRange> followed;
    for (const ReadRange& range : ranges) {
        if (readOne(range, whole, sink, call, answer))
            return answer;
        if (range.end == ReadRange::follow)
            followed.push_back(range);
    }
    while (!followed.empty() && answer.failures.empty() && !call.over()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        for (ReadRange& range : followed) {
            range.begin = answer.values[range.partition].next;
            if (readOne(range, std::nullopt, sink, call, answer))
                return answer;
        }
    }
    return answer;
}

bool FakeCluster::readOne(const ReadRange& range, const std::optional<Error>& whole, const RecordSink& sink,
                          const Call& call, Partial<std::map<TopicPartition, ReadProgress>>& answer)
{
    std::map<std::int64_t, Record> records;
    std::int64_t end = 0;
    {
        const std::scoped_lock lock(m_mutex);
        const FakePartition* found = find(range.partition);
        auto error = whole ? whole : subjectError(Op::Read, toString(range.partition));
        if (!error && !found)
            error = Error{ErrorKind::NotFound, "Partition " + toString(range.partition) + " does not exist.", {}, 3, false};
        if (!error && (range.begin < found->logStart || range.begin > found->end))
            error = Error{ErrorKind::InvalidInput, "Offset outside the log.", {}, 1, false};
        if (error) {
            answer.failures.push_back({toString(range.partition), *error});
            return false;
        }
        end = found->end;
        records.insert(found->records.lower_bound(range.begin), found->records.lower_bound(range.end));
    }
    ReadProgress& progress = answer.values.try_emplace(range.partition, ReadProgress{range.begin, false}).first->second;
    std::int64_t left = range.mostRecords;
    for (const auto& [offset, record] : records) {
        if (call.over())
            return false;
        if (left-- == 0) {
            progress.finished = true;
            return false;
        }
        progress.next = offset + 1;
        if (sink(FakeRecordView(record)) == SinkAnswer::Stop)
            return true;
    }
    progress.next = std::max(progress.next, std::min(range.end, end));
    progress.finished = range.end != ReadRange::follow;
    return false;
}

} // namespace weir::test
