// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_states.h"

#include <algorithm>
#include <unordered_map>

namespace weir::ui {
namespace {

constexpr std::size_t tallyChunk = 100'000;

template <typename Map, typename Key> const typename Map::mapped_type* find(const Map& map, const Key& key)
{
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

LetterState::Word wordOf(LetterMark mark)
{
    switch (mark) {
    case LetterMark::Open: break;
    case LetterMark::Handled: return LetterState::Word::Handled;
    case LetterMark::Ignored: return LetterState::Word::Ignored;
    }
    return LetterState::Word::Open;
}

} // namespace

Result<LetterStates> LetterStates::read(const LetterMarks& marks, const ReplayJournal* journal, const std::string& cluster,
                                        const std::vector<std::string>& topics)
{
    auto letters = marks.letters(cluster);
    if (!letters)
        return fail(letters.error());
    auto groups = marks.groups(cluster);
    if (!groups)
        return fail(groups.error());
    LetterStates states;
    states.letters = std::move(*letters);
    states.groups = std::move(*groups);
    if (!journal)
        return states;
    for (const std::string& topic : topics) {
        const auto earlier = journal->earlierOf(cluster, topic);
        if (!earlier)
            return fail(earlier.error());
        for (const auto& [place, what] : *earlier)
            states.addReplayed(place, what);
    }
    states.sortReplayed();
    return states;
}

void LetterStates::addReplayed(const LetterPlace& place, const ReplayJournal::Earlier& earlier)
{
    const bool sure = earlier.outcome == ReplayOutcome::Committed;
    if (!sure && earlier.outcome != ReplayOutcome::Unknown)
        return;
    auto known = std::ranges::find(m_jobs, earlier.job);
    if (known == m_jobs.end())
        known = m_jobs.insert(m_jobs.end(), earlier.job);
    const auto job = static_cast<std::uint32_t>(known - m_jobs.begin());
    m_replayed[place.partition].push_back({place.offset, earlier.time, job, sure});
}

void LetterStates::sortReplayed()
{
    for (auto& [partition, list] : m_replayed)
        std::ranges::sort(list, {}, &Replayed::offset);
}

LetterState LetterStates::of(const LetterPlace& place, std::optional<TimestampMs> time, const std::string& group) const
{
    const MarkedLetter* own = find(letters, place);
    const std::string note = own ? own->note : std::string();
    if (own && own->mark != LetterMark::Open)
        return {wordOf(own->mark), note, own->time, {}};
    if (const auto* list = find(m_replayed, place.partition)) {
        const auto at = std::ranges::lower_bound(*list, place.offset, {}, &Replayed::offset);
        if (at != list->end() && at->offset == place.offset)
            return {at->sure ? LetterState::Word::Replayed : LetterState::Word::MaybeReplayed, note, at->time, m_jobs[at->job]};
    }
    const MarkedGroup* all = find(groups, group);
    const LetterMark mark = effectiveMark(own, all, time);
    if (mark != LetterMark::Open && all)
        return {wordOf(mark), note.empty() ? all->word.note : note, all->word.time, {}};
    return {LetterState::Word::Open, note, own ? own->time : 0, {}};
}

std::map<std::string, GroupTally> LetterStates::tally(const Inbox& inbox, const std::stop_token& stop) const
{
    std::map<std::string, GroupTally> result;
    if (!anything())
        return result;
    std::unordered_map<std::uint32_t, std::string> names;
    for (std::size_t skip = 0; !stop.stop_requested(); skip += tallyChunk) {
        const auto chunk = inbox.letters({}, skip, tallyChunk);
        for (const InboxLetter& letter : chunk) {
            auto name = names.find(letter.group);
            if (name == names.end())
                name = names.emplace(letter.group, inbox.groupOf(letter.group)).first;
            switch (of(letter.place, letter.timestamp, name->second).word) {
            case LetterState::Word::Open: break;
            case LetterState::Word::Handled: ++result[name->second].handled; break;
            case LetterState::Word::Ignored: ++result[name->second].ignored; break;
            case LetterState::Word::Replayed:
            case LetterState::Word::MaybeReplayed: ++result[name->second].replayed; break;
            }
        }
        if (chunk.size() < tallyChunk)
            break;
    }
    return result;
}

} // namespace weir::ui
