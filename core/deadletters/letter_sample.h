// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/custom_convention.h"
#include "core/deadletters/dead_letter_topics.h"
#include "core/kafka/cluster.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Where the log of a topic's partitions begins and ends.
struct LetterLog {
    std::string topic;
    struct Part {
        std::int32_t partition = 0;
        std::int64_t begin = 0;
        std::int64_t end = 0;
    };
    std::vector<Part> parts; ///< those whose offsets are known
    bool whole = true;       ///< all of them are known
    bool wantsOldest = false; ///< the first record too; it is read anyway where the newest are dead letters
};

/// What a few records of a topic say.
struct LetterSample {
    bool looked = false;          ///< false: no time was left, or nothing could be read
    std::int64_t records = 0;     ///< the newest ones that were read
    std::int64_t failures = 0;    ///< of them, that failed in another topic or tell of an exception
    std::int64_t retries = 0;     ///< of those, on their way to be tried again
    std::map<std::string, std::int64_t> origins; ///< topics they failed in, other than this one
    std::optional<TimestampMs> oldest;           ///< timestamp of the first record, where it was wanted

    [[nodiscard]] bool saysDeadLetters() const { return failures > 0 && failures * 2 >= records; }
    /// Most frequent first.
    [[nodiscard]] std::vector<std::string> originsByCount() const;
};

/// Reads the newest few records of each topic, and the first one where that is wanted, in two bounded reads on a reader of
/// its own: at most three partitions of a topic for the newest (the fullest ones), at most 1,500 and 3,000 partitions in all.
/// Topics come in the order of the list. Failures: "topic-partition", of topics whose oldest is wanted. Blocks; any thread.
[[nodiscard]] Result<Partial<std::map<std::string, LetterSample>>>
sampleLetters(Cluster& cluster, const std::vector<LetterLog>& logs, const std::vector<CustomConvention>& own,
              const Call& call);

} // namespace weir
