// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/held_run.h"

#include "ui/events/run_words.h"

#include <utility>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds settleTime{30};

} // namespace

Result<std::shared_ptr<HeldRun>> HeldRun::start(const StartRun& startRun, EventRun::Start start, const Note& note)
{
    std::shared_ptr<HeldRun> held(new HeldRun);
    if (!note.trail.empty()) {
        auto trail = AuditTrail::open(note.trail);
        const auto entry = trail ? (*trail)->begin({0, nowMs(), note.profile, note.action, note.target, note.detail, {}})
                                 : Result<std::int64_t>(fail(trail.error()));
        if (!entry)
            return fail(entry.error().kind,
                        "Nothing was sent, because it could not be noted in the activity: " + entry.error().message);
        held->m_trail = std::move(*trail);
        held->m_entry = *entry;
    }
    auto run = startRun(std::move(start));
    if (!run) {
        if (held->m_trail)
            (void)held->m_trail->complete(held->m_entry, "failed: " + run.error().message);
        return fail(std::move(run.error()));
    }
    held->m_run = std::move(*run);
    return held;
}

HeldRun::~HeldRun()
{
    if (!m_run)
        return;
    // Its counts are final only when its last answers are in.
    if (!hasEnded(m_run->progress().state)) {
        m_run->cancel();
        (void)m_run->waitEnd(Call::within(settleTime));
    }
    const RunProgress progress = m_run->progress();
    m_run.reset();
    if (m_trail)
        (void)m_trail->complete(m_entry, runOutcome(progress));
}

} // namespace weir::ui
