// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/status_words.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

#include <cmath>
#include <limits>

namespace weir::ui {
namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(StatusWords)
};

QString whyTimeUnknown(TimeLag::Why why)
{
    switch (why) {
    case TimeLag::Why::None:
    case TimeLag::Why::NotYetRead: return Words::tr("The timestamp of the next unread record has not been read yet.");
    case TimeLag::Why::NoCommit: return Words::tr("Nothing is committed, so nobody knows where the group would begin.");
    case TimeLag::Why::CommitDeleted: return Words::tr("Retention deleted the record at the committed offset.");
    case TimeLag::Why::BeyondEnd: return Words::tr("The committed offset lies beyond the end of the log.");
    case TimeLag::Why::NoTimestamp: return Words::tr("The next unread record has no timestamp, or one that cannot be.");
    case TimeLag::Why::ReadFailed: return Words::tr("The next unread record could not be read.");
    }
    return {};
}

} // namespace

Tone healthTone(Health health)
{
    switch (health) {
    case Health::Unknown: return Tone::Neutral;
    case Health::Ok: return Tone::Ok;
    case Health::Lagging:
    case Health::Growing:
    case Health::Rewound: return Tone::Warning;
    case Health::Stopped:
    case Health::Stalled:
    case Health::Reset:
    case Health::LosingData: return Tone::Bad;
    }
    return Tone::Neutral;
}

QString healthWord(Health health)
{
    switch (health) {
    case Health::Unknown: return Words::tr("unknown");
    case Health::Ok: return Words::tr("OK");
    case Health::Lagging: return Words::tr("lagging");
    case Health::Growing: return Words::tr("growing");
    case Health::Stopped: return Words::tr("stopped");
    case Health::Rewound: return Words::tr("rewound");
    case Health::Stalled: return Words::tr("stalled");
    case Health::Reset: return Words::tr("reset");
    case Health::LosingData: return Words::tr("losing data");
    }
    return {};
}

Note healthNote(const LagStatus& status)
{
    const HealthVerdict& verdict = status.health;
    QStringList sentences;
    if (!verdict.reason.empty())
        sentences << displayText(std::string_view(verdict.reason), 1024);
    if (verdict.health == Health::Unknown) {
        if (sentences.isEmpty())
            sentences << Words::tr("Known after a few samples.");
        return {QString(), sentences.join(u'\n'), Tone::Neutral};
    }
    if (verdict.since > 0 && verdict.health != Health::Ok)
        sentences << Words::tr("Since %1.").arg(QDateTime::fromMSecsSinceEpoch(verdict.since).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
    QString word = healthWord(verdict.health);
    // Behind but getting nearer is what one hopes to see after a restart; it deserves a word of its own.
    if (verdict.health == Health::Lagging && status.change && *status.change < 0 && status.drained.kind == TimeAhead::Kind::In)
        word = Words::tr("catching up");
    return {word, sentences.join(u'\n'), healthTone(verdict.health)};
}

std::optional<std::chrono::milliseconds> waitingFor(const TimeLag& time, TimestampMs now)
{
    if (!time.nextUnread || time.kind == TimeLag::Kind::CaughtUp)
        return std::nullopt;
    return std::chrono::milliseconds(std::max<TimestampMs>(0, now - *time.nextUnread));
}

Note timeLagNote(const TimeLag& time, TimestampMs now)
{
    if (time.kind == TimeLag::Kind::Unknown)
        return {QStringLiteral("–"), whyTimeUnknown(time.why), Tone::Neutral};
    if (time.kind == TimeLag::Kind::CaughtUp)
        return {QStringLiteral("0 s"), Words::tr("Nothing is left to read."), Tone::Neutral};
    QStringList sentences;
    QString word = durationText(time.behind);
    if (time.kind == TimeLag::Kind::Estimate) {
        word.prepend(QStringLiteral("≈ "));
        sentences << Words::tr("An estimate between known offsets, at most %1 off.").arg(durationText(time.bound));
    } else {
        sentences << Words::tr("From the timestamps of the next unread and of the newest record.");
    }
    if (time.why == TimeLag::Why::CommitDeleted)
        sentences << Words::tr("Retention deleted the record at the committed offset; this counts from the log start.");
    if (const auto waiting = waitingFor(time, now))
        sentences << Words::tr("The next unread record has been waiting for %1.").arg(durationText(*waiting));
    return {word, sentences.join(u'\n'), Tone::Neutral};
}

SortKey timeLagKey(const TimeLag& time)
{
    if (time.kind == TimeLag::Kind::Unknown)
        return {};
    return static_cast<qint64>(time.kind == TimeLag::Kind::CaughtUp ? 0 : time.behind.count());
}

QString rateText(const std::optional<double>& perSecond)
{
    if (!perSecond || !std::isfinite(*perSecond))
        return QStringLiteral("–");
    const double rate = *perSecond;
    if (rate == 0)
        return QStringLiteral("0 /s");
    const int decimals = std::abs(rate) < 10 ? 1 : 0;
    if (std::abs(rate) < 0.05)
        return rate > 0 ? QStringLiteral("<0.1 /s") : QStringLiteral("0 /s");
    const QString number = decimals == 0 ? countText(qRound64(rate)) : QLocale(QLocale::English).toString(rate, 'f', 1);
    return QStringLiteral("%1 /s").arg(number);
}

SortKey rateKey(const std::optional<double>& perSecond)
{
    return perSecond ? SortKey(*perSecond) : SortKey();
}

Note drainNote(const LagStatus& status)
{
    const TimeAhead& ahead = status.drained;
    // A healthy group always has a little on the way; "never" would be an alarm without a reason.
    if (ahead.kind == TimeAhead::Kind::Never && status.health.health <= Health::Ok)
        return {Words::tr("steady"), Words::tr("The group keeps up: its lag stays about where it is."), Tone::Neutral};
    switch (ahead.kind) {
    case TimeAhead::Kind::Unknown:
        return {QStringLiteral("–"), Words::tr("Known after ten seconds of samples."), Tone::Neutral};
    case TimeAhead::Kind::Now: return {Words::tr("done"), Words::tr("Lag is zero."), Tone::Neutral};
    case TimeAhead::Kind::In:
        return {durationText(ahead.in), Words::tr("Until lag is zero, at the rates of the last minute."), Tone::Neutral};
    case TimeAhead::Kind::Never:
        return {Words::tr("never"), Words::tr("At the rates of the last minute the lag does not get shorter."), Tone::Warning};
    }
    return {};
}

Note overtakeNote(const TimeAhead& ahead)
{
    constexpr auto soon = std::chrono::hours(24);
    switch (ahead.kind) {
    case TimeAhead::Kind::Unknown:
        return {QStringLiteral("–"), Words::tr("The retention of the topics or the rates are not known yet."), Tone::Neutral};
    case TimeAhead::Kind::Now:
        return {Words::tr("now"), Words::tr("Retention deletes records that the group has not read."), Tone::Bad};
    case TimeAhead::Kind::In:
        return {durationText(ahead.in),
                Words::tr("Until retention deletes records that the group has not read, at the present rates."),
                ahead.in < soon ? Tone::Bad : Tone::Neutral};
    case TimeAhead::Kind::Never:
        return {Words::tr("never"), Words::tr("The group keeps ahead of retention, or nothing expires."), Tone::Neutral};
    }
    return {};
}

SortKey aheadKey(const TimeAhead& ahead)
{
    switch (ahead.kind) {
    case TimeAhead::Kind::Unknown: return {};
    case TimeAhead::Kind::Now: return static_cast<qint64>(0);
    case TimeAhead::Kind::In: return static_cast<qint64>(ahead.in.count());
    case TimeAhead::Kind::Never: return std::numeric_limits<qint64>::max();
    }
    return {};
}

} // namespace weir::ui
