// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <thread>

namespace weir::cli {

/// Turns SIGINT and SIGTERM into a stop request; a second one ends the program at once. Make it first in main():
/// threads started later inherit that these signals are blocked. Also ignores SIGPIPE, so that a closed pipe is an
/// error of writing and not the end without a word.
class StopSignals
{
public:
    StopSignals();
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }
    /// As if a signal had come; used when the output cannot be written any more.
    void stop() { m_source.request_stop(); }

private:
    void wait(const std::stop_token& over);
    std::stop_source m_source;
    std::jthread m_thread; // last: it uses the member above
};

} // namespace weir::cli
