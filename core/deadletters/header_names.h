// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/convention.h"

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace weir {

/// Finds what a header's name means in all conventions at once, in constant time: it is asked for every header of
/// millions of records. Immutable; any thread. Views the conventions, which must outlive it.
class HeaderNames
{
public:
    /// A rule of a convention; both count from the first of all.
    struct Use {
        std::uint32_t convention = 0;
        std::uint32_t rule = 0;
    };
    struct Meaning {
        std::string_view name;
        std::uint32_t firstUse = 0;
        std::uint32_t useCount = 0;
        std::uint64_t alone = 0;        ///< conventions (one bit each) that this name alone speaks for, by prefix too
        std::uint64_t besideMarker = 0; ///< conventions that it belongs to where their markers are there
    };
    /// Only the last so many conventions have bits: the known ones, which stand behind a person's own.
    static constexpr std::size_t bits = 64;

    explicit HeaderNames(std::span<const FailureConvention* const> conventions);

    /// nullptr for a name that no rule has.
    [[nodiscard]] const Meaning* find(std::string_view name) const;
    [[nodiscard]] std::span<const Use> uses(const Meaning& meaning) const
    {
        return std::span(m_uses).subspan(meaning.firstUse, meaning.useCount);
    }
    /// The first of some conventions, by number. `some` is not 0.
    [[nodiscard]] std::size_t firstSpeaking(std::uint64_t some) const
    {
        return m_firstBit + static_cast<std::size_t>(std::countr_zero(some));
    }
    /// The bit of a convention.
    [[nodiscard]] std::uint64_t bitOf(std::size_t convention) const
    {
        return convention < m_firstBit ? 0 : std::uint64_t{1} << (convention - m_firstBit);
    }
    /// Conventions one of whose prefixes the name begins with.
    [[nodiscard]] std::uint64_t byPrefix(std::string_view name) const;
    /// Conventions that the name alone speaks for.
    [[nodiscard]] std::uint64_t alone(std::string_view name) const
    {
        const Meaning* meaning = find(name);
        return meaning != nullptr ? meaning->alone : byPrefix(name);
    }
    [[nodiscard]] std::span<const FailureConvention* const> conventions() const { return m_conventions; }
    /// Number of the first rule of a convention; those of others follow.
    [[nodiscard]] std::uint32_t firstRule(std::size_t convention) const { return m_firstRules[convention]; }
    [[nodiscard]] std::size_t rules() const { return m_rules; }

    /// Those of failureConventions().
    [[nodiscard]] static const HeaderNames& known();

private:
    void add(std::string_view name, std::vector<Use> uses);
    [[nodiscard]] std::size_t slotOf(std::string_view name) const;

    struct Prefix {
        std::string_view text;
        std::uint64_t convention = 0;
    };
    std::span<const FailureConvention* const> m_conventions;
    std::vector<Meaning> m_table; ///< open addressing; an empty name is a free place
    std::size_t m_mask = 0;
    std::vector<Use> m_uses;
    std::vector<Prefix> m_prefixes;
    std::array<std::uint64_t, 4> m_prefixBeginnings{}; ///< one bit for each first byte of a prefix
    std::size_t m_firstBit = 0;
    std::vector<std::uint32_t> m_firstRules;
    std::size_t m_rules = 0;
};

} // namespace weir
