// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_completion.h"

#include "core/records/field_path.h"
#include "core/records/json_index.h"
#include "core/records/json_scanner.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::size_t mostPaths = 500;
constexpr std::size_t mostHeaders = 200;
constexpr std::size_t deepestPath = 12;
constexpr std::size_t largestPayload = 256U << 10U;
constexpr std::size_t longestName = 200;

/// Collects the paths of the scalars of one JSON text.
class PathWalk
{
public:
    PathWalk(FieldPath::Part part, std::string_view json) : m_scanner(json) { m_field.part = part; }

    /// Empty when the text is not JSON as a whole.
    std::vector<std::string> paths()
    {
        if (!next() || !value(true))
            return {};
        const bool whole = next() && m_token == JsonScanner::Token::Done;
        return whole ? std::move(m_paths) : std::vector<std::string>{};
    }

private:
    bool next()
    {
        const auto token = m_scanner.next();
        if (token)
            m_token = *token;
        return token.has_value();
    }

    /// The value whose first token was read; the last one is read when it returns. Recursion is bounded by the scanner.
    bool value(bool wanted)
    {
        if (m_token != JsonScanner::Token::Begin) {
            if (wanted)
                add();
            return true;
        }
        return m_scanner.text() == "{" ? object(wanted) : array(wanted);
    }
    bool object(bool wanted)
    {
        const bool deeper = wanted && m_field.steps.size() < deepestPath;
        bool empty = true;
        while (next() && m_token != JsonScanner::Token::End) {
            if (m_token == JsonScanner::Token::Comma)
                continue;
            empty = false;
            const std::string_view name = m_scanner.text();
            const bool named = deeper && name.size() <= longestName;
            if (named)
                push(name.substr(1, name.size() - 2));
            const bool good = next() && next() && value(named);
            if (named)
                m_field.steps.pop_back();
            if (!good)
                return false;
        }
        if (wanted && empty)
            add();
        return m_token == JsonScanner::Token::End;
    }
    bool array(bool wanted)
    {
        std::size_t index = 0;
        while (next() && m_token != JsonScanner::Token::End) {
            if (m_token == JsonScanner::Token::Comma)
                continue;
            const bool first = wanted && index++ == 0 && m_field.steps.size() < deepestPath;
            if (first)
                m_field.steps.push_back({FieldPath::Step::Kind::Index, {}, 0});
            const bool good = value(first);
            if (first)
                m_field.steps.pop_back();
            if (!good)
                return false;
        }
        if (wanted && index == 0)
            add();
        return m_token == JsonScanner::Token::End;
    }
    void push(std::string_view written)
    {
        FieldPath::Step step;
        appendJsonString(step.name, written);
        m_field.steps.push_back(std::move(step));
    }
    void add()
    {
        if (!m_field.steps.empty() && m_paths.size() < mostPaths)
            m_paths.push_back(m_field.text());
    }

    JsonScanner m_scanner;
    JsonScanner::Token m_token = JsonScanner::Token::Done;
    FieldPath m_field;
    std::vector<std::string> m_paths;
};

void count(std::map<std::string, int>& seen, const std::string& name, std::size_t most)
{
    const auto known = seen.find(name);
    if (known != seen.end())
        ++known->second;
    else if (seen.size() < most)
        seen.emplace(name, 1);
}

std::vector<std::string> byCount(const std::map<std::string, int>& seen)
{
    std::vector<std::pair<int, std::string>> order;
    for (const auto& [name, times] : seen)
        order.emplace_back(-times, name);
    std::ranges::sort(order);
    std::vector<std::string> names;
    for (auto& [times, name] : order)
        names.push_back(std::move(name));
    return names;
}

} // namespace

void SeenFields::learnJson(std::string_view root, std::string_view json)
{
    if (json.size() > largestPayload || json.find_first_of("{[") == std::string_view::npos)
        return;
    PathWalk walk(root == "key" ? FieldPath::Part::Key : FieldPath::Part::Value, json);
    for (const std::string& path : walk.paths())
        count(m_paths, path, mostPaths);
}

void SeenFields::learn(const Record& record)
{
    if (record.key)
        learnJson("key", *record.key);
    if (record.value)
        learnJson("value", *record.value);
    for (const Header& header : record.headers) {
        if (header.name.size() <= longestName && isUtf8(header.name))
            count(m_headers, header.name, mostHeaders);
    }
}

std::vector<std::string> SeenFields::paths() const { return byCount(m_paths); }
std::vector<std::string> SeenFields::headerNames() const { return byCount(m_headers); }

} // namespace weir
