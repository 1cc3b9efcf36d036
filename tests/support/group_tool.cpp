// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/group_tool.h"

#include <charconv>
#include <sstream>

namespace weir::test {
namespace {

struct Line {
    std::string group;
    std::vector<std::string> words; ///< behind the group's name
};

std::optional<std::int64_t> number(const std::string& word)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
}

/// One name may be the beginning of another: the longest counts.
std::optional<Line> take(const std::string& text, const std::set<std::string>& groups)
{
    Line line;
    for (const std::string& group : groups)
        if (group.size() > line.group.size() && text.starts_with(group + " "))
            line.group = group;
    if (line.group.empty())
        return std::nullopt;
    std::istringstream rest(text.substr(line.group.size()));
    for (std::string word; rest >> word;)
        line.words.push_back(word);
    return line;
}

template <typename Use>
void eachLine(std::string_view output, const std::set<std::string>& groups, ToolAnswer& answer, const Use& use)
{
    std::istringstream lines{std::string(output)};
    std::string header;
    for (std::string text; std::getline(lines, text);) {
        if (text.starts_with("GROUP ")) {
            header = text;
            continue;
        }
        const auto line = take(text, groups);
        if (line && !use(header, answer.groups[line->group], line->words))
            answer.strange.push_back(text);
    }
}

bool takeRow(const std::string&, ToolGroup& group, const std::vector<std::string>& words)
{
    // TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID
    if (words.size() != 8)
        return false;
    const ToolRow row{number(words[2]), number(words[3]), number(words[4]), words[5], words[6], words[7]};
    const auto partition = number(words[1]);
    if (!partition)
        group.idle.push_back(row);
    else
        return group.rows.emplace(std::pair(words[0], static_cast<std::int32_t>(*partition)), row).second;
    return words[0] == "-";
}

bool takeMember(const std::string& header, ToolGroup& group, const std::vector<std::string>& words)
{
    // CONSUMER-ID [GROUP-INSTANCE-ID] HOST CLIENT-ID #PARTITIONS
    const bool instances = header.find("GROUP-INSTANCE-ID") != std::string::npos;
    const std::size_t at = instances ? 1 : 0;
    if (words.size() < 4 + at || !number(words[3 + at]))
        return false;
    group.members.push_back({words[0], instances ? words[1] : std::string(), words[1 + at], words[2 + at],
                             static_cast<int>(*number(words[3 + at]))});
    return true;
}

bool takeState(const std::string&, ToolGroup& group, const std::vector<std::string>& words)
{
    // COORDINATOR (ID) [ASSIGNMENT-STRATEGY] STATE #MEMBERS
    if (words.size() < 4 || !number(words.back()))
        return false;
    ToolState state;
    state.members = static_cast<int>(*number(words.back()));
    state.state = words[words.size() - 2];
    state.assignor = words.size() > 4 ? words[2] : std::string();
    state.coordinator = words[0] + " " + words[1];
    group.state = std::move(state);
    return true;
}

} // namespace

ToolAnswer readToolOutput(const std::set<std::string>& groups, std::string_view offsets, std::string_view members,
                          std::string_view state)
{
    ToolAnswer answer;
    eachLine(offsets, groups, answer, takeRow);
    eachLine(members, groups, answer, takeMember);
    eachLine(state, groups, answer, takeState);
    return answer;
}

} // namespace weir::test
