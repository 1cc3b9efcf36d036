// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/lag_checking.h"
#include "app/weirctl/lag_looks.h"

#include <cstdio>

namespace weir::cli {
namespace {

/// What is wrong with the way the words and options go together; empty when nothing is.
std::string wrongTogether(const Arguments& arguments)
{
    const bool check = arguments.has("check");
    const bool all = arguments.has("all");
    const bool groups = !arguments.words().empty();
    if (check && (groups || all || arguments.has("watch") || arguments.has("summary") || arguments.has("time")))
        return "A --check names its groups itself and goes with --interval, --for and --json only.";
    if (!check && arguments.has("for"))
        return "Option --for belongs to --check.";
    if (!check && groups == all)
        return "Either groups are named or --all is given: weirctl lag GROUP…, weirctl lag --all.";
    return {};
}

/// One look. False when it was stopped.
bool look(Session& session, LagLooks& looks, LagPrinter& printer, bool watch)
{
    session.startAnew();
    const auto answer = looks.next();
    if (session.stopToken().stop_requested() && watch)
        return false;
    if (!answer) {
        session.complain(answer.error());
        return true;
    }
    printer.print(answer->look);
    session.complain(answer->failures);
    session.flush();
    return true;
}

int wrongUse(const std::string& why)
{
    Session::remark(why);
    return exitUsage;
}

} // namespace

int runLag(Session& session)
{
    const Arguments& arguments = session.arguments();
    const auto interval = arguments.decimal("interval", 0.1, 86'400);
    if (!interval)
        return wrongUse(interval.error().message);
    if (const auto seconds = arguments.decimal("for", 3, 86'400); !seconds)
        return wrongUse(seconds.error().message);
    if (const std::string why = wrongTogether(arguments); !why.empty())
        return wrongUse(why);
    const auto checks = readLagChecks(arguments);
    if (!checks) {
        const int status = wrongUse(checks.error().message);
        std::fprintf(stderr, "%s\n", checks.error().detail.c_str());
        return status;
    }
    if (!checks->empty())
        return runLagChecks(session, *checks);
    const auto cluster = session.connect(Session::DemoReady::Groups);
    if (!cluster)
        return session.failed(cluster.error());
    const bool watch = arguments.has("watch");
    const LagDetail detail{arguments.has("time"), watch};
    LagLooks looks(session, **cluster, arguments.words(), detail);
    LagPrinter printer(session, detail, arguments.has("all") || arguments.has("summary"), watch);
    const std::chrono::milliseconds pause(static_cast<std::int64_t>(interval->value_or(1) * 1'000));
    while (look(session, looks, printer, watch) && watch && session.pause(pause)) {
    }
    return session.finish();
}

} // namespace weir::cli
