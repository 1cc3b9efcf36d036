// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/transaction_words.h"

#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace weir::ui {
namespace {

using Phase = TransactionPhase;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(TransactionWords)
};

QString recordsText(std::size_t count)
{
    return countedText(static_cast<qint64>(count), Words::tr("1 record"), Words::tr("%1 records"));
}

} // namespace

QString phaseWord(TransactionPhase phase)
{
    switch (phase) {
    case Phase::Sending: return Words::tr("sending");
    case Phase::Open: return Words::tr("open");
    case Phase::Committing: return Words::tr("committing");
    case Phase::Aborting: return Words::tr("aborting");
    case Phase::Settling: return Words::tr("finding out");
    case Phase::Committed: return Words::tr("committed");
    case Phase::Aborted: return Words::tr("aborted");
    case Phase::Unknown: return Words::tr("not known");
    }
    return {};
}

Tone phaseTone(TransactionPhase phase)
{
    switch (phase) {
    case Phase::Sending:
    case Phase::Committing:
    case Phase::Aborting:
    case Phase::Settling: return Tone::Neutral;
    case Phase::Open: return Tone::Accent;
    case Phase::Committed: return Tone::Ok;
    case Phase::Aborted: return Tone::Bad;
    case Phase::Unknown: return Tone::Warning;
    }
    return Tone::Neutral;
}

QString transactionSentence(const TransactionView& view)
{
    const QString records = recordsText(view.records.size());
    switch (view.phase) {
    case Phase::Sending: return Words::tr("%1 on the way; nothing can be read as committed yet.").arg(records);
    case Phase::Open:
        return Words::tr("%1 written and confirmed, nothing committed: whoever reads committed records waits before them.").arg(records);
    case Phase::Committing: return Words::tr("The commit is on its way and can no longer be taken back.");
    case Phase::Aborting: return Words::tr("It is being aborted.");
    case Phase::Settling: return Words::tr("Taking the transactional id over and looking whether its records can be read…");
    case Phase::Committed: return Words::tr("Committed: all %1 can be read.").arg(records);
    case Phase::Aborted:
        return view.error ? Words::tr("Aborted: none of the %1 can be read as committed.").arg(records)
                          : Words::tr("Aborted as you asked: none of the %1 will ever be read as committed.").arg(records);
    case Phase::Unknown:
        return Words::tr("Not known whether it was committed: all %1 or none.").arg(records);
    }
    return {};
}

QString topicsOf(const std::vector<OutgoingRecord>& records)
{
    constexpr std::size_t most = 2;
    std::vector<std::string> topics;
    for (const OutgoingRecord& record : records)
        if (std::ranges::find(topics, record.topic) == topics.end())
            topics.push_back(record.topic);
    QStringList shown;
    for (std::size_t i = 0; i < std::min(topics.size(), most); ++i)
        shown << displayText(std::string_view(topics[i]), 120);
    const QString list = shown.join(QStringLiteral(", "));
    return topics.size() <= most ? list : Words::tr("%1 and %2 more").arg(list).arg(topics.size() - most);
}

QString countdownText(std::chrono::milliseconds left)
{
    // Rounded up: what says 0:01 is not over yet.
    const qint64 seconds = (std::max<qint64>(left.count(), 0) + 999) / 1000;
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

std::chrono::milliseconds timeLeft(const TransactionView& view, TimestampMs now)
{
    return std::chrono::milliseconds(view.openUntil ? std::max<TimestampMs>(*view.openUntil - now, 0) : 0);
}

std::map<TopicPartition, std::int64_t> placesOf(const TransactionView& view)
{
    std::map<TopicPartition, std::int64_t> places;
    for (std::size_t i = 0; i < std::min(view.deliveries.size(), view.records.size()); ++i) {
        const auto [at, added] = places.try_emplace({view.records[i].topic, view.deliveries[i].partition}, view.deliveries[i].offset);
        if (!added)
            at->second = std::min(at->second, view.deliveries[i].offset);
    }
    return places;
}

QString readersSentence(const CommittedReach& reach, const TransactionView& view)
{
    const QString place = displayText(std::string_view(toString(reach.partition)), 260);
    const auto places = placesOf(view);
    const auto mine = places.find(reach.partition);
    const std::int64_t first = mine == places.end() ? reach.end : mine->second;
    if (reach.stable >= reach.end)
        return Words::tr("%1: nothing is held back, they read up to the end at offset %2.").arg(place, countText(reach.end));
    const qint64 count = reach.end - reach.stable;
    const QString hidden = count == 1 ? Words::tr("1 record is hidden") : Words::tr("%1 records are hidden").arg(countText(count));
    if (reach.stable != first)
        return Words::tr("%1: they wait at offset %2, at another open transaction; %3.").arg(place, countText(reach.stable), hidden);
    return Words::tr("%1: they wait at offset %2; %3.").arg(place, countText(reach.stable), hidden);
}

WorkItem workItem(const TransactionView& view, TimestampMs now)
{
    WorkItem item;
    item.id = QString::fromStdString(view.id);
    item.title = Words::tr("Transaction of %1 to %2").arg(recordsText(view.records.size()), topicsOf(view.records));
    item.state = phaseWord(view.phase);
    item.started = QDateTime::fromMSecsSinceEpoch(view.started);
    item.canOpen = true;
    item.canCancel = view.phase == Phase::Sending || view.phase == Phase::Open;
    switch (phaseTone(view.phase)) {
    case Tone::Ok: item.tone = 1; break;
    case Tone::Accent:
    case Tone::Warning: item.tone = 2; break;
    case Tone::Bad: item.tone = view.error ? 3 : 0; break;
    case Tone::Neutral: break;
    }
    item.detail = view.phase == Phase::Open ? Words::tr("aborts by itself in %1").arg(countdownText(timeLeft(view, now)))
                  : view.error              ? sentenceOf(*view.error)
                                            : QString();
    return item;
}

std::string outcomeLine(const TransactionView& view)
{
    const std::string why = view.error ? ": " + view.error->message : std::string();
    switch (view.phase) {
    case Phase::Committed: return "committed: " + std::to_string(view.deliveries.size()) + " records";
    case Phase::Aborted: return "aborted" + why;
    default: return "not known whether it was committed" + why;
    }
}

} // namespace weir::ui
