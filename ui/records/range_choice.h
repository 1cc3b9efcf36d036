// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/reader.h"
#include "core/records/record_range.h"

#include <QtCore/QDate>
#include <QtCore/QString>

#include <expected>
#include <vector>

namespace weir::ui {

/// Which records a person chose to look at. A value; any thread.
struct RangeChoice {
    weir::RangeEdge from{weir::RangeEdge::Kind::Oldest, 0, {}};
    weir::RangeEdge to{weir::RangeEdge::Kind::Newest, 0, {}};
    std::vector<int> partitions; ///< ascending; empty: all
    weir::Isolation isolation = weir::Isolation::ReadUncommitted;
    bool newestFirst = true;
    /// Above 0: `from` is that many minutes before now, whatever time it holds; see withNow().
    int lastMinutes = 0;
    bool utc = false; ///< times were chosen, and are said, in UTC instead of local time

    bool operator==(const RangeChoice&) const = default;

    /// A range of the last minutes begins at `now` minus those; others are returned as they are.
    [[nodiscard]] RangeChoice withNow(weir::TimestampMs now) const;
    [[nodiscard]] weir::RangeRequest request(const std::string& topic, weir::TimestampMs now) const;
    /// Whether the order is the usual one of such a range: times and the whole topic newest first, offsets and groups
    /// oldest first.
    [[nodiscard]] bool usualOrder() const;
};

/// The choice in words, short enough for a button: "Newest first", "From billing's offset, partition 2", "Last 15 min",
/// "Offset 1,877,046", "23 Nov 14:00 – 15:00". The year is left out when it is that of `today`. Pure.
[[nodiscard]] QString describe(const RangeChoice& choice, const QDate& today = QDate::currentDate());

/// "0–3, 7" as typed ("-" or "–", commas or spaces) to ascending numbers without repetition; empty text: none, which
/// means all. The error is one sentence. `count` 0: not known, then every number is allowed.
[[nodiscard]] std::expected<std::vector<int>, QString> parsePartitions(const QString& text, int count);

} // namespace weir::ui
