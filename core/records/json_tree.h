// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/records/field_path.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// The values of one JSON text as a flat list in the order they are written: a node is an index, 0 is the root. Nodes hold
/// offsets into the text, so numbers, escapes and repeated names are exactly as sent, and text is made only for what is
/// looked at. Immutable once built; any thread.
class JsonTree
{
public:
    using Node = std::uint32_t;
    enum class Kind : std::uint8_t { Object, Array, String, Number, Word }; ///< Word: true, false, null
    static constexpr std::size_t mostNodes = 1'000'000;

    /// InvalidInput with the byte where it stops being JSON; Cancelled. After `most` nodes it ends: cut() is true then and
    /// the containers that were open hold what fitted. 40 bytes a node. Texts beyond 4 GiB are refused.
    [[nodiscard]] static Result<JsonTree> build(std::shared_ptr<const Bytes> json, std::stop_token stop = {},
                                                std::size_t most = mostNodes);

    [[nodiscard]] std::size_t size() const { return m_nodes.size(); }
    [[nodiscard]] bool cut() const { return m_cut; }

    [[nodiscard]] Kind kind(Node node) const { return m_nodes[node].kind; }
    [[nodiscard]] bool isContainer(Node node) const { return kind(node) <= Kind::Array; }
    [[nodiscard]] Node parent(Node node) const { return m_nodes[node].parent; } ///< of the root: the root
    [[nodiscard]] std::size_t depth(Node node) const { return m_nodes[node].depth; }
    /// Its place among its parent's children.
    [[nodiscard]] std::size_t row(Node node) const { return m_nodes[node].row; }
    [[nodiscard]] std::size_t childCount(Node node) const { return m_nodes[node].childCount; }
    [[nodiscard]] Node child(Node node, std::size_t row) const { return m_children[m_nodes[node].firstChild + row]; }
    [[nodiscard]] bool hasName(Node node) const { return m_nodes[node].nameEnd > 0; }

    /// The bytes of the value, of containers too. A container that was open when the tree was cut ends with the text.
    [[nodiscard]] std::string_view raw(Node node) const;
    /// The name with its quotes and escapes; empty for the root and for elements of arrays.
    [[nodiscard]] std::string_view rawName(Node node) const;
    /// The name without them.
    [[nodiscard]] std::string name(Node node) const { return unescapeJsonText(rawName(node)); }
    /// A string without quotes and escapes; anything else as it is written.
    [[nodiscard]] std::string scalarText(Node node) const;
    /// The way from the root, for filters and columns; `part` and `header` say which payload it is.
    [[nodiscard]] FieldPath path(Node node, FieldPath::Part part, const std::string& header = {}) const;
    /// True when a sibling shortly before it has the same name, written the same way: its path leads to that one.
    [[nodiscard]] bool isRepeated(Node node) const;

    /// The content of a JSON string literal, quotes included in `literal`, as UTF-8: the same text that a filter compares
    /// (appendJsonString).
    [[nodiscard]] static std::string unescapeJsonText(std::string_view literal);

private:
    friend class JsonTreeBuilder;
    struct Entry {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint32_t nameBegin = 0;
        std::uint32_t nameEnd = 0; ///< 0: no name
        Node parent = 0;
        std::uint32_t row = 0;
        std::uint32_t firstChild = 0; ///< in m_children
        std::uint32_t childCount = 0;
        std::uint16_t depth = 0;
        Kind kind = Kind::Word;
    };
    std::shared_ptr<const Bytes> m_json;
    std::vector<Entry> m_nodes;
    std::vector<Node> m_children; ///< grouped by parent, in order
    bool m_cut = false;
};

} // namespace weir
