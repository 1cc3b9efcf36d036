// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/topic_pages.h"

#include "core/records/page_read.h"
#include "core/records/time_places.h"

#include <algorithm>
#include <utility>

namespace weir {
namespace {

using namespace std::chrono_literals;

class TopicPagesOfCluster final : public TopicPages
{
public:
    TopicPagesOfCluster(std::shared_ptr<Cluster> cluster, ResolvedRange range, std::unique_ptr<Reader> own)
        : m_cluster(std::move(cluster)), m_range(std::move(range)), m_own(std::move(own)), m_knowledge(m_range),
          m_times(m_cluster->admin(), m_range)
    {
        for (const auto& [partition, part] : m_range) {
            m_begins += part.begin;
            m_size += part.size();
        }
    }

    const ResolvedRange& range() const override { return m_range; }
    std::int64_t size() const override { return m_size; }
    std::int64_t positionOf(const TopicPlace& place) const override;
    TopicPlace begin() const override;
    TopicPlace end() const override;
    Result<TopicPlace> placeNear(std::int64_t position, const Call& call) override;
    Result<TopicPlace> placeAtTime(TimestampMs time, const Call& call) override;
    Result<TopicPlace> placeOf(std::int32_t partition, std::int64_t offset, const Call& call) override;
    Result<TopicPage> after(const TopicPlace& place, std::size_t count, const Call& call) override;
    Result<TopicPage> before(const TopicPlace& place, std::size_t count, const Call& call) override;

private:
    struct Neighbour {
        std::int64_t offset = 0;
        TimestampMs key = -1;
    };

    [[nodiscard]] Reader& reader() const { return m_own ? *m_own : m_cluster->reader(); }
    [[nodiscard]] Result<TopicPage> finished(Result<TopicPage> page) const;
    [[nodiscard]] Result<std::optional<Neighbour>> atOrAfter(const TopicPartition& partition,
                                                             const ResolvedPartition& part, std::int64_t offset,
                                                             const Call& call);

    const std::shared_ptr<Cluster> m_cluster;
    const ResolvedRange m_range;
    const std::unique_ptr<Reader> m_own; ///< nullptr: the cluster's warm one
    std::int64_t m_begins = 0;
    std::int64_t m_size = 0;
    PageKnowledge m_knowledge;
    TimePlaces m_times;
};

std::int64_t TopicPagesOfCluster::positionOf(const TopicPlace& place) const
{
    std::int64_t position = 0;
    for (const auto& [partition, part] : m_range) {
        const auto named = place.find(partition.partition);
        if (named != place.end())
            position += std::clamp(named->second, part.begin, part.begin + part.size()) - part.begin;
    }
    return position;
}

TopicPlace TopicPagesOfCluster::begin() const
{
    TopicPlace place;
    for (const auto& [partition, part] : m_range)
        place[partition.partition] = part.begin;
    return place;
}

TopicPlace TopicPagesOfCluster::end() const
{
    TopicPlace place;
    for (const auto& [partition, part] : m_range)
        place[partition.partition] = part.begin + part.size();
    return place;
}

Result<TopicPlace> TopicPagesOfCluster::placeNear(std::int64_t position, const Call& call)
{
    const bool search = m_range.size() > 1 && position > 0 && position < m_size;
    if (search && !m_times.endsKnown()) {
        const auto first = after(begin(), 1, call);
        if (!first)
            return fail(first.error());
        const auto last = before(end(), 1, call);
        if (!last)
            return fail(last.error());
        const auto timeOf = [](const TopicPage& page) {
            return page.rows.empty() ? std::nullopt : page.rows.front().record->timestamp;
        };
        m_times.setEnds(timeOf(*first).value_or(0), timeOf(*last).value_or(nowMs()));
    }
    return m_times.near(position, call);
}

Result<TopicPlace> TopicPagesOfCluster::placeAtTime(TimestampMs time, const Call& call)
{
    return m_times.at(time, call);
}

Result<std::optional<TopicPagesOfCluster::Neighbour>>
TopicPagesOfCluster::atOrAfter(const TopicPartition& partition, const ResolvedPartition& part, std::int64_t offset,
                               const Call& call)
{
    const std::int64_t start = m_knowledge.logStart(partition.partition);
    offset = std::max(offset, start);
    ReadRange range{partition, std::max(start, offset - orderWindow), part.end};
    range.mostRecords = offset - range.begin + 1;
    OffsetStamps stamps;
    const auto read = reader().read(
        {range},
        [&stamps](const RecordView& record) {
            stamps.emplace_back(record.offset, record.timestamp);
            return SinkAnswer::Continue;
        },
        call);
    if (!read.failures.empty())
        return fail(read.failures.front().error);
    const auto found = std::ranges::find_if(stamps, [offset](const auto& stamp) { return stamp.first >= offset; });
    if (found == stamps.end()) {
        const auto progress = read.values.find(partition);
        if (progress == read.values.end() || !progress->second.finished)
            return fail(call.stop.stop_requested() ? cancelledError("Finding a record")
                                                   : timedOutError("Finding a record"));
        return std::nullopt;
    }
    const auto index = static_cast<std::size_t>(found - stamps.begin());
    return Neighbour{found->first, orderKeys(stamps)[index]};
}

Result<TopicPlace> TopicPagesOfCluster::placeOf(std::int32_t partition, std::int64_t offset, const Call& call)
{
    const auto named =
        std::ranges::find(m_range, partition, [](const auto& entry) { return entry.first.partition; });
    if (named == m_range.end())
        return fail(ErrorKind::InvalidInput, "Partition " + std::to_string(partition) + " is not part of what is shown.");
    const ResolvedPartition& part = named->second;
    if (offset < part.begin || offset > part.begin + part.size())
        return fail(ErrorKind::InvalidInput, "Offset " + std::to_string(offset) + " of " + toString(named->first) +
                                                 " is not part of what is shown: that is " +
                                                 std::to_string(part.begin) + " to " + std::to_string(part.end) + ".");
    if (m_range.size() == 1)
        return TopicPlace{{partition, offset}};
    if (offset >= part.end)
        return end();
    const auto neighbour = atOrAfter(named->first, part, offset, call);
    if (!neighbour)
        return fail(neighbour.error());
    if (!*neighbour)
        return end();
    // Records of the same moment are ordered by partition: those of earlier partitions come before it.
    const TimestampMs key = std::max<TimestampMs>((*neighbour)->key, -1);
    const auto from = m_times.at(key, call);
    if (!from)
        return fail(from.error());
    const auto upTo = m_times.at(key + 1, call);
    if (!upTo)
        return fail(upTo.error());
    TopicPlace place;
    for (const auto& [id, at] : *from)
        place[id] = id < partition ? upTo->at(id) : at;
    place[partition] = (*neighbour)->offset;
    return place;
}

Result<TopicPage> TopicPagesOfCluster::after(const TopicPlace& place, std::size_t count, const Call& call)
{
    return finished(PageRead(m_cluster->admin(), reader(), m_knowledge, m_range, call).after(place, count));
}

Result<TopicPage> TopicPagesOfCluster::before(const TopicPlace& place, std::size_t count, const Call& call)
{
    return finished(PageRead(m_cluster->admin(), reader(), m_knowledge, m_range, call).before(place, count));
}

Result<TopicPage> TopicPagesOfCluster::finished(Result<TopicPage> page) const
{
    if (!page)
        return page;
    for (PlacedRecord& row : page->rows)
        row.position -= m_begins;
    return page;
}

/// A reader of committed records sees nothing from the last stable offset on, and would wait there.
void endAtLastStable(Admin& admin, ResolvedRange& range, const Call& call)
{
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, part] : range)
        partitions.push_back(partition);
    const auto stable = admin.offsets(partitions, OffsetPoint::LastStable, call);
    for (auto& [partition, part] : range) {
        const auto found = stable.values.find(partition);
        if (found == stable.values.end() || found->second >= part.end)
            continue;
        part.end = std::max(part.begin, found->second);
        part.remark += (part.remark.empty() ? "" : "; ") + std::string("a transaction is open from offset ") +
                       std::to_string(found->second) + " on; what follows is not committed yet";
    }
}

} // namespace

Result<std::unique_ptr<TopicPages>> TopicPages::open(std::shared_ptr<Cluster> cluster, ResolvedRange range,
                                                     Isolation isolation)
{
    std::unique_ptr<Reader> own;
    if (isolation == Isolation::ReadCommitted) {
        auto reader = cluster->newPageReader(isolation);
        if (!reader)
            return fail(reader.error());
        own = std::move(*reader);
        endAtLastStable(cluster->admin(), range, Call::within(10s));
    }
    return std::make_unique<TopicPagesOfCluster>(std::move(cluster), std::move(range), std::move(own));
}

} // namespace weir
