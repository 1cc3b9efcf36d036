// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_words.h"

#include "ui/deadletters/failure_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>

#include <algorithm>

namespace weir::ui {
namespace {

class LetterWords
{
    Q_DECLARE_TR_FUNCTIONS(LetterWords)
};

QString stateWord(const LetterState& state)
{
    using Word = LetterState::Word;
    switch (state.word) {
    case Word::Open: return LetterWords::tr("open");
    case Word::Handled: return LetterWords::tr("handled");
    case Word::Ignored: return LetterWords::tr("ignored");
    case Word::Replayed: return LetterWords::tr("replayed %1").arg(shortMoment(state.time));
    case Word::MaybeReplayed: return LetterWords::tr("maybe replayed %1").arg(shortMoment(state.time));
    }
    return {};
}

} // namespace

QString shortMoment(std::optional<TimestampMs> time)
{
    if (!time)
        return QStringLiteral("–");
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(*time);
    const QDate today = QDate::currentDate();
    if (!moment.isValid() || moment.date().year() < 1 || moment.date().year() > 9999)
        return momentText(time);
    if (moment.date() == today)
        return moment.toString(QStringLiteral("HH:mm"));
    return QLocale(QLocale::English)
        .toString(moment, moment.date().year() == today.year() ? QStringLiteral("MMM d HH:mm") : QStringLiteral("yyyy-MM-dd"));
}

QString letterStateText(const LetterState& state)
{
    const QString word = stateWord(state);
    return state.note.empty() ? word : LetterWords::tr("%1 · note").arg(word);
}

Tone letterStateTone(const LetterState& state)
{
    switch (state.word) {
    case LetterState::Word::Replayed: return Tone::Ok;
    case LetterState::Word::MaybeReplayed: return Tone::Warning;
    case LetterState::Word::Handled: return Tone::Accent;
    case LetterState::Word::Open:
    case LetterState::Word::Ignored: break;
    }
    return Tone::Neutral;
}

QString letterStateDetails(const LetterState& state)
{
    QStringList lines{stateWord(state)};
    if (!state.job.empty())
        lines << LetterWords::tr("by replay job %1").arg(displayText(std::string_view(state.job), 60));
    if (state.time > 0)
        lines << momentDetails(state.time);
    if (!state.note.empty())
        lines << LetterWords::tr("Note: %1").arg(displayText(std::string_view(state.note), 2'000));
    return lines.join(QLatin1Char('\n'));
}

QString letterKeyText(const LetterDetails* details)
{
    if (!details)
        return QStringLiteral("…");
    if (details->gone)
        return LetterWords::tr("gone");
    if (details->error)
        return LetterWords::tr("not readable");
    return displayText(details->key, 120);
}

QString originPosition(const LetterDetails& details)
{
    FailureReport report;
    report.originPartition = details.originPartition;
    report.originOffset = details.originOffset;
    return originPosition(report);
}

QString placePosition(const LetterPlace& place)
{
    return QStringLiteral("%1:%2").arg(place.partition.partition).arg(countText(place.offset));
}

QString placeWords(const LetterPlace& place)
{
    return QStringLiteral("%1 %2").arg(displayText(std::string_view(place.partition.topic), 249), placePosition(place));
}

QString failureName(const FailureKey& key)
{
    if (!key.exceptionClass.empty())
        return shortClassName(key.exceptionClass);
    if (!key.pattern.empty())
        return displayText(std::string_view(key.pattern), 80);
    return LetterWords::tr("No failure headers");
}

const FailureGroup* findGroup(const InboxState& state, const std::string& id)
{
    const auto found = std::ranges::find(state.groups, id, &FailureGroup::id);
    return found == state.groups.end() ? nullptr : &*found;
}

QString groupTitle(const InboxState& state, const std::string& id)
{
    const FailureGroup* group = findGroup(state, id);
    return group ? failureName(group->key) : QStringLiteral("–");
}

QString inboxCoverage(const InboxState& state)
{
    const auto scanned = std::min(state.offsetsScanned, state.offsetsInRange);
    QString text;
    if (state.offsetsInRange == 0) {
        text = state.running ? LetterWords::tr("Looking…") : LetterWords::tr("Nothing to look at yet");
    } else if (scanned < state.offsetsInRange) {
        const auto percent = static_cast<int>(100.0 * static_cast<double>(scanned) / static_cast<double>(state.offsetsInRange));
        text = LetterWords::tr("Scanned %1 of %2 (%3 %)").arg(countText(scanned), countText(state.offsetsInRange)).arg(percent);
    } else {
        text = countedText(state.offsetsInRange, LetterWords::tr("Scanned all of 1 offset"), LetterWords::tr("Scanned all %1 offsets"));
    }
    if (state.stopped && !state.running)
        text += LetterWords::tr(" · stopped");
    qint64 lost = 0;
    qint64 damaged = 0;
    for (const auto& [partition, coverage] : state.coverage) {
        lost += coverage.lost;
        damaged += coverage.damaged;
    }
    if (lost > 0)
        text += countedText(lost, LetterWords::tr(" · 1 deleted by retention before it was looked at"),
                            LetterWords::tr(" · %1 deleted by retention before they were looked at"));
    if (damaged > 0)
        text += countedText(damaged, LetterWords::tr(" · 1 in a damaged batch"), LetterWords::tr(" · %1 in damaged batches"));
    if (state.lettersForgotten > 0)
        text += LetterWords::tr(" · %1 counted but no longer listed").arg(countText(state.lettersForgotten));
    if (state.groupsFolded > 0)
        text += LetterWords::tr(" · %1 further kinds of failure counted as others").arg(countText(state.groupsFolded));
    return text;
}

std::vector<Failure> inboxFailures(const InboxState& state)
{
    std::vector<Failure> failures;
    for (const auto& [partition, coverage] : state.coverage) {
        if (coverage.error)
            failures.push_back({toString(partition), *coverage.error});
    }
    return failures;
}

} // namespace weir::ui
