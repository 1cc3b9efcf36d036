// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/custom_convention.h"

#include <deque>
#include <span>
#include <vector>

namespace weir {

/// Conventions told by a person in the form of the known ones, and the known ones behind them. Views into `told`, which
/// must outlive it. Those without rules, or whose first header has no name, are left out. Immutable; any thread.
class OwnConventions
{
public:
    explicit OwnConventions(const std::vector<CustomConvention>& told);
    OwnConventions(const OwnConventions&) = delete;
    OwnConventions& operator=(const OwnConventions&) = delete;

    [[nodiscard]] std::span<const FailureConvention* const> all() const { return m_all; }

private:
    std::deque<std::vector<HeaderRule>> m_rules;
    std::deque<FailureConvention> m_own;
    std::vector<const FailureConvention*> m_all;
};

} // namespace weir
