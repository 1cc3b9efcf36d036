// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/custom_convention.h"
#include "core/kafka/record.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace weir {

/// Which headers of one record tell of its failure: those of isFailureHeader(), and besides those whose names anybody may
/// use ("exception-type", "source_topic") when the framework that writes them has left its marker in the record; likewise
/// those of a person's own conventions. What a replay removes by default. Cheap; any thread.
class FailureHeaders
{
public:
    /// `own` must outlive this.
    FailureHeaders(const Headers& all, const std::vector<CustomConvention>& own);
    explicit FailureHeaders(const Headers& all);

    /// `name` is one of the headers given above.
    [[nodiscard]] bool contains(std::string_view name) const;

private:
    std::uint64_t m_marked = 0; ///< conventions whose markers are there
    std::vector<const CustomConvention*> m_own;
};

} // namespace weir
