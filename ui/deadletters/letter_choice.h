// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/letter_states.h"

#include <QtCore/QString>

#include <set>

namespace weir::ui {

/// What a person has chosen among the dead letters: those that are ticked, else a kind of failure, else all that is shown.
struct LetterChoice {
    std::set<LetterPlace> ticked{};
    std::vector<std::string> groups{}; ///< when nothing is ticked: ids
    qint64 count = 0;                  ///< letters; of groups the open ones
    QString title{};                   ///< "301 letters, JsonMappingException"

    [[nodiscard]] bool empty() const { return count == 0; }
};

/// The places of a choice: ticked letters as they are, of groups the letters that are open. Blocks for a moment; any thread.
[[nodiscard]] std::vector<LetterPlace> chosenLetters(const Inbox& inbox, const LetterStates& states, const LetterChoice& choice);

} // namespace weir::ui
