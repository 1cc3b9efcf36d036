// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/line_sender.h"
#include "app/weirctl/refusal.h"
#include "app/weirctl/send_lines.h"
#include "app/weirctl/sending.h"

#include "core/events/event_publisher.h"

namespace weir::cli {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

Result<std::string> readData(Session& session)
{
    const auto data = session.arguments().value("data");
    if (!data)
        return wrong("An event needs --data JSON, or --lines with the data of one on each.");
    if (*data == "-")
        return readStandardInput(session.stopToken());
    return *data;
}

/// The record of an event; `options` holds key, headers and the time it happened.
Result<OutgoingRecord> composeEvent(EventEnvelope& envelope, const std::string& type, std::string_view data,
                                    const OutgoingRecord& options)
{
    auto made = makeEnvelope(type, data, options.timestamp.value_or(nowMs()));
    if (!made)
        return fail(made.error());
    envelope = std::move(*made);
    auto record = EventPublisher::compose(envelope, options.key, options.headers);
    if (record) {
        record->timestamp = options.timestamp;
        record->partition = options.partition;
    }
    return record;
}

int sendOne(Session& session)
{
    const auto options = readRecordOptions(session.arguments());
    const auto data = options ? readData(session) : fail(options.error());
    EventEnvelope envelope;
    const auto record = data ? composeEvent(envelope, session.word(0), *data, *options) : fail(data.error());
    if (!record)
        return refused(session, record.error());
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto change = session.beginChange("event", record->topic, describeForActivity(record->key, *data, record->headers));
    if (!change)
        return session.failed(change.error());
    const auto delivery = sendRecord(**cluster, *record, session.call());
    const std::string where = delivery ? placeText(record->topic, *delivery) : "";
    session.completeChange(*change, delivery, where);
    if (!delivery)
        return session.failed(delivery.error());
    if (session.json())
        session.print(JsonLine()
                          .text("event_id", envelope.eventId)
                          .text("event_type", envelope.eventType)
                          .text("occurred_at", envelope.occurredAt)
                          .text("topic", record->topic)
                          .number("partition", delivery->partition)
                          .number("offset", delivery->offset)
                          .number("timestamp", delivery->timestamp)
                          .str());
    else
        session.print("event " + envelope.eventId + " sent to " + where);
    return session.finish();
}

/// Each line is the data of an event, with its key in front where a delimiter says so.
int sendEvents(Session& session)
{
    const auto topic = topicForEventType(session.word(0));
    const auto words = topic ? LineWords::read(session.arguments()) : fail(topic.error());
    const auto options = words ? readRecordOptions(session.arguments(), !words->keyed()) : fail(words.error());
    if (!options)
        return refused(session, options.error());
    if (session.arguments().has("data"))
        return refused(session, wrong("Option --data does not go with --lines: each line is the data of an event.").error());
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    if (const auto known = (*cluster)->admin().topic(*topic, session.call()); !known)
        return session.failed(known.error());
    const auto change = session.beginChange("event", *topic, "lines");
    if (!change)
        return session.failed(change.error());
    const auto prepare = [&](OutgoingRecord& record) -> Result<void> {
        if (const auto made = words->apply(record); !made)
            return made;
        OutgoingRecord own = *options;
        if (words->keyed())
            own.key = record.key;
        EventEnvelope envelope;
        auto event = composeEvent(envelope, session.word(0), record.value.value_or(""), own);
        if (!event)
            return fail(event.error());
        record = std::move(*event);
        return {};
    };
    LineSender sender(session, "to " + *topic, prepare);
    const int status = sender.run(**cluster, [&](std::unique_ptr<std::istream> in) {
        return importKeyedLines(std::move(in), words->format, {*topic});
    });
    session.completeChange(*change, sender.summary());
    return status;
}

} // namespace

int runEvent(Session& session) { return session.arguments().has("lines") ? sendEvents(session) : sendOne(session); }

} // namespace weir::cli
