// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/health.h"

#include <QByteArray>

#include <map>

namespace weir::test {

inline constexpr TimestampMs lifeBegin = 1'700'000'000'000;

/// A partition and the group that reads it, second by second, with everything that may happen to them.
class Life
{
public:
    double produced = 100; ///< records a second
    double consumed = 150; ///< as fast as it can
    int commitEvery = 5;   ///< seconds
    bool commits = true;
    bool reads = true;
    double end = 1000;
    double position = 1000;
    double committed = 1000;
    double logStart = 0;
    std::optional<double> lastStable;
    Ownership owner = Ownership::Assigned;
    LagNote note = LagNote::None;
    std::optional<std::chrono::milliseconds> timeLag; ///< else from the rates
    TimeAhead overtaken;
    HealthRules rules;
    TimestampMs now = lifeBegin;
    HealthVerdict verdict;
    std::map<Health, int> seen; ///< seconds in each state
    int changes = 0;            ///< of state, the first one not counted

    HealthInput input() const
    {
        HealthInput input;
        input.time = now;
        input.committed = static_cast<std::int64_t>(committed);
        input.end = static_cast<std::int64_t>(end);
        input.logStart = static_cast<std::int64_t>(logStart);
        if (lastStable)
            input.lastStable = static_cast<std::int64_t>(*lastStable);
        input.ownership = owner;
        input.note = committed > end ? LagNote::BeyondEnd : committed < logStart ? LagNote::BelowLogStart : LagNote::None;
        if (input.note != LagNote::BeyondEnd)
            input.lag = *input.end - std::max(*input.committed, *input.logStart);
        input.timeLag.kind = input.lag.value_or(0) == 0 ? TimeLag::Kind::CaughtUp : TimeLag::Kind::Exact;
        if (timeLag)
            input.timeLag.behind = *timeLag;
        else if (produced > 0)
            input.timeLag.behind = std::chrono::milliseconds(static_cast<std::int64_t>(1000.0 * static_cast<double>(input.lag.value_or(0)) / produced));
        input.timeLag.nextUnread = now - input.timeLag.behind.count();
        input.overtaken = overtaken;
        return input;
    }
    void step(TimestampMs time)
    {
        now += time;
        end += produced * static_cast<double>(time) / 1000;
        if (reads)
            position = std::min(end, position + consumed * static_cast<double>(time) / 1000);
        const TimestampMs passed = (now - lifeBegin) / 1000;
        if (commits && passed % commitEvery == 0)
            committed = position;
    }
    void second(TimestampMs time = 1000)
    {
        step(time);
        add(input());
    }
    void add(const HealthInput& input)
    {
        const Health before = verdict.health;
        verdict = tracker.add(input, rules);
        ++seen[verdict.health];
        changes += before != verdict.health && before != Health::Unknown ? 1 : 0;
    }
    void run(int seconds)
    {
        for (int i = 0; i < seconds; ++i)
            second();
    }
    /// Seconds until that health, at most `most`; -1: not within.
    int until(Health health, int most)
    {
        for (int i = 1; i <= most; ++i) {
            second();
            if (verdict.health == health)
                return i;
        }
        return -1;
    }
    bool onlyOk() const
    {
        for (const auto& [health, count] : seen)
            if (health != Health::Ok && health != Health::Unknown)
                return false;
        return seen.contains(Health::Ok);
    }

private:
    HealthTracker tracker;
};

class Random
{
public:
    explicit Random(std::uint32_t seed) : m_state(seed * 2654435761U + 1) {}
    double upTo(double most)
    {
        m_state = m_state * 1664525U + 1013904223U;
        return most * static_cast<double>(m_state >> 8U) / static_cast<double>(1U << 24U);
    }

private:
    std::uint32_t m_state;
};

inline QByteArray say(const Life& life)
{
    QByteArray text = QByteArray::fromStdString(std::string(healthCode(life.verdict.health)) + ": " + life.verdict.reason);
    for (const auto& [health, count] : life.seen)
        text += " [" + QByteArray::fromStdString(std::string(healthCode(health))) + " " + QByteArray::number(count) + " s]";
    return text;
}

inline QString reason(const Life& life) { return QString::fromStdString(life.verdict.reason); }

} // namespace weir::test
