// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/deadletters.h"
#include "app/weirctl/failure_words.h"
#include "app/weirctl/inbox_look.h"
#include "app/weirctl/letter_choosing.h"
#include "app/weirctl/letter_files.h"
#include "app/weirctl/mark_words.h"
#include "app/weirctl/reading.h"
#include "app/weirctl/text_table.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <limits>

namespace weir::cli {
namespace {

using Align = TextTable::Align;

constexpr std::size_t usualGroupLimit = 50;

/// Prints dead letters as they come, and the failure in each.
class LetterPrinter
{
public:
    LetterPrinter(Session& session, std::vector<CustomConvention> own)
        : m_session(session), m_own(std::move(own)), m_table({{"PARTITION", Align::Right},
                                                              {"OFFSET", Align::Right},
                                                              {"TIME"},
                                                              {"CONVENTION"},
                                                              {"ORIGIN"},
                                                              {"ATTEMPTS", Align::Right},
                                                              {"EXCEPTION"},
                                                              {"MESSAGE"}})
    {
    }

    void add(const Record& record)
    {
        const FailureReport report = readFailure(record.headers, m_own);
        if (m_session.json())
            return m_session.print(openJsonOf(record) + ",\"failure\":" + failureJson(report) + "}");
        m_table.addRow({std::to_string(record.partition), std::to_string(record.offset),
                        record.timestamp ? formatUtc(*record.timestamp) : "-",
                        report.convention.empty() ? "-" : report.convention, originOf(report), shownNumber(report.attempts),
                        shownText(report.exceptionClass.value_or(report.stage.value_or("-")), 100),
                        shownText(report.message.value_or("-"), 200)});
    }
    void finish(const std::string& coverage)
    {
        if (m_session.json())
            return;
        m_session.print((m_table.empty() ? "" : m_table.text()) + coverage);
    }

private:
    Session& m_session;
    const std::vector<CustomConvention> m_own;
    TextTable m_table;
};

int printNewest(Session& session, Cluster& cluster, const BrowseRequest& request, const std::vector<CustomConvention>& own)
{
    const auto answer = browse(cluster, request, session.call());
    if (!answer)
        return session.failed(answer.error());
    LetterPrinter printer(session, own);
    for (const Record& record : answer->values.records)
        printer.add(record);
    printer.finish(coverageText(answer->values));
    complainAboutCoverage(session, request, *answer);
    return session.finish();
}

struct Marks {
    std::map<LetterPlace, MarkedLetter> letters;
    std::map<std::string, MarkedGroup> groups;

    [[nodiscard]] LetterMark of(const InboxLetter& letter, const std::string& groupId) const
    {
        const auto own = letters.find(letter.place);
        const auto group = groups.find(groupId);
        return effectiveMark(own != letters.end() ? &own->second : nullptr, group != groups.end() ? &group->second : nullptr,
                             letter.timestamp);
    }
};

Result<Marks> readMarks(const Session& session, const std::string& cluster)
{
    const auto file = openMarks(session);
    if (!file)
        return fail(file.error());
    auto letters = (*file)->letters(cluster);
    auto groups = (*file)->groups(cluster);
    if (!letters || !groups)
        return fail(!letters ? letters.error() : groups.error());
    return Marks{std::move(*letters), std::move(*groups)};
}

/// Records of failure groups or with a mark: the whole topic has to be looked at for them.
int printChosen(Session& session, const std::shared_ptr<Cluster>& cluster, const BrowseRequest& request,
                const std::vector<CustomConvention>& own, const std::string& id)
{
    const Arguments& arguments = session.arguments();
    const std::vector<std::string> groups = arguments.values("group");
    std::optional<LetterMark> mark;
    Marks marks;
    if (const auto text = arguments.value("mark")) {
        const auto parsed = parseMark(*text);
        auto read = readMarks(session, id);
        if (!parsed || !read)
            return session.failed(!parsed ? parsed.error() : read.error());
        mark = *parsed;
        marks = std::move(*read);
    }
    if (const auto known = cluster->admin().topic(request.topic, session.call()); !known)
        return session.failed(known.error());
    InboxLook look(session, cluster, own);
    (void)look.lookAt({request.topic}); // it says what is missing
    for (const std::string& group : groups)
        if (std::ranges::none_of(look.state()->groups, [&](const FailureGroup& each) { return each.id == group; }))
            return session.failed({ErrorKind::NotFound,
                                   "There is no failure group " + escapeForDisplay(group, 100) + " in " +
                                       escapeForDisplay(request.topic, 300) + ".",
                                   {}, 0, false});
    LetterPrinter printer(session, own);
    const std::size_t most = arguments.has("limit") ? request.limit : usualGroupLimit;
    std::size_t fitting = 0;
    for (const InboxLetter& letter : look.letters(groups, std::numeric_limits<std::size_t>::max())) {
        if (session.stopToken().stop_requested())
            break;
        if ((!request.partitions.empty() && request.partitions.front() != letter.place.partition.partition) ||
            (mark && marks.of(letter, look.groupOf(letter)) != *mark) || fitting++ >= most)
            continue;
        const auto record = fetchRecord(*cluster, letter.place.partition, letter.place.offset, session.call());
        if (record)
            printer.add(*record);
        else
            session.complain(std::vector<Failure>{{placeText(letter.place), record.error()}});
    }
    printer.finish("");
    session.note(std::to_string(std::min(fitting, most)) + " of " + std::to_string(fitting) + " that fit, newest first; " +
                 look.coverageText() + ".");
    return session.finish();
}

} // namespace

int runDeadLetterRecords(Session& session, const std::vector<std::string>& words)
{
    const Arguments& arguments = session.arguments();
    const bool chosen = arguments.has("group") || arguments.has("mark");
    const auto request = browseRequest(arguments, words[0]);
    if (!request || (chosen && arguments.has("from"))) {
        Session::remark(request ? "Option --from does not go with --group and --mark: those list the newest first." : request.error().message);
        return exitUsage;
    }
    if (const auto mark = parseMark(arguments.value("mark").value_or("open")); !mark) {
        Session::remark(mark.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto id = clusterIdOf(**cluster, session.call());
    if (!id)
        return session.failed(id.error());
    const auto own = ownConventions(session, *id);
    return chosen ? printChosen(session, *cluster, *request, own, *id) : printNewest(session, **cluster, *request, own);
}

} // namespace weir::cli
