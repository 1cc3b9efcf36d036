// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/play_feed.h"

#include "ui/async/latest_task.h"
#include "ui/events/noted_play.h"
#include "ui/events/play_words.h"

#include <QtCore/QTimer>

#include <algorithm>
#include <atomic>
#include <utility>

namespace weir::ui {
namespace {

constexpr int readMs = 200;
constexpr std::size_t mostKept = 20;
constexpr std::chrono::seconds startTime{20};

std::string joined(const std::vector<std::string>& names)
{
    std::string all;
    for (const std::string& name : names)
        all += (all.empty() ? "" : ", ") + name;
    return all;
}

AuditEntry entryOf(const PlayOptions& options, const std::string& profile)
{
    return {0, 0, profile, "play consumer", joined(options.topics),
            "group " + options.groupId + ", " + std::to_string(options.members) + " members, " +
                std::to_string(options.rules.size()) + " rules",
            {}};
}

} // namespace

struct PlayFeed::Parts {
    StartPlay startPlay;
    std::filesystem::path trail;
    std::shared_ptr<Mailbox> mailbox;
    /// Set while a message of a consumer is on its way: a busy window must not collect a queue of the same news.
    std::shared_ptr<std::atomic<bool>> posted = std::make_shared<std::atomic<bool>>(false);
    std::map<std::string, std::shared_ptr<NotedPlay>> held;
    int starting = 0;
    QTimer read;
};

PlayFeed::PlayFeed(PageContext context, std::filesystem::path auditTrail, QObject* parent)
    : PlayFeed(std::move(context), std::move(auditTrail),
               [](std::shared_ptr<Cluster> cluster, PlayOptions options, bool joinOthers, std::function<void()> changed,
                  const Call& call) {
                   return PlayConsumer::start(std::move(cluster), std::move(options), joinOthers, std::move(changed), call);
               },
               parent)
{
}

PlayFeed::PlayFeed(PageContext context, std::filesystem::path auditTrail, StartPlay start, QObject* parent)
    : RunningWork(parent), m_context(std::move(context)), m_parts(std::make_unique<Parts>())
{
    m_parts->startPlay = std::move(start);
    m_parts->trail = std::move(auditTrail);
    m_parts->mailbox = std::make_shared<Mailbox>(this);
    m_parts->read.setSingleShot(true);
    m_parts->read.setInterval(readMs);
    connect(&m_parts->read, &QTimer::timeout, this, &PlayFeed::readProgress);
}

PlayFeed::~PlayFeed()
{
    m_parts->mailbox->close();
    // Together they must not take as long as one after the other.
    for (auto& [group, held] : m_parts->held) {
        held->consumer().stop();
        destroyElsewhere(std::move(held));
    }
}

bool PlayFeed::isStarting() const { return m_parts->starting > 0; }

void PlayFeed::start(const PlayOptions& options, bool joinOthers)
{
    if (m_parts->held.contains(options.groupId)) {
        Q_EMIT startFailed({ErrorKind::InvalidInput, "A play consumer is in group " + options.groupId + " already. Stop it first.", {}, 0, false});
        return;
    }
    const auto changedThere = [mailbox = m_parts->mailbox, posted = m_parts->posted, this] {
        if (!posted->exchange(true))
            mailbox->post([this] { noteChange(); });
    };
    ++m_parts->starting;
    runTask(
        this, m_context.tasks,
        [call = m_parts->startPlay, cluster = m_context.cluster, options, joinOthers, changedThere, trail = m_parts->trail,
         profile = m_context.connection.name.toStdString()](std::stop_token stop) -> Result<std::shared_ptr<NotedPlay>> {
            auto noted = NotedEntry::begin(trail, entryOf(options, profile));
            if (!noted)
                return fail(std::move(noted.error()));
            auto begun = call(cluster, options, joinOthers, changedThere, Call::within(startTime, stop));
            if (!begun) {
                (*noted)->complete("failed: " + begun.error().message);
                return fail(std::move(begun.error()));
            }
            return releasedElsewhere(std::make_shared<NotedPlay>(std::move(*begun), std::move(*noted)));
        },
        [this, group = options.groupId](Result<std::shared_ptr<NotedPlay>> begun) {
            --m_parts->starting;
            if (!begun) {
                Q_EMIT changed();
                Q_EMIT startFailed(begun.error());
                return;
            }
            std::erase_if(m_views, [&](const PlayView& view) { return view.options.groupId == group; });
            m_views.insert(m_views.begin(), {(*begun)->consumer().options(), (*begun)->consumer().progress()});
            m_parts->held.insert_or_assign(group, std::move(*begun));
            readProgress();
            Q_EMIT started(QString::fromStdString(group));
        });
    Q_EMIT changed();
}

void PlayFeed::noteChange()
{
    if (!m_parts->read.isActive())
        m_parts->read.start();
}

void PlayFeed::readProgress()
{
    m_parts->posted->store(false);
    for (auto at = m_parts->held.begin(); at != m_parts->held.end();) {
        PlayProgress progress = at->second->consumer().progress();
        const bool over = !progress.running;
        for (PlayView& view : m_views)
            if (view.options.groupId == at->first)
                view.progress = std::move(progress);
        if (over)
            destroyElsewhere(std::move(at->second));
        at = over ? m_parts->held.erase(at) : std::next(at);
    }
    for (std::size_t i = m_views.size(); i > mostKept; --i)
        if (!m_parts->held.contains(m_views[i - 1].options.groupId))
            m_views.erase(m_views.begin() + static_cast<std::ptrdiff_t>(i - 1));
    Q_EMIT changed();
}

const PlayView* PlayFeed::player(const QString& group) const
{
    const auto found = std::ranges::find_if(m_views, [id = group.toStdString()](const PlayView& view) { return view.options.groupId == id; });
    return found == m_views.end() ? nullptr : &*found;
}

PlayConsumer* PlayFeed::held(const QString& group) const
{
    const auto found = m_parts->held.find(group.toStdString());
    return found == m_parts->held.end() ? nullptr : &found->second->consumer();
}

void PlayFeed::setRules(const QString& group, const std::vector<PlayRule>& rules)
{
    if (auto* consumer = held(group))
        consumer->setRules(rules);
}

void PlayFeed::setMembers(const QString& group, int count)
{
    if (auto* consumer = held(group))
        consumer->setMembers(count);
}

void PlayFeed::stop(const QString& group)
{
    if (auto* consumer = held(group))
        consumer->stop();
}

std::vector<WorkItem> PlayFeed::items() const
{
    std::vector<WorkItem> items;
    for (const PlayView& view : m_views)
        items.push_back(workItem(view));
    return items;
}

void PlayFeed::pause(const QString&) {}
void PlayFeed::resume(const QString&) {}
void PlayFeed::cancel(const QString& id) { stop(id); }
void PlayFeed::open(const QString& id) { m_context.navigator.go(OpenPlayConsumer{id}); }

} // namespace weir::ui
