// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/dead_letter_topics.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

/// A dead-letter or retry topic, or one of which somebody said that it is neither.
struct DeadLetterTopicRow {
    DeadLetterTopic topic;
    std::optional<TopicWord> word{}; ///< a person's
};

[[nodiscard]] QString deadLetterTopicKey(const DeadLetterTopicRow& row);
/// Topic, what it is, how that is known, origins, records, inflow, age of the oldest. Unknown numbers are "–".
[[nodiscard]] std::vector<Column<DeadLetterTopicRow>> deadLetterTopicColumns();
/// What was found, and the topics that are neither by somebody's word.
[[nodiscard]] std::vector<DeadLetterTopicRow> deadLetterTopicRows(const std::vector<DeadLetterTopic>& found,
                                                                  const std::map<std::string, TopicWord>& words);

/// How much of its retention the oldest record has lived, 0 to 1 and more; nullopt when that is not known or for ever.
[[nodiscard]] std::optional<double> retentionUsed(const DeadLetterTopic& topic, TimestampMs now);
/// From here on the oldest letters are about to be deleted.
inline constexpr double retentionWarning = 0.85;
/// "The oldest letters are deleted in 3 h."; empty when nothing is about to be deleted.
[[nodiscard]] QString retentionSentence(const DeadLetterTopic& topic, TimestampMs now);

} // namespace weir::ui
