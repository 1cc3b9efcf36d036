// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_choice.h"

#include "ui/deadletters/listed_letters.h"

#include <cstdint>

namespace weir::ui {

std::vector<LetterPlace> chosenLetters(const Inbox& inbox, const LetterStates& states, const LetterChoice& choice)
{
    if (!choice.ticked.empty())
        return {choice.ticked.begin(), choice.ticked.end()};
    // No groups at all would mean every letter.
    if (choice.groups.empty())
        return {};
    const ListedLetters list = ListedLetters::read(inbox, choice.groups, SIZE_MAX);
    std::vector<LetterPlace> places;
    places.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        LetterPlace place = list.place(i);
        if (states.of(place, list.time(i), list.group(i)).word == LetterState::Word::Open)
            places.push_back(std::move(place));
    }
    return places;
}

} // namespace weir::ui
