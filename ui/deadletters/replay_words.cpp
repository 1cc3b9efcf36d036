// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replay_words.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>

namespace weir::ui {
namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ReplayWords)
};

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

QString reasonOf(const ReplayJobInfo& info) { return displayText(std::string_view(info.reason), 500); }

} // namespace

ReplayWord stateWord(ReplayState state, bool here, bool starting)
{
    if (starting)
        return {Words::tr("starting…"), Tone::Accent};
    switch (state) {
    case ReplayState::Planned: return {Words::tr("planned"), Tone::Neutral};
    case ReplayState::Running:
        return here ? ReplayWord{Words::tr("running"), Tone::Accent} : ReplayWord{Words::tr("interrupted"), Tone::Warning};
    case ReplayState::Paused: return {Words::tr("paused"), Tone::Warning};
    case ReplayState::Canary: return {Words::tr("canary: look"), Tone::Warning};
    case ReplayState::Cancelled: return {Words::tr("cancelled"), Tone::Neutral};
    case ReplayState::Stopped: return {Words::tr("stopped"), Tone::Bad};
    case ReplayState::Done: return {Words::tr("done"), Tone::Ok};
    }
    return {};
}

QString stateSentence(const ReplayProgress& progress, bool here)
{
    const ReplayJobInfo& info = progress.info;
    if (progress.trouble)
        return Words::tr("Being tried again: %1").arg(displayText(std::string_view(progress.trouble->message), 500));
    switch (info.state) {
    case ReplayState::Running:
        if (!here)
            return Words::tr("Not running here: Weir ended in the middle, or another program runs it. Resume first finds out what was "
                             "committed, then goes on.");
        return {};
    case ReplayState::Planned: return Words::tr("Its plan is kept, and nothing was sent yet.");
    case ReplayState::Paused:
        return progress.busy ? Words::tr("Settling what is in flight…") : Words::tr("Nothing is in flight. Resume goes on where it stopped.");
    case ReplayState::Canary: return {};
    case ReplayState::Cancelled: return Words::tr("What was committed stays in its target.");
    case ReplayState::Stopped: return Words::tr("Stopped by itself: %1").arg(reasonOf(info));
    case ReplayState::Done: return reasonOf(info);
    }
    return {};
}

ReplayWord outcomeWord(ReplayOutcome outcome)
{
    switch (outcome) {
    case ReplayOutcome::Pending: return {Words::tr("waiting"), Tone::Neutral};
    case ReplayOutcome::Committed: return {Words::tr("committed"), Tone::Ok};
    case ReplayOutcome::Gone: return {Words::tr("gone"), Tone::Warning};
    case ReplayOutcome::Changed: return {Words::tr("changed"), Tone::Warning};
    case ReplayOutcome::Skipped: return {Words::tr("skipped"), Tone::Neutral};
    case ReplayOutcome::Failed: return {Words::tr("failed"), Tone::Bad};
    case ReplayOutcome::Unknown: return {Words::tr("not known"), Tone::Bad};
    }
    return {};
}

ReplayWord verdictWord(ReplayVerdict verdict)
{
    switch (verdict) {
    case ReplayVerdict::Ready: return {Words::tr("ready"), Tone::Ok};
    case ReplayVerdict::AlreadyReplayed:
    case ReplayVerdict::OverLimit: return {Words::tr("skipped"), Tone::Neutral};
    case ReplayVerdict::CycleLimit:
    case ReplayVerdict::Gone:
    case ReplayVerdict::NoOrigin: return {Words::tr("left out"), Tone::Warning};
    case ReplayVerdict::Unreadable:
    case ReplayVerdict::TargetMissing:
    case ReplayVerdict::TargetForbidden:
    case ReplayVerdict::NotAuthorized:
    case ReplayVerdict::TooLarge:
    case ReplayVerdict::DataMissing:
    case ReplayVerdict::EditFailed: return {Words::tr("not possible"), Tone::Bad};
    }
    return {};
}

std::int64_t toSend(const ReplayCounts& counts) { return std::max<std::int64_t>(0, counts.total - counts.skipped); }

double fractionDone(const ReplayCounts& counts)
{
    const std::int64_t all = toSend(counts);
    if (all == 0)
        return 1;
    return std::clamp(static_cast<double>(all - counts.pending) / static_cast<double>(all), 0.0, 1.0);
}

QString rateText(double perSecond)
{
    if (perSecond <= 0)
        return {};
    return Words::tr("%1 a second").arg(QLocale().toString(perSecond, 'f', perSecond < 10 && perSecond != static_cast<int>(perSecond) ? 1 : 0));
}

QString progressText(const ReplayProgress& progress)
{
    const ReplayCounts& counts = progress.info.counts;
    QStringList parts{Words::tr("%1 of %2").arg(countText(counts.committed), countText(toSend(counts)))};
    if (const QString rate = rateText(progress.perSecond); !rate.isEmpty() && progress.info.state == ReplayState::Running)
        parts << rate;
    if (counts.failed > 0)
        parts << countedText(counts.failed, Words::tr("1 failed"), Words::tr("%1 failed"));
    return parts.join(QStringLiteral(" · "));
}

QString deliveryWord(ReplayDelivery delivery)
{
    return delivery == ReplayDelivery::Transactional ? Words::tr("exactly once") : Words::tr("at least once");
}

QString deliverySentence(ReplayDelivery delivery)
{
    if (delivery == ReplayDelivery::Transactional)
        return Words::tr("In transactions: each record is committed to the target at most once and none is skipped, as seen by "
                         "read_committed readers. Consumers may still process it twice, and it lands after newer records.");
    return Words::tr("Without transactions: none is skipped, but when a broker's answer is lost a record may be written twice. Weir "
                     "looks for such copies in the target, counts them and does not hide them.");
}

QString targetsText(const std::vector<std::string>& targets)
{
    if (targets.empty())
        return QStringLiteral("–");
    const QString first = displayText(std::string_view(targets.front()), 249);
    if (targets.size() == 1)
        return first;
    return countedText(static_cast<qint64>(targets.size()) - 1, Words::tr("%1 and 1 more topic"), Words::tr("%2 and %1 more topics"))
        .arg(first);
}

QString cancelSentence(const ReplayProgress& progress)
{
    const ReplayCounts& counts = progress.info.counts;
    return Words::tr("%1 The %2 that wait are not sent, by this job never again. What is in flight is settled first.")
        .arg(countedText(counts.committed, Words::tr("1 record is committed and stays in its target."),
                         Words::tr("%1 records are committed and stay in their target.")),
             countText(counts.pending));
}

ReplayActions actionsFor(const ReplayProgress& progress, bool here, bool starting)
{
    if (starting)
        return {};
    switch (progress.info.state) {
    case ReplayState::Running: return {here, !here, true};
    case ReplayState::Planned:
    case ReplayState::Paused:
    case ReplayState::Canary: return {false, true, true};
    case ReplayState::Stopped: return {false, !progress.busy, true};
    case ReplayState::Cancelled:
    case ReplayState::Done: break;
    }
    return {};
}

WorkItem workItem(const ReplayProgress& progress, bool here, bool starting)
{
    const ReplayJobInfo& info = progress.info;
    const ReplayWord word = stateWord(info.state, here, starting);
    const ReplayActions actions = actionsFor(progress, here, starting);
    WorkItem item;
    item.id = QString::fromStdString(info.job);
    item.title = Words::tr("Replay to %1: %2").arg(targetsText(info.targets), displayText(std::string_view(info.title), 200));
    item.state = word.text;
    item.detail = progressText(progress);
    if (progress.trouble)
        item.detail += QStringLiteral(" · %1").arg(displayText(std::string_view(progress.trouble->message), 200));
    item.tone = progress.trouble ? 2 : workTone(word.tone);
    item.fraction = fractionDone(info.counts);
    item.started = QDateTime::fromMSecsSinceEpoch(info.created);
    item.canPause = actions.pause;
    item.canResume = actions.resume;
    item.canCancel = actions.cancel;
    item.canOpen = true;
    return item;
}

} // namespace weir::ui
