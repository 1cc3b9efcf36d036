// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/play_ledger.h"

namespace weir {
namespace {

constexpr std::size_t mostShown = 200;

} // namespace

PlayLedger::PlayLedger(std::vector<PlayRule> rules, std::function<void()> changed)
    : m_changed(std::move(changed)), m_rules(std::make_shared<const std::vector<PlayRule>>(std::move(rules)))
{
    m_progress.started = nowMs();
}

PlayLedger::Rules PlayLedger::rules() const
{
    const std::scoped_lock lock(m_mutex);
    return m_rules;
}

void PlayLedger::setRules(std::vector<PlayRule> rules)
{
    auto fresh = std::make_shared<const std::vector<PlayRule>>(std::move(rules));
    const std::scoped_lock lock(m_mutex);
    m_rules = std::move(fresh);
}

void PlayLedger::note(Kind kind, PlayedRecord record)
{
    {
        const std::scoped_lock lock(m_mutex);
        switch (kind) {
        case Kind::Done: ++m_progress.handled; break;
        case Kind::FailedTry: ++m_progress.failedTries; break;
        case Kind::DeadLetter:
            ++m_progress.failedTries;
            ++m_progress.deadLetters;
            break;
        case Kind::Hangs: break;
        }
        record.time = nowMs();
        m_newest.push_front(std::move(record));
        if (m_newest.size() > mostShown)
            m_newest.pop_back();
    }
    tell();
}

void PlayLedger::noteTrouble(const Error& error)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_progress.trouble = error;
    }
    tell();
}

void PlayLedger::noteHealthy()
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_progress.trouble)
            return;
        m_progress.trouble.reset();
    }
    tell();
}

void PlayLedger::noteGeneration(std::int32_t generation)
{
    const std::scoped_lock lock(m_mutex);
    if (generation < 0 || generation <= m_lastGeneration)
        return;
    if (m_firstGeneration)
        m_progress.rebalances += static_cast<std::uint64_t>(generation - m_lastGeneration);
    else
        m_firstGeneration = generation;
    m_lastGeneration = generation;
}

void PlayLedger::noteEnd(const Error& error)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_progress.ended)
            m_progress.ended = error;
    }
    tell();
}

PlayProgress PlayLedger::progress() const
{
    const std::scoped_lock lock(m_mutex);
    PlayProgress progress = m_progress;
    progress.newest.assign(m_newest.begin(), m_newest.end());
    return progress;
}

} // namespace weir
