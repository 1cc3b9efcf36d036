// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter.h"

#include "core/records/filter_parser.h"
#include "core/records/filter_plan.h"
#include "core/records/json_number.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

class EverythingMatcher final : public RecordMatcher
{
public:
    bool matches(const RecordView&) override { return true; }
};

struct TimeLimits {
    std::optional<TimestampMs> notBefore;
    std::optional<TimestampMs> notAfter;
};

void narrow(TimeLimits& limits, std::optional<TimestampMs> from, std::optional<TimestampMs> to)
{
    if (from)
        limits.notBefore = limits.notBefore ? std::max(*limits.notBefore, *from) : *from;
    if (to)
        limits.notAfter = limits.notAfter ? std::min(*limits.notAfter, *to) : *to;
}

std::optional<TimestampMs> timeOf(const FilterLiteral& literal)
{
    if (literal.kind == FilterLiteral::Kind::Time)
        return literal.time;
    return literal.kind == FilterLiteral::Kind::Number ? smallJsonInteger(literal.text) : std::nullopt;
}

/// Only conditions that every match must fulfil count: those at the top that `and` joins.
void collectLimits(const FilterNode& node, TimeLimits& limits)
{
    if (node.kind == FilterNode::Kind::All) {
        for (const FilterNode& child : node.children)
            collectLimits(child, limits);
        return;
    }
    if (node.kind != FilterNode::Kind::Compare || !node.field || node.field->part != FieldPath::Part::Timestamp)
        return;
    constexpr TimestampMs most = std::numeric_limits<TimestampMs>::max();
    constexpr TimestampMs least = std::numeric_limits<TimestampMs>::min();
    TimestampMs first = most;
    TimestampMs last = least;
    for (const FilterLiteral& literal : node.literals) {
        const auto time = timeOf(literal);
        if (!time)
            return;
        first = std::min(first, *time);
        last = std::max(last, *time);
    }
    switch (node.compare) {
    case FilterCompare::Equal: narrow(limits, first, last); break;
    case FilterCompare::NotEqual: break;
    case FilterCompare::Less: narrow(limits, std::nullopt, last == least ? last : last - 1); break;
    case FilterCompare::LessEqual: narrow(limits, std::nullopt, last); break;
    case FilterCompare::Greater: narrow(limits, first == most ? first : first + 1, std::nullopt); break;
    case FilterCompare::GreaterEqual: narrow(limits, first, std::nullopt); break;
    }
}

} // namespace

struct Filter::Parsed {
    std::string text;
    std::optional<FilterNode> root;
    TimeLimits limits;
};

Filter::Filter() : m_parsed(std::make_shared<const Parsed>()) {}
Filter::Filter(std::shared_ptr<const Parsed> parsed) : m_parsed(std::move(parsed)) {}

std::expected<Filter, FilterError> Filter::parse(std::string_view text, TimestampMs now)
{
    auto root = parseFilter(text, now);
    if (!root)
        return std::unexpected(root.error());
    Parsed parsed{std::string(text), std::move(*root), {}};
    if (parsed.root)
        collectLimits(*parsed.root, parsed.limits);
    return Filter(std::make_shared<const Parsed>(std::move(parsed)));
}

const std::string& Filter::text() const { return m_parsed->text; }
bool Filter::matchesEverything() const { return !m_parsed->root; }
std::optional<TimestampMs> Filter::notBefore() const { return m_parsed->limits.notBefore; }
std::optional<TimestampMs> Filter::notAfter() const { return m_parsed->limits.notAfter; }
const FilterNode* Filter::root() const { return m_parsed->root ? &*m_parsed->root : nullptr; }

std::unique_ptr<RecordMatcher> Filter::matcher() const
{
    if (!m_parsed->root)
        return std::make_unique<EverythingMatcher>();
    return makeFilterPlan(*m_parsed->root);
}

} // namespace weir
