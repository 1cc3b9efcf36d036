// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/held_transaction.h"
#include "core/events/transaction_landing.h"
#include "ui/widgets/running_work.h"
#include "ui/widgets/theme.h"

#include <QtCore/QStringList>

#include <chrono>

namespace weir::ui {

/// "open", "committed"...
[[nodiscard]] QString phaseWord(TransactionPhase phase);
[[nodiscard]] Tone phaseTone(TransactionPhase phase);
/// What stands over the buttons: what became of it, or what happens now, in one sentence.
[[nodiscard]] QString transactionSentence(const TransactionView& view);
/// "orders, payments"; "orders, payments and 3 more".
[[nodiscard]] QString topicsOf(const std::vector<OutgoingRecord>& records);
/// "0:41", "14:05"; "0:00" when it is over.
[[nodiscard]] QString countdownText(std::chrono::milliseconds left);
[[nodiscard]] std::chrono::milliseconds timeLeft(const TransactionView& view, TimestampMs now);
/// What readers of committed records see of the transaction in that partition, in one sentence.
[[nodiscard]] QString readersSentence(const CommittedReach& reach, const TransactionView& view);
/// The partitions its records stand in, in order, and the first offset in each. Empty before they are confirmed.
[[nodiscard]] std::map<TopicPartition, std::int64_t> placesOf(const TransactionView& view);
[[nodiscard]] WorkItem workItem(const TransactionView& view, TimestampMs now);
/// What the activity says about its end.
[[nodiscard]] std::string outcomeLine(const TransactionView& view);

} // namespace weir::ui
