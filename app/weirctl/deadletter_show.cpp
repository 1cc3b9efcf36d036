// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/deadletters.h"
#include "app/weirctl/failure_words.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/letter_choosing.h"
#include "app/weirctl/letter_files.h"
#include "app/weirctl/mark_words.h"
#include "app/weirctl/place_words.h"
#include "app/weirctl/text_table.h"

#include "core/deadletters/failure_headers.h"
#include "core/deadletters/source_record.h"
#include "core/records/browse.h"
#include "core/records/record_json.h"

#include <algorithm>

namespace weir::cli {
namespace {

using Align = TextTable::Align;

/// One dead letter and everything that is known about it.
struct KnownLetter {
    LetterPlace place;
    Record record;
    FailureReport failure;
    SourceRecord source;
    std::optional<MarkedLetter> mark;
    std::optional<ReplayJournal::Earlier> earlier;
};

std::string stateCode(SourceRecord::State state)
{
    switch (state) {
    case SourceRecord::State::Identical: return "identical";
    case SourceRecord::State::Differs: return "differs";
    case SourceRecord::State::Gone: return "gone";
    case SourceRecord::State::Unknown: return "unknown";
    case SourceRecord::State::Failed: return "failed";
    }
    return "unknown";
}

std::string jsonOf(const FieldDifference& field)
{
    return JsonLine()
        .text("field", field.field)
        .text("change", std::string(fieldChangeName(field.change)))
        .text("source", field.left)
        .text("letter", field.right)
        .str();
}

std::string jsonOf(const SourceRecord& source)
{
    JsonLine line;
    line.text("state", stateCode(source.state)).text("sentence", source.sentence).flag("only_here", source.onlyHere);
    line.raw("record", source.record ? openJsonOf(*source.record) + "}" : "null");
    line.raw("differences",
             source.diff ? jsonArray(source.diff->fields, [](const FieldDifference& field) { return jsonOf(field); }) : "[]");
    return line.text("error", source.error ? std::optional(source.error->message) : std::nullopt).str();
}

std::string jsonOf(const ReplayJournal::Earlier& earlier)
{
    return JsonLine()
        .text("job", earlier.job)
        .number("time", earlier.time)
        .text("outcome", std::string(outcomeCode(earlier.outcome)))
        .str();
}

std::string jsonOf(const KnownLetter& letter)
{
    const std::optional<std::string> note =
        letter.mark && !letter.mark->note.empty() ? std::optional(letter.mark->note) : std::nullopt;
    return openJsonOf(letter.record) + ",\"failure\":" + failureJson(letter.failure) + ",\"source\":" + jsonOf(letter.source) +
           ",\"mark\":" + jsonString(markName(letter.mark ? letter.mark->mark : LetterMark::Open)) +
           ",\"note\":" + (note ? jsonString(isUtf8(*note) ? *note : escapeForDisplay(*note)) : "null") +
           ",\"replayed\":" + (letter.earlier ? jsonOf(*letter.earlier) : "null") + "}";
}

// --- text ---

void printLine(Session& session, std::string name, const std::string& text)
{
    name.resize(11, ' ');
    session.print(name + shownText(text, 4'000));
}

void printFailure(Session& session, const FailureReport& failure)
{
    const auto line = [&](const char* name, const std::optional<std::string>& text) {
        if (text)
            printLine(session, name, *text);
    };
    line("exception", failure.exceptionClass);
    line("message", failure.message);
    line("stage", failure.stage);
    line("group", failure.consumerGroup);
    if (failure.attempts)
        printLine(session, "attempts", std::to_string(*failure.attempts));
    std::string convention = failure.convention.empty() ? "none recognised" : failure.convention;
    for (const std::string& other : failure.otherConventions)
        convention += ", also " + other;
    printLine(session, "written by", convention);
    printLine(session, "origin", originOf(failure) + (failure.originTimestamp ? " of " + formatUtc(*failure.originTimestamp) : ""));
    for (const std::string& text : failure.undecodable)
        printLine(session, "unreadable", text);
    if (failure.hops.size() < 2)
        return;
    TextTable table({{"HOP", Align::Right}, {"PLACE"}, {"TIME"}, {"GROUP"}, {"EXCEPTION"}, {"WRITTEN BY"}});
    for (std::size_t i = 0; i < failure.hops.size(); ++i) {
        const FailureHop& hop = failure.hops[i];
        table.addRow({std::to_string(i + 1), placeOf(hop.topic, hop.partition, hop.offset),
                      hop.timestamp ? formatUtc(*hop.timestamp) : "-", hop.consumerGroup.value_or("-"),
                      hop.exceptionClass.value_or("-"), hop.convention});
    }
    session.print("\n" + table.text());
}

void printSource(Session& session, const SourceRecord& source)
{
    session.print("\nsource     " + shownText(source.sentence.empty() ? stateCode(source.state) : source.sentence, 1'000));
    if (source.onlyHere)
        session.print("           The dead letter has no data of its own; the source is what would be sent.");
    if (!source.diff || source.state != SourceRecord::State::Differs)
        return;
    TextTable table({{"FIELD"}, {"CHANGE"}, {"SOURCE"}, {"DEAD LETTER"}});
    for (const FieldDifference& field : source.diff->fields)
        table.addRow({field.field, std::string(fieldChangeName(field.change)), field.left ? shownBytes(field.left, 80) : "-",
                      field.right ? shownBytes(field.right, 80) : "-"});
    if (!table.empty())
        session.print(table.text());
}

void printText(Session& session, const KnownLetter& letter)
{
    printLine(session, "letter", placeText(letter.place) + (letter.record.timestamp ? " of " + formatUtc(*letter.record.timestamp) : ""));
    printFailure(session, letter.failure);
    if (letter.mark)
        printLine(session, markName(letter.mark->mark), formatUtc(letter.mark->time) + (letter.mark->note.empty() ? "" : ": " + letter.mark->note));
    if (letter.earlier)
        printLine(session, "replayed", formatUtc(letter.earlier->time) + " by job " + letter.earlier->job + ", " +
                                           std::string(outcomeCode(letter.earlier->outcome)));
    printSource(session, letter.source);
    TextTable headers({{"HEADER"}, {"ABOUT"}, {"VALUE"}});
    const FailureHeaders ofFailure(letter.record.headers);
    for (const Header& header : letter.record.headers)
        headers.addRow({header.name, ofFailure.contains(header.name) ? "failure" : "record", shownBytes(header.value, 120)});
    if (!headers.empty())
        session.print("\n" + headers.text());
    session.print("\nkey        " + shownBytes(letter.record.key) + "\nvalue      " + shownBytes(letter.record.value, 2'000));
    if (!letter.failure.stackTrace)
        return;
    session.print("\nstack trace");
    std::string_view rest = *letter.failure.stackTrace;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        session.print("  " + shownText(rest.substr(0, end), 400));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

/// What this computer knows about the letter; where that cannot be read, it is said.
void addOwn(Session& session, const std::string& cluster, KnownLetter& letter)
{
    const auto file = openMarks(session);
    const auto marks = file ? (*file)->letters(cluster) : fail(file.error());
    if (!marks)
        session.note("The marks are not known: " + marks.error().message);
    else if (const auto found = marks->find(letter.place); found != marks->end())
        letter.mark = found->second;
    const auto journal = openJournal(session);
    const auto earlier = journal ? (*journal)->earlier(cluster, {letter.place}) : fail(journal.error());
    if (!earlier)
        session.note("It is not known whether it was replayed: " + earlier.error().message);
    else if (const auto found = earlier->find(letter.place); found != earlier->end())
        letter.earlier = found->second;
}

} // namespace

int runShowDeadLetter(Session& session, const std::vector<std::string>& words)
{
    const auto place = parsePlaces(words[0]);
    if (!place || place->first != place->last) {
        Session::remark(place ? "Only one dead letter is shown at a time." : place.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto id = clusterIdOf(**cluster, session.call());
    if (!id)
        return session.failed(id.error());
    auto record = fetchRecord(**cluster, place->partition, place->first, session.call());
    if (!record)
        return session.failed(record.error());
    KnownLetter letter{{place->partition, place->first}, std::move(*record), {}, {}, {}, {}};
    letter.failure = readFailure(letter.record.headers, ownConventions(session, *id));
    letter.source = findSource(**cluster, letter.record, letter.failure, session.call());
    addOwn(session, *id, letter);
    if (session.json())
        session.print(jsonOf(letter));
    else
        printText(session, letter);
    if (letter.source.error)
        session.complain(*letter.source.error);
    return session.finish();
}

} // namespace weir::cli
