// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/lag_feed.h"

#include "core/deadletters/dead_letter_topics.h"
#include "ui/async/latest_task.h"
#include "ui/async/mailbox.h"
#include "ui/async/task_pool.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QSettings>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr std::chrono::seconds lookForTopics{60};
constexpr std::chrono::seconds topicsWithin{15};

Result<std::vector<std::string>> deadLetterTopics(Cluster& cluster, const Call& call)
{
    const auto found = cluster.admin().metadata(call);
    if (!found)
        return fail(found.error());
    std::vector<std::string> names;
    for (const TopicMetadata& topic : found->values.topics) {
        const auto name = readDeadLetterName(topic.name);
        if (name && name->kind == DeadLetterKind::DeadLetter)
            names.push_back(topic.name);
    }
    return names;
}

} // namespace

LagFeed::LagFeed(std::shared_ptr<weir::Cluster> cluster, QObject* parent) : LagFeed(std::move(cluster), Pace{}, parent)
{
}

LagFeed::LagFeed(std::shared_ptr<weir::Cluster> cluster, Pace pace, QObject* parent)
    : LagFeed(std::move(cluster), pace, Memory{}, parent)
{
}

LagFeed::LagFeed(std::shared_ptr<weir::Cluster> cluster, Pace pace, const Memory& memory, QObject* parent)
    : QObject(parent), m_cluster(std::move(cluster)), m_pace(pace), m_settings(memory.settings),
      m_mailbox(std::make_shared<Mailbox>(this)), m_topicTask(new LatestTask(this))
{
    recall();
    GroupMonitor::Options options;
    options.folder = memory.folder;
    options.wishes.interval = interval();
    // At a slow pace the pauses between rounds are no silence.
    options.rules.silence = std::max(options.rules.silence, m_pace.idle * 5 / 2);
    for (const QString& group : m_pinned)
        options.wishes.pinned.push_back(group.toStdString());
    m_monitor = std::make_shared<GroupMonitor>(
        m_cluster, std::move(options), [this, mailbox = m_mailbox](std::shared_ptr<const GroupRound> round) {
            mailbox->post([this, round = std::move(round)] { take(round); });
        });
}

LagFeed::~LagFeed()
{
    m_mailbox->close();
    destroyElsewhere(std::move(m_monitor));
}

void LagFeed::recall()
{
    if (m_settings.isEmpty())
        return;
    const QSettings settings;
    m_pinned = settings.value(m_settings + QStringLiteral("/pinned")).toStringList();
    const int kept = settings.value(m_settings + QStringLiteral("/interval")).toInt();
    if (kept >= 1000 && kept <= 600'000)
        m_pace.watched = std::chrono::milliseconds(kept);
    m_pace.idle = std::max(m_pace.idle, m_pace.watched);
}

std::chrono::milliseconds LagFeed::interval() const
{
    return m_watchers.empty() ? m_pace.idle : m_pace.watched;
}

void LagFeed::setWatchedInterval(std::chrono::milliseconds interval)
{
    m_pace.watched = interval;
    m_pace.idle = std::max(m_pace.idle, interval);
    if (!m_settings.isEmpty())
        QSettings().setValue(m_settings + QStringLiteral("/interval"), static_cast<int>(interval.count()));
    applyWishes();
}

void LagFeed::setPinned(const QStringList& groups)
{
    m_pinned = groups;
    if (!m_settings.isEmpty())
        QSettings().setValue(m_settings + QStringLiteral("/pinned"), groups);
    applyWishes();
    sampleNow();
}

void LagFeed::setWatching(QObject* page, bool watching, const std::string& group)
{
    if (watching) {
        if (m_watchers.insert_or_assign(page, group).second)
            connect(page, &QObject::destroyed, this, [this](QObject* gone) { setWatching(gone, false); });
    } else if (m_watchers.erase(page) > 0) {
        disconnect(page, &QObject::destroyed, this, nullptr);
    } else {
        return;
    }
    applyWishes();
}

void LagFeed::applyWishes()
{
    SamplerWishes wishes;
    wishes.interval = interval();
    for (const QString& group : m_pinned)
        wishes.pinned.push_back(group.toStdString());
    for (const auto& [page, group] : m_watchers)
        if (!group.empty())
            wishes.closely.insert(group);
    wishes.watchedTopics = m_deadLetterTopics;
    m_monitor->setWishes(std::move(wishes));
}

void LagFeed::sampleNow()
{
    m_monitor->sampleNow();
}

void LagFeed::watchDeadLetters(const std::shared_ptr<TaskPool>& tasks)
{
    connect(&m_topicTimer, &QTimer::timeout, this, [this, tasks] { findDeadLetters(tasks); });
    m_topicTimer.start(lookForTopics);
    findDeadLetters(tasks);
}

void LagFeed::findDeadLetters(const std::shared_ptr<TaskPool>& tasks)
{
    m_topicTask->start(
        tasks,
        [cluster = m_cluster](const std::stop_token& stop) { return deadLetterTopics(*cluster, Call::within(topicsWithin, stop)); },
        [this](const Result<std::vector<std::string>>& found) {
            // A failed look leaves the topics known before; the alerts go on for those.
            if (!found || *found == m_deadLetterTopics)
                return;
            m_deadLetterTopics = *found;
            applyWishes();
        });
}

void LagFeed::take(std::shared_ptr<const GroupRound> round)
{
    const LagSample& sample = *round->sample;
    // A round that was given up says nothing about the groups, not even that they could not be read.
    if (!sample.groups && sample.groups.error().kind == ErrorKind::Cancelled)
        return;
    m_latest = round;
    if (sample.groups) {
        m_lastGood = round;
        m_places.clear();
        const auto& groups = sample.groups->values;
        for (std::size_t i = 0; i < groups.size(); ++i)
            m_places.emplace(groups[i].group, i);
        const auto bad = std::ranges::count_if(
            round->groups, [](const GroupStatus& status) { return severity(status.total.health.health) >= severity(Health::Stopped); });
        QString count = countText(static_cast<qint64>(groups.size()));
        if (bad > 0)
            count = QStringLiteral("%1 · %2").arg(count, countText(static_cast<qint64>(bad)));
        if (count != m_count) {
            m_count = count;
            Q_EMIT countChanged(count);
        }
    }
    if (!round->alerts.empty())
        Q_EMIT alertsArrived(round->alerts);
    Q_EMIT sampled();
}

const GroupLag* LagFeed::group(const std::string& id) const
{
    const auto place = m_places.find(id);
    return place == m_places.end() ? nullptr : &m_lastGood->sample->groups->values[place->second];
}

const GroupStatus* LagFeed::status(const std::string& id) const
{
    const auto place = m_places.find(id);
    return place == m_places.end() || place->second >= m_lastGood->groups.size() ? nullptr : &m_lastGood->groups[place->second];
}

} // namespace weir::ui
