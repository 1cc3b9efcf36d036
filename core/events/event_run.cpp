// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_run.h"

#include "core/events/run_text.h"
#include "core/events/run_thread.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace weir {

bool hasEnded(RunState state)
{
    return state == RunState::Done || state == RunState::Cancelled || state == RunState::Stopped;
}

Result<std::unique_ptr<EventRun>> EventRun::start(Start start)
{
    const bool endless = !start.source->total() && !start.source->fraction();
    if (auto plan = checkPlan(start.plan, endless); !plan)
        return fail(plan.error());
    if (start.cluster->readOnly())
        return fail(ErrorKind::NotAuthorized, "This connection is read-only: no run can send anything on it.");
    return std::make_unique<RunThread>(std::move(start));
}

std::string runSummary(const RunProgress& progress)
{
    std::array<char, 32> time{};
    const double seconds = std::chrono::duration<double>(progress.elapsed).count();
    (void)std::snprintf(time.data(), time.size(), "%.1f s", seconds);
    const bool isLong = progress.elapsed >= std::chrono::minutes(2);
    std::string text = groupedDigits(progress.acknowledged) + (progress.acknowledged == 1 ? " event" : " events") +
                       " acknowledged in " + (isLong ? formatDuration(progress.elapsed) : std::string(time.data()));
    if (seconds > 0 && progress.acknowledged > 0) {
        const double rate = static_cast<double>(progress.acknowledged) / seconds;
        std::array<char, 32> small{};
        (void)std::snprintf(small.data(), small.size(), "%.1f", rate);
        const auto whole = static_cast<std::uint64_t>(std::llround(rate));
        if (rate >= 0.05)
            text += " (" + (rate < 9.95 ? std::string(small.data()) : groupedDigits(whole)) + " a second)";
    }
    if (progress.p99)
        text += ", p99 " + latencyText(*progress.p99);
    std::string rest;
    const auto add = [&](std::uint64_t count, const std::string& what) {
        if (count > 0)
            rest += (rest.empty() ? "; " : ", ") + groupedDigits(count) + what;
    };
    add(progress.failed, " failed");
    if (progress.unknown > 0)
        rest += " (" + groupedDigits(progress.unknown) + " of them may have been written)";
    add(progress.skipped, " could not be made");
    if (!hasEnded(progress.state))
        add(progress.sent - progress.acknowledged - progress.failed, " under way");
    return text + rest;
}

} // namespace weir
