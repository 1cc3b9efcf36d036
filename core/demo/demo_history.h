// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/demo_domain.h"
#include "core/demo/demo_failures.h"
#include "core/demo/demo_topics.h"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace weir {

struct DemoHistoryOptions {
    std::size_t records = 6'000;
    std::chrono::milliseconds span = std::chrono::hours(6); ///< how far back the oldest record lies
    std::string groupPrefix;
};

/// What was written into the past, and how far each group would have come by now.
struct DemoHistory {
    std::uint64_t sent = 0;
    std::uint64_t unconfirmed = 0;
    std::uint64_t deadLetters = 0;
    std::optional<Error> error; ///< of the first record that was not confirmed
    OffsetMap begins;           ///< partitions of the topics that got a history
    OffsetMap ends;
    std::optional<std::pair<TopicPartition, std::int64_t>> poison;

    /// Where a group that has lived through this history stands: mailer at the end, search-index an eighth behind,
    /// billing at the poison record on its partition and at the end elsewhere.
    [[nodiscard]] OffsetMap positions(DemoRole role) const;
};

/// Writes events of the last hours, oldest first, into those topics that are empty, with the dead letters they led
/// to. Takes well under two seconds on a cluster nearby. Stops early, with what was written, when the call is over.
[[nodiscard]] DemoHistory writeDemoHistory(Producer& producer, DemoDomain& domain, const DemoTopics& topics,
                                           const DemoHistoryOptions& options, const Call& call);

/// The record that a delivery makes of an outgoing one.
[[nodiscard]] Record deliveredRecord(const OutgoingRecord& record, const Delivery& delivery);

} // namespace weir
