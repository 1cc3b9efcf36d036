// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/alert_engine.h"

#include "core/groups/health_reason.h"

#include "core/groups/alert_condition.h"

#include <algorithm>
#include <map>
#include <utility>

namespace weir {
namespace {

using std::chrono::milliseconds;
using Condition = AlertRule::Condition;

constexpr milliseconds shortestQuiet = std::chrono::minutes(1);
constexpr milliseconds silence = std::chrono::seconds(25);
/// An alert about which nothing is known for so long, though samples come, is not kept open for ever.
constexpr milliseconds longestUnknown = std::chrono::minutes(30);
constexpr int fewestSamples = 3;

/// What is remembered of one subject under one rule.
struct Subject {
    std::optional<Alert> open{};
    std::optional<TimestampMs> heldSince{};
    std::optional<TimestampMs> absentSince{};
    std::optional<TimestampMs> unknownSince{};
    int held = 0;               ///< samples in a row
    bool gone = false;          ///< absent because nobody knows the subject any more
    std::int64_t from = 0;      ///< DeadLetterGrowth: the end when the alert began
    std::uint64_t seen = 0;     ///< number of the last round in which it was looked at
    RisingLag rising{};
    std::optional<std::int64_t> end{};

    void startAnew()
    {
        heldSince.reset();
        absentSince.reset();
        unknownSince.reset();
        held = 0;
        rising.forget();
    }
    [[nodiscard]] bool worthKeeping(Condition condition) const
    {
        return open || held > 0 || condition == Condition::Growing || condition == Condition::DeadLetterGrowth;
    }
};

struct Watch {
    AlertRule rule;
    std::map<std::string, Subject, std::less<>> subjects{};
};

milliseconds quietTime(const AlertRule& rule) { return std::max(shortestQuiet, rule.holdsFor); }

bool isSerious(Condition condition) { return condition == Condition::Stalled || condition == Condition::LosingData; }

/// Everything but the name: what changes which alerts there are.
bool sameMeaning(AlertRule a, const AlertRule& b)
{
    a.name = b.name;
    return a == b;
}

/// Which groups a sample left open: they are not gone, they were not read.
struct Missing {
    bool whole = false; ///< the list itself is short
    std::vector<std::string_view> groups{};
    std::vector<std::string_view> nobodyKnows{};

    explicit Missing(const std::vector<Failure>& failures)
    {
        for (const Failure& failure : failures) {
            if (failure.error.kind == ErrorKind::NotFound)
                nobodyKnows.push_back(failure.subject);
            else
                groups.push_back(failure.subject);
            whole = whole || failure.subject.starts_with("broker ") || failure.subject == "list of groups" ||
                    failure.subject.empty();
        }
    }
    [[nodiscard]] bool isGone(std::string_view group) const
    {
        if (std::ranges::find(nobodyKnows, group) != nobodyKnows.end())
            return true;
        return !whole && std::ranges::find(groups, group) == groups.end();
    }
};

} // namespace

struct AlertEngine::Parts {
    std::vector<Watch> watches{};
    std::vector<AlertChange> pending{}; ///< of rules that were changed; told with the next sample
    std::vector<Alert> resumed{};
    std::optional<TimestampMs> last{};
    milliseconds interval{0};
    std::uint64_t round = 0;

    void end(Subject& subject, TimestampMs now, const std::string& why, std::vector<AlertChange>& changes) const
    {
        Alert alert = std::move(*subject.open);
        subject.open.reset();
        subject.startAnew();
        alert.ended = now;
        if (!why.empty())
            alert.text += " Ended: " + why;
        changes.push_back({std::move(alert), false});
    }

    void adopt()
    {
        for (Alert& alert : resumed) {
            const auto watch = std::ranges::find_if(watches, [&](const Watch& one) { return one.rule.id == alert.rule; });
            if (watch != watches.end()) {
                watch->subjects[alert.subject].open = std::move(alert);
            } else {
                alert.text += " Ended: the rule was switched off or deleted.";
                pending.push_back({std::move(alert), false});
            }
        }
        resumed.clear();
    }

    void judge(const AlertRule& rule, std::string_view name, Subject& subject, Holds holds, TimestampMs now,
               const auto& sentence, std::vector<AlertChange>& changes) const
    {
        subject.seen = round;
        if (holds == Holds::Unknown) {
            subject.unknownSince = subject.unknownSince.value_or(now);
            if (subject.open && now - *subject.unknownSince >= longestUnknown.count())
                end(subject, now, "nothing was known about it for " + formatDuration(longestUnknown) + ".", changes);
            return;
        }
        subject.unknownSince.reset();
        if (holds == Holds::No) {
            subject.held = 0;
            subject.heldSince.reset();
            subject.absentSince = subject.absentSince.value_or(now);
            if (subject.open && now - *subject.absentSince >= quietTime(rule).count())
                end(subject, now, subject.gone ? "the group is gone." : "", changes);
            return;
        }
        subject.absentSince.reset();
        subject.heldSince = subject.heldSince.value_or(now);
        ++subject.held;
        // That a dead-letter topic grew is a fact after one look; everything else may be a moment's jitter.
        const bool sure = rule.condition == Condition::DeadLetterGrowth ||
                          (subject.held >= fewestSamples && now - *subject.heldSince >= rule.holdsFor.count());
        if (subject.open || !sure)
            return;
        subject.open = Alert{0,   rule.id, rule.name, std::string(name), now, std::nullopt, std::nullopt,
                             isSerious(rule.condition), sentence()};
        changes.push_back({*subject.open, true});
    }

    void addGroups(Watch& watch, const LagSample& sample, const std::vector<GroupStatus>& statuses,
                   std::vector<AlertChange>& changes) const
    {
        const auto& groups = sample.groups->values;
        const bool matched = statuses.size() == groups.size();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const GroupLag& group = groups[i];
            if (!matchesPattern(watch.rule.pattern, group.group))
                continue;
            const GroupStatus* status = matched && statuses[i].group == group.group ? &statuses[i] : nullptr;
            auto found = watch.subjects.find(group.group);
            if (watch.rule.condition == Condition::Growing) {
                Subject& subject = found != watch.subjects.end() ? found->second : watch.subjects[group.group];
                subject.gone = false;
                subject.rising.add(group.partial ? std::nullopt : group.lag, watch.rule.samples);
                judge(watch.rule, group.group, subject, subject.rising.holds(watch.rule.samples), sample.time,
                      [&] {
                          return "Lag rose by " + groupedNumber(subject.rising.risen()) + " to " +
                                 groupedNumber(group.lag.value_or(0)) + " records, sample after sample.";
                      },
                      changes);
                continue;
            }
            const Holds holds = conditionHolds(watch.rule, group, status);
            // Most groups are well under most rules, and nothing is kept about them.
            if (found == watch.subjects.end() && holds != Holds::Yes)
                continue;
            Subject& subject = found != watch.subjects.end() ? found->second : watch.subjects[group.group];
            subject.gone = false;
            judge(watch.rule, group.group, subject, holds, sample.time,
                  [&] { return conditionSentence(watch.rule, group, status); }, changes);
        }
        addMissing(watch, sample, changes);
    }

    void addMissing(Watch& watch, const LagSample& sample, std::vector<AlertChange>& changes) const
    {
        const Missing missing(sample.groups->failures);
        for (auto at = watch.subjects.begin(); at != watch.subjects.end();) {
            auto& [name, subject] = *at;
            bool keep = subject.worthKeeping(watch.rule.condition);
            if (subject.seen != round) {
                const bool gone = missing.isGone(name);
                subject.gone = gone;
                if (subject.open)
                    judge(watch.rule, name, subject, gone ? Holds::No : Holds::Unknown, sample.time, [] { return ""; },
                          changes);
                keep = subject.open || !gone;
            }
            at = keep ? std::next(at) : watch.subjects.erase(at);
        }
    }

    void addTopics(Watch& watch, const LagSample& sample, std::vector<AlertChange>& changes) const
    {
        for (const auto& [topic, end] : sample.topicEnds) {
            if (!matchesPattern(watch.rule.pattern, topic))
                continue;
            Subject& subject = watch.subjects[topic];
            const bool grew = subject.end && end > *subject.end;
            const std::int64_t before = subject.end.value_or(end);
            subject.end = end;
            judge(watch.rule, topic, subject, grew ? Holds::Yes : Holds::No, sample.time,
                  [&] {
                      const std::int64_t more = end - before;
                      return groupedNumber(more) + (more == 1 ? " record was" : " records were") +
                             " added; the topic ends at " + groupedNumber(end) + ".";
                  },
                  changes);
        }
        for (auto& [topic, subject] : watch.subjects)
            if (subject.seen != round)
                judge(watch.rule, topic, subject, Holds::Unknown, sample.time, [] { return ""; }, changes);
    }
};

AlertEngine::AlertEngine() : m_parts(new Parts) {}
AlertEngine::~AlertEngine() = default;

void AlertEngine::setRules(std::vector<AlertRule> rules)
{
    std::vector<Watch> next;
    for (AlertRule& rule : rules)
        if (rule.enabled && std::ranges::none_of(next, [&](const Watch& one) { return one.rule.id == rule.id; }))
            next.push_back({std::move(rule)});
    for (Watch& old : m_parts->watches) {
        const auto same = std::ranges::find_if(next, [&](const Watch& one) { return one.rule.id == old.rule.id; });
        if (same != next.end() && sameMeaning(old.rule, same->rule)) {
            same->subjects = std::move(old.subjects);
            continue;
        }
        const std::string why = same != next.end() ? "the rule was changed." : "the rule was switched off or deleted.";
        for (auto& [name, subject] : old.subjects)
            if (subject.open)
                m_parts->end(subject, 0, why, m_parts->pending);
    }
    m_parts->watches = std::move(next);
}

void AlertEngine::resume(const std::vector<Alert>& open)
{
    for (const Alert& alert : open)
        if (!alert.ended)
            m_parts->resumed.push_back(alert);
}

std::vector<AlertChange> AlertEngine::add(const LagSample& sample, const std::vector<GroupStatus>& statuses)
{
    Parts& parts = *m_parts;
    parts.adopt();
    std::vector<AlertChange> changes = std::exchange(parts.pending, {});
    for (AlertChange& change : changes)
        change.alert.ended = std::max(sample.time, change.alert.raised);
    if (!sample.groups)
        return changes;
    const milliseconds longest = std::max(silence, 3 * parts.interval);
    if (parts.last && (sample.time < *parts.last || sample.time - *parts.last > longest.count()))
        for (Watch& watch : parts.watches)
            for (auto& [name, subject] : watch.subjects)
                subject.startAnew();
    parts.last = sample.time;
    parts.interval = std::max(sample.interval, sample.took);
    ++parts.round;
    for (Watch& watch : parts.watches) {
        if (watch.rule.condition == Condition::DeadLetterGrowth)
            parts.addTopics(watch, sample, changes);
        else
            parts.addGroups(watch, sample, statuses, changes);
    }
    return changes;
}

} // namespace weir
