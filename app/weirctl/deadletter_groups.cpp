// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/deadletters.h"
#include "app/weirctl/inbox_look.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/letter_choosing.h"
#include "app/weirctl/letter_files.h"
#include "app/weirctl/mark_words.h"
#include "app/weirctl/text_table.h"

#include "core/base/bytes.h"

#include <limits>

namespace weir::cli {
namespace {

using Align = TextTable::Align;
using GroupMarks = std::map<std::string, MarkedGroup>;

struct GroupsQuestion {
    std::optional<LetterMark> mark;
    std::optional<std::int64_t> limit;
};

Result<GroupsQuestion> readQuestion(const Arguments& arguments)
{
    GroupsQuestion question;
    const auto limit = arguments.number("limit", 1, std::numeric_limits<std::int64_t>::max());
    if (!limit)
        return fail(limit.error());
    question.limit = *limit;
    if (const auto text = arguments.value("mark")) {
        const auto mark = parseMark(*text);
        if (!mark)
            return fail(mark.error());
        question.mark = *mark;
    }
    return question;
}

std::optional<std::string> told(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

std::string jsonOf(const FailureGroup& group, LetterMark mark, const std::string& note)
{
    JsonLine topics;
    for (const auto& [topic, count] : group.topics)
        topics.number(topic, count);
    return JsonLine()
        .text("group", group.id)
        .number("count", group.count)
        .number("first_seen", group.firstSeen)
        .number("last_seen", group.lastSeen)
        .text("origin", told(group.key.origin))
        .text("stage", told(group.key.stage))
        .text("exception", told(group.key.exceptionClass))
        .text("pattern", told(group.key.pattern))
        .text("convention", told(group.convention))
        .text("example", placeText(group.example))
        .text("example_message", told(group.exampleMessage))
        .raw("topics", topics.str())
        .text("mark", markName(mark))
        .text("note", told(note))
        .str();
}

void print(Session& session, const InboxState& state, const GroupMarks& marks, const GroupsQuestion& question)
{
    TextTable table({{"GROUP"},
                     {"COUNT", Align::Right},
                     {"FIRST"},
                     {"LAST"},
                     {"MARK"},
                     {"ORIGIN"},
                     {"STAGE"},
                     {"EXCEPTION"},
                     {"EXAMPLE"},
                     {"MESSAGE"}});
    std::int64_t printed = 0;
    std::int64_t others = 0;
    for (const FailureGroup& group : state.groups) {
        const auto said = marks.find(group.id);
        const LetterMark mark = effectiveMark(nullptr, said != marks.end() ? &said->second : nullptr, group.lastSeen);
        if (question.mark && mark != *question.mark)
            continue;
        if (question.limit && printed == *question.limit) {
            ++others;
            continue;
        }
        ++printed;
        if (session.json())
            session.print(jsonOf(group, mark, said != marks.end() ? said->second.word.note : ""));
        else
            table.addRow({group.id, std::to_string(group.count), group.firstSeen ? formatUtc(*group.firstSeen) : "-",
                          group.lastSeen ? formatUtc(*group.lastSeen) : "-", markName(mark), told(group.key.origin).value_or("-"),
                          shownText(told(group.key.stage).value_or("-"), 30),
                          shownText(told(group.key.exceptionClass).value_or("-"), 100), placeText(group.example),
                          shownText(told(group.key.pattern).value_or("-"), 200)});
    }
    if (!session.json())
        session.print(table.empty() ? "no failures" : table.text());
    if (others > 0)
        session.note(std::to_string(others) + " further groups are not shown.");
}

} // namespace

int runFailureGroups(Session& session, const std::vector<std::string>& topics)
{
    const auto question = readQuestion(session.arguments());
    if (!question) {
        Session::remark(question.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto id = clusterIdOf(**cluster, session.call());
    if (!id)
        return session.failed(id.error());
    auto looked = topics;
    if (looked.empty()) {
        auto found = deadLetterTopics(session, **cluster);
        if (!found)
            return session.failed(found.error());
        looked = std::move(*found);
    }
    for (const std::string& topic : topics)
        if (const auto known = (*cluster)->admin().topic(topic, session.call()); !known)
            return session.failed(known.error());
    GroupMarks marks;
    const auto file = openMarks(session);
    auto said = file ? (*file)->groups(*id) : fail(file.error());
    if (said)
        marks = std::move(*said);
    else
        session.note("The marks are not known: " + said.error().message);
    InboxLook look(session, *cluster, ownConventions(session, *id));
    (void)look.lookAt(looked); // it says what is missing
    print(session, *look.state(), marks, *question);
    session.note(look.coverageText() + ".");
    return session.finish();
}

} // namespace weir::cli
