// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/run_watch.h"

#include "app/weirctl/json_line.h"

#include <cmath>
#include <cstdio>

namespace weir::cli {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds reportInterval{1'000};
constexpr std::chrono::milliseconds tick{100};
/// A run waits a bounded time for what is under way; brokers that are away may take the rest.
constexpr std::chrono::milliseconds cancelTime{60'000};

std::string_view stateName(RunState state)
{
    switch (state) {
    case RunState::Starting: return "starting";
    case RunState::Running: return "running";
    case RunState::Paused: return "paused";
    case RunState::Finishing: return "finishing";
    case RunState::Done: return "done";
    case RunState::Cancelled: return "cancelled";
    case RunState::Stopped: return "stopped";
    }
    return "";
}

std::optional<std::int64_t> microseconds(const std::optional<std::chrono::microseconds>& time)
{
    return time ? std::optional<std::int64_t>(time->count()) : std::nullopt;
}

std::string failureJson(const RunFailure& failure)
{
    return JsonLine()
        .text("error", failure.error.message)
        .text("kind", std::string(errorKindName(failure.error.kind)))
        .number("count", static_cast<std::int64_t>(failure.count))
        .text("first", failure.first)
        .str();
}

std::string shownLatency(std::chrono::microseconds time)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f ms", static_cast<double>(time.count()) / 1'000);
    return text;
}

} // namespace

std::string runJson(const RunProgress& progress, const char* event)
{
    const auto count = [](std::uint64_t number) { return static_cast<std::int64_t>(number); };
    return JsonLine()
        .text("event", event)
        .text("state", std::string(stateName(progress.state)))
        .number("elapsed_ms", progress.elapsed.count())
        .number("sent", count(progress.sent))
        .number("acknowledged", count(progress.acknowledged))
        .number("failed", count(progress.failed))
        .number("unknown", count(progress.unknown))
        .number("skipped", count(progress.skipped))
        .number("bytes", count(progress.bytes))
        .number("planned", progress.planned ? std::optional(count(*progress.planned)) : std::nullopt)
        .number("behind", count(progress.behind))
        .number("per_second", std::llround(progress.perSecond))
        .number("p50_us", microseconds(progress.p50))
        .number("p95_us", microseconds(progress.p95))
        .number("p99_us", microseconds(progress.p99))
        .number("longest_us", microseconds(progress.longest))
        .raw("failures", jsonArray(progress.failures, [](const RunFailure& failure) { return failureJson(failure); }))
        .text("why", progress.why.empty() ? std::nullopt : std::optional(progress.why))
        .text("error", progress.error ? std::optional(progress.error->message) : std::nullopt)
        .str();
}

std::string runLine(const RunProgress& progress)
{
    std::string line = std::to_string(progress.acknowledged);
    if (progress.planned)
        line += " of " + std::to_string(*progress.planned);
    line += " acknowledged, " + std::to_string(std::llround(progress.perSecond)) + "/s";
    if (progress.p99)
        line += ", p99 " + shownLatency(*progress.p99);
    if (progress.failed > 0)
        line += ", " + std::to_string(progress.failed) + " failed";
    if (progress.skipped > 0)
        line += ", " + std::to_string(progress.skipped) + " could not be made";
    if (progress.behind > 0)
        line += ", " + std::to_string(progress.behind) + " behind";
    return line;
}

RunWatch::RunWatch(Session& session, EventRun& run, std::function<void()> cancelled)
    : m_session(session), m_run(run), m_cancelled(std::move(cancelled))
{
}

bool RunWatch::follow()
{
    Deadline next = Deadline::after(reportInterval);
    while (!m_run.waitEnd(Call::within(tick, m_session.stopToken()))) {
        if (m_session.stopToken().stop_requested()) {
            m_run.cancel();
            if (m_cancelled)
                m_cancelled();
            return m_run.waitEnd(Call::within(cancelTime));
        }
        if (!next.expired())
            continue;
        next = Deadline::after(reportInterval);
        report(m_run.progress());
    }
    return true;
}

void RunWatch::report(const RunProgress& progress)
{
    if (!m_session.json())
        return m_session.note(runLine(progress));
    m_session.print(runJson(progress, "progress"));
    m_session.flush();
}

void RunWatch::conclude(bool interruptible)
{
    const RunProgress progress = m_run.progress();
    if (m_session.json())
        m_session.print(runJson(progress, "end"));
    else
        m_session.print(runSummary(progress));
    if (!m_session.json() && !progress.why.empty())
        m_session.note(progress.why);
    complain(progress, interruptible);
}

/// What makes the exit status 1.
void RunWatch::complain(const RunProgress& progress, bool interruptible)
{
    const auto say = [this](const std::string& text) { m_session.complain(Error{ErrorKind::Broker, text, {}, 0, false}); };
    for (const RunFailure& failure : progress.failures)
        say(std::to_string(failure.count) + " times, first " + failure.first + ": " + failure.error.message);
    if (progress.unknown > 0)
        say(std::to_string(progress.unknown) + " of the failed may have been written.");
    if (progress.failures.empty() && progress.failed + progress.skipped > 0)
        say(std::to_string(progress.failed + progress.skipped) + " records were not acknowledged.");
    if (progress.error)
        m_session.complain(*progress.error);
    if (!hasEnded(progress.state))
        say("The run did not end in time; what it had handed over may still be written.");
    if (progress.state == RunState::Cancelled && !interruptible)
        say("The run was interrupted before its end.");
}

} // namespace weir::cli
