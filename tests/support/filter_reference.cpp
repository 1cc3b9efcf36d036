// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/filter_reference.h"

#include "core/base/time_text.h"
#include "core/records/json_scanner.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace weir::test {
namespace {

struct Tree {
    enum class Kind { Text, Number, True, False, Null, Object, Array } kind = Kind::Null;
    std::string text;    ///< meaning of a text; everything else as written
    std::vector<std::pair<std::string, Tree>> members;
    std::vector<Tree> elements;
};

void appendCode(std::string& out, unsigned code)
{
    if (code < 0x80) {
        out.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
        out.push_back(static_cast<char>(0xC0 + code / 64));
        out.push_back(static_cast<char>(0x80 + code % 64));
    } else if (code < 0x10000) {
        out.push_back(static_cast<char>(0xE0 + code / 4096));
        out.push_back(static_cast<char>(0x80 + code / 64 % 64));
        out.push_back(static_cast<char>(0x80 + code % 64));
    } else {
        out.push_back(static_cast<char>(0xF0 + code / 262'144));
        out.push_back(static_cast<char>(0x80 + code / 4096 % 64));
        out.push_back(static_cast<char>(0x80 + code / 64 % 64));
        out.push_back(static_cast<char>(0x80 + code % 64));
    }
}

std::string meaningOf(std::string_view token)
{
    std::string out;
    const auto unit = [&](std::size_t at) {
        unsigned value = 0;
        std::from_chars(token.data() + at, token.data() + at + 4, value, 16);
        return value;
    };
    for (std::size_t i = 1; i + 1 < token.size(); ++i) {
        if (token[i] != '\\') {
            out += token[i];
            continue;
        }
        switch (token[++i]) {
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case 'u': {
            unsigned code = unit(i + 1);
            i += 4;
            const bool high = code >= 0xD800 && code < 0xDC00;
            const bool more = token.substr(i + 1).starts_with("\\u");
            const unsigned low = high && more ? unit(i + 3) : 0;
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00);
                i += 6;
            } else if (code >= 0xD800 && code < 0xE000) {
                code = 0xFFFD;
            }
            appendCode(out, code);
            break;
        }
        default: out += token[i];
        }
    }
    return out;
}

using Token = JsonScanner::Token;

/// One value, whose first token was read; `json` is the whole text.
Tree treeOf(JsonScanner& scanner, Token token, std::string_view json)
{
    Tree tree;
    const std::string_view written = scanner.text();
    if (token == Token::String) {
        tree.kind = Tree::Kind::Text;
        tree.text = meaningOf(written);
        return tree;
    }
    if (token == Token::Scalar) {
        tree.text = written;
        tree.kind = written == "true" ? Tree::Kind::True : written == "false" ? Tree::Kind::False
                    : written == "null" ? Tree::Kind::Null : Tree::Kind::Number;
        return tree;
    }
    const char* begin = written.data();
    tree.kind = written == "{" ? Tree::Kind::Object : Tree::Kind::Array;
    for (token = *scanner.next(); token != Token::End; token = *scanner.next()) {
        if (token == Token::Comma)
            continue;
        if (tree.kind == Tree::Kind::Array) {
            tree.elements.push_back(treeOf(scanner, token, json));
            continue;
        }
        const std::string name = meaningOf(scanner.text());
        token = *scanner.next(); // the colon
        token = *scanner.next();
        tree.members.emplace_back(name, treeOf(scanner, token, json));
    }
    tree.text = std::string(begin, static_cast<std::size_t>(scanner.text().data() + 1 - begin));
    return tree;
}

std::optional<Tree> parse(std::string_view json)
{
    JsonScanner check(json);
    while (true) {
        const auto token = check.next();
        if (!token)
            return std::nullopt;
        if (*token == Token::Done)
            break;
    }
    JsonScanner scanner(json);
    const Token first = *scanner.next();
    return treeOf(scanner, first, json);
}

const Tree* firstNamed(const Tree& tree, const std::string& name)
{
    for (const auto& [own, child] : tree.members) {
        if (own == name)
            return &child;
        if (const Tree* inside = firstNamed(child, name))
            return inside;
    }
    for (const Tree& child : tree.elements) {
        if (const Tree* inside = firstNamed(child, name))
            return inside;
    }
    return nullptr;
}

const Tree* walk(const Tree& root, const std::vector<FieldPath::Step>& steps)
{
    const Tree* at = &root;
    for (const FieldPath::Step& step : steps) {
        if (step.kind == FieldPath::Step::Kind::AnyDepth) {
            at = firstNamed(*at, step.name);
        } else if (step.kind == FieldPath::Step::Kind::Index) {
            at = step.index < at->elements.size() ? &at->elements[step.index] : nullptr;
        } else {
            const auto found = std::ranges::find(at->members, step.name, &std::pair<std::string, Tree>::first);
            at = found == at->members.end() ? nullptr : &found->second;
        }
        if (at == nullptr)
            return nullptr;
    }
    return at;
}

/// Sign, digits without zeros at the ends, and the power of ten of the last digit.
struct Plain {
    bool negative = false;
    std::string digits;
    long long power = 0;
};

Plain plain(std::string_view number)
{
    constexpr long long most = 100'000'000'000'000'000;
    Plain out;
    const std::size_t e = number.find_first_of("eE");
    if (e != std::string_view::npos) {
        bool negative = false;
        for (const char c : number.substr(e + 1)) {
            if (c == '-')
                negative = true;
            else if (c != '+')
                out.power = std::min(out.power * 10 + (c - '0'), most);
        }
        if (negative)
            out.power = -out.power;
    }
    bool fraction = false;
    for (const char c : number.substr(0, e)) {
        if (c == '-')
            out.negative = true;
        else if (c == '.')
            fraction = true;
        else {
            out.digits += c;
            out.power -= fraction ? 1 : 0;
        }
    }
    while (out.digits.ends_with('0')) {
        out.digits.pop_back();
        ++out.power;
    }
    out.digits.erase(0, std::min(out.digits.find_first_not_of('0'), out.digits.size()));
    if (out.digits.empty())
        return {};
    return out;
}

int compareNumbers(std::string_view a, std::string_view b)
{
    Plain x = plain(a);
    Plain y = plain(b);
    const auto sign = [](const Plain& p) { return p.digits.empty() ? 0 : p.negative ? -1 : 1; };
    if (sign(x) != sign(y))
        return sign(x) < sign(y) ? -1 : 1;
    const auto top = [](const Plain& p) { return p.power + static_cast<long long>(p.digits.size()); };
    int order = 0;
    if (!x.digits.empty() && top(x) != top(y)) {
        order = top(x) < top(y) ? -1 : 1;
    } else {
        const std::size_t size = std::max(x.digits.size(), y.digits.size());
        x.digits.resize(size, '0');
        y.digits.resize(size, '0');
        order = x.digits.compare(y.digits);
    }
    return sign(x) < 0 ? -order : order;
}

bool looksLikeNumber(std::string_view bytes)
{
    JsonScanner scanner(bytes);
    const auto token = scanner.next();
    if (!token || *token != Token::Scalar || scanner.text() != bytes)
        return false;
    const auto done = scanner.next();
    return done && *done == Token::Done && bytes != "true" && bytes != "false" && bytes != "null";
}

std::string lower(std::string text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

bool holds(FilterCompare compare, int order)
{
    switch (compare) {
    case FilterCompare::Equal: return order == 0;
    case FilterCompare::NotEqual: return order != 0;
    case FilterCompare::Less: return order < 0;
    case FilterCompare::LessEqual: return order <= 0;
    case FilterCompare::Greater: return order > 0;
    case FilterCompare::GreaterEqual: return order >= 0;
    }
    return false;
}

int signOf(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

/// The order of two texts or of two times; nullopt where they cannot be compared.
std::optional<int> orderOfText(const FilterNode& node, const std::string& text, const FilterLiteral& literal)
{
    if (literal.kind == FilterLiteral::Kind::Text) {
        if (node.ignoreCase)
            return lower(text) == lower(literal.text) ? 0 : 1;
        return signOf(text <=> literal.text);
    }
    const auto time = literal.kind == FilterLiteral::Kind::Time ? parseUtc(text) : std::nullopt;
    return time ? std::optional(signOf(*time <=> literal.time)) : std::nullopt;
}

std::optional<int> orderOf(const FilterNode& node, const Tree& tree, const FilterLiteral& literal)
{
    using Literal = FilterLiteral::Kind;
    const auto same = [&](Literal kind) { return literal.kind == kind ? std::optional(0) : std::nullopt; };
    switch (tree.kind) {
    case Tree::Kind::Text: return orderOfText(node, tree.text, literal);
    case Tree::Kind::Number:
        return literal.kind == Literal::Number ? std::optional(compareNumbers(tree.text, literal.text)) : std::nullopt;
    case Tree::Kind::True: return same(Literal::True);
    case Tree::Kind::False: return same(Literal::False);
    case Tree::Kind::Null: return same(Literal::Null);
    default: return std::nullopt;
    }
}

bool anyHolds(const FilterNode& node, const auto& order)
{
    for (const FilterLiteral& literal : node.literals) {
        const std::optional<int> found = order(literal);
        if (found ? holds(node.compare, *found) : node.compare == FilterCompare::NotEqual)
            return true;
    }
    return false;
}

bool textHolds(const FilterNode& node, const std::string& text)
{
    const std::string& wanted = node.literals.front().text;
    if (node.kind == FilterNode::Kind::Contains)
        return (node.ignoreCase ? lower(text).find(lower(wanted)) : text.find(wanted)) != std::string::npos;
    re2::RE2::Options options;
    options.set_case_sensitive(!node.ignoreCase);
    options.set_log_errors(false);
    return re2::RE2::PartialMatch(text, re2::RE2(wanted, options));
}

bool onTree(const FilterNode& node, const Tree& tree)
{
    if (node.kind == FilterNode::Kind::Exists)
        return true;
    if (node.kind != FilterNode::Kind::Compare)
        return tree.kind != Tree::Kind::Null && textHolds(node, tree.text);
    return anyHolds(node, [&](const FilterLiteral& literal) { return orderOf(node, tree, literal); });
}

bool onWhole(const FilterNode& node, const OptionalBytes& bytes)
{
    using Literal = FilterLiteral::Kind;
    if (node.kind == FilterNode::Kind::Exists)
        return bytes.has_value();
    if (node.kind != FilterNode::Kind::Compare)
        return bytes && textHolds(node, *bytes);
    return anyHolds(node, [&](const FilterLiteral& literal) -> std::optional<int> {
        const auto when = [](bool same) { return same ? std::optional(0) : std::nullopt; };
        if (!bytes || literal.kind == Literal::Null)
            return when(!bytes && literal.kind == Literal::Null);
        if (literal.kind == Literal::True)
            return when(*bytes == "true");
        if (literal.kind == Literal::False)
            return when(*bytes == "false");
        if (literal.kind == Literal::Number)
            return looksLikeNumber(*bytes) ? std::optional(compareNumbers(*bytes, literal.text)) : std::nullopt;
        return orderOfText(node, *bytes, literal);
    });
}

bool onPayload(const FilterNode& node, const OptionalBytes& bytes)
{
    if (node.field->steps.empty())
        return onWhole(node, bytes);
    const auto tree = bytes ? parse(*bytes) : std::nullopt;
    const Tree* found = tree ? walk(*tree, node.field->steps) : nullptr;
    return found != nullptr && onTree(node, *found);
}

bool onNumber(const FilterNode& node, std::int64_t value)
{
    if (node.kind == FilterNode::Kind::Exists)
        return true;
    return anyHolds(node, [&](const FilterLiteral& literal) -> std::optional<int> {
        const std::string wanted = literal.kind == FilterLiteral::Kind::Time ? std::to_string(literal.time) : literal.text;
        return compareNumbers(std::to_string(value), wanted);
    });
}

bool onField(const FilterNode& node, const Record& record)
{
    switch (node.field->part) {
    case FieldPath::Part::Key: return onPayload(node, record.key);
    case FieldPath::Part::Value: return onPayload(node, record.value);
    case FieldPath::Part::Partition: return onNumber(node, record.partition);
    case FieldPath::Part::Offset: return onNumber(node, record.offset);
    case FieldPath::Part::Timestamp: return record.timestamp && onNumber(node, *record.timestamp);
    case FieldPath::Part::Size: return onNumber(node, static_cast<std::int64_t>(record.size()));
    case FieldPath::Part::Header: break;
    }
    return std::ranges::any_of(record.headers, [&](const Header& header) {
        if (header.name != node.field->header)
            return false;
        if (node.kind == FilterNode::Kind::Exists && node.field->steps.empty())
            return true;
        return onPayload(node, header.value);
    });
}

bool anywhere(const FilterNode& node, const Record& record)
{
    bool found = (record.key && textHolds(node, *record.key)) || (record.value && textHolds(node, *record.value));
    for (const Header& header : record.headers)
        found = found || textHolds(node, header.name) || (header.value && textHolds(node, *header.value));
    return found;
}

} // namespace

bool referenceMatches(const FilterNode& node, const Record& record)
{
    switch (node.kind) {
    case FilterNode::Kind::Not: return !referenceMatches(node.children.front(), record);
    case FilterNode::Kind::All:
        return std::ranges::all_of(node.children, [&](const FilterNode& child) { return referenceMatches(child, record); });
    case FilterNode::Kind::Any:
        return std::ranges::any_of(node.children, [&](const FilterNode& child) { return referenceMatches(child, record); });
    default: return node.field ? onField(node, record) : anywhere(node, record);
    }
}

} // namespace weir::test
