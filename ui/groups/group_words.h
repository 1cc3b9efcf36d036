// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_lag.h"
#include "ui/widgets/theme.h"

#include <QtCore/QString>

#include <optional>

namespace weir::ui {

/// A short word for a table cell, the sentence behind it, and its colour. An empty word: nothing to say.
struct Note {
    QString word;
    QString sentence;
    Tone tone = Tone::Neutral;
};

/// "Stable", "Preparing rebalance", … : the broker's word, spaced; with the colour that fits it.
[[nodiscard]] Note groupState(const std::string& state);
/// "classic", "consumer"; empty when the broker does not say.
[[nodiscard]] QString groupType(GroupType type);

/// Why the row needs a word beside its numbers: an error, no commit, committed offset deleted, beyond the end.
[[nodiscard]] Note partitionNote(const PartitionLag& row);
/// What is noteworthy about the partitions of a group together: "2 without commit · 1 not read".
[[nodiscard]] Note groupNote(const GroupLag& group);
/// The tone of that note without its words: for counting a thousand groups every second.
[[nodiscard]] Tone groupTone(const GroupLag& group);

/// Why a number of the row is shown as "–"; empty when it is known.
[[nodiscard]] QString whyCommittedUnknown(const PartitionLag& row);
[[nodiscard]] QString whyOffsetUnknown(const PartitionLag& row, const std::optional<std::int64_t>& offset);
[[nodiscard]] QString whyLagUnknown(const PartitionLag& row);

/// "billing-7d4c · 10.2.1.14", or why there is no member to name.
[[nodiscard]] Note memberNote(const PartitionLag& row, bool membersVisible);

} // namespace weir::ui
