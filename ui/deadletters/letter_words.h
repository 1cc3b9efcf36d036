// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/letter_details.h"
#include "ui/deadletters/letter_states.h"
#include "ui/widgets/theme.h"

#include <QtCore/QString>

namespace weir::ui {

/// What is said about dead letters and kinds of failure, in words that are safe to show. Pure.

/// "open", "handled", "ignored", "replayed 13:10", each with " · note" when there is one.
[[nodiscard]] QString letterStateText(const LetterState& state);
[[nodiscard]] Tone letterStateTone(const LetterState& state);
/// With the whole time, the job and the note, for tooltips and the clipboard.
[[nodiscard]] QString letterStateDetails(const LetterState& state);
/// "13:10" today, "Nov 21 13:10" otherwise.
[[nodiscard]] QString shortMoment(std::optional<TimestampMs> time);

/// The key in one line; "…" while it is not read, "gone" or "not readable" when it cannot be.
[[nodiscard]] QString letterKeyText(const LetterDetails* details);
[[nodiscard]] QString originPosition(const LetterDetails& details);
/// "0:88,412": partition and offset of a dead letter.
[[nodiscard]] QString placePosition(const LetterPlace& place);
/// "events.orderpaid.dlq 0:88,412".
[[nodiscard]] QString placeWords(const LetterPlace& place);

/// "JsonMappingException", or the pattern, or that there are no failure headers.
[[nodiscard]] QString failureName(const FailureKey& key);
/// The same of the group with that id; "–" when there is none.
[[nodiscard]] QString groupTitle(const InboxState& state, const std::string& id);
[[nodiscard]] const FailureGroup* findGroup(const InboxState& state, const std::string& id);

/// How far the inbox has looked: "Scanned 1,204,331 of 9,000,000 offsets (13 %)", "All 9,000,000 offsets looked at"; and
/// what is not in it: deleted before it was looked at, damaged, forgotten. Nothing is left out silently.
[[nodiscard]] QString inboxCoverage(const InboxState& state);
/// Partitions that could not be read: subject "topic-partition".
[[nodiscard]] std::vector<Failure> inboxFailures(const InboxState& state);

} // namespace weir::ui
