// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/deadletters.h"
#include "app/weirctl/letter_files.h"
#include "app/weirctl/mark_words.h"
#include "app/weirctl/place_words.h"

#include "core/base/bytes.h"

namespace weir::cli {
namespace {

struct Marking {
    LetterMark mark = LetterMark::Open;
    std::vector<LetterPlace> places;
    std::vector<std::string> groups;
};

Result<Marking> readMarking(const std::vector<std::string>& words)
{
    Marking marking;
    const auto mark = parseMark(words.front());
    if (!mark)
        return fail(mark.error());
    marking.mark = *mark;
    std::vector<PlaceRange> ranges;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (looksLikeFailureId(words[i])) {
            marking.groups.push_back(words[i]);
            continue;
        }
        if (!looksLikePlace(words[i]))
            return fail(ErrorKind::InvalidInput, "'" + escapeForDisplay(words[i], 300) +
                                                     "' is neither a place (orders.dlq-0@17) nor a failure group "
                                                     "(deadletters groups lists them).");
        auto range = parsePlaces(words[i]);
        if (!range)
            return fail(range.error());
        ranges.push_back(std::move(*range));
    }
    auto places = eachPlace(ranges);
    if (!places)
        return fail(places.error());
    marking.places = std::move(*places);
    return marking;
}

} // namespace

int runMarkDeadLetters(Session& session, const std::vector<std::string>& words)
{
    const auto marking = readMarking(words);
    if (!marking) {
        Session::remark(marking.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto id = clusterIdOf(**cluster, session.call());
    if (!id)
        return session.failed(id.error());
    const auto marks = openMarks(session);
    if (!marks)
        return session.failed(marks.error());
    const MarkedLetter word{marking->mark, session.arguments().value("note").value_or(""), nowMs()};
    if (!marking->places.empty())
        if (const auto marked = (*marks)->markLetters(*id, marking->places, word); !marked)
            return session.failed(marked.error());
    for (const std::string& group : marking->groups)
        if (const auto marked = (*marks)->markGroup(*id, group, {word, word.time}); !marked)
            return session.failed(marked.error());
    session.note("Marked as " + markName(marking->mark) + " on this computer: " + std::to_string(marking->places.size()) +
                 " records, " + std::to_string(marking->groups.size()) + " failure groups.");
    return session.finish();
}

} // namespace weir::cli
