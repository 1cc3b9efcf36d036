// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_journal.h"

namespace weir {

/// Looks into the dead-letter topics of a job for records it has sent itself: they failed again. From where the topics ended
/// when the job began, each record once. One thread at a time; blocks.
class ReturnWatch
{
public:
    /// `letters` may be null: then nothing is looked at.
    ReturnWatch(std::shared_ptr<Cluster> letters, std::string job) : m_letters(std::move(letters)), m_job(std::move(job)) {}

    /// Remembers where the topics end now, or takes up what the journal has. Topics that do not exist are left out.
    [[nodiscard]] Result<void> begin(ReplayJournal& journal, const std::vector<std::string>& topics, const Call& call);
    [[nodiscard]] bool begun() const { return m_begun; }
    /// Reads what is new; what cannot be read now is read the next time.
    void look(const Call& call);
    [[nodiscard]] std::int64_t returned() const { return m_returned; }

private:
    const std::shared_ptr<Cluster> m_letters;
    const std::string m_job;
    std::unique_ptr<Reader> m_reader;
    OffsetMap m_next;
    bool m_begun = false;
    std::int64_t m_returned = 0;
};

} // namespace weir
