// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/deadletters.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/letter_choosing.h"
#include "app/weirctl/letter_files.h"
#include "app/weirctl/mark_words.h"
#include "app/weirctl/text_table.h"

#include "core/base/bytes.h"
#include "core/deadletters/dead_letter_topics.h"
#include "core/records/record_json.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace weir::cli {
namespace {

using Align = TextTable::Align;

std::string kindName(DeadLetterKind kind) { return kind == DeadLetterKind::Retry ? "retry" : "dead letters"; }

std::string signCode(DeadLetterSign sign)
{
    switch (sign) {
    case DeadLetterSign::Name: return "name";
    case DeadLetterSign::FailureHeaders: return "headers";
    case DeadLetterSign::Configuration: return "configuration";
    case DeadLetterSign::Word: return "word";
    }
    return "name";
}

std::string originsOf(const DeadLetterTopic& topic)
{
    std::string text;
    for (const std::string& origin : topic.origins)
        text += (text.empty() ? "" : ", ") + origin;
    return text.empty() ? topic.origin.value_or("-") : text;
}

std::string ageOf(const DeadLetterTopic& topic)
{
    return topic.oldest ? formatDuration(std::chrono::milliseconds(std::max<TimestampMs>(nowMs() - *topic.oldest, 0))) : "-";
}

std::string retentionOf(const DeadLetterTopic& topic)
{
    if (!topic.retentionMs)
        return "-";
    return *topic.retentionMs < 0 ? "for ever" : formatDuration(std::chrono::milliseconds(*topic.retentionMs));
}

std::string inflowOf(const DeadLetterTopic& topic)
{
    if (!topic.inflow)
        return "-";
    char text[32];
    std::snprintf(text, sizeof text, "%.1f/min", *topic.inflow);
    return text;
}

std::string jsonOf(const DeadLetterTopic& topic)
{
    JsonLine line;
    line.text("topic", topic.name)
        .text("kind", topic.kind == DeadLetterKind::Retry ? "retry" : "dead_letter")
        .text("sign", signCode(topic.sign))
        .number("partitions", topic.partitions)
        .number("records", topic.records)
        .text("origin", topic.origin)
        .raw("origins", jsonArray(topic.origins, [](const std::string& name) {
                 return jsonString(isUtf8(name) ? name : escapeForDisplay(name));
             }));
    char inflow[32] = "null";
    if (topic.inflow && std::isfinite(*topic.inflow))
        std::snprintf(inflow, sizeof inflow, "%.3f", *topic.inflow);
    return line.raw("inflow_per_minute", inflow)
        .number("oldest", topic.oldest)
        .number("retention_ms", topic.retentionMs)
        .str();
}

void print(Session& session, const Discovery& found)
{
    TextTable table({{"TOPIC"},
                     {"KIND"},
                     {"SIGN"},
                     {"RECORDS", Align::Right},
                     {"INFLOW", Align::Right},
                     {"OLDEST", Align::Right},
                     {"RETENTION", Align::Right},
                     {"ORIGIN"}});
    for (const DeadLetterTopic& topic : found.topics) {
        if (session.json())
            session.print(jsonOf(topic));
        else
            table.addRow({topic.name, kindName(topic.kind), signCode(topic.sign), shownNumber(topic.records), inflowOf(topic),
                          ageOf(topic), retentionOf(topic), originsOf(topic)});
    }
    if (!session.json())
        session.print(table.empty() ? "No topic looks like dead letters." : table.text());
    if (found.topicsNotSampled > 0)
        session.note("Into " + std::to_string(found.topicsNotSampled) +
                     " topics whose names say nothing was not looked; deadletters topic NAME dead-letters names one.");
}

} // namespace

int runDeadLetterTopics(Session& session, const std::vector<std::string>&)
{
    const auto seconds = session.arguments().decimal("inflow", 0.1, 86'400);
    if (!seconds) {
        Session::remark(seconds.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    auto wishes = discoveryWishes(session, **cluster);
    if (!wishes)
        return session.failed(wishes.error());
    auto found = discoverDeadLetters(**cluster, *wishes, session.longCall());
    if (found && *seconds) {
        wishes->before = found->values.topics;
        if (session.pause(std::chrono::milliseconds(static_cast<std::int64_t>(**seconds * 1'000))))
            found = discoverDeadLetters(**cluster, *wishes, session.longCall());
    }
    if (!found)
        return session.failed(found.error());
    print(session, found->values);
    session.complain(found->failures);
    return session.finish();
}

int runDeadLetterTopicWord(Session& session, const std::vector<std::string>& words)
{
    const auto word = parseTopicWord(words[1]);
    if (!word) {
        Session::remark(word.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto id = clusterIdOf(**cluster, session.call());
    if (!id)
        return session.failed(id.error());
    if (const auto topic = (*cluster)->admin().topic(words[0], session.call()); !topic && *word)
        return session.failed(topic.error());
    const auto marks = openMarks(session);
    if (!marks)
        return session.failed(marks.error());
    if (const auto said = (*marks)->setTopicWord(*id, words[0], *word); !said)
        return session.failed(said.error());
    session.note(shownText(words[0]) + (*word ? " is taken for " + words[1] + " from now on." : " is judged by itself again."));
    return session.finish();
}

} // namespace weir::cli
