// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_forecast.h"

#include "ui/events/run_words.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace weir::ui {
namespace {

using std::chrono::milliseconds;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RunForecast)
};

/// Nobody plans further ahead, and a search needs an end.
constexpr milliseconds furthest = std::chrono::hours(24 * 365);

std::optional<milliseconds> timeFor(const RunRate& rate, std::uint64_t events)
{
    if (rate.shape == RunRate::Shape::Fastest || recordsDue(rate, furthest) < events)
        return std::nullopt;
    milliseconds early{0};
    milliseconds late = furthest;
    while (early < late) {
        const milliseconds middle = early + (late - early) / 2;
        if (recordsDue(rate, middle) >= events)
            late = middle;
        else
            early = middle + milliseconds(1);
    }
    return early;
}

QString earlyEnds(const RunStop& stop)
{
    QStringList ends;
    if (stop.afterFailures)
        ends << countedText(static_cast<qint64>(*stop.afterFailures), Words::tr("after 1 failure"), Words::tr("after %1 failures"));
    if (stop.slowerThan)
        ends << Words::tr("when the p99 of 10 s is above %1").arg(latencyText(stop.slowerThan));
    return ends.join(Words::tr(" or "));
}

QString withoutEnd(const RunStop& stop)
{
    const QString early = earlyEnds(stop);
    return early.isEmpty() ? Words::tr("until it is cancelled") : Words::tr("until it ends %1").arg(early);
}

} // namespace

RunForecast forecastRun(const RunPlan& plan, std::optional<std::uint64_t> total)
{
    RunForecast forecast;
    forecast.events = total;
    if (plan.stop.afterEvents)
        forecast.events = std::min(*plan.stop.afterEvents, forecast.events.value_or(*plan.stop.afterEvents));
    if (forecast.events)
        forecast.time = timeFor(plan.rate, *forecast.events);
    if (!plan.stop.afterTime)
        return forecast;
    if (plan.rate.shape == RunRate::Shape::Fastest) {
        forecast.time = plan.stop.afterTime;
        return forecast;
    }
    const std::uint64_t due = recordsDue(plan.rate, *plan.stop.afterTime);
    if (!forecast.events || due < *forecast.events) {
        forecast.events = due;
        forecast.time = plan.stop.afterTime;
    }
    return forecast;
}

double plannedRate(const RunRate& rate, milliseconds elapsed)
{
    switch (rate.shape) {
    case RunRate::Shape::Constant: return rate.perSecond;
    case RunRate::Shape::Ramp: {
        if (rate.rampTime.count() <= 0 || elapsed >= rate.rampTime)
            return rate.toPerSecond;
        const double share = static_cast<double>(std::max<std::int64_t>(0, elapsed.count())) / static_cast<double>(rate.rampTime.count());
        return rate.perSecond + (rate.toPerSecond - rate.perSecond) * share;
    }
    case RunRate::Shape::Burst:
        return rate.burstEvery.count() > 0 ? static_cast<double>(rate.burstSize) * 1000.0 / static_cast<double>(rate.burstEvery.count()) : 0;
    case RunRate::Shape::Fastest: break;
    }
    return 0;
}

QString rateWords(const RunRate& rate)
{
    switch (rate.shape) {
    case RunRate::Shape::Constant: return Words::tr("%1 a second").arg(rateFigure(rate.perSecond));
    case RunRate::Shape::Ramp:
        return Words::tr("from %1 to %2 a second during %3, then %2")
            .arg(rateFigure(rate.perSecond), rateFigure(rate.toPerSecond), spanText(rate.rampTime));
    case RunRate::Shape::Burst:
        return Words::tr("%1 at once, every %2").arg(countText(static_cast<qint64>(rate.burstSize)), spanText(rate.burstEvery));
    case RunRate::Shape::Fastest: break;
    }
    return Words::tr("as fast as the brokers confirm");
}

QString rateTitle(const RunRate& rate)
{
    switch (rate.shape) {
    case RunRate::Shape::Constant: return Words::tr("at %1 a second").arg(rateFigure(rate.perSecond));
    case RunRate::Shape::Ramp: return Words::tr("from %1 to %2 a second").arg(rateFigure(rate.perSecond), rateFigure(rate.toPerSecond));
    case RunRate::Shape::Burst:
        return Words::tr("in bursts of %1").arg(countText(static_cast<qint64>(rate.burstSize)));
    case RunRate::Shape::Fastest: break;
    }
    return Words::tr("as fast as possible");
}

QString topicWords(const QStringList& topics)
{
    if (topics.isEmpty())
        return Words::tr("topics not known yet");
    const auto shown = [&](int at) { return displayText(std::string_view(topics.at(at).toStdString()), 249); };
    if (topics.size() == 1)
        return shown(0);
    if (topics.size() == 2)
        return Words::tr("%1 and %2").arg(shown(0), shown(1));
    return Words::tr("%1 topics").arg(topics.size());
}

QString planSentence(const RunPlan& plan, const RunSubject& subject)
{
    const RunForecast forecast = forecastRun(plan, subject.endless ? std::nullopt : subject.total);
    const QString to = topicWords(subject.topics);
    const QString rate = rateWords(plan.rate);
    const QString early = earlyEnds(plan.stop);
    QString sentence;
    if (forecast.events && (forecast.time || !plan.stop.afterTime)) {
        const bool exact = !plan.stop.afterTime || plan.stop.afterEvents == forecast.events;
        QString count = countedText(static_cast<qint64>(*forecast.events), subject.one, subject.many);
        if (!exact)
            count = Words::tr("About %1").arg(count);
        if (forecast.time && *forecast.time >= milliseconds(1'000))
            sentence = Words::tr("%1 in %2 to %3: %4.").arg(count, spanText(*forecast.time), to, rate);
        else
            sentence = Words::tr("%1 to %2: %3.").arg(count, to, rate);
    } else if (plan.stop.afterTime) {
        sentence = Words::tr("During %1 to %2: %3.").arg(spanText(*plan.stop.afterTime), to, rate);
    } else if (subject.endless) {
        return Words::tr("To %1: %2, %3.").arg(to, rate, withoutEnd(plan.stop));
    } else {
        sentence = Words::tr("%1 to %2: %3.").arg(subject.all, to, rate);
    }
    if (!early.isEmpty())
        sentence += QLatin1Char(' ') + Words::tr("It ends earlier %1.").arg(early);
    return sentence;
}

} // namespace weir::ui
