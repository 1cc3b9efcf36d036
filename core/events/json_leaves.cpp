// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/json_leaves.h"

#include "core/events/json_object.h"
#include "core/records/json_scanner.h"

namespace weir {
namespace {

using Token = JsonScanner::Token;
using Step = FieldPath::Step;

struct Level {
    Step step;
    bool object = false;
    bool nameNext = false;
};

std::vector<Step> stepsOf(const std::vector<Level>& levels)
{
    std::vector<Step> steps;
    for (const Level& level : levels)
        steps.push_back(level.step);
    return steps;
}

void open(std::vector<Level>& levels, bool object)
{
    Level level;
    level.object = level.nameNext = object;
    level.step.kind = object ? Step::Kind::Member : Step::Kind::Index;
    levels.push_back(std::move(level));
}

} // namespace

Result<std::vector<JsonLeaf>> jsonLeaves(std::string_view json)
{
    JsonScanner scanner(json);
    std::vector<JsonLeaf> leaves;
    std::vector<Level> levels;
    for (;;) {
        const auto token = scanner.next();
        if (!token)
            return fail(token.error());
        const std::string_view text = scanner.text();
        const auto begin = static_cast<std::size_t>(text.data() - json.data());
        switch (*token) {
        case Token::Done: return leaves;
        case Token::Begin: open(levels, text == "{"); break;
        case Token::End: levels.pop_back(); break;
        case Token::Colon: break;
        case Token::Comma:
            levels.back().nameNext = levels.back().object;
            if (!levels.back().object)
                ++levels.back().step.index;
            break;
        case Token::String:
            if (!levels.empty() && levels.back().nameNext) {
                levels.back().step.name = readJsonString(text).value_or("");
                levels.back().nameNext = false;
                break;
            }
            [[fallthrough]];
        case Token::Scalar: leaves.push_back({stepsOf(levels), begin, begin + text.size(), *token == Token::String}); break;
        }
    }
}

std::string pathText(const std::vector<Step>& steps)
{
    FieldPath path;
    path.steps = steps;
    std::string text = path.text(); // "value", then ".name" or "[0]"
    text.erase(0, steps.empty() || text.size() <= 5 || text[5] != '.' ? 5 : 6);
    return text;
}

} // namespace weir
