// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alert_words.h"

#include "core/groups/alert_condition.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <cmath>

namespace weir::ui {
namespace {

using Condition = AlertRule::Condition;

class AlertWords
{
    Q_DECLARE_TR_FUNCTIONS(AlertWords)
};

/// Whole minutes and hours without their zeros: these are wishes, not measurements.
QString spanText(std::chrono::milliseconds span)
{
    QString text = QString::fromStdString(formatDuration(span));
    for (const char* zero : {" 00 s", " 00 min", " 00 h"})
        if (text.endsWith(QLatin1String(zero)) && span.count() % 1'000 == 0)
            text.chop(static_cast<qsizetype>(std::string_view(zero).size()));
    return text;
}

QString thresholdText(const AlertRule& rule)
{
    switch (rule.condition) {
    case Condition::LagAbove:
        return AlertWords::tr("Lag above %1 records").arg(countText(std::llround(rule.threshold)));
    case Condition::TimeLagAbove:
        return AlertWords::tr("More than %1 behind").arg(spanText(std::chrono::milliseconds(std::llround(rule.threshold))));
    case Condition::Growing: return AlertWords::tr("Lag grows for %1 samples").arg(rule.samples);
    case Condition::Stalled: return AlertWords::tr("Stalled or stopped");
    case Condition::LosingData: return AlertWords::tr("Losing data or reset");
    case Condition::DeadLetterGrowth: break;
    }
    return AlertWords::tr("Dead letters arrive");
}

} // namespace

QString conditionName(Condition condition)
{
    switch (condition) {
    case Condition::LagAbove: return AlertWords::tr("Lag is above a number of records");
    case Condition::TimeLagAbove: return AlertWords::tr("Time lag is above a duration");
    case Condition::Growing: return AlertWords::tr("Lag keeps growing");
    case Condition::Stalled: return AlertWords::tr("Stalled or stopped");
    case Condition::LosingData: return AlertWords::tr("Losing data or reset");
    case Condition::DeadLetterGrowth: break;
    }
    return AlertWords::tr("Dead letters arrive");
}

QString conditionText(const AlertRule& rule)
{
    const QString what = thresholdText(rule);
    if (rule.condition == Condition::DeadLetterGrowth)
        return AlertWords::tr("%1; over after %2 of quiet").arg(what, spanText(std::max<std::chrono::milliseconds>(rule.holdsFor, std::chrono::minutes(1))));
    return rule.holdsFor.count() > 0 ? AlertWords::tr("%1, for %2").arg(what, spanText(rule.holdsFor)) : what;
}

QString watchedText(const AlertRule& rule)
{
    if (!rule.pattern.empty())
        return displayText(std::string_view(rule.pattern));
    return rule.condition == Condition::DeadLetterGrowth ? AlertWords::tr("all dead-letter topics") : AlertWords::tr("all groups");
}

std::optional<RulePreview> previewOf(const AlertRule& rule, const GroupRound* round)
{
    if (round == nullptr || round->sample == nullptr || !round->sample->groups)
        return std::nullopt;
    RulePreview preview;
    if (rule.condition == Condition::DeadLetterGrowth) {
        for (const auto& [topic, end] : round->sample->topicEnds)
            preview.matches += matchesPattern(rule.pattern, topic) ? 1 : 0;
        return preview;
    }
    const auto& groups = round->sample->groups->values;
    int now = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (!matchesPattern(rule.pattern, groups[i].group))
            continue;
        ++preview.matches;
        const GroupStatus* status = round->groups.size() == groups.size() ? &round->groups[i] : nullptr;
        now += conditionHolds(rule, groups[i], status) == Holds::Yes ? 1 : 0;
    }
    if (rule.condition != Condition::Growing)
        preview.now = now;
    return preview;
}

QString previewText(const AlertRule& rule, const std::optional<RulePreview>& preview)
{
    if (!preview)
        return AlertWords::tr("Which groups it would match is known after the first round.");
    if (rule.condition == Condition::DeadLetterGrowth)
        return countedText(preview->matches, AlertWords::tr("Would watch 1 dead-letter topic."),
                           AlertWords::tr("Would watch %1 dead-letter topics."));
    const QString groups = countedText(preview->matches, AlertWords::tr("Would match 1 group"), AlertWords::tr("Would match %1 groups"));
    if (preview->matches == 0)
        return AlertWords::tr("Would match no group that is there now.");
    if (!preview->now)
        return AlertWords::tr("%1; whether lag grows, only the next samples tell.").arg(groups);
    if (*preview->now == 0)
        return AlertWords::tr("%1, none of them now.").arg(groups);
    return AlertWords::tr("%1, %2 of them now.").arg(groups).arg(*preview->now);
}

QString typedDuration(std::chrono::milliseconds time)
{
    const qint64 ms = time.count();
    if (ms == 0)
        return QStringLiteral("0");
    if (ms % 1'000 != 0)
        return QStringLiteral("%1ms").arg(ms);
    QString text;
    const std::pair<qint64, QChar> units[] = {{86'400, u'd'}, {3'600, u'h'}, {60, u'm'}, {1, u's'}};
    qint64 seconds = ms / 1'000;
    for (const auto& [unit, letter] : units) {
        if (seconds >= unit)
            text += QString::number(seconds / unit) + letter;
        seconds %= unit;
    }
    return text;
}

QString momentText(TimestampMs time, TimestampMs now)
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(time);
    const bool today = moment.date() == QDateTime::fromMSecsSinceEpoch(now).date();
    return moment.toString(today ? QStringLiteral("HH:mm:ss") : QStringLiteral("yyyy-MM-dd HH:mm"));
}

} // namespace weir::ui
