// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/inbox_look.h"

#include <algorithm>
#include <utility>


namespace weir::cli {
namespace {

constexpr std::chrono::milliseconds remarkInterval{3'000};

} // namespace

InboxLook::InboxLook(Session& session, std::shared_ptr<Cluster> cluster, std::vector<CustomConvention> conventions)
    : m_session(session),
      m_inbox(std::move(cluster), Inbox::Options{.conventions = std::move(conventions)},
              [this] {
                  const std::scoped_lock lock(m_mutex);
                  m_told = true;
                  m_changed.notify_all();
              })
{
}

bool InboxLook::lookAt(const std::vector<std::string>& topics)
{
    if (topics.empty())
        return true;
    m_inbox.setTopics(topics);
    {
        const std::scoped_lock lock(m_mutex);
        m_told = false;
    }
    m_inbox.refresh();
    wait();
    return complain();
}

void InboxLook::wait()
{
    const Call call = m_session.longCall();
    Deadline remark = Deadline::after(remarkInterval);
    while (true) {
        bool told = false;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, call.stop, std::min<std::chrono::milliseconds>(remark.remaining(), call.deadline.remaining()),
                               [this] { return m_told; });
            told = std::exchange(m_told, false);
        }
        if (told && !m_inbox.state()->running)
            return;
        if (call.over()) {
            m_brokenOff = true;
            return m_inbox.stop();
        }
        if (remark.expired()) {
            m_session.note(coverageText() + " …");
            remark = Deadline::after(remarkInterval);
        }
    }
}

bool InboxLook::complain()
{
    const auto now = m_inbox.state();
    bool whole = true;
    if (now->error) {
        m_session.complain(*now->error);
        whole = false;
    }
    for (const auto& [partition, coverage] : now->coverage) {
        if (!coverage.error)
            continue;
        m_session.complain(std::vector<Failure>{{toString(partition), *coverage.error}});
        whole = false;
    }
    if (m_brokenOff || now->stopped) {
        m_session.complain(Error{ErrorKind::TimedOut, "The answer is not complete: looking was broken off.", {}, 0, true});
        whole = false;
    }
    return whole;
}

std::vector<InboxLetter> InboxLook::letters(const std::vector<std::string>& ids, std::size_t most) const
{
    return m_inbox.letters(ids, 0, most);
}

std::string InboxLook::coverageText() const
{
    const auto now = m_inbox.state();
    std::int64_t damaged = 0;
    std::int64_t lost = 0;
    for (const auto& [partition, coverage] : now->coverage) {
        damaged += coverage.damaged;
        lost += coverage.lost;
    }
    std::string text = std::to_string(now->letters) + (now->letters == 1 ? " dead letter; " : " dead letters; ") +
                       std::to_string(now->offsetsScanned) + " of " + std::to_string(now->offsetsInRange) +
                       " offsets looked at";
    if (damaged > 0)
        text += "; " + std::to_string(damaged) + " damaged";
    if (lost > 0)
        text += "; " + std::to_string(lost) + " deleted before they were looked at";
    if (now->lettersForgotten > 0)
        text += "; " + std::to_string(now->lettersForgotten) + " counted but not listed";
    if (now->groupsFolded > 0)
        text += "; " + std::to_string(now->groupsFolded) + " rare kinds of failure counted together";
    return text;
}

} // namespace weir::cli
