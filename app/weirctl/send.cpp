// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/refusal.h"
#include "app/weirctl/send_lines.h"
#include "app/weirctl/sending.h"

#include "core/base/private_file.h"
#include "core/events/send_record.h"

namespace weir::cli {
namespace {

Result<OptionalBytes> readValue(Session& session)
{
    const Arguments& arguments = session.arguments();
    const auto text = arguments.value("value");
    const auto file = arguments.value("value-file");
    if ((text ? 1 : 0) + (file ? 1 : 0) + (arguments.has("null-value") ? 1 : 0) != 1)
        return fail(ErrorKind::InvalidInput,
                    "Exactly one of --value, --value-file, --null-value, --lines and --json-lines is needed.");
    if (!text && !file)
        return std::nullopt;
    Bytes content;
    if (text && *text != "-") {
        content = *text;
    } else {
        auto all = text ? readStandardInput(session.stopToken()) : readFile(*file);
        if (!all)
            return fail(all.error());
        content = std::move(*all);
    }
    const auto type = readPayloadType(arguments, "value-type", PayloadType::Text);
    if (!type)
        return fail(type.error());
    auto value = payloadBytes(*type, content);
    if (!value)
        return fail(ErrorKind::InvalidInput, "The value: " + value.error().message);
    return value;
}

int sendOne(Session& session)
{
    if (session.arguments().words().empty())
        return refused(session, Error{ErrorKind::InvalidInput, "The command is: weirctl send TOPIC.", {}, 0, false});
    auto options = readRecordOptions(session.arguments());
    auto value = options ? readValue(session) : fail(options.error());
    if (!value)
        return refused(session, value.error());
    OutgoingRecord record = std::move(*options);
    record.topic = session.word(0);
    record.value = std::move(*value);

    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto change =
        session.beginChange("send", record.topic, describeForActivity(record.key, record.value, record.headers));
    if (!change)
        return session.failed(change.error());
    const auto delivery = sendRecord(**cluster, record, session.call());
    const std::string where = delivery ? placeText(record.topic, *delivery) : "";
    session.completeChange(*change, delivery, where);
    if (!delivery)
        return session.failed(delivery.error());
    if (session.json())
        session.print(JsonLine()
                          .text("topic", record.topic)
                          .number("partition", delivery->partition)
                          .number("offset", delivery->offset)
                          .number("timestamp", delivery->timestamp)
                          .str());
    else
        session.print("sent to " + where);
    return session.finish();
}

} // namespace

int runSend(Session& session)
{
    const bool lines = session.arguments().has("lines") || session.arguments().has("json-lines");
    return lines ? sendLines(session) : sendOne(session);
}

} // namespace weir::cli
