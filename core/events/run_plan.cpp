// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/run_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {
namespace {

// Sums of decimal fractions miss the whole number they stand for by less than this; a record is late by a millionth of
// the pause before it.
constexpr double roundingError = 1e-6;

/// The whole number of records that have begun by `whole` + `part`, where `part` may be any size.
std::uint64_t begun(double whole, double part)
{
    const double floor = std::floor(whole);
    const double rest = std::max(0.0, std::ceil(whole - floor + part - roundingError));
    constexpr double most = 9.2e18;
    if (!(floor + rest < most))
        return std::numeric_limits<std::uint64_t>::max() / 2;
    return static_cast<std::uint64_t>(floor) + static_cast<std::uint64_t>(rest);
}

/// `before` records, and from then on `rate` a second. Whole seconds are counted apart: their product with the rate is exact,
/// for years.
std::uint64_t atRate(double before, double rate, std::chrono::nanoseconds time)
{
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(time);
    const double rest = static_cast<double>((time - whole).count()) * rate / 1e9;
    return begun(static_cast<double>(whole.count()) * rate, before + rest);
}

std::uint64_t rampDue(const RunRate& rate, std::chrono::nanoseconds elapsed)
{
    const double ramp = std::chrono::duration<double>(rate.rampTime).count();
    if (elapsed >= rate.rampTime)
        return atRate((rate.perSecond + rate.toPerSecond) / 2 * ramp, rate.toPerSecond, elapsed - rate.rampTime);
    const double time = std::chrono::duration<double>(elapsed).count();
    return begun(0, time * (rate.perSecond + (rate.toPerSecond - rate.perSecond) * time / (2 * ramp)));
}

std::unexpected<Error> wrong(std::string why) { return fail(ErrorKind::InvalidInput, std::move(why)); }

Result<void> checkRate(const RunRate& rate)
{
    using enum RunRate::Shape;
    const auto sane = [](double number) { return std::isfinite(number) && number <= 1e9; };
    switch (rate.shape) {
    case Constant:
        if (!sane(rate.perSecond) || rate.perSecond <= 0)
            return wrong("The rate must be more than 0 events a second, and at most a billion.");
        return {};
    case Ramp:
        if (!sane(rate.perSecond) || !sane(rate.toPerSecond) || rate.perSecond < 0 || rate.toPerSecond < 0)
            return wrong("The rates of a ramp must be 0 or more events a second, and at most a billion.");
        if (rate.perSecond <= 0 && rate.toPerSecond <= 0)
            return wrong("A ramp from 0 to 0 events a second sends nothing.");
        if (rate.rampTime <= std::chrono::milliseconds(0))
            return wrong("The ramp must take longer than 0 s.");
        return {};
    case Burst:
        if (rate.burstSize == 0)
            return wrong("A burst must have at least 1 event.");
        if (rate.burstEvery <= std::chrono::milliseconds(0))
            return wrong("The time between two bursts must be longer than 0 s.");
        return {};
    case Fastest: return {};
    }
    return {};
}

} // namespace

std::uint64_t recordsDue(const RunRate& rate, std::chrono::nanoseconds elapsed)
{
    if (rate.shape == RunRate::Shape::Fastest)
        return std::numeric_limits<std::uint64_t>::max();
    if (elapsed <= std::chrono::nanoseconds(0))
        return 0;
    switch (rate.shape) {
    case RunRate::Shape::Constant: return atRate(0, rate.perSecond, elapsed);
    case RunRate::Shape::Ramp: return rampDue(rate, elapsed);
    case RunRate::Shape::Burst: {
        const std::chrono::nanoseconds every = rate.burstEvery;
        if (every <= std::chrono::nanoseconds(0))
            return 0;
        const auto bursts = static_cast<std::uint64_t>((elapsed.count() - 1) / every.count() + 1);
        constexpr auto most = std::numeric_limits<std::uint64_t>::max() / 2;
        return rate.burstSize != 0 && bursts > most / rate.burstSize ? most : bursts * rate.burstSize;
    }
    case RunRate::Shape::Fastest: break;
    }
    return 0;
}

Result<void> checkPlan(const RunPlan& plan, bool endlessSource)
{
    if (auto rate = checkRate(plan.rate); !rate)
        return rate;
    const RunStop& stop = plan.stop;
    if (stop.afterEvents && *stop.afterEvents == 0)
        return wrong("A run that stops after 0 events sends nothing.");
    if (stop.afterTime && *stop.afterTime <= std::chrono::milliseconds(0))
        return wrong("A run that stops after no time sends nothing.");
    if (stop.afterFailures && *stop.afterFailures == 0)
        return wrong("A run cannot stop after 0 failures; it could not begin.");
    if (stop.slowerThan && *stop.slowerThan <= std::chrono::microseconds(0))
        return wrong("The latency at which a run stops must be more than 0.");
    const bool endless = endlessSource && !stop.afterEvents && !stop.afterTime;
    if (plan.rate.shape == RunRate::Shape::Fastest && endless)
        return wrong("A run as fast as possible needs an end: a number of events or a time.");
    if (plan.rate.shape == RunRate::Shape::Ramp && plan.rate.toPerSecond <= 0 && !stop.afterTime)
        return wrong("A ramp down to 0 events a second needs a time after which it ends.");
    return {};
}

} // namespace weir
