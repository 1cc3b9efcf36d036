// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_plan.h"

#include <memory>
#include <span>
#include <vector>

namespace weir {

/// Private to plan and LetterSource: reads the letters of some items of a plan again. One thread at a time.
class LetterFetch
{
public:
    virtual ~LetterFetch() = default;
    /// One result per index into plan.items, as LetterSource::fetch tells.
    [[nodiscard]] virtual std::vector<Result<Record>> fetch(const ReplayPlan& plan, std::span<const std::size_t> indexes,
                                                            const Call& call) = 0;
};
/// `cluster` must outlive it.
[[nodiscard]] Result<std::unique_ptr<LetterFetch>> openLetterFetch(Cluster& cluster, const ReplayPlan& plan);
/// The source of a letter without data.
[[nodiscard]] Result<Record> fetchLetterData(Cluster& cluster, const ReplayOptions& options, const Record& letter,
                                             const Call& call);

} // namespace weir
