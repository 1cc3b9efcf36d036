// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/kafka/reader.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Where to look in a topic.
struct BrowseFrom {
    enum class Kind { Newest, Oldest, Offset };
    Kind kind = Kind::Newest;
    std::int64_t value = 50; ///< a count for Newest and Oldest, an offset for Offset

    bool operator==(const BrowseFrom&) const = default;
};

/// "newest:50", "oldest:50", "offset:1877046", "newest", "oldest"; InvalidInput tells the forms.
[[nodiscard]] Result<BrowseFrom> parseBrowseFrom(std::string_view text);
[[nodiscard]] std::string toString(const BrowseFrom& from);

/// Log start and end offset of a partition at one moment.
struct OffsetSpan {
    std::int64_t logStart = 0;
    std::int64_t end = 0;
};

/// What to read first, pure: for Newest the last `value` offsets of each partition, for Oldest the first, for Offset
/// from there on. An offset outside of every chosen partition is InvalidInput and the sentence names the span.
/// Offsets have gaps, so a range may hold fewer records than asked: the browse widens it (see browse.h).
[[nodiscard]] Result<std::vector<ReadRange>> planBrowse(const BrowseFrom& from,
                                                        const std::map<TopicPartition, OffsetSpan>& spans,
                                                        std::int64_t limit);

} // namespace weir
