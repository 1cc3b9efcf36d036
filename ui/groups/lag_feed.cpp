// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/lag_feed.h"

#include "ui/async/mailbox.h"
#include "ui/async/task_pool.h"
#include "ui/widgets/plain_text.h"

#include <algorithm>

namespace weir::ui {

LagFeed::LagFeed(std::shared_ptr<weir::Cluster> cluster, QObject* parent) : LagFeed(std::move(cluster), Pace{}, parent)
{
}

LagFeed::LagFeed(std::shared_ptr<weir::Cluster> cluster, Pace pace, QObject* parent)
    : QObject(parent), m_cluster(std::move(cluster)), m_pace(pace), m_mailbox(std::make_shared<Mailbox>(this)),
      m_history(std::chrono::minutes(60), std::chrono::milliseconds(pace.idle * 5 / 2))
{
    restart();
}

LagFeed::~LagFeed()
{
    m_mailbox->close();
    destroyElsewhere(std::move(m_sampler));
}

std::chrono::milliseconds LagFeed::interval() const
{
    return m_watchers.empty() ? m_pace.idle : m_pace.watched;
}

void LagFeed::setWatching(QObject* page, bool watching)
{
    const bool before = !m_watchers.empty();
    if (watching) {
        if (m_watchers.insert(page).second)
            connect(page, &QObject::destroyed, this, [this](QObject* gone) { setWatching(gone, false); });
    } else if (m_watchers.erase(page) > 0) {
        disconnect(page, &QObject::destroyed, this, nullptr);
    }
    if (before != !m_watchers.empty())
        restart();
}

void LagFeed::sampleNow()
{
    restart();
}

void LagFeed::restart()
{
    // Stopping a sampler takes as long as its round takes to notice; the window must not wait for that.
    destroyElsewhere(std::move(m_sampler));
    m_sampler.reset();
    const quint64 run = ++m_run;
    m_sampler = std::make_shared<LagSampler>(
        m_cluster, weir::SamplerWishes{.interval = interval()}, [this, run, mailbox = m_mailbox](std::shared_ptr<const LagSample> sample) {
            mailbox->post([this, run, sample = std::move(sample)] { take(run, sample); });
        });
}

void LagFeed::take(quint64 run, std::shared_ptr<const LagSample> sample)
{
    // A round that was given up says nothing about the groups, not even that they could not be read.
    if (run != m_run || (!sample->groups && sample->groups.error().kind == ErrorKind::Cancelled))
        return;
    // Rounds of two samplers may have begun in the same millisecond; history keys only grow.
    if (!m_latest || sample->time > m_latest->time)
        m_history.add(*sample);
    m_latest = sample;
    if (sample->groups) {
        const bool changed = !m_lastGood || m_lastGood->groups->values.size() != sample->groups->values.size();
        m_lastGood = sample;
        if (changed)
            Q_EMIT countChanged(countText(static_cast<qint64>(sample->groups->values.size())));
    }
    Q_EMIT sampled();
}

const GroupLag* LagFeed::group(const std::string& id) const
{
    if (!m_lastGood)
        return nullptr;
    const auto& groups = m_lastGood->groups->values;
    const auto found = std::ranges::find(groups, id, &GroupLag::group);
    return found == groups.end() ? nullptr : &*found;
}

} // namespace weir::ui
