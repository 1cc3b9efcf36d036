// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_hops.h"

#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/header_value.h"

#include <algorithm>
#include <array>
#include <limits>

namespace weir {
namespace {

constexpr std::size_t fields = static_cast<std::size_t>(FailureField::Nothing);
std::size_t indexOf(FailureField field) { return static_cast<std::size_t>(field); }

bool isOfHop(FailureField field) { return oldestTells(field) || field == FailureField::ExceptionClass; }

/// The places one convention names.
struct Trail {
    HopOrder order = HopOrder::OldestFirst;
    std::size_t position = 0; ///< of its first header
    std::vector<FailureHop> hops;
};

class TrailReader
{
public:
    TrailReader(const Headers& headers, const FailureConvention& convention)
        : m_headers(headers), m_convention(convention)
    {
        for (const HeaderRule& rule : convention.rules)
            if (isOfHop(rule.field) && m_rules[indexOf(rule.field)] == nullptr && has(rule.header))
                m_rules[indexOf(rule.field)] = &rule;
        m_jsonToo = convention.mayBeJson && has(springJsonTypes);
    }

    Trail read()
    {
        Trail trail{m_convention.order, m_headers.size(), {}};
        collect(trail);
        if (m_places.empty())
            return trail;
        trail.hops = evenCounts() ? readByCount() : readByOrder();
        nameExceptions(trail.hops);
        if (m_convention.order == HopOrder::NewestFirst)
            std::ranges::reverse(trail.hops);
        std::erase_if(trail.hops, [](const FailureHop& hop) { return !hop.topic && !hop.partition && !hop.offset; });
        return trail;
    }

private:
    struct Told {
        const HeaderRule* rule = nullptr;
        const OptionalBytes* value = nullptr;
    };

    [[nodiscard]] bool has(std::string_view name) const
    {
        return std::ranges::any_of(m_headers, [&](const Header& header) { return header.name == name; });
    }

    void collect(Trail& trail)
    {
        for (std::size_t at = 0; at < m_headers.size(); ++at)
            for (const HeaderRule* rule : m_rules) {
                if (rule == nullptr || rule->header != m_headers[at].name)
                    continue;
                trail.position = std::min(trail.position, at);
                const Told told{rule, &m_headers[at].value};
                if (rule->field == FailureField::ExceptionClass)
                    m_exceptions.push_back(told);
                else
                    m_places.push_back(told);
            }
    }

    /// Each hop left each header: then the n-th of each belong together, however they are mixed.
    [[nodiscard]] bool evenCounts() const
    {
        std::array<std::size_t, fields> counts{};
        for (const Told& told : m_places)
            ++counts[indexOf(told.rule->field)];
        const std::size_t most = std::ranges::max(counts);
        return std::ranges::all_of(counts, [&](std::size_t count) { return count == 0 || count == most; });
    }

    std::vector<FailureHop> readByCount()
    {
        std::array<std::size_t, fields> seen{};
        std::vector<FailureHop> hops;
        for (const Told& told : m_places) {
            const std::size_t hop = seen[indexOf(told.rule->field)]++;
            if (hop == hops.size())
                hops.push_back(fresh());
            take(hops[hop], told);
        }
        return hops;
    }

    /// A field that the hop has already begins the next hop.
    std::vector<FailureHop> readByOrder()
    {
        std::array<bool, fields> seen{};
        std::vector<FailureHop> hops{fresh()};
        for (const Told& told : m_places) {
            if (seen[indexOf(told.rule->field)]) {
                hops.push_back(fresh());
                seen.fill(false);
            }
            seen[indexOf(told.rule->field)] = true;
            take(hops.back(), told);
        }
        return hops;
    }

    [[nodiscard]] FailureHop fresh() const
    {
        FailureHop hop;
        hop.convention = m_convention.name;
        return hop;
    }

    void take(FailureHop& hop, const Told& told) const
    {
        if (!*told.value)
            return;
        const std::string_view value = **told.value;
        const HeaderRule& rule = *told.rule;
        if (rule.field == FailureField::OriginTopic) {
            hop.topic = readHeaderTopic(value, rule.encoding);
        } else if (rule.field == FailureField::ConsumerGroup) {
            if (isUtf8(value))
                hop.consumerGroup = value;
        } else if (const auto number = readHeaderNumber(value, rule.encoding, m_jsonToo)) {
            takeNumber(hop, rule.field, *number);
        }
    }

    static void takeNumber(FailureHop& hop, FailureField field, std::int64_t number)
    {
        if (field == FailureField::OriginTimestamp && number != -1)
            hop.timestamp = number;
        else if (field == FailureField::OriginOffset && number >= 0)
            hop.offset = number;
        else if (field == FailureField::OriginPartition && number >= 0 &&
                 number <= std::numeric_limits<std::int32_t>::max())
            hop.partition = static_cast<std::int32_t>(number);
    }

    /// Frameworks that replace the exception tell that of the newest hop alone.
    void nameExceptions(std::vector<FailureHop>& hops) const
    {
        const auto name = [](FailureHop& hop, const Told& told) {
            if (*told.value && isUtf8(**told.value))
                hop.exceptionClass = **told.value;
        };
        if (m_exceptions.empty())
            return;
        if (m_exceptions.size() == hops.size())
            for (std::size_t at = 0; at < hops.size(); ++at)
                name(hops[at], m_exceptions[at]);
        else if (m_convention.order == HopOrder::OldestFirst)
            name(hops.back(), m_exceptions.back());
        else
            name(hops.front(), m_exceptions.front());
    }

    const Headers& m_headers;
    const FailureConvention& m_convention;
    std::array<const HeaderRule*, fields> m_rules{};
    bool m_jsonToo = false;
    std::vector<Told> m_places;
    std::vector<Told> m_exceptions;
};

/// The names say that the later trail goes on where the earlier one ended: it begins in dead letters or retries of the
/// topic that the other failed in.
bool goesOn(const Trail& earlier, const Trail& later)
{
    const auto& from = earlier.hops.back().topic;
    const auto& to = later.hops.front().topic;
    if (!from || !to)
        return false;
    const auto name = readDeadLetterName(*to);
    return name && (name->stem == *from || name->stem.starts_with(*from + "."));
}

} // namespace

std::vector<FailureHop> readHops(const Headers& headers, std::span<const FailureConvention* const> conventions)
{
    std::vector<Trail> trails;
    for (const FailureConvention* convention : conventions)
        if (Trail trail = TrailReader(headers, *convention).read(); !trail.hops.empty())
            trails.push_back(std::move(trail));
    std::ranges::stable_sort(trails, {}, &Trail::position);
    for (std::size_t at = trails.size(); at-- > 0;)
        for (std::size_t next = at; trails[next].order == HopOrder::NewestFirst && next + 1 < trails.size() &&
                                    trails[next + 1].order == HopOrder::OldestFirst &&
                                    !goesOn(trails[next], trails[next + 1]);
             ++next)
            std::swap(trails[next], trails[next + 1]);
    std::vector<FailureHop> hops;
    for (Trail& trail : trails)
        std::ranges::move(trail.hops, std::back_inserter(hops));
    return hops;
}

} // namespace weir
