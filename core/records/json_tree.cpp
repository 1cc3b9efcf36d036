// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/json_tree.h"

#include "core/records/json_index.h"
#include "core/records/json_scanner.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

using Token = JsonScanner::Token;

} // namespace

/// Fills a JsonTree from the tokens of its text.
class JsonTreeBuilder
{
public:
    JsonTreeBuilder(JsonTree& tree, std::size_t most) : m_tree(tree), m_text(*tree.m_json), m_most(std::max<std::size_t>(most, 1)) {}

    [[nodiscard]] Result<void> run(const std::stop_token& stop)
    {
        JsonScanner scanner(m_text);
        constexpr std::size_t between = 4096; // tokens from one look at the stop token to the next
        for (std::size_t tokens = 0; !m_tree.m_cut; ++tokens) {
            if (tokens % between == 0 && stop.stop_requested())
                return fail(cancelledError("Reading JSON"));
            const auto token = scanner.next();
            if (!token)
                return fail(token.error());
            if (*token == Token::Done)
                break;
            take(*token, scanner.text());
        }
        groupChildren();
        return {};
    }

private:
    [[nodiscard]] std::uint32_t offset(std::string_view part) const
    {
        return static_cast<std::uint32_t>(part.data() - m_text.data());
    }

    void take(Token token, std::string_view text)
    {
        switch (token) {
        case Token::Begin: return open(text);
        case Token::End: return close(text);
        case Token::Colon: m_nameIsKnown = true; return;
        case Token::String:
            // In an object a string is a name unless a colon came before it.
            if (!m_open.empty() && m_tree.kind(m_open.back()) == JsonTree::Kind::Object && !m_nameIsKnown)
                m_name = text;
            else
                add(JsonTree::Kind::String, text);
            return;
        case Token::Scalar:
            add(text.front() == '-' || (text.front() >= '0' && text.front() <= '9') ? JsonTree::Kind::Number
                                                                                     : JsonTree::Kind::Word,
                text);
            return;
        case Token::Comma:
        case Token::Done: return;
        }
    }

    void open(std::string_view text)
    {
        if (!add(text.front() == '{' ? JsonTree::Kind::Object : JsonTree::Kind::Array, text))
            return;
        m_tree.m_nodes.back().end = static_cast<std::uint32_t>(m_text.size());
        m_open.push_back(static_cast<JsonTree::Node>(m_tree.m_nodes.size() - 1));
    }

    void close(std::string_view text)
    {
        m_tree.m_nodes[m_open.back()].end = offset(text) + 1;
        m_open.pop_back();
    }

    bool add(JsonTree::Kind kind, std::string_view text)
    {
        if (m_tree.m_nodes.size() == m_most) {
            m_tree.m_cut = true;
            return false;
        }
        JsonTree::Entry entry;
        entry.begin = offset(text);
        entry.end = entry.begin + static_cast<std::uint32_t>(text.size());
        entry.kind = kind;
        entry.depth = static_cast<std::uint16_t>(m_open.size());
        if (m_nameIsKnown) {
            entry.nameBegin = offset(m_name);
            entry.nameEnd = entry.nameBegin + static_cast<std::uint32_t>(m_name.size());
            m_nameIsKnown = false;
        }
        if (!m_open.empty()) {
            entry.parent = m_open.back();
            entry.row = m_tree.m_nodes[m_open.back()].childCount++;
        }
        m_tree.m_nodes.push_back(entry);
        return true;
    }

    void groupChildren()
    {
        auto& nodes = m_tree.m_nodes;
        std::uint32_t next = 0;
        for (auto& node : nodes) {
            node.firstChild = next;
            next += node.childCount;
        }
        m_tree.m_children.resize(next);
        for (std::size_t i = 1; i < nodes.size(); ++i)
            m_tree.m_children[nodes[nodes[i].parent].firstChild + nodes[i].row] = static_cast<JsonTree::Node>(i);
        nodes.shrink_to_fit();
    }

    JsonTree& m_tree;
    std::string_view m_text;
    std::size_t m_most;
    std::vector<JsonTree::Node> m_open;
    std::string_view m_name;
    bool m_nameIsKnown = false;
};

Result<JsonTree> JsonTree::build(std::shared_ptr<const Bytes> json, std::stop_token stop, std::size_t most)
{
    if (json->size() >= std::numeric_limits<std::uint32_t>::max())
        return fail(ErrorKind::InvalidInput, "A text of more than 4 GiB is not shown as a tree.");
    JsonTree tree;
    tree.m_json = std::move(json);
    if (auto built = JsonTreeBuilder(tree, most).run(stop); !built)
        return fail(built.error());
    return tree;
}

std::string_view JsonTree::raw(Node node) const
{
    const Entry& entry = m_nodes[node];
    return std::string_view(*m_json).substr(entry.begin, entry.end - entry.begin);
}

std::string_view JsonTree::rawName(Node node) const
{
    const Entry& entry = m_nodes[node];
    return std::string_view(*m_json).substr(entry.nameBegin, entry.nameEnd - entry.nameBegin);
}

std::string JsonTree::scalarText(Node node) const
{
    return kind(node) == Kind::String ? unescapeJsonText(raw(node)) : std::string(raw(node));
}

FieldPath JsonTree::path(Node node, FieldPath::Part part, const std::string& header) const
{
    FieldPath path;
    path.part = part;
    path.header = header;
    for (Node at = node; at != 0; at = parent(at)) {
        FieldPath::Step step;
        step.kind = hasName(at) ? FieldPath::Step::Kind::Member : FieldPath::Step::Kind::Index;
        if (hasName(at))
            step.name = name(at);
        else
            step.index = row(at);
        path.steps.push_back(std::move(step));
    }
    std::ranges::reverse(path.steps);
    return path;
}

bool JsonTree::isRepeated(Node node) const
{
    if (!hasName(node))
        return false;
    constexpr std::size_t furthest = 10'000; // siblings; a mark is not worth more
    const std::string_view own = rawName(node);
    const std::size_t before = row(node);
    for (std::size_t i = before > furthest ? before - furthest : 0; i < before; ++i) {
        if (rawName(child(parent(node), i)) == own)
            return true;
    }
    return false;
}

std::string JsonTree::unescapeJsonText(std::string_view literal)
{
    if (literal.size() >= 2) {
        literal.remove_prefix(1);
        literal.remove_suffix(1);
    }
    std::string out;
    out.reserve(literal.size());
    appendJsonString(out, literal);
    return out;
}

} // namespace weir
