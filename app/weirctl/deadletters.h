// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include <cstddef>
#include <vector>

namespace weir::cli {

/// One thing `weirctl deadletters` does, named by its first word. `run` gets the words behind that one and returns the
/// exit status. Without such a word the topics are listed, and any other word is a topic whose records are listed.
struct DeadLettersAction {
    std::string_view name;
    std::string_view words; ///< for the sentence about wrong use
    std::size_t fewest = 0;
    std::size_t most = 0;
    int (*run)(Session&, const std::vector<std::string>&) = nullptr;
};

int runDeadLetterTopics(Session& session, const std::vector<std::string>& words);
int runDeadLetterTopicWord(Session& session, const std::vector<std::string>& words);
int runFailureGroups(Session& session, const std::vector<std::string>& topics);
int runDeadLetterRecords(Session& session, const std::vector<std::string>& words);
int runShowDeadLetter(Session& session, const std::vector<std::string>& words);
int runMarkDeadLetters(Session& session, const std::vector<std::string>& words);
int runHeaderNames(Session& session, const std::vector<std::string>& words);

} // namespace weir::cli
