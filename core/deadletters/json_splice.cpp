// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/json_splice.h"

#include "core/records/json_index.h"
#include "core/records/json_number.h"
#include "core/records/json_scanner.h"
#include "core/records/record_json.h"

#include <algorithm>

namespace weir {
namespace {

using Step = FieldPath::Step;

std::string pathText(const JsonSplice::Steps& steps, std::size_t count)
{
    FieldPath path;
    path.steps.assign(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(count));
    return path.text().substr(std::string_view("value").size());
}

Result<std::string> checked(std::string text)
{
    if (const auto json = JsonSplice::read(text); !json)
        return fail(ErrorKind::InvalidInput, "The result would not be JSON: " + json.error().message);
    return text;
}

/// A member's name as it is written into the text. Names come from a path, which may hold any bytes.
Result<std::string> nameLiteral(const std::string& name)
{
    if (!isUtf8(name))
        return fail(ErrorKind::InvalidInput, "A member's name must be UTF-8.");
    return jsonString(name);
}

} // namespace

Result<JsonSplice> JsonSplice::read(std::string_view json)
{
    JsonSplice splice(json);
    JsonScanner scanner(json);
    std::vector<std::size_t> open;
    for (;;) {
        const auto found = scanner.next();
        if (!found)
            return fail(found.error());
        if (*found == JsonScanner::Token::Done)
            return splice;
        const std::string_view text = scanner.text();
        const auto begin = static_cast<std::size_t>(text.data() - json.data());
        const std::size_t self = splice.m_tokens.size();
        Token token{Kind::Other, begin, begin + text.size(), self};
        switch (*found) {
        case JsonScanner::Token::Begin:
            token.kind = text.front() == '{' ? Kind::Object : Kind::Array;
            open.push_back(self);
            break;
        case JsonScanner::Token::End:
            splice.m_tokens[open.back()].close = self;
            open.pop_back();
            break;
        case JsonScanner::Token::String: token.kind = Kind::String; break;
        case JsonScanner::Token::Scalar: token.kind = Kind::Scalar; break;
        default: break;
        }
        splice.m_tokens.push_back(token);
    }
}

std::vector<JsonSplice::Item> JsonSplice::items(std::size_t container) const
{
    std::vector<Item> found;
    const Token& outer = m_tokens[container];
    for (std::size_t at = container + 1; at < outer.close;) {
        const std::size_t value = outer.kind == Kind::Object ? at + 2 : at;
        found.push_back({at, value});
        at = m_tokens[value].close + 2; // behind the comma
    }
    return found;
}

std::string JsonSplice::nameOf(const Item& item) const
{
    std::string name;
    const Token& token = m_tokens[item.name];
    appendJsonString(name, bytes(token.begin + 1, token.end - 1));
    return name;
}

bool JsonSplice::isNamed(const Item& item, const std::string& name) const
{
    const Token& token = m_tokens[item.name];
    const std::string_view written = bytes(token.begin + 1, token.end - 1);
    return written.find('\\') == std::string_view::npos ? written == name : nameOf(item) == name;
}

std::optional<std::size_t> JsonSplice::child(std::size_t token, const Step& step) const
{
    const Kind kind = m_tokens[token].kind;
    if (step.kind == Step::Kind::Member && kind == Kind::Object) {
        for (const Item& item : items(token))
            if (isNamed(item, step.name))
                return item.value;
    } else if (step.kind == Step::Kind::Index && kind == Kind::Array) {
        const auto elements = items(token);
        if (step.index < elements.size())
            return elements[step.index].value;
    }
    return std::nullopt;
}

std::optional<std::string_view> JsonSplice::find(const Steps& steps) const
{
    std::size_t at = 0;
    for (const Step& step : steps) {
        const auto next = child(at, step);
        if (!next)
            return std::nullopt;
        at = *next;
    }
    return bytes(m_tokens[at].begin, endOf(at));
}

Result<std::string> JsonSplice::set(const Steps& steps, std::string_view value) const
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (const auto next = child(at, steps[i])) {
            at = *next;
            continue;
        }
        const bool mayBeAdded = steps[i].kind == Step::Kind::Member && m_tokens[at].kind == Kind::Object;
        if (mayBeAdded && i + 1 == steps.size())
            return add(at, steps[i].name, value);
        return fail(ErrorKind::InvalidInput,
                    "There is no " + pathText(steps, i + 1) +
                        (mayBeAdded ? " to put it into." : ", and what stands before it cannot get one."));
    }
    std::string text(bytes(0, m_tokens[at].begin));
    text += value;
    text += m_json.substr(endOf(at));
    return checked(std::move(text));
}

Result<std::string> JsonSplice::add(std::size_t object, const std::string& name, std::string_view value) const
{
    const auto literal = nameLiteral(name);
    if (!literal)
        return fail(literal.error());
    const auto members = items(object);
    std::size_t place = m_tokens[object].end;
    std::string member = *literal + ":";
    if (!members.empty()) {
        const Item& last = members.back();
        const std::size_t before = last.name - 1; // the bracket or a comma
        const std::size_t colon = last.name + 1;
        place = endOf(last.value);
        member = "," + std::string(bytes(m_tokens[before].end, m_tokens[last.name].begin)) + member +
                 std::string(bytes(m_tokens[colon].end, m_tokens[last.value].begin));
    }
    std::string text(bytes(0, place));
    text += member;
    text += value;
    text += m_json.substr(place);
    return checked(std::move(text));
}

std::string JsonSplice::remove(const Steps& steps) const
{
    std::size_t at = 0;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        const auto next = child(at, steps[i]);
        if (!next)
            return std::string(m_json);
        at = *next;
    }
    if (steps.empty() || !child(at, steps.back()))
        return std::string(m_json);
    const auto all = items(at);
    std::string text;
    std::size_t copied = 0;
    bool kept = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool gone = steps.back().kind == Step::Kind::Index ? i == steps.back().index
                                                                 : isNamed(all[i], steps.back().name);
        if (!gone) {
            kept = true;
            continue;
        }
        // With the comma before it, or, where nothing stays before it, the one behind it.
        const std::size_t from = kept ? endOf(all[i - 1].value) : m_tokens[all[i].name].begin;
        const std::size_t to = kept || i + 1 == all.size() ? endOf(all[i].value) : m_tokens[all[i + 1].name].begin;
        text += bytes(copied, from);
        copied = to;
    }
    text += m_json.substr(copied);
    return text;
}

bool JsonSplice::equals(const JsonSplice& other) const { return same(0, other, 0); }

bool JsonSplice::same(std::size_t token, const JsonSplice& other, std::size_t otherToken) const
{
    const Token& left = m_tokens[token];
    const Token& right = other.m_tokens[otherToken];
    if (left.kind != right.kind)
        return false;
    const std::string_view mine = bytes(left.begin, left.end);
    const std::string_view theirs = other.bytes(right.begin, right.end);
    switch (left.kind) {
    case Kind::Object: return sameMembers(token, other, otherToken);
    case Kind::Array: {
        const auto a = items(token);
        const auto b = other.items(otherToken);
        return std::ranges::equal(a, b, [&](const Item& x, const Item& y) { return same(x.value, other, y.value); });
    }
    case Kind::String: {
        std::string a;
        std::string b;
        appendJsonString(a, mine.substr(1, mine.size() - 2));
        appendJsonString(b, theirs.substr(1, theirs.size() - 2));
        return a == b;
    }
    default:
        if (isJsonNumber(mine) && isJsonNumber(theirs))
            return compareJsonNumbers(mine, theirs) == std::strong_ordering::equal;
        return mine == theirs;
    }
}

bool JsonSplice::sameMembers(std::size_t object, const JsonSplice& other, std::size_t otherObject) const
{
    const auto sorted = [](const JsonSplice& json, std::size_t token) {
        std::vector<std::pair<std::string, std::size_t>> members;
        for (const Item& item : json.items(token))
            members.emplace_back(json.nameOf(item), item.value);
        std::ranges::stable_sort(members, {}, &std::pair<std::string, std::size_t>::first);
        return members;
    };
    const auto a = sorted(*this, object);
    const auto b = sorted(other, otherObject);
    return std::ranges::equal(a, b, [&](const auto& x, const auto& y) {
        return x.first == y.first && same(x.second, other, y.second);
    });
}

} // namespace weir
