// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_notes.h"

namespace weir {
namespace {

constexpr std::size_t mostHeaderNames = 500;
constexpr const char* furtherHeaders = "(further headers)";

std::string several(std::int64_t count, const char* one, const char* many)
{
    return std::to_string(count) + (count == 1 ? one : many);
}

HeaderSummary::Fate summaryFate(HeaderFate fate)
{
    switch (fate) {
    case HeaderFate::Kept: return HeaderSummary::Fate::Kept;
    case HeaderFate::Removed: return HeaderSummary::Fate::Removed;
    case HeaderFate::Added: return HeaderSummary::Fate::Added;
    }
    return HeaderSummary::Fate::Kept;
}

std::string sentence(ReplayNotes::Kind kind, std::int64_t count, const std::string& detail)
{
    using enum ReplayNotes::Kind;
    const bool one = count == 1;
    switch (kind) {
    case Undecodable:
        return several(count, " record has a header that", " records have headers that") + " could not be read: " + detail;
    case SeveralSystems:
        return several(count, " record", " records") + " failed in several systems: there are headers of " + detail +
               " too; the origin is the first system's";
    case ReplayedBefore:
        return several(count, " record was", " records were") + " put back before and failed again" + detail;
    case CountUnreadable:
        return several(count, " record has a", " records have a") +
               " weir-replay-count that is no number; counting starts again";
    case NoValue:
        return several(count, " record has", " records have") +
               " the value NULL: consumers take this for a deletion of the key";
    case RandomPartition:
        return several(count, " record has", " records have") + " no key and get a random partition";
    case PartitionUnknown:
        return several(count, " record does", " records do") +
               " not tell the original partition; the key decides";
    case PartitionMissing: return several(count, " record: ", " records: ") + detail + "; the key decides";
    case OtherData:
        return several(count, " dead letter has", " dead letters have") +
               " no data (errors.deadletterqueue.copy.record.enable is off): the record at the origin is sent instead";
    case Again:
        return several(count, " record was", " records were") + " put back by an earlier job and would be sent again" + detail;
    case EditFailed: return "The edit does not fit " + several(count, " record", " records") + ": " + detail;
    case DifferentRepeat:
        return std::string("The file holds ") + (one ? "a second, different record" : "further, different records") +
               " of the same place: both are sent under the same replay id";
    case Repeat: return several(count, " line repeats", " lines repeat") + " a record of the file and is left out";
    }
    return {};
}

} // namespace

void ReplayNotes::add(Kind kind, const LetterPlace& place, std::string_view detail)
{
    Note& note = m_notes[kind];
    if (note.count++ > 0)
        return;
    note.example = placeText(place);
    note.detail = detail;
}

void ReplayNotes::addReport(const FailureReport& report, const LetterPlace& place)
{
    if (!report.undecodable.empty())
        add(Kind::Undecodable, place, escapeForDisplay(report.undecodable.front(), 249));
    if (!report.otherConventions.empty())
        add(Kind::SeveralSystems, place, report.otherConventions.front());
}

void ReplayNotes::addHeaders(const ReplayHeaders& headers)
{
    // A name counts once a record; with very many headers in one record it may count more often.
    constexpr std::size_t mostCompared = 64;
    for (std::size_t i = 0; i < headers.decisions.size(); ++i) {
        const HeaderDecision& decision = headers.decisions[i];
        bool counted = false;
        for (std::size_t j = 0; j < i && i < mostCompared && !counted; ++j)
            counted = headers.decisions[j].fate == decision.fate && headers.decisions[j].header.name == decision.header.name;
        if (counted)
            continue;
        auto found = m_headers.find(decision.header.name);
        if (found == m_headers.end())
            found = m_headers.try_emplace(m_headers.size() < mostHeaderNames ? decision.header.name : furtherHeaders).first;
        HeaderSummary& summary = found->second[decision.fate];
        if (summary.records++ == 0) {
            summary.name = found->first;
            summary.fate = summaryFate(decision.fate);
            summary.reason = decision.reason;
        }
    }
}

std::vector<HeaderSummary> ReplayNotes::headers() const
{
    std::vector<HeaderSummary> all;
    for (const auto& [name, fates] : m_headers)
        for (const auto& [fate, summary] : fates)
            all.push_back(summary);
    return all;
}

std::vector<std::string> ReplayNotes::sentences() const
{
    std::vector<std::string> all;
    for (const auto& [kind, note] : m_notes)
        all.push_back(sentence(kind, note.count, note.detail) + " (for example " + escapeForDisplay(note.example) + ").");
    return all;
}

} // namespace weir
