// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/range_choice.h"

#include "ui/records/foot_text.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QRegularExpression>
#include <QtCore/QStringList>

#include <algorithm>
#include <set>

namespace weir::ui {
namespace {

using Kind = weir::RangeEdge::Kind;

constexpr int mostPartitions = 100'000;

QString tr(const char* text) { return QCoreApplication::translate("RangeChoice", text); }

QDateTime timeOf(const weir::RangeEdge& edge, bool utc)
{
    return QDateTime::fromMSecsSinceEpoch(edge.value, utc ? Qt::UTC : Qt::LocalTime);
}

QString clock(const QDateTime& time)
{
    return time.toString(time.time().msec() != 0     ? QStringLiteral("HH:mm:ss.zzz")
                         : time.time().second() != 0 ? QStringLiteral("HH:mm:ss")
                                                     : QStringLiteral("HH:mm"));
}

QString day(const QDate& date, const QDate& today)
{
    return date.toString(date.year() == today.year() ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
}

QString timeWords(const weir::RangeEdge& edge, bool utc, const QDate& today)
{
    const QDateTime time = timeOf(edge, utc);
    return day(time.date(), today) + QLatin1Char(' ') + clock(time);
}

QString minutesWords(int minutes)
{
    if (minutes % (24 * 60) == 0)
        return minutes == 24 * 60 ? tr("Last day") : tr("Last %1 days").arg(minutes / (24 * 60));
    if (minutes % 60 == 0)
        return tr("Last %1 h").arg(minutes / 60);
    return tr("Last %1 min").arg(minutes);
}

QString groupName(const weir::RangeEdge& edge) { return displayText(std::string_view(edge.group), 80); }

QString timesWords(const RangeChoice& choice, const QDate& today)
{
    const QString zone = choice.utc ? tr(" UTC") : QString();
    if (choice.from.kind != Kind::Time)
        return tr("Until %1").arg(timeWords(choice.to, choice.utc, today)) + zone;
    const QString from = timeWords(choice.from, choice.utc, today);
    if (choice.to.kind != Kind::Time)
        return tr("Since %1").arg(from) + zone;
    const QDateTime end = timeOf(choice.to, choice.utc);
    const bool sameDay = end.date() == timeOf(choice.from, choice.utc).date();
    return QStringLiteral("%1 – %2").arg(from, sameDay ? clock(end) : timeWords(choice.to, choice.utc, today)) + zone;
}

QString edgeWords(const weir::RangeEdge& edge, bool utc, const QDate& today)
{
    switch (edge.kind) {
    case Kind::Oldest: return tr("the oldest record");
    case Kind::Newest: return tr("the end");
    case Kind::Offset: return tr("offset %1").arg(countText(edge.value));
    case Kind::Time: return timeWords(edge, utc, today) + (utc ? tr(" UTC") : QString());
    case Kind::Group: return tr("%1's offset").arg(groupName(edge));
    case Kind::Stuck: return tr("where %1 is stuck").arg(groupName(edge));
    }
    return {};
}

QString rangeWords(const RangeChoice& choice, const QDate& today)
{
    const Kind from = choice.from.kind;
    const Kind to = choice.to.kind;
    if (choice.lastMinutes > 0)
        return minutesWords(choice.lastMinutes);
    if (from == Kind::Stuck)
        return tr("Where %1 is stuck").arg(groupName(choice.from));
    if (from == Kind::Oldest && to == Kind::Newest)
        return choice.newestFirst ? tr("Newest first") : tr("Oldest first");
    if (from == Kind::Offset && to == Kind::Newest)
        return tr("Offset %1").arg(countText(choice.from.value));
    // The end is exclusive; people read "1,000 – 1,999" as both included.
    if (from == Kind::Offset && to == Kind::Offset && choice.to.value > choice.from.value)
        return choice.to.value == choice.from.value + 1
                   ? tr("Only offset %1").arg(countText(choice.from.value))
                   : tr("Offsets %1 – %2").arg(countText(choice.from.value), countText(choice.to.value - 1));
    if (from == Kind::Group && to == Kind::Newest)
        return tr("From %1's offset").arg(groupName(choice.from));
    if ((from == Kind::Time && (to == Kind::Time || to == Kind::Newest)) || (from == Kind::Oldest && to == Kind::Time))
        return timesWords(choice, today);
    return tr("From %1 to %2").arg(edgeWords(choice.from, choice.utc, today), edgeWords(choice.to, choice.utc, today));
}

} // namespace

RangeChoice RangeChoice::withNow(weir::TimestampMs now) const
{
    RangeChoice result = *this;
    if (lastMinutes > 0) {
        result.from = {Kind::Time, now - qint64{lastMinutes} * 60'000, {}};
        result.to = {Kind::Newest, 0, {}};
    }
    return result;
}

weir::RangeRequest RangeChoice::request(const std::string& topic, weir::TimestampMs now) const
{
    const RangeChoice fixed = withNow(now);
    return {topic, {partitions.begin(), partitions.end()}, fixed.from, fixed.to};
}

bool RangeChoice::usualOrder() const
{
    const bool time = lastMinutes > 0 || from.kind == Kind::Time || from.kind == Kind::Oldest;
    return newestFirst == time || from.kind == Kind::Stuck;
}

QString describe(const RangeChoice& choice, const QDate& today)
{
    QStringList parts{rangeWords(choice, today)};
    if (choice.partitions.size() == 1)
        parts << tr("partition %1").arg(choice.partitions.front());
    else if (!choice.partitions.empty())
        parts << tr("partitions %1").arg(partitionRuns({choice.partitions.begin(), choice.partitions.end()}));
    if (choice.isolation == weir::Isolation::ReadCommitted)
        parts << tr("committed only");
    const bool whole = choice.lastMinutes == 0 && choice.from.kind == Kind::Oldest && choice.to.kind == Kind::Newest;
    if (!whole && !choice.usualOrder())
        parts << (choice.newestFirst ? tr("newest first") : tr("oldest first"));
    return parts.join(QStringLiteral(", "));
}

std::expected<std::vector<int>, QString> parsePartitions(const QString& text, int count)
{
    static const QRegularExpression separators(QStringLiteral("[,;\\s]+"));
    static const QRegularExpression dashes(QStringLiteral("\\s*[-–]\\s*"));
    static const QRegularExpression run(QStringLiteral("^([0-9]{1,6})(?:-([0-9]{1,6}))?$"));
    std::set<int> chosen;
    const QString tight = QString(text).replace(dashes, QStringLiteral("-"));
    for (const QString& part : tight.split(separators, Qt::SkipEmptyParts)) {
        const auto match = run.match(part);
        if (!match.hasMatch())
            return std::unexpected(tr("\"%1\" is no partition; write 0–3, 7.").arg(part));
        const int first = match.captured(1).toInt();
        const int last = match.captured(2).isEmpty() ? first : match.captured(2).toInt();
        if (last < first)
            return std::unexpected(tr("\"%1\" runs backwards.").arg(part));
        if (last >= (count > 0 ? count : mostPartitions))
            return std::unexpected(count == 1  ? tr("The topic has only partition 0.")
                                   : count > 0 ? tr("There is no partition %1; the topic has 0–%2.").arg(last).arg(count - 1)
                                               : tr("There is no partition %1.").arg(last));
        for (int i = first; i <= last; ++i)
            chosen.insert(i);
    }
    return std::vector<int>(chosen.begin(), chosen.end());
}

} // namespace weir::ui
