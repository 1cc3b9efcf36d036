// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/play_consumer.h"

#include <deque>
#include <mutex>

namespace weir {

/// What the members of a play consumer write down together, and the rules they share. Thread-safe.
class PlayLedger
{
public:
    using Rules = std::shared_ptr<const std::vector<PlayRule>>;

    /// `changed` is called on the writing thread.
    PlayLedger(std::vector<PlayRule> rules, std::function<void()> changed);

    [[nodiscard]] Rules rules() const;
    void setRules(std::vector<PlayRule> rules);

    enum class Kind { Done, FailedTry, DeadLetter, Hangs };
    void note(Kind kind, PlayedRecord record);
    void noteTrouble(const Error& error);
    void noteHealthy();
    /// The group's generation as a member sees it.
    void noteGeneration(std::int32_t generation);
    /// The first reason counts.
    void noteEnd(const Error& error);
    void tell() const
    {
        if (m_changed)
            m_changed();
    }

    /// Without members and `running`.
    [[nodiscard]] PlayProgress progress() const;

private:
    mutable std::mutex m_mutex;
    const std::function<void()> m_changed;
    Rules m_rules;
    PlayProgress m_progress; ///< without the newest
    std::deque<PlayedRecord> m_newest;
    std::optional<std::int32_t> m_firstGeneration;
    std::int32_t m_lastGeneration = -1;
};

} // namespace weir
