// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/text_table.h"

#include "core/topics/topic_list.h"

namespace weir::cli {
namespace {

std::string noteOf(const TopicSummary& topic)
{
    std::vector<std::string> notes;
    if (topic.internal)
        notes.emplace_back("internal");
    if (topic.offline > 0)
        notes.push_back(std::to_string(topic.offline) + " without leader");
    if (topic.underReplicated > 0)
        notes.push_back(std::to_string(topic.underReplicated) + " under-replicated");
    std::string text;
    for (const std::string& note : notes)
        text += (text.empty() ? "" : ", ") + note;
    return text;
}

std::string jsonOf(const TopicSummary& topic, const TopicDetails& details)
{
    const auto retention = details.retention ? std::optional(describeRetention(*details.retention)) : std::nullopt;
    return JsonLine()
        .text("topic", topic.name)
        .flag("internal", topic.internal)
        .number("partitions", topic.partitions)
        .number("replication", topic.replication)
        .number("under_replicated", topic.underReplicated)
        .number("offline", topic.offline)
        .number("records", details.records)
        .text("retention", retention)
        .str();
}

} // namespace

int runTopics(Session& session)
{
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto topics = listTopics(**cluster, session.call());
    if (!topics)
        return session.failed(topics.error());
    const auto details = topicDetails(**cluster, topics->values, session.call());
    using Align = TextTable::Align;
    TextTable table({{"TOPIC"},
                     {"PARTITIONS", Align::Right},
                     {"REPLICAS", Align::Right},
                     {"RECORDS", Align::Right},
                     {"RETENTION"},
                     {"NOTE"}});
    for (std::size_t i = 0; i < topics->values.size(); ++i) {
        const TopicSummary& topic = topics->values[i];
        const TopicDetails& detail = details.values[i];
        if (session.json())
            session.print(jsonOf(topic, detail));
        else
            table.addRow({topic.name, std::to_string(topic.partitions), std::to_string(topic.replication),
                          shownNumber(detail.records),
                          detail.retention ? describeRetention(*detail.retention) : std::string("-"), noteOf(topic)});
    }
    if (!session.json())
        session.print(table.text());
    session.complain(topics->failures);
    session.complain(details.failures);
    return session.finish();
}

} // namespace weir::cli
