// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/lag_checking.h"

#include "app/weirctl/json_line.h"
#include "app/weirctl/lag_looks.h"
#include "app/weirctl/read_request.h"

#include "core/base/bytes.h"
#include "core/groups/lag_once.h"
#include "core/records/record_json.h"

#include <algorithm>
#include <set>

namespace weir::cli {
namespace {

using Field = LagCheck::Field;

/// A stalled group is one that commits nothing for half a minute; a shorter look would call it healthy.
constexpr double healthWatchSeconds = 35;

bool anyUses(const std::vector<LagCheck>& checks, Field field)
{
    return std::ranges::any_of(checks, [&](const LagCheck& check) { return check.uses(field); });
}

/// The groups to ask for; empty (all) when a pattern is among them.
std::vector<std::string> groupsOf(const std::vector<LagCheck>& checks)
{
    std::set<std::string> names;
    for (const LagCheck& check : checks) {
        for (const LagCheck::Comparison& one : check.comparisons) {
            if (one.isPattern)
                return {};
            names.insert(one.group);
        }
    }
    return {names.begin(), names.end()};
}

/// The last of the looks that were needed.
Result<LagLooks::Answer> lookFor(Session& session, Cluster& cluster, const std::vector<LagCheck>& checks)
{
    const auto interval = session.arguments().decimal("interval", 0.1, 86'400);
    const auto seconds = session.arguments().decimal("for", 3, 86'400);
    const double pause = interval ? interval->value_or(1) : 1;
    const bool watch = anyUses(checks, Field::Health);
    LagLooks looks(session, cluster, groupsOf(checks), {anyUses(checks, Field::TimeLag), watch});
    auto answer = looks.next();
    if (!watch)
        return answer;
    const TimestampMs until = nowMs() + static_cast<TimestampMs>(1'000 * (seconds ? seconds->value_or(healthWatchSeconds) : healthWatchSeconds));
    while (nowMs() < until && session.pause(std::chrono::milliseconds(static_cast<std::int64_t>(pause * 1'000))))
        answer = looks.next();
    if (session.stopToken().stop_requested())
        return fail(cancelledError("Watching the groups"));
    if (answer && anyUses(checks, Field::TimeLag)) {
        // Between looks times are estimated; for a decision they are read.
        const auto exact = readTimeLags(cluster, answer->look.groups, session.call());
        for (std::size_t i = 0; i < exact.size() && i < answer->look.statuses.size(); ++i) {
            answer->look.statuses[i].total.time = exact[i].total.time;
            answer->look.statuses[i].unknownTimes = exact[i].unknownTimes;
        }
    }
    return answer;
}

void print(Session& session, const LagCheck& check, const CheckResult& result)
{
    const std::string word = result.outcome == CheckOutcome::True    ? "true"
                             : result.outcome == CheckOutcome::False ? "false"
                                                                     : "unknown";
    if (session.json()) {
        session.print(JsonLine()
                          .text("check", check.text())
                          .text("outcome", word)
                          .raw("reasons", jsonArray(result.reasons, [](const std::string& reason) { return jsonString(escapeForDisplay(reason, reason.size())); }))
                          .str());
        return;
    }
    for (const std::string& reason : result.reasons)
        session.print(word + ": " + reason);
}

} // namespace

Result<std::vector<LagCheck>> readLagChecks(const Arguments& arguments)
{
    std::vector<LagCheck> checks;
    for (const std::string& text : arguments.values("check")) {
        auto check = LagCheck::parse(text);
        if (!check) {
            const auto at = static_cast<std::size_t>(readWholeNumber(check.error().detail).value_or(0));
            return fail(check.error().kind, check.error().message, pointAt(text, at, at + 1));
        }
        checks.push_back(std::move(*check));
    }
    return checks;
}

int runLagChecks(Session& session, const std::vector<LagCheck>& checks)
{
    const auto unknown = [&](const Error& error) {
        session.complain(error);
        session.flush();
        return exitUnknown;
    };
    const auto cluster = session.connect(Session::DemoReady::Groups);
    if (!cluster)
        return unknown(cluster.error());
    const auto answer = lookFor(session, **cluster, checks);
    if (!answer)
        return unknown(answer.error());
    std::vector<CheckedGroup> groups;
    for (std::size_t i = 0; i < answer->look.groups.size(); ++i)
        groups.push_back({&answer->look.groups[i], i < answer->look.statuses.size() ? &answer->look.statuses[i] : nullptr});
    int status = exitDone;
    for (const LagCheck& check : checks) {
        const CheckResult result = evaluate(check, groups, answer->failures);
        print(session, check, result);
        if (result.outcome == CheckOutcome::False)
            status = exitFailed;
        else if (result.outcome == CheckOutcome::Unknown && status == exitDone)
            status = exitUnknown;
    }
    // A broken pipe does not change what was found.
    session.flush();
    return status;
}

} // namespace weir::cli
