// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/audit_trail.h"
#include "core/events/event_run.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace weir::ui {

/// A run with its entry in the activity: begun before the run was, completed with the counts when it is let go. The
/// destructor cancels a run that has not ended and waits for it: seconds, never on the GUI thread (see releasedElsewhere).
class HeldRun
{
public:
    using StartRun = std::function<Result<std::unique_ptr<EventRun>>(EventRun::Start)>;
    struct Note {
        std::filesystem::path trail{}; ///< empty: nothing is noted (the demo)
        std::string profile{};
        std::string action{}; ///< "run"
        std::string target{}; ///< topics
        std::string detail{};
    };

    /// Notes it, then starts it. What cannot be noted is not started; what cannot be started is noted as failed. Blocks on
    /// disk; any thread.
    [[nodiscard]] static Result<std::shared_ptr<HeldRun>> start(const StartRun& startRun, EventRun::Start start, const Note& note);
    HeldRun(const HeldRun&) = delete;
    HeldRun& operator=(const HeldRun&) = delete;
    ~HeldRun();

    [[nodiscard]] EventRun& run() const { return *m_run; }

private:
    HeldRun() = default;
    std::unique_ptr<EventRun> m_run;
    std::unique_ptr<AuditTrail> m_trail;
    std::int64_t m_entry = 0;
};

} // namespace weir::ui
