// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_words.h"

#include "ui/events/run_feed.h"
#include "ui/events/run_forecast.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RunWords)
};

qint64 signedCount(std::uint64_t count)
{
    return static_cast<qint64>(count);
}

std::uint64_t notSent(const RunProgress& progress)
{
    return progress.failed + progress.skipped;
}

int workTone(Tone tone)
{
    switch (tone) {
    case Tone::Ok: return 1;
    case Tone::Warning: return 2;
    case Tone::Bad: return 3;
    case Tone::Neutral:
    case Tone::Accent: break;
    }
    return 0;
}

} // namespace

RunWord runStateWord(const RunProgress& progress)
{
    switch (progress.state) {
    case RunState::Starting: return {Words::tr("starting…"), Tone::Accent};
    case RunState::Running: return {Words::tr("running"), Tone::Accent};
    case RunState::Paused: return {Words::tr("paused"), Tone::Warning};
    case RunState::Finishing: return {Words::tr("finishing…"), Tone::Accent};
    case RunState::Done:
        return notSent(progress) > 0 ? RunWord{Words::tr("done, with failures"), Tone::Warning} : RunWord{Words::tr("done"), Tone::Ok};
    case RunState::Cancelled: return {Words::tr("cancelled"), Tone::Neutral};
    case RunState::Stopped: return {Words::tr("stopped"), Tone::Bad};
    }
    return {};
}

QString latencyText(std::optional<std::chrono::microseconds> latency)
{
    if (!latency)
        return QStringLiteral("–");
    const auto us = static_cast<double>(latency->count());
    const auto text = [](double value) { return QLocale().toString(value, 'f', value < 10 ? 1 : 0); };
    if (us < 1'000)
        return Words::tr("%1 µs").arg(latency->count());
    if (us < 1e6)
        return Words::tr("%1 ms").arg(text(us / 1e3));
    return Words::tr("%1 s").arg(text(us / 1e6));
}

QString rateFigure(double perSecond)
{
    const bool fine = perSecond < 10 && perSecond != std::floor(perSecond);
    return QLocale().toString(perSecond, 'f', fine ? 1 : 0);
}

QString spanText(std::chrono::milliseconds span)
{
    if (span.count() < 1'000)
        return Words::tr("%1 ms").arg(span.count());
    if (span.count() < 10'000 && span.count() % 1'000 == 0)
        return Words::tr("%1 s").arg(span.count() / 1'000);
    return durationText(span);
}

QString runDetail(const RunProgress& progress)
{
    QStringList parts;
    const QString done = countText(signedCount(progress.acknowledged));
    parts << (progress.planned ? Words::tr("%1 of %2").arg(done, countText(signedCount(*progress.planned)))
                               : Words::tr("%1 acknowledged").arg(done));
    if (progress.state == RunState::Running || progress.state == RunState::Finishing)
        parts << Words::tr("%1 a second").arg(rateFigure(progress.perSecond));
    if (progress.p99)
        parts << Words::tr("p99 %1").arg(latencyText(progress.p99));
    if (progress.failed > 0)
        parts << countedText(signedCount(progress.failed), Words::tr("1 failed"), Words::tr("%1 failed"));
    if (progress.skipped > 0)
        parts << countedText(signedCount(progress.skipped), Words::tr("1 could not be made"), Words::tr("%1 could not be made"));
    return parts.join(QStringLiteral(" · "));
}

bool isBehind(const RunProgress& progress, const RunPlan& plan)
{
    if (progress.state != RunState::Running || plan.rate.shape == RunRate::Shape::Fastest)
        return false;
    // A quarter of a second is what any machine may be late by.
    const double rate = plannedRate(plan.rate, progress.elapsed);
    return static_cast<double>(progress.behind) >= std::max(5.0, rate / 4);
}

QString runNotice(const RunProgress& progress, const RunPlan& plan)
{
    if (hasEnded(progress.state)) {
        if (progress.error)
            return Words::tr("It stopped by itself: %1").arg(sentenceOf(*progress.error));
        return displayText(std::string_view(progress.why), 500);
    }
    if (progress.state == RunState::Paused)
        return Words::tr("Paused: nothing is sent. The time until its end stands still too.");
    if (isBehind(progress, plan))
        return countedText(signedCount(progress.behind), Words::tr("Behind schedule: 1 record was due and could not be handed over yet."),
                           Words::tr("Behind schedule: %1 records were due and could not be handed over yet. The brokers, the network "
                                     "or this machine do not keep up."));
    if (progress.unknown > 0)
        return countedText(signedCount(progress.unknown), Words::tr("1 of the failed records may have been written all the same."),
                           Words::tr("%1 of the failed records may have been written all the same."));
    return {};
}

QString cancelRunSentence(const RunProgress& progress)
{
    return Words::tr("%1 Nothing more is sent; what is under way is waited for.")
        .arg(countedText(signedCount(progress.acknowledged), Words::tr("1 record is acknowledged and stays in its topic."),
                         Words::tr("%1 records are acknowledged and stay in their topics.")));
}

RunActions runActions(RunState state)
{
    switch (state) {
    case RunState::Starting: return {false, false, true};
    case RunState::Running: return {true, false, true};
    case RunState::Paused: return {false, true, true};
    case RunState::Finishing: return {false, false, true};
    case RunState::Done:
    case RunState::Cancelled:
    case RunState::Stopped: break;
    }
    return {};
}

WorkItem runItem(const RunView& run)
{
    const RunWord word = runStateWord(run.progress);
    const RunActions actions = runActions(run.progress.state);
    WorkItem item;
    item.id = run.id;
    item.title = run.title;
    item.state = word.text;
    item.detail = runDetail(run.progress);
    item.tone = isBehind(run.progress, run.plan) || (run.progress.failed > 0 && word.tone == Tone::Accent) ? 2 : workTone(word.tone);
    item.fraction = run.progress.state == RunState::Done ? 1 : run.progress.fraction.value_or(-1);
    item.started = QDateTime::fromMSecsSinceEpoch(run.progress.started);
    item.canPause = actions.pause;
    item.canResume = actions.resume;
    item.canCancel = actions.cancel;
    item.canOpen = true;
    return item;
}

std::string runOutcome(const RunProgress& progress)
{
    std::string line;
    switch (progress.state) {
    case RunState::Done: line = "done: "; break;
    case RunState::Stopped: line = "stopped by itself: "; break;
    case RunState::Cancelled: line = "cancelled: "; break;
    case RunState::Starting:
    case RunState::Running:
    case RunState::Paused:
    case RunState::Finishing: line = "ended with the connection: "; break;
    }
    line += std::to_string(progress.acknowledged) + " acknowledged";
    const auto add = [&](std::uint64_t count, const char* what) {
        if (count > 0)
            line += ", " + std::to_string(count) + " " + what;
    };
    add(progress.failed - std::min(progress.unknown, progress.failed), "failed");
    add(progress.unknown, "not known");
    add(progress.skipped, "could not be made");
    const std::uint64_t answered = progress.acknowledged + progress.failed;
    add(progress.sent - std::min(answered, progress.sent), "without an answer");
    if (progress.error)
        line += "; " + progress.error->message;
    return line;
}

} // namespace weir::ui
