// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/replay_running.h"

#include "app/weirctl/replay_kill.h"
#include "app/weirctl/shell_words.h"
#include "app/weirctl/text_table.h"

#include <cmath>
#include <utility>

namespace weir::cli {
namespace {

constexpr std::chrono::milliseconds tick{200};
constexpr std::chrono::milliseconds reportInterval{1'000};
/// When nothing changes, a sign of life is enough.
constexpr std::chrono::milliseconds quietInterval{10'000};
/// A job settles what is in flight within about ten seconds; brokers that are away may take the rest.
constexpr std::chrono::milliseconds settleTime{60'000};

std::string jsonOf(const ReplayProgress& progress, const char* event)
{
    JsonLine line;
    line.text("event", event).text("job", progress.info.job).text("state", std::string(stateCode(progress.info.state)));
    addCounts(line, progress.info.counts);
    return line.number("returned", progress.returned)
        .number("per_second", std::llround(progress.perSecond))
        .flag("transactional", progress.info.delivery == ReplayDelivery::Transactional)
        .flag("reads_still_held", progress.readsStillHeld)
        .text("trouble", progress.trouble ? std::optional(progress.trouble->message) : std::nullopt)
        .text("reason", progress.info.reason.empty() ? std::nullopt : std::optional(progress.info.reason))
        .str();
}

std::string textOf(const ReplayProgress& progress)
{
    std::string text = countsText(progress.info.counts);
    if (progress.perSecond > 0)
        text += "; " + std::to_string(std::llround(progress.perSecond)) + "/s";
    if (progress.returned > 0)
        text += "; " + std::to_string(progress.returned) + " came back as dead letters";
    return text + ".";
}

std::string resumeCommand(const Session& session, const ReplayEnds& ends, const std::string& job)
{
    return commandLine(session, "replay --resume " + job +
                                    (ends.toProfile.empty() ? "" : " --to-profile " + shellWord(ends.toProfile)));
}

/// One run of a job in this process.
class JobRun
{
public:
    JobRun(Session& session, const ReplayEnds& ends, ReplayJob& job) : m_session(session), m_ends(ends), m_job(job) {}

    void follow()
    {
        Deadline next = Deadline::after(reportInterval);
        while (!m_job.waitIdle(Call::within(tick, m_session.stopToken()))) {
            if (m_session.stopToken().stop_requested())
                return settle();
            if (!next.expired())
                continue;
            report();
            next = Deadline::after(reportInterval);
        }
    }

    /// Says how it ended and how to go on.
    void conclude()
    {
        const ReplayProgress progress = m_job.progress();
        const ReplayJobInfo& info = progress.info;
        if (m_session.json())
            m_session.print(jsonOf(progress, "end"));
        else
            m_session.print(shownText(info.job) + ": " + stateText(progress) + "; " + countsText(info.counts));
        if (m_session.json() && !info.reason.empty())
            m_session.note(info.reason);
        else if (!info.reason.empty())
            m_session.print(shownText(info.reason, info.reason.size()));
        if (progress.readsStillHeld)
            m_session.note("The transaction in flight could not be ended yet; until it times out, read_committed consumers of "
                           "the targets may wait behind it.");
        if (info.state != ReplayState::Done && info.state != ReplayState::Cancelled)
            m_session.note("Go on with: " + resumeCommand(m_session, m_ends, info.job));
        complain(progress);
    }

    [[nodiscard]] static std::string stateText(const ReplayProgress& progress)
    {
        switch (progress.info.state) {
        case ReplayState::Planned: return "not begun";
        case ReplayState::Running: return progress.busy ? "running" : "interrupted";
        case ReplayState::Paused: return "paused";
        case ReplayState::Canary: return "the first records are sent; look at them before the others follow";
        case ReplayState::Cancelled: return "cancelled";
        case ReplayState::Stopped: return "stopped";
        case ReplayState::Done: return "done";
        }
        return {};
    }

private:
    void report()
    {
        const ReplayProgress progress = m_job.progress();
        if (progress.info.counts != m_reported || m_nextQuiet.expired()) {
            m_reported = progress.info.counts;
            m_nextQuiet = Deadline::after(quietInterval);
            if (m_session.json())
                m_session.print(jsonOf(progress, "progress"));
            else
                m_session.note(textOf(progress));
            m_session.flush();
        }
        const std::string trouble = progress.trouble ? progress.trouble->message : "";
        if (trouble != m_trouble && !trouble.empty())
            m_session.note(trouble + " It is tried again.");
        else if (trouble != m_trouble)
            m_session.note("The replay goes on.");
        m_trouble = trouble;
    }

    void settle()
    {
        m_session.note("Pausing; what is in flight is settled first. Once more ends at once.");
        m_job.pause();
        if (!m_job.waitIdle(Call::within(settleTime)))
            m_session.note("What is in flight could not be settled yet; --resume finds out what became of it.");
    }

    /// What makes the exit status 1.
    void complain(const ReplayProgress& progress)
    {
        const ReplayCounts& counts = progress.info.counts;
        const auto say = [this](const std::string& text) { m_session.complain(Error{ErrorKind::Broker, text, {}, 0, false}); };
        if (counts.failed > 0)
            say(std::to_string(counts.failed) + " could not be sent; the receipt says why.");
        if (counts.unknown > 0)
            say(std::to_string(counts.unknown) + " may have been written or not; the receipt names them.");
        if (counts.gone > 0)
            say(std::to_string(counts.gone) + " were gone before they could be sent.");
        if (counts.changed > 0)
            say(std::to_string(counts.changed) + " were not sent because another record stands there now.");
        switch (progress.info.state) {
        case ReplayState::Planned:
        case ReplayState::Running:
        case ReplayState::Paused: return say("The replay is not complete.");
        case ReplayState::Stopped: return say("The replay stopped by itself.");
        case ReplayState::Canary:
        case ReplayState::Cancelled:
        case ReplayState::Done: return;
        }
    }

    Session& m_session;
    const ReplayEnds& m_ends;
    ReplayJob& m_job;
    std::string m_trouble;
    ReplayCounts m_reported;
    Deadline m_nextQuiet = Deadline::after(quietInterval);
};

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace

std::string countsText(const ReplayCounts& counts)
{
    std::string text = std::to_string(counts.committed) + " of " + std::to_string(counts.total) + " committed";
    for (const auto& [count, what] : {std::pair(counts.skipped, "left out"), std::pair(counts.gone, "gone"),
                                      std::pair(counts.changed, "changed"), std::pair(counts.failed, "failed"),
                                      std::pair(counts.unknown, "unknown"), std::pair(counts.duplicates, "duplicates"),
                                      std::pair(counts.pending, "pending")})
        if (count > 0)
            text += ", " + std::to_string(count) + " " + what;
    return text;
}

void addCounts(JsonLine& line, const ReplayCounts& counts)
{
    line.number("total", counts.total)
        .number("pending", counts.pending)
        .number("committed", counts.committed)
        .number("gone", counts.gone)
        .number("changed", counts.changed)
        .number("skipped", counts.skipped)
        .number("failed", counts.failed)
        .number("unknown", counts.unknown)
        .number("duplicates", counts.duplicates);
}

Result<ReplayEnds> openEnds(Session& session, const std::optional<std::string>& toProfile)
{
    auto letters = session.connect();
    if (!letters)
        return fail(letters.error());
    if (!toProfile)
        return ReplayEnds{*letters, *letters, session.profile(), {}};
    ConnectionChoice choice;
    choice.profile = *toProfile;
    const auto profile = chooseProfile(choice, ProfileFile(ProfileFile::defaultPath()), processEnvironment());
    if (!profile)
        return fail(profile.error());
    auto target = openConnection(**profile);
    if (!target)
        return fail(target.error());
    return ReplayEnds{*letters, std::move(*target), **profile, *toProfile};
}

int runJob(Session& session, const ReplayEnds& ends, const std::shared_ptr<ReplayJournal>& journal, const std::string& job,
           JobWish wish, std::optional<double> rate)
{
    auto hook = killHook();
    if (!hook) {
        Session::remark(hook.error().message);
        return exitUsage;
    }
    const auto info = journal->info(job);
    if (!info)
        return session.failed(info.error());
    const std::string action = wish == JobWish::Cancel ? "cancel replay" : "replay";
    const auto change = session.beginChange(ends.targetProfile, action, joined(info->targets),
                                            "job " + job + ", " + info->title);
    if (!change)
        return session.failed(change.error());
    ReplayJob::Start start;
    start.letters = ends.letters;
    start.target = ends.target;
    start.journal = journal;
    start.job = job;
    start.atStep = std::move(*hook);
    const auto running = ReplayJob::start(std::move(start));
    if (!running) {
        session.completeChange(*change, running, "");
        session.complain(running.error());
        if (running.error().kind == ErrorKind::AlreadyExists)
            session.note("Later: " + resumeCommand(session, ends, job));
        return session.finish();
    }
    if (rate)
        (*running)->setRate(*rate);
    if (wish == JobWish::Cancel)
        (*running)->cancel();
    else if (info->state == ReplayState::Canary)
        (*running)->resume(); // a person has looked and says go on
    JobRun run(session, ends, **running);
    run.follow();
    const ReplayProgress progress = (*running)->progress();
    session.completeChange(*change, JobRun::stateText(progress) + ": " + countsText(progress.info.counts));
    run.conclude();
    return session.finish();
}

} // namespace weir::cli
