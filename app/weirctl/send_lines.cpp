// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/send_lines.h"

#include "app/weirctl/line_sender.h"
#include "app/weirctl/refusal.h"
#include "app/weirctl/sending.h"

namespace weir::cli {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

Result<void> makeBytes(OptionalBytes& bytes, PayloadType type, const char* what)
{
    if (!bytes || type == PayloadType::Text)
        return {};
    auto made = payloadBytes(type, *bytes);
    if (!made)
        return wrong(std::string("The ") + what + ": " + made.error().message);
    bytes = std::move(*made);
    return {};
}

/// What was asked for: where the lines go, and what is the same in all of them.
struct LinesRequest {
    bool json = false;
    ImportTarget target;
    LineWords words;
    OutgoingRecord fixed;
};

/// Options that say something else than these lines do.
Result<void> checkOptions(const Arguments& arguments, bool json)
{
    if (json && arguments.has("lines"))
        return wrong("Only one of --lines and --json-lines can be given.");
    for (const char* alone : {"value", "value-file", "null-value"})
        if (arguments.has(alone))
            return wrong("Option --" + std::string(alone) + " does not go with lines: each of them is a value.");
    for (const char* own : {"key", "key-type", "value-type", "key-delimiter", "empty-is-null"})
        if (json && arguments.has(own))
            return wrong("Option --" + std::string(own) + " does not go with --json-lines: each line says it.");
    for (const char* kept : {"keep-partition", "keep-timestamp"})
        if (!json && arguments.has(kept))
            return wrong("Option --" + std::string(kept) + " goes with --json-lines only.");
    return {};
}

Result<LinesRequest> linesRequest(Session& session)
{
    const Arguments& arguments = session.arguments();
    LinesRequest request;
    request.json = arguments.has("json-lines");
    if (const auto fine = checkOptions(arguments, request.json); !fine)
        return fail(fine.error());
    if (!arguments.words().empty())
        request.target.topic = session.word(0);
    else if (!request.json)
        return wrong("The command is: weirctl send TOPIC --lines.");
    request.target.keepPartition = arguments.has("keep-partition");
    request.target.keepTimestamp = arguments.has("keep-timestamp");
    const auto words = LineWords::read(arguments);
    auto fixed = words ? readRecordOptions(arguments, !words->keyed()) : fail(words.error());
    if (!fixed)
        return fail(fixed.error());
    request.words = *words;
    request.fixed = std::move(*fixed);
    return request;
}

Result<void> complete(OutgoingRecord& record, const LinesRequest& request)
{
    if (record.topic.empty())
        return wrong("The line names no topic, and none was given.");
    if (!request.json)
        if (const auto made = request.words.apply(record); !made)
            return made;
    if (request.fixed.key)
        record.key = request.fixed.key;
    record.headers.insert(record.headers.end(), request.fixed.headers.begin(), request.fixed.headers.end());
    if (request.fixed.partition)
        record.partition = request.fixed.partition;
    if (request.fixed.timestamp)
        record.timestamp = request.fixed.timestamp;
    return {};
}

} // namespace

Result<LineWords> LineWords::read(const Arguments& arguments)
{
    LineWords words;
    words.format = {arguments.value("key-delimiter").value_or(""), arguments.has("empty-is-null")};
    if (words.keyed() && arguments.has("key"))
        return wrong("With --key-delimiter the keys come from the lines; --key does not go with it.");
    const auto keyType = readPayloadType(arguments, "key-type", PayloadType::Text);
    const auto valueType = keyType ? readPayloadType(arguments, "value-type", PayloadType::Text) : fail(keyType.error());
    if (!valueType)
        return fail(valueType.error());
    words.keyType = *keyType;
    words.valueType = *valueType;
    return words;
}

Result<void> LineWords::apply(OutgoingRecord& record) const
{
    if (keyed())
        if (const auto made = makeBytes(record.key, keyType, "key"); !made)
            return made;
    return makeBytes(record.value, valueType, "value");
}

int sendLines(Session& session)
{
    const auto request = linesRequest(session);
    if (!request)
        return refused(session, request.error());
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const std::string& topic = request->target.topic;
    // Else every line of a pipe would fail alike.
    if (const auto known = topic.empty() ? Result<TopicMetadata>() : (*cluster)->admin().topic(topic, session.call()); !known)
        return session.failed(known.error());
    const std::string where = topic.empty() ? "the topics of the lines" : topic;
    const auto change = session.beginChange("send", where, request->json ? "lines of JSON" : "lines");
    if (!change)
        return session.failed(change.error());
    LineSender sender(session, topic.empty() ? "to the topics they name" : "to " + topic,
                      [&](OutgoingRecord& record) { return complete(record, *request); });
    const int status = sender.run(**cluster, [&](std::unique_ptr<std::istream> in) {
        return request->json ? importJsonLines(std::move(in), request->target)
                             : importKeyedLines(std::move(in), request->words.format, request->target);
    });
    session.completeChange(*change, sender.summary());
    return status;
}

} // namespace weir::cli
