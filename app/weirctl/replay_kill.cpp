// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/replay_kill.h"

#include "app/weirctl/arguments.h"

#include "core/base/bytes.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <memory>

namespace weir::cli {
namespace {

constexpr std::array steps{ReplayStep::Selected,   ReplayStep::Prepared,          ReplayStep::BatchBegun, ReplayStep::Sent,
                           ReplayStep::CommitSent, ReplayStep::CommittedOnBroker, ReplayStep::Settled,    ReplayStep::Finished};

} // namespace

std::string_view stepName(ReplayStep step)
{
    switch (step) {
    case ReplayStep::Selected: return "selected";
    case ReplayStep::Prepared: return "prepared";
    case ReplayStep::BatchBegun: return "batch_begun";
    case ReplayStep::Sent: return "sent";
    case ReplayStep::CommitSent: return "commit_sent";
    case ReplayStep::CommittedOnBroker: return "committed_on_broker";
    case ReplayStep::Settled: return "settled";
    case ReplayStep::Finished: return "finished";
    }
    return {};
}

Result<KillPoint> parseKillPoint(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const auto turn = colon == std::string_view::npos ? std::optional<std::int64_t>(1) : readWholeNumber(text.substr(colon + 1));
    for (const ReplayStep step : steps)
        if (text.substr(0, colon) == stepName(step) && turn && *turn >= 1 && *turn <= std::numeric_limits<int>::max())
            return KillPoint{step, static_cast<int>(*turn)};
    std::string known;
    for (const ReplayStep step : steps)
        known += (known.empty() ? "" : ", ") + std::string(stepName(step));
    return fail(ErrorKind::InvalidInput, std::string(killVariable) + " is a step and a number from 1, such as batch_begun:3, not '" +
                                             escapeForDisplay(text, 100) + "'; the steps are " + known + ".");
}

Result<std::function<void(ReplayStep)>> killHook()
{
    const char* text = std::getenv(killVariable);
    if (text == nullptr || *text == '\0')
        return std::function<void(ReplayStep)>();
    const auto point = parseKillPoint(text);
    if (!point)
        return fail(point.error());
    return [point = *point, reached = std::make_shared<std::atomic<int>>(0)](ReplayStep step) {
        if (step == point.step && ++*reached == point.turn)
            std::raise(SIGKILL);
    };
}

} // namespace weir::cli
