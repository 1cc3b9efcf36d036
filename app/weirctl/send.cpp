// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/sending.h"

#include "core/base/private_file.h"
#include "core/events/send_record.h"

#include <limits>

namespace weir::cli {
namespace {

Result<OptionalBytes> readValue(Session& session)
{
    const Arguments& arguments = session.arguments();
    const auto text = arguments.value("value");
    const auto file = arguments.value("value-file");
    if ((text ? 1 : 0) + (file ? 1 : 0) + (arguments.has("null-value") ? 1 : 0) != 1)
        return fail(ErrorKind::InvalidInput, "Exactly one of --value, --value-file and --null-value is needed.");
    if (text && *text != "-")
        return *text;
    if (!text && !file)
        return std::nullopt;
    auto content = text ? readStandardInput(session.stopToken()) : readFile(*file);
    if (!content)
        return fail(content.error());
    return std::move(*content);
}

} // namespace

int runSend(Session& session)
{
    OutgoingRecord record;
    record.topic = session.word(0);
    record.key = session.arguments().value("key");
    record.headers = readHeaders(session.arguments().values("header"));
    const auto partition = session.arguments().number("partition", 0, std::numeric_limits<std::int32_t>::max());
    auto value = partition ? readValue(session) : fail(partition.error());
    if (!value) {
        if (value.error().kind != ErrorKind::InvalidInput)
            return session.failed(value.error());
        Session::remark(value.error().message);
        return exitUsage;
    }
    if (*partition)
        record.partition = static_cast<std::int32_t>(**partition);
    record.value = std::move(*value);

    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto change =
        session.beginChange("send", record.topic, describeForActivity(record.key, record.value, record.headers));
    if (!change)
        return session.failed(change.error());
    const auto delivery = sendRecord(**cluster, record, session.call());
    const std::string where =
        delivery ? record.topic + "-" + std::to_string(delivery->partition) + " offset " + std::to_string(delivery->offset)
                 : "";
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

} // namespace weir::cli
