// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_request.h"

#include <algorithm>
#include <map>
#include <set>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds checkTime{15};

std::size_t sizeOf(const OutgoingRecord& record)
{
    std::size_t size = (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
    for (const auto& header : record.headers)
        size += header.name.size() + (header.value ? header.value->size() : 0);
    return size;
}

Result<TopicMetadata> existing(Cluster& cluster, const std::string& topic, const Call& call)
{
    auto found = cluster.admin().topic(topic, call);
    if (!found && found.error().kind == ErrorKind::NotFound)
        return fail(ErrorKind::NotFound, "The topic " + topic + " does not exist. Weir creates none on the way: create it first.");
    return found;
}

} // namespace

Result<RunSample> sampleRecords(Cluster& cluster, const std::vector<OutgoingRecord>& records, const Call& call)
{
    RunSample sample;
    std::size_t bytes = 0;
    std::map<std::string, std::set<std::int32_t>> partitions;
    for (const OutgoingRecord& record : records) {
        if (record.topic.empty())
            return fail(ErrorKind::InvalidInput, "A record needs a topic.");
        if (!partitions.contains(record.topic))
            sample.topics << QString::fromStdString(record.topic);
        auto& used = partitions[record.topic];
        if (record.partition)
            used.insert(*record.partition);
        bytes += sizeOf(record);
    }
    for (const QString& topic : sample.topics) {
        const auto found = existing(cluster, topic.toStdString(), call);
        if (!found)
            return fail(found.error());
        for (const std::int32_t wanted : partitions[topic.toStdString()]) {
            if (std::ranges::none_of(found->partitions, [&](const PartitionMetadata& one) { return one.id == wanted; }))
                return fail(ErrorKind::InvalidInput, "The topic " + topic.toStdString() + " has no partition " + std::to_string(wanted) +
                                                         "; it has " + std::to_string(found->partitions.size()) + ", counted from 0.");
        }
    }
    sample.records = records.size();
    sample.meanBytes = records.empty() ? 0 : static_cast<qint64>(bytes / records.size());
    return sample;
}

Result<void> checkTopics(Cluster& cluster, const QStringList& topics, const Call& call)
{
    for (const QString& topic : topics) {
        if (const auto found = existing(cluster, topic.toStdString(), call); !found)
            return fail(found.error());
    }
    return {};
}

RunFeed::OpenSource openChecked(std::shared_ptr<Cluster> cluster, const QStringList& topics, RunFeed::OpenSource open)
{
    return [cluster = std::move(cluster), topics, open = std::move(open)]() -> Result<std::unique_ptr<RecordSource>> {
        if (const auto checked = checkTopics(*cluster, topics, Call::within(checkTime)); !checked)
            return fail(checked.error());
        return open();
    };
}

} // namespace weir::ui
