// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/deadletters.h"

#include "app/weirctl/commands.h"

#include <algorithm>
#include <array>

namespace weir::cli {
namespace {

constexpr std::size_t many = 100'000;

constexpr std::array<DeadLettersAction, 7> actions{{
    {"topics", "", 0, 0, runDeadLetterTopics},
    {"topic", "NAME dead-letters|retries|neither|unset", 2, 2, runDeadLetterTopicWord},
    {"groups", "[TOPIC...]", 0, many, runFailureGroups},
    {"records", "TOPIC", 1, 1, runDeadLetterRecords},
    {"show", "PLACE", 1, 1, runShowDeadLetter},
    {"mark", "open|handled|ignored PLACE|FAILURE...", 2, many, runMarkDeadLetters},
    {"header-names", "[FILE]", 0, 1, runHeaderNames},
}};

int wrongUse(const std::string& sentence)
{
    Session::remark(sentence);
    return exitUsage;
}

/// The options that only some of the actions take; the others would pass them over in silence.
std::string strayOption(const Arguments& arguments, std::string_view action)
{
    struct Row {
        std::string_view option;
        std::array<std::string_view, 2> actions;
    };
    static constexpr std::array<Row, 7> rows{{
        {"partition", {"records", ""}},
        {"from", {"records", ""}},
        {"limit", {"records", "groups"}},
        {"group", {"records", ""}},
        {"mark", {"records", "groups"}},
        {"note", {"mark", ""}},
        {"inflow", {"topics", ""}},
    }};
    for (const Row& row : rows)
        if (arguments.has(row.option) && std::ranges::find(row.actions, action) == row.actions.end())
            return "Option --" + std::string(row.option) + " does not go with deadletters " + std::string(action) + ".";
    return {};
}

} // namespace

int runDeadLetters(Session& session)
{
    std::vector<std::string> words = session.arguments().words();
    const DeadLettersAction* action = &actions.front();
    if (!words.empty()) {
        const auto found = std::ranges::find(actions, words.front(), &DeadLettersAction::name);
        const bool named = found != actions.end();
        action = named ? &*found : std::ranges::find(actions, "records", &DeadLettersAction::name);
        if (named)
            words.erase(words.begin());
    }
    if (words.size() < action->fewest || words.size() > action->most)
        return wrongUse("The command is: weirctl deadletters " + std::string(action->name) +
                        (action->words.empty() ? "" : " ") + std::string(action->words) + ".");
    if (const std::string stray = strayOption(session.arguments(), action->name); !stray.empty())
        return wrongUse(stray);
    return action->run(session, words);
}

} // namespace weir::cli
