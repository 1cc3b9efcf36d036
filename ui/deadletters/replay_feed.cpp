// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/replay_feed.h"

#include "core/records/export_file.h"
#include "ui/async/mailbox.h"
#include "ui/async/task_pool.h"
#include "ui/deadletters/replay_words.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds openTime{20};
constexpr int restMs = 500;
constexpr int progressMs = 100; // ten times a second is more than anybody can read

bool hasEnded(ReplayState state)
{
    return state == ReplayState::Done || state == ReplayState::Cancelled || state == ReplayState::Stopped;
}

QStringList topicList(const ReplayJobInfo& info)
{
    QStringList topics;
    for (const std::string& topic : info.targets)
        topics << QString::fromStdString(topic);
    return topics;
}

std::string joined(const std::vector<std::string>& names)
{
    std::string all;
    for (const std::string& name : names)
        all += (all.empty() ? "" : ", ") + name;
    return all;
}

HeldReplay::Note noteOf(const ReplayPlan& plan, const std::string& profile, const std::string& title)
{
    std::vector<std::string> targets;
    for (const ReplayTarget& target : plan.targets)
        if (target.ready > 0)
            targets.push_back(target.topic);
    const char* delivery = plan.options.delivery == ReplayDelivery::Transactional ? "exactly once" : "at least once";
    return {profile, "replay", joined(targets),
            title + ": " + std::to_string(plan.ready()) + " records, " + delivery + ", job " + plan.job};
}

} // namespace

struct ReplayFeed::Parts {
    /// A job this process runs, and what was told about it so far.
    struct Held {
        std::shared_ptr<HeldReplay> replay;
        ReplayProgress progress;
    };

    Calls calls;
    std::shared_ptr<Mailbox> mailbox;
    /// Set while a message of a job is on its way: a busy window must not collect a queue of the same news.
    std::shared_ptr<std::atomic<bool>> posted = std::make_shared<std::atomic<bool>>(false);
    std::shared_ptr<AuditTrail> trail;
    std::map<std::string, Held> held;
    std::map<std::string, ReplayProgress> ended; ///< in this window; the journal does not keep what came back
    std::vector<ReplayJobInfo> listed;
    std::set<std::string> starting;
    std::map<std::string, weir::Error> startErrors;
    QTimer tick;
    QElapsedTimer sinceRead;
    LatestTask opening;
    LatestTask listing;
};

ReplayFeed::Calls ReplayFeed::realCalls()
{
    return {[](Cluster& cluster, const LetterSelection& selection, const ReplayOptions& options, const ReplayJournal* journal,
               const std::function<void(std::int64_t)>& progress, const Call& call) {
                return planReplay(cluster, cluster, selection, options, journal, progress, call);
            },
            [](ReplayJob::Start start) { return ReplayJob::start(std::move(start)); }};
}

ReplayFeed::ReplayFeed(PageContext context, Files files, QObject* parent)
    : ReplayFeed(std::move(context), std::move(files), realCalls(), parent)
{
}

ReplayFeed::ReplayFeed(PageContext context, Files files, Calls calls, QObject* parent)
    : RunningWork(parent), m_context(std::move(context)), m_files(std::move(files)), m_parts(std::make_unique<Parts>())
{
    m_parts->calls = std::move(calls);
    m_parts->mailbox = std::make_shared<Mailbox>(this);
    m_parts->tick.setSingleShot(true);
    connect(&m_parts->tick, &QTimer::timeout, this, &ReplayFeed::readProgress);
    retry();
}

ReplayFeed::~ReplayFeed()
{
    m_parts->mailbox->close();
    for (auto& [id, held] : m_parts->held)
        destroyElsewhere(std::move(held.replay));
}

const ReplayFeed::Calls& ReplayFeed::calls() const { return m_parts->calls; }

void ReplayFeed::retry()
{
    if (m_ready || m_parts->opening.isRunning())
        return;
    m_trouble.reset();
    m_parts->opening.start(
        m_context.tasks,
        [cluster = m_context.cluster, files = m_files](std::stop_token stop) {
            return openReplayFiles(*cluster, files.journal, files.marks, files.activity, Call::within(openTime, stop));
        },
        [this](Result<ReplayFiles> opened) { takeFiles(std::move(opened)); });
}

void ReplayFeed::takeFiles(Result<ReplayFiles> opened)
{
    if (!opened) {
        m_trouble = std::move(opened.error());
    } else {
        m_trouble.reset();
        m_journal = std::move(opened->journal);
        m_marks = std::move(opened->marks);
        m_parts->trail = std::move(opened->trail);
        m_clusterId = std::move(opened->clusterId);
        m_ready = true;
        reload();
    }
    Q_EMIT readyChanged();
}

void ReplayFeed::reload()
{
    if (!m_ready)
        return retry();
    m_parts->listing.start(
        m_context.tasks,
        [journal = m_journal, cluster = *m_clusterId](std::stop_token) { return replaysOf(*journal, cluster); },
        [this](Result<std::vector<ReplayJobInfo>> jobs) {
            if (jobs) {
                m_parts->listed = std::move(*jobs);
                m_trouble.reset();
            } else {
                m_trouble = std::move(jobs.error());
            }
            compose();
        });
}

void ReplayFeed::compose()
{
    m_jobs.clear();
    for (const auto& [id, held] : m_parts->held)
        m_jobs.push_back(held.progress);
    for (const ReplayJobInfo& info : m_parts->listed) {
        if (m_parts->held.contains(info.job))
            continue;
        ReplayProgress progress;
        if (const auto known = m_parts->ended.find(info.job); known != m_parts->ended.end())
            progress.returned = known->second.returned;
        progress.info = info;
        m_jobs.push_back(std::move(progress));
    }
    std::ranges::stable_sort(m_jobs, [](const auto& a, const auto& b) { return a.info.created > b.info.created; });
    Q_EMIT changed();
}

const ReplayProgress* ReplayFeed::job(const std::string& id) const
{
    const auto found = std::ranges::find_if(m_jobs, [&](const ReplayProgress& one) { return one.info.job == id; });
    return found == m_jobs.end() ? nullptr : &*found;
}

bool ReplayFeed::runsHere(const std::string& id) const { return m_parts->held.contains(id); }

bool ReplayFeed::isStarting(const std::string& id) const { return m_parts->starting.contains(id); }

std::optional<weir::Error> ReplayFeed::startError(const std::string& id) const
{
    const auto found = m_parts->startErrors.find(id);
    return found == m_parts->startErrors.end() ? std::nullopt : std::optional(found->second);
}

int ReplayFeed::running() const
{
    return static_cast<int>(std::ranges::count_if(m_parts->held, [](const auto& one) {
        return one.second.progress.info.state == ReplayState::Running;
    }));
}

ReplayJob::Start ReplayFeed::startOf(const std::string& id)
{
    ReplayJob::Start start;
    start.letters = m_context.cluster;
    start.target = m_context.cluster;
    start.journal = m_journal;
    start.job = id;
    start.locks = m_files.locks;
    start.changed = [mailbox = m_parts->mailbox, posted = m_parts->posted, this] {
        if (!posted->exchange(true))
            mailbox->post([this] { noteChange(); });
    };
    return start;
}

void ReplayFeed::start(std::shared_ptr<const ReplayPlan> plan, const QString& title)
{
    if (!m_ready) {
        Q_EMIT startFailed(title, m_trouble.value_or(weir::Error{ErrorKind::Unsupported,
                                                                 tr("The replay journal is not open yet.").toStdString(), {}, 0, true}));
        return;
    }
    const std::string id = plan->job;
    m_parts->starting.insert(id);
    const std::string profile = m_context.connection.name.toStdString();
    runTask(
        this, m_context.tasks,
        [calls = m_parts->calls, start = startOf(id), trail = m_parts->trail, plan, profile,
         title = title.toStdString()](std::stop_token) -> Result<std::shared_ptr<HeldReplay>> {
            const auto begun = [&](ReplayJob::Start from) -> Result<std::unique_ptr<ReplayJob>> {
                if (const auto frozen = from.journal->begin(*plan, title, profile); !frozen)
                    return fail(frozen.error());
                return calls.startJob(std::move(from));
            };
            auto held = HeldReplay::start(begun, start, trail, noteOf(*plan, profile, title));
            if (!held)
                return fail(std::move(held.error()));
            return releasedElsewhere(std::move(*held));
        },
        [this, id, title](Result<std::shared_ptr<HeldReplay>> started) { takeStarted(id, title, std::move(started)); });
    Q_EMIT changed();
}

void ReplayFeed::takeStarted(const std::string& id, const QString& title, Result<std::shared_ptr<HeldReplay>> started)
{
    m_parts->starting.erase(id);
    if (!started) {
        m_parts->startErrors.insert_or_assign(id, started.error());
        reload();
        Q_EMIT startFailed(title, started.error());
        return;
    }
    m_parts->startErrors.erase(id);
    ReplayProgress progress = (*started)->job().progress();
    // What an earlier run committed was told then.
    const ReplayProgress* before = job(id);
    progress.info.counts.committed = before ? before->info.counts.committed : 0;
    m_parts->held.insert_or_assign(id, Parts::Held{std::move(*started), std::move(progress)});
    readProgress();
    reload();
    Q_EMIT jobStarted(QString::fromStdString(id));
}

void ReplayFeed::resumeLeftBehind(const std::string& id, bool thenCancel)
{
    const ReplayProgress* known = job(id);
    if (!known || m_parts->starting.contains(id))
        return;
    m_parts->starting.insert(id);
    const HeldReplay::Note note{m_context.connection.name.toStdString(), thenCancel ? "cancel replay" : "resume replay",
                                joined(known->info.targets), known->info.title + ", job " + id};
    runTask(
        this, m_context.tasks,
        [startJob = m_parts->calls.startJob, start = startOf(id), trail = m_parts->trail, note,
         thenCancel](std::stop_token) -> Result<std::shared_ptr<HeldReplay>> {
            auto held = HeldReplay::start(startJob, start, trail, note);
            if (!held)
                return fail(std::move(held.error()));
            const ReplayState state = (*held)->job().progress().info.state;
            // What is in flight is settled in both cases; only the job can do that.
            if (thenCancel)
                (*held)->job().cancel();
            else if (state != ReplayState::Running)
                (*held)->job().resume();
            return releasedElsewhere(std::move(*held));
        },
        [this, id, title = QString::fromStdString(known->info.title)](Result<std::shared_ptr<HeldReplay>> started) {
            takeStarted(id, title, std::move(started));
        });
    Q_EMIT changed();
}

void ReplayFeed::noteChange()
{
    const qint64 since = m_parts->sinceRead.isValid() ? m_parts->sinceRead.elapsed() : progressMs;
    const int wait = static_cast<int>(std::clamp<qint64>(progressMs - since, 0, progressMs));
    if (!m_parts->tick.isActive() || m_parts->tick.remainingTime() > wait)
        m_parts->tick.start(wait);
}

void ReplayFeed::readProgress()
{
    m_parts->posted->store(false);
    m_parts->sinceRead.start();
    struct Commits {
        QString id;
        QStringList topics;
        qint64 records;
    };
    std::vector<Commits> commits;
    QStringList ended;
    for (auto at = m_parts->held.begin(); at != m_parts->held.end();) {
        auto& [id, held] = *at;
        ReplayProgress now = held.replay->job().progress();
        const std::int64_t more = now.info.counts.committed - held.progress.info.counts.committed;
        if (more > 0)
            commits.push_back({QString::fromStdString(id), topicList(now.info), more});
        held.progress = std::move(now);
        if (hasEnded(held.progress.info.state) && !held.progress.busy) {
            ended << QString::fromStdString(id);
            // Until the journal is read again it stands in the list as it ended.
            m_parts->ended.insert_or_assign(id, held.progress);
            std::erase_if(m_parts->listed, [&](const ReplayJobInfo& info) { return info.job == id; });
            m_parts->listed.push_back(held.progress.info);
            destroyElsewhere(std::move(held.replay));
            at = m_parts->held.erase(at);
        } else {
            ++at;
        }
    }
    // A job says nothing when its thread comes to rest, and only then can it be let go.
    for (const auto& [id, held] : m_parts->held)
        if (held.progress.busy && !m_parts->tick.isActive())
            m_parts->tick.start(hasEnded(held.progress.info.state) ? progressMs : restMs);
    compose();
    for (const Commits& one : commits)
        Q_EMIT replayed(one.id, one.topics, one.records);
    for (const QString& id : ended)
        Q_EMIT jobEnded(id);
    if (!ended.isEmpty())
        reload();
}

void ReplayFeed::pause(const QString& id)
{
    if (const auto held = m_parts->held.find(id.toStdString()); held != m_parts->held.end())
        held->second.replay->job().pause();
    noteChange();
}

void ReplayFeed::resume(const QString& id)
{
    const auto held = m_parts->held.find(id.toStdString());
    if (held == m_parts->held.end())
        return resumeLeftBehind(id.toStdString(), false);
    held->second.replay->job().resume();
    noteChange();
}

void ReplayFeed::cancel(const QString& id)
{
    const auto held = m_parts->held.find(id.toStdString());
    if (held == m_parts->held.end())
        return resumeLeftBehind(id.toStdString(), true);
    held->second.replay->job().cancel();
    noteChange();
}

void ReplayFeed::setRate(const QString& id, double perSecond)
{
    if (const auto held = m_parts->held.find(id.toStdString()); held != m_parts->held.end())
        held->second.replay->job().setRate(perSecond);
}

void ReplayFeed::open(const QString& id) { m_context.navigator.go(OpenReplay{id}); }

std::vector<WorkItem> ReplayFeed::items() const
{
    std::vector<WorkItem> items;
    for (const ReplayProgress& progress : m_jobs) {
        const std::string& id = progress.info.job;
        // What ended before this window opened is history, not work.
        if (hasEnded(progress.info.state) && !m_parts->ended.contains(id))
            continue;
        items.push_back(workItem(progress, runsHere(id), isStarting(id)));
    }
    return items;
}

void ReplayFeed::saveReceipt(const QString& id, const QString& path)
{
    if (!m_ready)
        return;
    runTask(
        this, m_context.tasks,
        [journal = m_journal, id = id.toStdString(), path = path.toStdString()](std::stop_token) -> Result<void> {
            auto file = ExportFile::create(path);
            if (!file)
                return fail(std::move(file.error()));
            const auto write = [&](std::string_view line) { return (*file)->write(line); };
            if (auto written = writeReceipt(*journal, id, write); !written)
                return written;
            if (auto kept = (*file)->keep(); !kept)
                return fail(std::move(kept.error()));
            return {};
        },
        [this, path](const Result<void>& saved) {
            Q_EMIT receiptSaved(path, saved ? std::nullopt : std::optional(saved.error()));
        });
}

} // namespace weir::ui
