// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/foot_text.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

constexpr qsizetype mostLines = 32;

QString tr(const char* text)
{
    return QCoreApplication::translate("RecordsFoot", text);
}

QString joined(const QStringList& parts)
{
    QStringList kept;
    std::ranges::copy_if(parts, std::back_inserter(kept), [](const QString& part) { return !part.isEmpty(); });
    return kept.join(QStringLiteral(" · "));
}

QString linesOf(QStringList lines)
{
    if (lines.size() > mostLines) {
        const auto left = lines.size() - mostLines;
        lines = lines.first(mostLines);
        lines << tr("… and %1 more").arg(left);
    }
    return lines.join(QLatin1Char('\n'));
}

QString rateText(double recordsPerSecond)
{
    if (!(recordsPerSecond > 0))
        return {};
    return tr("%1 records/s").arg(shortCountText(std::llround(recordsPerSecond)));
}

QString failedText(std::size_t failed)
{
    return failed == 0 ? QString()
                       : countedText(static_cast<qint64>(failed), tr("1 partition could not be read"),
                                     tr("%1 partitions could not be read"));
}

QStringList failureLines(const std::vector<weir::Failure>& failures)
{
    QStringList lines;
    for (const weir::Failure& failure : failures)
        lines << displayText(std::string_view(failure.subject)) + QStringLiteral(": ") +
                     displayText(std::string_view(failure.error.message));
    return lines;
}

QString partitionsText(std::vector<std::int32_t> partitions)
{
    if (partitions.size() == 1)
        return tr("partition %1").arg(partitions.front());
    return partitions.empty() ? QString() : tr("partitions %1").arg(partitionRuns(std::move(partitions)));
}

struct Losses {
    std::int64_t damaged = 0;
    std::int64_t deleted = 0;
    std::size_t failed = 0;
    bool atDamage = false;
};

Losses lossesOf(const weir::ScanState& state)
{
    Losses losses;
    for (const auto& [partition, coverage] : state.partitions) {
        losses.damaged += coverage.damagedOffsets();
        losses.deleted += coverage.deleted;
        losses.failed += coverage.error ? 1U : 0U;
        losses.atDamage = losses.atDamage || coverage.atDamage;
    }
    return losses;
}

QString endText(const weir::ScanState& state, std::int64_t hitsAskedFor, std::size_t failed)
{
    switch (state.end) {
    case weir::ScanEnd::Running: return {};
    case weir::ScanEnd::Finished: return tr("the whole range was looked at");
    case weir::ScanEnd::HitLimit: return tr("stopped: %1 hits asked for").arg(countText(hitsAskedFor));
    case weir::ScanEnd::Stopped: return tr("stopped by you");
    case weir::ScanEnd::Failed: return failedText(std::max<std::size_t>(failed, 1));
    }
    return {};
}

std::vector<FootAction> searchActions(const weir::ScanState& state, const Losses& losses)
{
    std::vector<FootAction> actions;
    if (losses.atDamage && state.end != weir::ScanEnd::Running)
        actions.push_back(FootAction::SkipDamage);
    switch (state.end) {
    case weir::ScanEnd::Running: actions.push_back(FootAction::Stop); break;
    case weir::ScanEnd::HitLimit:
    case weir::ScanEnd::Stopped: actions.push_back(FootAction::Continue); break;
    case weir::ScanEnd::Failed: actions.push_back(FootAction::TryAgain); break;
    case weir::ScanEnd::Finished: break;
    }
    actions.push_back(FootAction::BackToTopic);
    return actions;
}

QString coverageLine(std::int32_t partition, const weir::ScanCoverage& coverage)
{
    QStringList parts{tr("Partition %1: scanned %2 of %3")
                          .arg(QString::number(partition), countText(coverage.scanned()),
                               countText(coverage.end - coverage.begin)),
                      countedText(coverage.hits, tr("1 hit"), tr("%1 hits"))};
    for (const weir::DamagedOffsets& damaged : coverage.damaged)
        parts << tr("offsets %1–%2 are damaged").arg(countText(damaged.begin), countText(damaged.end - 1));
    if (coverage.deleted > 0)
        parts << tr("%1 deleted meanwhile").arg(countText(coverage.deleted));
    if (coverage.error)
        parts << displayText(std::string_view(coverage.error->message));
    return joined(parts);
}

} // namespace

QString FootText::sentence() const
{
    return joined({strong, rest});
}

QString footActionText(FootAction action)
{
    switch (action) {
    case FootAction::Stop: return tr("Stop");
    case FootAction::Continue: return tr("Continue");
    case FootAction::TryAgain: return tr("Try again");
    case FootAction::SkipDamage: return tr("Skip past the damage");
    case FootAction::Pause: return tr("Pause");
    case FootAction::Resume: return tr("Resume");
    case FootAction::Clear: return tr("Clear");
    case FootAction::BackToTopic: return tr("Back to the topic");
    }
    return {};
}

FootText describeBrowse(const weir::ResolvedRange& range, const std::vector<weir::Failure>& failures, bool newestFirst)
{
    FootText text;
    std::int64_t offsets = 0;
    std::vector<std::int32_t> partitions;
    QStringList lines;
    QStringList remarks;
    for (const auto& [partition, part] : range) {
        offsets += part.size();
        partitions.push_back(partition.partition);
        const QString number = QString::number(partition.partition);
        const QString remark = displayText(std::string_view(part.remark));
        lines << (part.size() > 0 ? tr("Partition %1: offsets %2–%3 of log %4–%5")
                                        .arg(number, countText(part.begin), countText(part.end - 1),
                                             countText(part.logStart), countText(part.logEnd))
                                  : tr("Partition %1: nothing in the range").arg(number)) +
                     (remark.isEmpty() ? QString() : QStringLiteral(" – ") + remark);
        if (!remark.isEmpty() && !remarks.contains(remark))
            remarks << remark;
    }
    // Offsets have gaps (compaction, transactions): their number is an upper bound of the records.
    text.strong = tr("Up to %1 records").arg(countText(offsets));
    text.rest = joined({partitionsText(std::move(partitions)), newestFirst ? tr("newest first") : tr("oldest first"),
                        remarks.size() == 1 ? remarks.front()
                        : remarks.isEmpty() ? QString()
                                            : tr("%1 remarks").arg(remarks.size()),
                        failedText(failures.size())});
    lines << failureLines(failures);
    text.details = linesOf(std::move(lines));
    text.warn = !failures.empty();
    return text;
}

FootText describeSearch(const weir::ScanState& state, const std::vector<weir::Failure>& unresolved,
                        std::int64_t hitsAskedFor, double recordsPerSecond)
{
    Losses losses = lossesOf(state);
    losses.failed += unresolved.size();
    FootText text;
    text.strong = tr("Scanned %1 of %2").arg(countText(state.offsetsScanned), countText(state.offsetsInRange));
    const double average = state.elapsed.count() > 0
                               ? static_cast<double>(state.records) * 1000.0 / static_cast<double>(state.elapsed.count())
                               : 0;
    text.rest = joined({countedText(state.hits, tr("1 hit"), tr("%1 hits")),
                        rateText(state.end == weir::ScanEnd::Running && recordsPerSecond > 0 ? recordsPerSecond : average),
                        losses.damaged > 0 ? tr("%1 offsets in damaged batches skipped").arg(countText(losses.damaged))
                                           : QString(),
                        losses.deleted > 0 ? tr("%1 deleted by retention meanwhile").arg(countText(losses.deleted))
                                           : QString(),
                        endText(state, hitsAskedFor, losses.failed),
                        unresolved.empty() || state.end == weir::ScanEnd::Failed ? QString() : failedText(losses.failed)});
    text.warn = losses.damaged > 0 || losses.deleted > 0 || losses.failed > 0 || state.end == weir::ScanEnd::Failed;
    QStringList lines;
    for (const auto& [partition, coverage] : state.partitions)
        lines << coverageLine(partition, coverage);
    lines << failureLines(unresolved);
    text.details = linesOf(std::move(lines));
    text.actions = searchActions(state, losses);
    return text;
}

FootText describeTail(const weir::TailState& state, bool filtered)
{
    FootText text;
    text.strong = filtered ? tr("%1 of %2 new records match").arg(countText(state.matched), countText(state.received))
                           : countedText(state.received, tr("1 new record"), tr("%1 new records"));
    const std::int64_t waiting = state.endSequence - std::max(state.pausedAt, state.firstSequence);
    text.rest = joined(
        {!state.running ? tr("ended") : state.paused ? tr("paused, %1 waiting").arg(countText(waiting)) : tr("live"),
         rateText(state.recordsPerSecond), tr("buffer %1 % full").arg(std::lround(std::clamp(state.fill, 0.0, 1.0) * 100)),
         state.dropped > 0 ? tr("%1 pushed out by newer ones").arg(countText(state.dropped)) : QString(),
         state.missed > 0 ? tr("%1 deleted before they were read").arg(countText(state.missed)) : QString(),
         failedText(state.failures.size())});
    text.warn = state.missed > 0 || !state.failures.empty();
    text.details = linesOf(failureLines(state.failures));
    text.actions = {state.paused ? FootAction::Resume : FootAction::Pause, FootAction::Clear, FootAction::BackToTopic};
    return text;
}

QString partitionRuns(std::vector<std::int32_t> partitions)
{
    std::ranges::sort(partitions);
    QStringList runs;
    for (std::size_t i = 0; i < partitions.size();) {
        std::size_t last = i;
        while (last + 1 < partitions.size() && partitions[last + 1] == partitions[last] + 1)
            ++last;
        runs << (last == i ? QString::number(partitions[i])
                           : QStringLiteral("%1–%2").arg(partitions[i]).arg(partitions[last]));
        i = last + 1;
    }
    return runs.join(QStringLiteral(", "));
}

} // namespace weir::ui
