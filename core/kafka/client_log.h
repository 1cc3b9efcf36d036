// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/deadline.h"
#include "core/base/error.h"

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What one client handle has heard about its connections. librdkafka's return codes only say "transport failure";
/// refused port, unknown host name and wrong password are told apart by the error callback alone, so its last lines
/// are kept here. Any thread.
class ClientLog
{
public:
    /// `bootstrap` names the cluster in sentences; `secrets` are replaced by *** wherever they turn up.
    ClientLog(std::string bootstrap, std::vector<std::string> secrets);

    /// From the error callback: a librdkafka code and its text.
    void failed(int code, std::string_view text);
    /// The client met an error it cannot go on from; what it then drops was lost to that, not to a timeout.
    void broke(int code);
    /// A broker answered something: earlier trouble is over.
    void answered();

    /// True when a call that began at `start` had better give up: every broker is down or refuses the credentials,
    /// and reconnecting has been tried for a while (half a second before the first success ever, `patience` afterwards).
    [[nodiscard]] bool hopeless(Deadline::Clock::time_point start,
                                std::chrono::milliseconds patience = std::chrono::seconds(3)) const;

    /// Turns a code into an Error. Codes that mean "no answer" become Unreachable or AuthenticationFailed with the
    /// reason, when the connection is known to be the cause.
    [[nodiscard]] Error explain(int code, std::string_view what, std::string_view brokerText = {}) const;
    /// The sentence for a connection that does not work, with the last reason known.
    [[nodiscard]] Error unreachable(int code = 0) const;

    [[nodiscard]] std::string withoutSecrets(std::string_view text) const;

private:
    struct Trouble {
        int code = 0;
        std::string text;
    };
    [[nodiscard]] std::string detailLocked(std::string_view brokerText) const;
    [[nodiscard]] Error unreachableLocked(int code, std::string_view brokerText) const;

    const std::string m_bootstrap;
    const std::vector<std::string> m_secrets;
    mutable std::mutex m_mutex;
    std::deque<std::string> m_lines;
    std::optional<Trouble> m_reason; ///< newest since the last answer
    bool m_allDown = false;          ///< since the last answer
    bool m_everAnswered = false;
    std::optional<int> m_fatal;
};

} // namespace weir
