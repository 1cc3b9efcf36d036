// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/json_diff.h"

#include "core/records/payload_text.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace weir {
namespace {

/// Walks two trees side by side. Recursion is bounded: JsonScanner refuses more than 256 levels.
class JsonDiffer
{
public:
    using Node = JsonTree::Node;

    JsonDiffer(const JsonTree& left, const JsonTree& right, const FieldPath& part, RecordDiff& into,
               const std::stop_token& stop)
        : m_left(left), m_right(right), m_path(part), m_into(into), m_stop(stop)
    {
    }

    void compare(Node left, Node right)
    {
        if (done() || m_left.raw(left) == m_right.raw(right))
            return;
        if (m_left.kind(left) != m_right.kind(right))
            return report(left, right, FieldChange::Changed);
        switch (m_left.kind(left)) {
        case JsonTree::Kind::Object: return compareObjects(left, right);
        case JsonTree::Kind::Array: return compareArrays(left, right);
        case JsonTree::Kind::String:
            return report(left, right,
                          m_left.scalarText(left) == m_right.scalarText(right) ? FieldChange::Rewritten
                                                                               : FieldChange::Changed);
        case JsonTree::Kind::Number:
        case JsonTree::Kind::Word: return report(left, right, FieldChange::Changed);
        }
    }

private:
    using Turn = std::pair<std::string, std::size_t>; ///< a name and how often it came before

    [[nodiscard]] bool done()
    {
        if (m_into.fields.size() >= RecordDiff::mostDifferences || m_stop.stop_requested())
            m_into.cut = true;
        return m_into.cut;
    }

    static std::vector<std::pair<Turn, Node>> members(const JsonTree& tree, Node object)
    {
        std::vector<std::pair<Turn, Node>> result;
        std::map<std::string, std::size_t> seen;
        for (std::size_t row = 0; row < tree.childCount(object); ++row) {
            const Node child = tree.child(object, row);
            std::string name = tree.name(child);
            const std::size_t turn = seen[name]++;
            result.push_back({{std::move(name), turn}, child});
        }
        return result;
    }

    void compareObjects(Node left, Node right)
    {
        const auto lefts = members(m_left, left);
        const auto rights = members(m_right, right);
        std::map<Turn, Node> others(rights.begin(), rights.end());
        for (const auto& [turn, node] : lefts) {
            m_path.steps.push_back({FieldPath::Step::Kind::Member, turn.first, 0});
            const auto other = others.find(turn);
            if (other == others.end()) {
                report(node, {}, FieldChange::Removed);
            } else {
                compare(node, other->second);
                others.erase(other);
            }
            m_path.steps.pop_back();
            if (m_into.cut)
                return;
        }
        for (const auto& [turn, node] : rights) {
            if (!others.contains(turn))
                continue;
            m_path.steps.push_back({FieldPath::Step::Kind::Member, turn.first, 0});
            report({}, node, FieldChange::Added);
            m_path.steps.pop_back();
        }
    }

    void compareArrays(Node left, Node right)
    {
        const std::size_t lefts = m_left.childCount(left);
        const std::size_t rights = m_right.childCount(right);
        const auto same = [&](std::size_t l, std::size_t r) {
            return m_left.raw(m_left.child(left, l)) == m_right.raw(m_right.child(right, r));
        };
        std::size_t begin = 0;
        while (begin < std::min(lefts, rights) && same(begin, begin))
            ++begin;
        // Ends are aligned only where something was added or removed; else elements keep their numbers.
        std::size_t end = 0;
        while (lefts != rights && end < std::min(lefts, rights) - begin && same(lefts - 1 - end, rights - 1 - end))
            ++end;
        for (std::size_t i = begin; i < std::max(lefts, rights) - end && !done(); ++i) {
            m_path.steps.push_back({FieldPath::Step::Kind::Index, {}, i});
            const bool onLeft = i < lefts - end;
            const bool onRight = i < rights - end;
            if (onLeft && onRight)
                compare(m_left.child(left, i), m_right.child(right, i));
            else if (onLeft)
                report(m_left.child(left, i), {}, FieldChange::Removed);
            else
                report({}, m_right.child(right, i), FieldChange::Added);
            m_path.steps.pop_back();
        }
    }

    static std::string text(const JsonTree& tree, Node node)
    {
        const std::string_view raw = tree.raw(node);
        if (!tree.isContainer(node) || raw.size() > FieldDifference::mostText)
            return std::string(raw.substr(0, FieldDifference::mostText));
        return compactJson(raw).value_or(std::string(raw));
    }

    void report(std::optional<Node> left, std::optional<Node> right, FieldChange change)
    {
        if (done())
            return;
        FieldDifference difference{m_path.text(), {}, {}, change};
        if (left)
            difference.left = text(m_left, *left);
        if (right)
            difference.right = text(m_right, *right);
        m_into.fields.push_back(std::move(difference));
    }

    const JsonTree& m_left;
    const JsonTree& m_right;
    FieldPath m_path;
    RecordDiff& m_into;
    const std::stop_token& m_stop;
};

} // namespace

void diffJson(const JsonTree& left, const JsonTree& right, const FieldPath& part, RecordDiff& into,
              const std::stop_token& stop)
{
    into.cut = into.cut || left.cut() || right.cut();
    const bool cut = std::exchange(into.cut, false);
    JsonDiffer(left, right, part, into, stop).compare(0, 0);
    into.cut = into.cut || cut;
}

} // namespace weir
