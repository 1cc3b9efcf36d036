// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/sending.h"

#include "core/events/event_publisher.h"

namespace weir::cli {
namespace {

Result<std::string> readData(Session& session)
{
    const auto data = session.arguments().value("data");
    if (!data)
        return fail(ErrorKind::InvalidInput, "An event needs --data JSON.");
    if (*data == "-")
        return readStandardInput(session.stopToken());
    return *data;
}

} // namespace

int runEvent(Session& session)
{
    const auto data = readData(session);
    const auto topic = topicForEventType(session.word(0));
    if (!data || !topic) {
        const Error& error = !data ? data.error() : topic.error();
        if (error.kind != ErrorKind::InvalidInput)
            return session.failed(error);
        Session::remark(error.message);
        return exitUsage;
    }
    const auto key = session.arguments().value("key");
    const Headers headers = readHeaders(session.arguments().values("header"));
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto change = session.beginChange("event", *topic, describeForActivity(key, *data, headers));
    if (!change)
        return session.failed(change.error());
    EventPublisher publisher(**cluster);
    const auto published = publisher.publish(session.word(0), *data, key, headers, session.call());
    std::string where;
    if (published)
        where = published->topic + "-" + std::to_string(published->delivery.partition) + " offset " +
                std::to_string(published->delivery.offset);
    session.completeChange(*change, published, where);
    if (!published)
        return session.failed(published.error());
    if (session.json())
        session.print(JsonLine()
                          .text("event_id", published->envelope.eventId)
                          .text("event_type", published->envelope.eventType)
                          .text("occurred_at", published->envelope.occurredAt)
                          .text("topic", published->topic)
                          .number("partition", published->delivery.partition)
                          .number("offset", published->delivery.offset)
                          .number("timestamp", published->delivery.timestamp)
                          .str());
    else
        session.print("event " + published->envelope.eventId + " sent to " + where);
    return session.finish();
}

} // namespace weir::cli
