// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/letter_choosing.h"
#include "app/weirctl/letter_files.h"
#include "app/weirctl/replay_jobs.h"
#include "app/weirctl/replay_plan_printer.h"
#include "app/weirctl/replay_running.h"
#include "app/weirctl/text_table.h"

#include <cstdio>

namespace weir::cli {
namespace {

constexpr std::chrono::milliseconds remarkInterval{3'000};

int wrongUse(const ReadMistake& mistake)
{
    Session::remark(mistake.sentence);
    if (!mistake.where.empty())
        std::fprintf(stderr, "%s\n", mistake.where.c_str());
    return exitUsage;
}

/// "orders.dlq and 2 other topics, 301 records".
std::string titleOf(const ReplayPlan& plan)
{
    std::string text = plan.topics.empty() ? std::string("dead letters") : plan.topics.front();
    if (plan.topics.size() > 1)
        text += " and " + std::to_string(plan.topics.size() - 1) + " other topic" + (plan.topics.size() > 2 ? "s" : "");
    if (!plan.archive.empty())
        text = plan.archive.filename().string();
    return text + ", " + std::to_string(plan.ready()) + (plan.ready() == 1 ? " record" : " records");
}

/// Without a journal it is not known what was put back before: a preview may do without, a job must not.
Result<std::shared_ptr<ReplayJournal>> journalFor(Session& session, bool yes)
{
    auto journal = openJournal(session);
    if (journal || yes)
        return journal;
    session.note("It is not known what was replayed before: " + journal.error().message);
    return nullptr;
}

Result<ReplayPlan> makePlan(Session& session, const ReplayEnds& ends, const LetterSelection& selection, ReplayOptions options,
                            const ReplayJournal* journal)
{
    const auto id = clusterIdOf(*ends.letters, session.call());
    if (!id)
        return fail(id.error());
    options.conventions = ownConventions(session, *id);
    Deadline remark = Deadline::after(remarkInterval);
    const auto progress = [&](std::int64_t looked) {
        if (!remark.expired())
            return;
        session.note(std::to_string(looked) + " dead letters looked at …");
        remark = Deadline::after(remarkInterval);
    };
    return planReplay(*ends.letters, *ends.target, selection, options, journal, progress, session.longCall());
}

int send(Session& session, const ReplayEnds& ends, const std::shared_ptr<ReplayJournal>& journal, const ReplayPlan& plan)
{
    // Before anything of it is written down.
    if (ends.targetProfile.readOnly || ends.target->readOnly())
        return session.failed({ErrorKind::NotAuthorized,
                               "Nothing was sent: the connection to the target was opened for reading only.", {}, 0, false});
    if (const auto begun = journal->begin(plan, titleOf(plan), ends.targetProfile.name); !begun)
        return session.failed(begun.error());
    return runJob(session, ends, journal, plan.job, JobWish::Run, std::nullopt);
}

int planAndSend(Session& session, const ReplayRequest& request)
{
    const auto ends = openEnds(session, request.toProfile);
    if (!ends)
        return session.failed(ends.error());
    const auto journal = journalFor(session, request.yes);
    if (!journal)
        return session.failed(journal.error());
    const auto chosen = chooseLetters(session, ends->letters, request.choice);
    if (!chosen)
        return session.failed(chosen.error());
    if (request.yes && !chosen->whole)
        return session.failed({ErrorKind::NotFound,
                               "Nothing was sent: not everything that is meant could be looked at.", {}, 0, true});
    const bool nothing = chosen->selection.places.empty() && chosen->selection.archive.empty();
    if (nothing) {
        session.note("No dead letter fits, so nothing would be sent.");
        return session.finish();
    }
    const auto plan = makePlan(session, *ends, chosen->selection, request.options, journal->get());
    if (!plan)
        return session.failed(plan.error());
    printPlan(session, *plan, request);
    if (lostAny(*plan))
        session.complain(Error{ErrorKind::NotFound, "Some of the chosen records are gone or cannot be read.", {}, 0, false});
    if (request.yes && plan->ready() > 0)
        return send(session, *ends, *journal, *plan);
    session.note(plan->ready() == 0 ? "Nothing was sent; there is nothing to send." : "Nothing was sent; --yes sends it.");
    return session.finish();
}

int goOn(Session& session, const ReplayRequest& request)
{
    const auto journal = openJournal(session);
    if (!journal)
        return session.failed(journal.error());
    const auto info = (*journal)->info(request.job);
    if (!info)
        return session.failed(info.error());
    const bool cancel = request.mode == ReplayRequest::Mode::Cancel;
    if (info->state == ReplayState::Done || info->state == ReplayState::Cancelled) {
        const std::string how = info->state == ReplayState::Done ? "done" : "cancelled";
        session.note("Job " + info->job + " is " + how + " already: " + countsText(info->counts) + ".");
        return session.finish();
    }
    const auto ends = openEnds(session, request.toProfile);
    if (!ends)
        return session.failed(ends.error());
    return runJob(session, *ends, *journal, request.job, cancel ? JobWish::Cancel : JobWish::Run, request.rate);
}

} // namespace

int runReplay(Session& session)
{
    const auto request = replayRequest(session.arguments(), nowMs());
    if (!request)
        return wrongUse(request.error());
    using Mode = ReplayRequest::Mode;
    const bool local = request->mode == Mode::Jobs || request->mode == Mode::Receipt;
    if (!local && session.profile().name.empty())
        return wrongUse({"No cluster was named: give --bootstrap, --profile or --demo, or set KAFKA__BOOTSTRAP_SERVERS.", {}});
    if (request->mode == Mode::Plan)
        return planAndSend(session, *request);
    if (!local)
        return goOn(session, *request);
    const auto journal = openJournal(session);
    if (!journal)
        return session.failed(journal.error());
    return request->mode == Mode::Jobs ? listJobs(session, **journal)
                                       : printReceipt(session, **journal, request->job, request->output);
}

} // namespace weir::cli
