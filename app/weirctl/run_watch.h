// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/events/event_run.h"

namespace weir::cli {

/// Watches a run until it has ended: a line a second (on standard error, or with --json as an object on standard output), a
/// cancel at the first interrupt, and at the end the summary. One thread.
class RunWatch
{
public:
    /// `cancelled` is called once when the run has been told to cancel; for sources that wait for input.
    RunWatch(Session& session, EventRun& run, std::function<void()> cancelled);

    /// Returns when the run has ended; false when it would not end in time after an interrupt.
    bool follow();
    /// Prints the summary and complains about what failed. `interruptible`: there was no other end than an interrupt.
    void conclude(bool interruptible);

private:
    void report(const RunProgress& progress);
    void complain(const RunProgress& progress, bool interruptible);

    Session& m_session;
    EventRun& m_run;
    const std::function<void()> m_cancelled;
};

/// One object with every number of the run; `event` is "progress" or "end".
[[nodiscard]] std::string runJson(const RunProgress& progress, const char* event);
/// "1,200 acknowledged, 400/s, p99 4.1 ms".
[[nodiscard]] std::string runLine(const RunProgress& progress);

} // namespace weir::cli
