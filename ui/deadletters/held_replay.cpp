// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/held_replay.h"

#include <array>
#include <utility>

namespace weir::ui {
namespace {

template <typename T, typename Open>
Result<std::shared_ptr<T>> opened(const std::filesystem::path& path, const Open& inMemory)
{
    auto result = path.empty() ? inMemory() : T::open(path);
    if (!result)
        return fail(std::move(result.error()));
    return std::shared_ptr<T>(std::move(*result));
}

} // namespace

Result<ReplayFiles> openReplayFiles(Cluster& cluster, const std::filesystem::path& journal,
                                    const std::filesystem::path& marks, const std::filesystem::path& activity,
                                    const Call& call)
{
    ReplayFiles files;
    auto openedJournal = opened<ReplayJournal>(journal, &ReplayJournal::inMemory);
    if (!openedJournal)
        return fail(std::move(openedJournal.error()));
    files.journal = std::move(*openedJournal);
    auto openedMarks = opened<LetterMarks>(marks, &LetterMarks::inMemory);
    if (!openedMarks)
        return fail(std::move(openedMarks.error()));
    files.marks = std::move(*openedMarks);
    if (!activity.empty()) {
        auto trail = AuditTrail::open(activity);
        if (!trail)
            return fail(std::move(trail.error()));
        files.trail = std::move(*trail);
    }
    auto answer = cluster.ping(call);
    if (!answer)
        return fail(std::move(answer.error()));
    files.clusterId = std::move(answer->clusterId);
    return files;
}

Result<std::vector<ReplayJobInfo>> replaysOf(const ReplayJournal& journal, const std::string& cluster)
{
    constexpr std::size_t most = 1000;
    auto jobs = journal.jobs(most);
    if (jobs)
        std::erase_if(*jobs, [&](const ReplayJobInfo& info) { return info.cluster != cluster; });
    return jobs;
}

std::string outcomeLine(const ReplayJobInfo& info)
{
    std::string line;
    switch (info.state) {
    case ReplayState::Done: line = "done"; break;
    case ReplayState::Cancelled: line = "cancelled"; break;
    case ReplayState::Stopped: line = "stopped by itself"; break;
    case ReplayState::Canary: line = "waits after the canary"; break;
    case ReplayState::Planned:
    case ReplayState::Running:
    case ReplayState::Paused: line = "paused"; break;
    }
    const std::array<std::pair<std::int64_t, const char*>, 7> parts{{{info.counts.committed, "committed"},
                                                                     {info.counts.gone, "gone"},
                                                                     {info.counts.changed, "changed"},
                                                                     {info.counts.failed, "failed"},
                                                                     {info.counts.unknown, "not known"},
                                                                     {info.counts.skipped, "skipped"},
                                                                     {info.counts.pending, "not sent yet"}}};
    const char* separator = ": ";
    for (const auto& [count, what] : parts) {
        if (count == 0 && what != parts.front().second)
            continue;
        line += separator + std::to_string(count) + " " + what;
        separator = ", ";
    }
    if (info.state == ReplayState::Stopped && !info.reason.empty())
        line += "; " + info.reason;
    return line;
}

Result<std::shared_ptr<HeldReplay>> HeldReplay::start(const StartJob& startJob, ReplayJob::Start start,
                                                      std::shared_ptr<AuditTrail> trail, const Note& note)
{
    std::shared_ptr<HeldReplay> held(new HeldReplay);
    held->m_journal = start.journal;
    held->m_id = start.job;
    std::int64_t entry = 0;
    if (trail) {
        const auto begun = trail->begin({0, nowMs(), note.profile, note.action, note.target, note.detail, {}});
        if (!begun)
            return fail(begun.error().kind,
                        "Nothing was sent, because it could not be noted in the activity: " + begun.error().message);
        entry = *begun;
    }
    auto job = startJob(std::move(start));
    if (!job) {
        if (trail)
            (void)trail->complete(entry, "failed: " + job.error().message);
        return fail(std::move(job.error()));
    }
    held->m_job = std::move(*job);
    held->m_trail = std::move(trail);
    held->m_entry = entry;
    return held;
}

HeldReplay::~HeldReplay()
{
    if (!m_job)
        return;
    m_job.reset();
    if (!m_trail)
        return;
    // The job itself is over or at rest by now, however well that can be noted.
    if (const auto info = m_journal->info(m_id))
        (void)m_trail->complete(m_entry, outcomeLine(*info));
}

} // namespace weir::ui
