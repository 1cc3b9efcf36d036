// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_feed.h"

#include "ui/async/latest_task.h"
#include "ui/events/held_run.h"
#include "ui/events/run_words.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <algorithm>
#include <atomic>
#include <map>
#include <utility>

namespace weir::ui {
namespace {

constexpr int progressMs = 100; // ten times a second is more than anybody can read
constexpr std::size_t mostSeconds = 7'200;

} // namespace

/// What a run is made of, to make it again.
struct RunFeed::Recipe {
    QString title;
    QString target;
    QString about;
    OpenSource open;
    RunPlan plan;
};

struct RunFeed::Parts {
    /// A run's thread, while it has one, and what is kept of it.
    struct Held {
        std::shared_ptr<HeldRun> run; ///< null once it ended
        Recipe recipe;
        std::vector<RunSecond> seconds;
    };

    Calls calls;
    std::filesystem::path trail;
    std::shared_ptr<Mailbox> mailbox;
    /// Set while a message of a run is on its way: a busy window must not collect a queue of the same news.
    std::shared_ptr<std::atomic<bool>> posted = std::make_shared<std::atomic<bool>>(false);
    std::map<QString, Held> held;
    int starting = 0;
    quint64 number = 0;
    QTimer tick;
    QElapsedTimer sinceRead;
};

RunFeed::Calls RunFeed::realCalls()
{
    return {[](EventRun::Start start) { return EventRun::start(std::move(start)); }};
}

RunFeed::RunFeed(PageContext context, std::filesystem::path auditTrail, QObject* parent)
    : RunFeed(std::move(context), std::move(auditTrail), realCalls(), parent)
{
}

RunFeed::RunFeed(PageContext context, std::filesystem::path auditTrail, Calls calls, QObject* parent)
    : RunningWork(parent), m_context(std::move(context)), m_parts(std::make_unique<Parts>())
{
    m_parts->calls = std::move(calls);
    m_parts->trail = std::move(auditTrail);
    m_parts->mailbox = std::make_shared<Mailbox>(this);
    m_parts->tick.setSingleShot(true);
    connect(&m_parts->tick, &QTimer::timeout, this, &RunFeed::readProgress);
}

RunFeed::~RunFeed()
{
    m_parts->mailbox->close();
    // Together they must not take as long as one after the other.
    for (auto& [id, held] : m_parts->held) {
        if (held.run)
            held.run->run().cancel();
        destroyElsewhere(std::move(held.run));
    }
}

int RunFeed::starting() const
{
    return m_parts->starting;
}

void RunFeed::start(const QString& title, const QString& target, OpenSource source, RunPlan plan, const QString& about)
{
    start({title, target, about, std::move(source), plan});
}

void RunFeed::startAgain(const QString& id)
{
    if (const auto held = m_parts->held.find(id); held != m_parts->held.end())
        start(Recipe(held->second.recipe));
}

void RunFeed::start(const Recipe& recipe)
{
    EventRun::Start start;
    start.cluster = m_context.cluster;
    start.plan = recipe.plan;
    start.changed = [mailbox = m_parts->mailbox, posted = m_parts->posted, this] {
        if (!posted->exchange(true))
            mailbox->post([this] { noteChange(); });
    };
    const HeldRun::Note note{m_parts->trail, m_context.connection.name.toStdString(), "run", recipe.target.toStdString(),
                             (recipe.title + (recipe.about.isEmpty() ? QString() : QStringLiteral(": ") + recipe.about)).toStdString()};
    // EventRun::Start holds a source and cannot be copied into a function object.
    auto shared = std::make_shared<EventRun::Start>(std::move(start));
    ++m_parts->starting;
    runTask(
        this, m_context.tasks,
        [calls = m_parts->calls, shared = std::move(shared), open = recipe.open,
         note](std::stop_token stop) -> Result<std::shared_ptr<HeldRun>> {
            auto source = open();
            if (!source)
                return fail(std::move(source.error()));
            if (stop.stop_requested())
                return fail(ErrorKind::Cancelled, "The connection was closed before the run began.");
            shared->source = std::move(*source);
            auto held = HeldRun::start(calls.startRun, std::move(*shared), note);
            if (!held)
                return fail(std::move(held.error()));
            return releasedElsewhere(std::move(*held));
        },
        [this, recipe](Result<std::shared_ptr<HeldRun>> started) {
            --m_parts->starting;
            if (!started) {
                Q_EMIT changed();
                Q_EMIT startFailed(recipe.title, started.error());
                return;
            }
            const QString id = QStringLiteral("run-%1").arg(++m_parts->number);
            m_runs.insert(m_runs.begin(), {id, recipe.title, {}, recipe.target, recipe.about, recipe.plan});
            m_parts->held.insert_or_assign(id, Parts::Held{std::move(*started), recipe, {}});
            readProgress();
            Q_EMIT runStarted(id);
        });
    Q_EMIT changed();
}

void RunFeed::noteChange()
{
    const qint64 since = m_parts->sinceRead.isValid() ? m_parts->sinceRead.elapsed() : progressMs;
    const int wait = static_cast<int>(std::clamp<qint64>(progressMs - since, 0, progressMs));
    if (!m_parts->tick.isActive() || m_parts->tick.remainingTime() > wait)
        m_parts->tick.start(wait);
}

void RunFeed::readProgress()
{
    m_parts->posted->store(false);
    m_parts->sinceRead.start();
    QStringList ended;
    for (RunView& view : m_runs) {
        Parts::Held& held = m_parts->held.at(view.id);
        if (!held.run)
            continue;
        const EventRun& run = held.run->run();
        view.progress = run.progress();
        const auto [firstKept, end] = run.secondsKept();
        if (end > view.secondsEnd) {
            auto fresh = run.seconds(view.secondsEnd);
            // A second may have been added in between; it comes with the next reading.
            fresh.resize(std::min<std::size_t>(fresh.size(), end - std::max<std::uint64_t>(firstKept, view.secondsEnd)));
            held.seconds.insert(held.seconds.end(), fresh.begin(), fresh.end());
            if (held.seconds.size() > mostSeconds)
                held.seconds.erase(held.seconds.begin(), held.seconds.end() - static_cast<std::ptrdiff_t>(mostSeconds));
            view.secondsEnd = end;
        }
        if (hasEnded(view.progress.state)) {
            ended << view.id;
            destroyElsewhere(std::move(held.run));
            held.run = nullptr;
        }
    }
    dropOldest();
    Q_EMIT changed();
    for (const QString& id : ended)
        Q_EMIT runEnded(id);
}

void RunFeed::dropOldest()
{
    std::size_t ended = 0;
    std::erase_if(m_runs, [&](const RunView& view) {
        if (!hasEnded(view.progress.state) || ++ended <= mostEnded)
            return false;
        m_parts->held.erase(view.id);
        return true;
    });
}

const RunView* RunFeed::run(const QString& id) const
{
    const auto found = std::ranges::find(m_runs, id, &RunView::id);
    return found == m_runs.end() ? nullptr : &*found;
}

std::vector<RunSecond> RunFeed::seconds(const QString& id, quint64 first) const
{
    const RunView* view = run(id);
    if (!view || first >= view->secondsEnd)
        return {};
    const auto& kept = m_parts->held.at(id).seconds;
    const std::size_t wanted = std::min<std::size_t>(kept.size(), view->secondsEnd - first);
    return {kept.end() - static_cast<std::ptrdiff_t>(wanted), kept.end()};
}

std::vector<WorkItem> RunFeed::items() const
{
    std::vector<WorkItem> items;
    items.reserve(m_runs.size());
    for (const RunView& view : m_runs)
        items.push_back(runItem(view));
    return items;
}

void RunFeed::pause(const QString& id)
{
    if (const auto held = m_parts->held.find(id); held != m_parts->held.end() && held->second.run)
        held->second.run->run().pause();
    noteChange();
}

void RunFeed::resume(const QString& id)
{
    if (const auto held = m_parts->held.find(id); held != m_parts->held.end() && held->second.run)
        held->second.run->run().resume();
    noteChange();
}

void RunFeed::cancel(const QString& id)
{
    if (const auto held = m_parts->held.find(id); held != m_parts->held.end() && held->second.run)
        held->second.run->run().cancel();
    noteChange();
}

void RunFeed::open(const QString& id)
{
    m_context.navigator.go(OpenRun{id});
}

} // namespace weir::ui
