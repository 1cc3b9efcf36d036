// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/return_watch.h"

namespace weir {
namespace {

bool isOf(const RecordView& record, std::string_view job)
{
    bool found = false;
    record.eachHeader([&](std::string_view name, OptionalBytesView value) {
        found = found || (name == replay_header::job && value && *value == job);
    });
    return found;
}

} // namespace

Result<void> ReturnWatch::begin(ReplayJournal& journal, const std::vector<std::string>& topics, const Call& call)
{
    if (m_begun)
        return {};
    auto known = journal.watch(m_job);
    if (!known)
        return fail(known.error());
    if (known->empty() && m_letters) {
        std::vector<TopicPartition> partitions;
        for (const std::string& topic : topics) {
            const auto metadata = m_letters->admin().topic(topic, call);
            if (!metadata && metadata.error().kind != ErrorKind::NotFound)
                return fail(metadata.error());
            if (metadata)
                for (const PartitionMetadata& partition : metadata->partitions)
                    partitions.push_back({topic, partition.id});
        }
        auto ends = m_letters->admin().offsets(partitions, OffsetPoint::End, call);
        if (!ends.complete())
            return fail(ends.failures.front().error);
        if (auto kept = journal.setWatch(m_job, ends.values); !kept)
            return kept;
        *known = std::move(ends.values);
    }
    m_next = std::move(*known);
    m_begun = true;
    return {};
}

void ReturnWatch::look(const Call& call)
{
    if (!m_letters || m_next.empty())
        return;
    if (!m_reader) {
        auto reader = m_letters->newReader(Isolation::ReadUncommitted);
        if (!reader)
            return;
        m_reader = std::move(*reader);
    }
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, offset] : m_next)
        partitions.push_back(partition);
    const auto ends = m_letters->admin().offsets(partitions, OffsetPoint::End, call);
    const auto starts = m_letters->admin().offsets(partitions, OffsetPoint::LogStart, call);
    std::vector<ReadRange> ranges;
    for (const auto& [partition, end] : ends.values) {
        std::int64_t& next = m_next[partition];
        if (const auto start = starts.values.find(partition); start != starts.values.end())
            next = std::max(next, start->second); // deleted meanwhile
        if (next < end)
            ranges.push_back({partition, next, end});
    }
    if (ranges.empty())
        return;
    const auto read = m_reader->read(
        ranges,
        [&](const RecordView& record) {
            m_returned += isOf(record, m_job) ? 1 : 0;
            return SinkAnswer::Continue;
        },
        call);
    for (const auto& [partition, progress] : read.values)
        m_next[partition] = progress.next;
}

} // namespace weir
