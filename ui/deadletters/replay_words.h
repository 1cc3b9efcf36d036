// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_job.h"
#include "ui/widgets/running_work.h"
#include "ui/widgets/theme.h"

#include <QtCore/QString>

namespace weir::ui {

/// A word on its tint.
struct ReplayWord {
    QString text;
    Tone tone = Tone::Neutral;
};

/// How a job stands. `here`: this process holds it; a Running job that is not held was interrupted, or runs elsewhere.
[[nodiscard]] ReplayWord stateWord(ReplayState state, bool here, bool starting = false);
/// One sentence about it, for people who have to decide what to do next; empty when the word says it all.
[[nodiscard]] QString stateSentence(const ReplayProgress& progress, bool here);
[[nodiscard]] ReplayWord outcomeWord(ReplayOutcome outcome);
[[nodiscard]] ReplayWord verdictWord(ReplayVerdict verdict);

/// Records that can be sent by the plan: all but the skipped ones.
[[nodiscard]] std::int64_t toSend(const ReplayCounts& counts);
/// Share of the records whose outcome is known, 0 to 1.
[[nodiscard]] double fractionDone(const ReplayCounts& counts);
/// "120 of 301 · 40 a second".
[[nodiscard]] QString progressText(const ReplayProgress& progress);
/// "40 a second"; "0.5 a second"; empty for 0.
[[nodiscard]] QString rateText(double perSecond);
/// "exactly once" or "at least once".
[[nodiscard]] QString deliveryWord(ReplayDelivery delivery);
/// What is promised, and what not, in two sentences.
[[nodiscard]] QString deliverySentence(ReplayDelivery delivery);
/// "events.orderpaid", "events.orderpaid and 3 more topics".
[[nodiscard]] QString targetsText(const std::vector<std::string>& targets);
/// What cancelling this job leaves as it is.
[[nodiscard]] QString cancelSentence(const ReplayProgress& progress);

[[nodiscard]] WorkItem workItem(const ReplayProgress& progress, bool here, bool starting);
/// What a person may do with a job now.
struct ReplayActions {
    bool pause = false;
    bool resume = false;
    bool cancel = false;
};
[[nodiscard]] ReplayActions actionsFor(const ReplayProgress& progress, bool here, bool starting);

} // namespace weir::ui
