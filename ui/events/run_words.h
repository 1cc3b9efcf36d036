// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_run.h"
#include "ui/widgets/running_work.h"
#include "ui/widgets/theme.h"

#include <QtCore/QString>

#include <optional>

namespace weir::ui {

struct RunView;

/// A state in a word, with its tone.
struct RunWord {
    QString text;
    Tone tone = Tone::Neutral;
};
/// "running", "paused", "done"; a run that ended with failures does not look good. Pure, as all here.
[[nodiscard]] RunWord runStateWord(const RunProgress& progress);
/// "813 µs", "4.1 ms", "1.2 s"; nullopt is "–".
[[nodiscard]] QString latencyText(std::optional<std::chrono::microseconds> latency);
/// "813", "9.5": a rate without its unit.
[[nodiscard]] QString rateFigure(double perSecond);
/// A length of time as somebody would say it: "250 ms", "5 s", "1 min 30 s".
[[nodiscard]] QString spanText(std::chrono::milliseconds span);
/// "12,400 of 50,000 · 813 a second · p99 4.1 ms · 3 failed".
[[nodiscard]] QString runDetail(const RunProgress& progress);
/// What is wrong with a run that has not ended, or why it ended; empty: nothing to say.
[[nodiscard]] QString runNotice(const RunProgress& progress, const RunPlan& plan);
/// Whether so many records behind the plan are worth a word.
[[nodiscard]] bool isBehind(const RunProgress& progress, const RunPlan& plan);
/// What stays and what is not done any more.
[[nodiscard]] QString cancelRunSentence(const RunProgress& progress);

struct RunActions {
    bool pause = false;
    bool resume = false;
    bool cancel = false;
};
[[nodiscard]] RunActions runActions(RunState state);
[[nodiscard]] WorkItem runItem(const RunView& run);
/// For the audit trail: "done: 9,997 acknowledged, 3 failed".
[[nodiscard]] std::string runOutcome(const RunProgress& progress);

} // namespace weir::ui
