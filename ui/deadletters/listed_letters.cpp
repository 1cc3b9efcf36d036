// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/listed_letters.h"

#include <algorithm>
#include <unordered_map>

namespace weir::ui {
namespace {

/// The index of `value` in `list`, where it is put when it is new. The last ones are the likeliest.
template <typename T> std::uint32_t indexOf(std::vector<T>& list, const T& value)
{
    const auto found = std::find(list.rbegin(), list.rend(), value);
    if (found != list.rend())
        return static_cast<std::uint32_t>(list.rend() - found - 1);
    list.push_back(value);
    return static_cast<std::uint32_t>(list.size() - 1);
}

} // namespace

ListedLetters ListedLetters::read(const Inbox& inbox, const std::vector<std::string>& ids, std::size_t most)
{
    // One call: between two of them the inbox may get new letters, and everything behind them would move.
    std::vector<InboxLetter> letters = inbox.letters(ids, 0, most < SIZE_MAX ? most + 1 : most);
    ListedLetters list;
    list.m_cut = letters.size() > most;
    if (list.m_cut)
        letters.resize(most);
    list.m_entries.reserve(letters.size());
    std::unordered_map<std::uint32_t, std::string> groups;
    for (const InboxLetter& letter : letters) {
        auto group = groups.find(letter.group);
        if (group == groups.end())
            group = groups.emplace(letter.group, inbox.groupOf(letter.group)).first;
        list.add(letter, group->second);
    }
    return list;
}

void ListedLetters::add(const InboxLetter& letter, const std::string& groupId)
{
    m_entries.push_back({letter.timestamp, letter.place.offset, indexOf(m_partitions, letter.place.partition),
                         indexOf(m_groups, groupId)});
}

LetterPlace ListedLetters::place(std::size_t index) const
{
    const Entry& entry = m_entries[index];
    return {m_partitions[entry.partition], entry.offset};
}

std::optional<std::size_t> ListedLetters::find(const LetterPlace& place) const
{
    const auto partition = std::ranges::find(m_partitions, place.partition);
    if (partition == m_partitions.end())
        return std::nullopt;
    const auto wanted = static_cast<std::uint32_t>(partition - m_partitions.begin());
    const auto found = std::ranges::find_if(m_entries, [&](const Entry& entry) {
        return entry.offset == place.offset && entry.partition == wanted;
    });
    return found == m_entries.end() ? std::nullopt
                                    : std::optional<std::size_t>(static_cast<std::size_t>(found - m_entries.begin()));
}

std::vector<LetterPlace> ListedLetters::places() const
{
    std::vector<LetterPlace> result;
    result.reserve(m_entries.size());
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        result.push_back(place(i));
    return result;
}

} // namespace weir::ui
