// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/deadletters/inbox.h"

#include <condition_variable>
#include <mutex>

namespace weir::cli {

/// Looks through dead-letter topics once and waits for it. One thread.
class InboxLook
{
public:
    InboxLook(Session& session, std::shared_ptr<Cluster> cluster, std::vector<CustomConvention> conventions);

    /// Blocks until everything there is now was looked at, or a stop. Complains about what could not be looked at; false
    /// when something was not.
    [[nodiscard]] bool lookAt(const std::vector<std::string>& topics);
    [[nodiscard]] std::shared_ptr<const InboxState> state() const { return m_inbox.state(); }
    /// All of the groups with these ids (empty: of all), newest first.
    [[nodiscard]] std::vector<InboxLetter> letters(const std::vector<std::string>& ids, std::size_t most) const;
    [[nodiscard]] std::string groupOf(const InboxLetter& letter) const { return m_inbox.groupOf(letter.group); }
    /// "1204 of 1210 offsets looked at; 4 damaged; 2 deleted before they were looked at".
    [[nodiscard]] std::string coverageText() const;

private:
    void wait();
    [[nodiscard]] bool complain();

    Session& m_session;
    bool m_brokenOff = false;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_told = false;
    Inbox m_inbox; // last: it uses the members above
};

} // namespace weir::cli
