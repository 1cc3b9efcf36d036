// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/records/field_path.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Changes to a JSON text that keep every byte beside the place: white space, order, repeated members, numbers and escapes.
/// Steps are members and indexes; of members of one name the first counts, as FieldPath::extract reads it. The texts must
/// be JSON as JsonScanner takes it, and so are the results. Pure; any thread.
class JsonSplice
{
public:
    using Steps = std::vector<FieldPath::Step>;

    /// InvalidInput when `json` is none. The text must outlive this.
    [[nodiscard]] static Result<JsonSplice> read(std::string_view json);

    /// The bytes of the value a path leads to; nullopt: not there.
    [[nodiscard]] std::optional<std::string_view> find(const Steps& steps) const;
    /// The text with the value at that place. A member that is missing is added at the end of its object, written as its
    /// last member is. InvalidInput: a step on the way, or an index, is not there; `value` is no JSON.
    [[nodiscard]] Result<std::string> set(const Steps& steps, std::string_view value) const;
    /// The text without the value: of an object every member of that name, with comma; unchanged when it is not there.
    [[nodiscard]] std::string remove(const Steps& steps) const;
    /// The same value: members in any order, numbers by value, strings by what they mean; members that repeat by their turn.
    [[nodiscard]] bool equals(const JsonSplice& other) const;

private:
    enum class Kind { Object, Array, String, Scalar, Other };
    struct Token {
        Kind kind = Kind::Other;
        std::size_t begin = 0;
        std::size_t end = 0;
        std::size_t close = 0; ///< Object, Array: the token that ends it; else itself
    };
    /// An element, or a member with its name.
    struct Item {
        std::size_t name = 0; ///< its first token: the name, or the value
        std::size_t value = 0;
    };
    explicit JsonSplice(std::string_view json) : m_json(json) {}
    [[nodiscard]] std::vector<Item> items(std::size_t container) const;
    [[nodiscard]] std::string nameOf(const Item& item) const;
    [[nodiscard]] std::optional<std::size_t> child(std::size_t token, const FieldPath::Step& step) const;
    [[nodiscard]] std::size_t endOf(std::size_t token) const { return m_tokens[m_tokens[token].close].end; }
    [[nodiscard]] std::string_view bytes(std::size_t begin, std::size_t end) const { return m_json.substr(begin, end - begin); }
    [[nodiscard]] bool isNamed(const Item& item, const std::string& name) const;
    [[nodiscard]] Result<std::string> add(std::size_t object, const std::string& name, std::string_view value) const;
    [[nodiscard]] bool same(std::size_t token, const JsonSplice& other, std::size_t otherToken) const;
    [[nodiscard]] bool sameMembers(std::size_t object, const JsonSplice& other, std::size_t otherObject) const;

    std::string_view m_json;
    std::vector<Token> m_tokens;
};

} // namespace weir
