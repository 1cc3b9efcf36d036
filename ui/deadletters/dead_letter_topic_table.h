// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/dead_letter_topics.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

[[nodiscard]] QString deadLetterTopicKey(const DeadLetterTopic& topic);
/// Topic, kind, origin, records. An unknown number of records is "–" with the reason.
[[nodiscard]] std::vector<Column<DeadLetterTopic>> deadLetterTopicColumns();
/// Records in the dead-letter topics for the navigation's badge: "1,204", "1,204+" when a topic is unknown, empty for none.
[[nodiscard]] QString deadLetterCount(const std::vector<DeadLetterTopic>& topics);

} // namespace weir::ui
