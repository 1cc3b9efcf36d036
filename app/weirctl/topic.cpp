// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/text_table.h"

#include "core/topics/topic_description.h"

namespace weir::cli {
namespace {

std::string brokerList(const std::vector<std::int32_t>& brokers)
{
    std::string text;
    for (const std::int32_t broker : brokers)
        text += (text.empty() ? "" : ",") + std::to_string(broker);
    return text.empty() ? "-" : text;
}

std::string jsonOf(const PartitionDescription& partition)
{
    const auto number = [](std::int32_t broker) { return std::to_string(broker); };
    return JsonLine()
        .number("partition", partition.id)
        .number("leader", partition.leader)
        .raw("replicas", jsonArray(partition.replicas, number))
        .raw("in_sync", jsonArray(partition.inSync, number))
        .number("log_start", partition.logStart)
        .number("end", partition.end)
        .number("records", partition.records())
        .str();
}

std::string jsonOf(const ConfigEntry& entry)
{
    return JsonLine()
        .text("name", entry.name)
        .text("value", entry.value)
        .flag("default", entry.isDefault)
        .flag("sensitive", entry.isSensitive)
        .text("source", entry.source)
        .str();
}

std::string jsonOf(const TopicDescription& topic)
{
    const auto retention = topic.retention ? std::optional(describeRetention(*topic.retention)) : std::nullopt;
    return JsonLine()
        .text("topic", topic.name)
        .flag("internal", topic.internal)
        .text("retention", retention)
        .raw("partitions", jsonArray(topic.partitions, [](const auto& partition) { return jsonOf(partition); }))
        .raw("configs", jsonArray(topic.configs, [](const auto& entry) { return jsonOf(entry); }))
        .str();
}

void printText(Session& session, const TopicDescription& topic)
{
    session.print(shownText(topic.name) + ": " + std::to_string(topic.partitions.size()) + " partitions" +
                  (topic.internal ? ", internal" : "") +
                  (topic.retention ? ", keeps records: " + describeRetention(*topic.retention) : ""));
    using Align = TextTable::Align;
    TextTable partitions({{"PARTITION", Align::Right},
                          {"LEADER", Align::Right},
                          {"REPLICAS"},
                          {"IN-SYNC"},
                          {"LOG-START", Align::Right},
                          {"END", Align::Right},
                          {"RECORDS", Align::Right},
                          {"NOTE"}});
    for (const PartitionDescription& partition : topic.partitions) {
        const bool behind = partition.inSync.size() < partition.replicas.size();
        partitions.addRow({std::to_string(partition.id), shownNumber(partition.leader), brokerList(partition.replicas),
                           brokerList(partition.inSync), shownNumber(partition.logStart), shownNumber(partition.end),
                           shownNumber(partition.records()),
                           !partition.leader ? "no leader" : behind ? "under-replicated" : ""});
    }
    session.print("\n" + partitions.text());
    TextTable configs({{"CONFIGURATION"}, {"VALUE"}, {"SET BY"}});
    for (const ConfigEntry& entry : topic.configs) {
        if (!entry.isDefault)
            configs.addRow({entry.name, entry.isSensitive ? "(secret)" : entry.value.value_or("-"), entry.source});
    }
    if (!configs.empty())
        session.print("\n" + configs.text());
}

} // namespace

int runTopic(Session& session)
{
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto topic = describeTopic(**cluster, session.word(0), session.call());
    if (!topic)
        return session.failed(topic.error());
    if (session.json())
        session.print(jsonOf(topic->values));
    else
        printText(session, topic->values);
    session.complain(topic->failures);
    return session.finish();
}

} // namespace weir::cli
