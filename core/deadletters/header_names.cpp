// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/header_names.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace weir {
namespace {

/// The names of a framework begin alike and differ in length and at the end.
std::size_t hashOf(std::string_view name)
{
    std::uint64_t end = 0;
    const std::size_t size = std::min(name.size(), sizeof end);
    if (size > 0)
        std::memcpy(&end, name.data() + (name.size() - size), size);
    std::uint64_t hash = (end ^ (name.size() * 0x9E3779B97F4A7C15ULL)) * 0xD6E8FEB86659FD93ULL;
    hash ^= hash >> 32U;
    return static_cast<std::size_t>(hash);
}

} // namespace

HeaderNames::HeaderNames(std::span<const FailureConvention* const> conventions)
    : m_conventions(conventions), m_firstBit(conventions.size() > bits ? conventions.size() - bits : 0)
{
    std::map<std::string_view, std::vector<Use>> uses;
    for (std::uint32_t at = 0; at < conventions.size(); ++at) {
        m_firstRules.push_back(static_cast<std::uint32_t>(m_rules));
        for (const HeaderRule& rule : conventions[at]->rules)
            uses[rule.header].push_back({at, static_cast<std::uint32_t>(m_rules++)});
        for (const std::string_view prefix : conventions[at]->prefixes) {
            m_prefixes.push_back({prefix, bitOf(at)});
            const auto first = static_cast<unsigned char>(prefix.front());
            m_prefixBeginnings[first / 64U] |= std::uint64_t{1} << (first % 64U);
        }
    }
    m_table.resize(std::bit_ceil(uses.size() * 4 + 1));
    m_mask = m_table.size() - 1;
    for (auto& [name, list] : uses)
        if (!name.empty())
            add(name, std::move(list));
}

void HeaderNames::add(std::string_view name, std::vector<Use> uses)
{
    Meaning& meaning = m_table[slotOf(name)];
    meaning.name = name;
    meaning.firstUse = static_cast<std::uint32_t>(m_uses.size());
    meaning.useCount = static_cast<std::uint32_t>(uses.size());
    meaning.alone = byPrefix(name);
    for (const Use& use : uses)
        (m_conventions[use.convention]->markerDecides ? meaning.besideMarker : meaning.alone) |= bitOf(use.convention);
    m_uses.insert(m_uses.end(), uses.begin(), uses.end());
}

std::size_t HeaderNames::slotOf(std::string_view name) const
{
    std::size_t slot = hashOf(name) & m_mask;
    while (!m_table[slot].name.empty() && m_table[slot].name != name)
        slot = (slot + 1) & m_mask;
    return slot;
}

const HeaderNames::Meaning* HeaderNames::find(std::string_view name) const
{
    if (name.empty())
        return nullptr;
    const Meaning& meaning = m_table[slotOf(name)];
    return meaning.name.empty() ? nullptr : &meaning;
}

std::uint64_t HeaderNames::byPrefix(std::string_view name) const
{
    if (name.empty())
        return 0;
    const auto first = static_cast<unsigned char>(name.front());
    if ((m_prefixBeginnings[first / 64U] >> (first % 64U) & 1U) == 0)
        return 0;
    std::uint64_t found = 0;
    for (const Prefix& prefix : m_prefixes)
        if (name.starts_with(prefix.text))
            found |= prefix.convention;
    return found;
}

const HeaderNames& HeaderNames::known()
{
    static const HeaderNames names(failureConventions());
    return names;
}

} // namespace weir
