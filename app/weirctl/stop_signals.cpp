// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/stop_signals.h"

#include <csignal>
#include <ctime>

#include <unistd.h>

namespace weir::cli {
namespace {

sigset_t stopSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

StopSignals::StopSignals()
{
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    m_thread = std::jthread([this](const std::stop_token& over) { wait(over); });
}

void StopSignals::wait(const std::stop_token& over)
{
    const sigset_t set = stopSignals();
    constexpr timespec tick{0, 20'000'000};
    while (!over.stop_requested()) {
        const int signal = sigtimedwait(&set, nullptr, &tick);
        if (signal <= 0)
            continue;
        if (m_source.stop_requested())
            ::_exit(128 + signal);
        m_source.request_stop();
    }
}

} // namespace weir::cli
