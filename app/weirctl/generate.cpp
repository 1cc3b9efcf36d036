// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/generate_request.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/refusal.h"
#include "app/weirctl/run_watch.h"
#include "app/weirctl/template_choice.h"
#include "app/weirctl/text_table.h"

#include "core/events/envelope.h"
#include "core/records/record_json.h"

#include <set>

namespace weir::cli {
namespace {

/// The record as `read --json` writes one; partition and offset are not known yet.
std::string jsonOf(const OutgoingRecord& record)
{
    JsonLine line;
    line.text("topic", record.topic)
        .number("partition", record.partition ? std::optional<std::int64_t>(*record.partition) : std::nullopt)
        .number("timestamp", record.timestamp)
        .text("key", record.key)
        .text("value", record.value)
        .raw("headers", headersJson(record.headers));
    return line.str();
}

std::string textOf(const OutgoingRecord& record)
{
    std::string text = shownText(record.topic) + (record.partition ? "-" + std::to_string(*record.partition) : "") + "  key " +
                       shownBytes(record.key);
    for (const Header& header : record.headers)
        text += "  " + shownText(header.name, 60) + "=" + shownBytes(header.value, 60);
    constexpr std::size_t whole = 4'096;
    return text + "\n  " + shownBytes(record.value, whole);
}

int listTemplates(Session& session)
{
    const auto known = knownTemplates();
    TextTable table({{"TEMPLATE", {}}, {"TO", {}}, {"ABOUT", {}}});
    for (const EventTemplate& one : known.values) {
        const bool event = one.kind == EventTemplate::Kind::Event;
        if (session.json())
            session.print(JsonLine()
                              .text("template", fullName(one))
                              .text("kind", event ? "event" : "raw")
                              .text("event_type", event ? std::optional(one.eventType) : std::nullopt)
                              .text("topic", event ? std::nullopt : std::optional(one.topic))
                              .text("about", one.about)
                              .str());
        else
            table.addRow({fullName(one), event ? one.eventType : one.topic, one.about});
    }
    if (!session.json())
        session.print(table.text());
    session.complain(known.failures);
    return session.finish();
}

/// Where the records come from, and for the activity where they go to and what they are.
struct Records {
    std::unique_ptr<RecordSource> source;
    std::string target;
    std::string about;
};

Result<Records> openRecords(const GenerateRequest& request, const std::stop_token& stop)
{
    if (request.import) {
        auto source = openSource(*request.import, stop);
        if (!source)
            return fail(source.error());
        const std::string& topic = request.import->target.topic;
        return Records{std::move(*source), topic.empty() ? "the topics of the file" : topic, "records of a file"};
    }
    const auto templates = chooseTemplates(request.templates, request.weights);
    if (!templates)
        return fail(templates.error());
    auto source = generateEvents(*templates, request.generator);
    if (!source)
        return fail(source.error());
    std::set<std::string> targets;
    std::string about = "seed " + std::to_string(request.generator.seed) + ", templates";
    for (const WeightedTemplate& one : *templates) {
        about += " " + fullName(one.value);
        const auto topic = topicForEventType(one.value.eventType);
        targets.insert(one.value.kind == EventTemplate::Kind::Raw ? one.value.topic : topic.value_or(one.value.eventType));
    }
    std::string target;
    for (const std::string& one : targets)
        target += (target.empty() ? "" : ", ") + one;
    return Records{std::move(*source), target, about};
}

int preview(Session& session, RecordSource& source, std::size_t count)
{
    OutgoingRecord record;
    for (std::size_t i = 0; i < count && !session.stopToken().stop_requested(); ++i) {
        const auto more = source.next(record);
        if (!more) {
            session.complain(more.error());
            if (source.ended())
                break;
            continue;
        }
        if (!*more)
            break;
        session.print(session.json() ? jsonOf(record) : textOf(record));
    }
    session.note("A preview; nothing was sent.");
    return session.finish();
}

} // namespace

int runGenerate(Session& session)
{
    const auto request = generateRequest(session.arguments());
    if (!request)
        return refused(session, request.error());
    if (request->list)
        return listTemplates(session);
    // Not the session's own token: what a stop cuts short must not be sent, so the run is told to cancel first.
    std::stop_source inputOver;
    auto records = openRecords(*request, request->preview ? session.stopToken() : inputOver.get_token());
    if (!records)
        return refused(session, records.error());
    if (request->preview)
        return preview(session, *records->source, *request->preview);
    // A run that is interrupted to end it needs no other end here, however fast it is.
    if (const auto fine = checkPlan(request->plan, !request->import); !fine)
        return refused(session, fine.error());
    if (session.profile().name.empty())
        return refused(session, Error{ErrorKind::InvalidInput, "No cluster was named: give --bootstrap, --profile or --demo, or set "
                                                             "KAFKA__BOOTSTRAP_SERVERS.", {}, 0, false});
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto change = session.beginChange("generate", records->target, records->about);
    if (!change)
        return session.failed(change.error());
    const auto run = EventRun::start({*cluster, std::move(records->source), request->plan, {}});
    if (!run) {
        session.completeChange(*change, run, "");
        return refused(session, run.error());
    }
    RunWatch watch(session, **run, [&inputOver] { inputOver.request_stop(); });
    watch.follow();
    session.completeChange(*change, runSummary((*run)->progress()));
    watch.conclude(request->endless);
    return session.finish();
}

} // namespace weir::cli
