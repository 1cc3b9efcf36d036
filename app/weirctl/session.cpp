// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/session.h"

#include "core/base/bytes.h"
#include "core/connections/read_only_view.h"
#include "core/kafka/demo_cluster.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace weir::cli {

Session::Session(const Arguments& arguments, Profile profile, StopSignals& signals)
    : m_arguments(arguments), m_profile(std::move(profile)), m_signals(signals)
{
    if (const auto seconds = arguments.decimal("timeout", 0, 86'400); seconds && *seconds)
        m_timeout = std::chrono::milliseconds(static_cast<std::int64_t>(**seconds * 1'000));
}

Session::~Session() = default;

Call Session::call() const { return Call::within(m_timeout, m_signals.token()); }

Call Session::longCall() const
{
    return m_arguments.has("timeout") ? call() : Call{Deadline::never(), m_signals.token()};
}

std::pair<std::string, std::string> Session::connectionWords() const
{
    for (const char* name : {"bootstrap", "profile"})
        if (const auto value = m_arguments.value(name))
            return {"--" + std::string(name), *value};
    return {m_arguments.has("demo") ? "--demo" : "", ""};
}

bool Session::pause(std::chrono::milliseconds time) const
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, m_signals.token(), time, [] { return false; });
    return !m_signals.token().stop_requested();
}

Result<std::shared_ptr<Cluster>> Session::connect(DemoReady ready)
{
    if (m_cluster)
        return m_cluster;
    if (!m_profile.demo || ready == DemoReady::Nothing) {
        auto opened = openConnection(m_profile);
        if (!opened)
            return fail(opened.error());
        m_cluster = std::move(*opened);
        return m_cluster;
    }
    if (auto started = startDemo(ready); !started)
        return fail(started.error());
    return m_cluster;
}

Result<void> Session::startDemo(DemoReady ready)
{
    auto opened = openDemoCluster();
    if (!opened)
        return fail(opened.error());
    std::shared_ptr<Cluster> demo = std::move(*opened);
    auto traffic = DemoTraffic::start(demo, {}, [this](const DemoTrafficStatus& status) { noteDemo(status); });
    if (!traffic)
        return fail(traffic.error());
    m_traffic = std::move(*traffic);
    m_cluster = m_profile.readOnly ? std::shared_ptr<Cluster>(readOnlyView(demo)) : demo;
    const auto isReady = [&] {
        const auto joined = [](const DemoGroupStatus& group) { return group.joined; };
        return m_demoStatus.phase != DemoTrafficStatus::Phase::Preparing &&
               (ready == DemoReady::Records ||
                (m_demoStatus.groups.size() >= 3 && std::ranges::all_of(m_demoStatus.groups, joined)));
    };
    std::unique_lock lock(m_demoMutex);
    if (!m_demoChanged.wait_for(lock, m_signals.token(), m_timeout, isReady))
        return fail(m_signals.token().stop_requested() ? cancelledError("Starting the demo cluster")
                                                       : timedOutError("Starting the demo cluster"));
    return {};
}

void Session::noteDemo(const DemoTrafficStatus& status)
{
    const std::scoped_lock lock(m_demoMutex);
    m_demoStatus = status;
    m_demoChanged.notify_all();
}

void Session::print(std::string_view text)
{
    if (m_outputBroken)
        return;
    const bool newLine = !text.empty() && text.back() != '\n';
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (!written || (newLine && std::fputc('\n', stdout) == EOF))
        flush();
}

void Session::flush()
{
    if (m_outputBroken || (std::ferror(stdout) == 0 && std::fflush(stdout) == 0))
        return;
    m_outputBroken = true;
    const int code = errno;
    if (code != EPIPE) // whoever closed the pipe knows
        remark(std::string("Writing the output failed: ") + std::strerror(code) + ".");
    m_signals.stop();
}

void Session::remark(std::string_view sentence)
{
    const std::string line = "weirctl: " + escapeForDisplay(sentence, sentence.size()) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

void Session::note(std::string_view sentence)
{
    flush();
    if (!m_outputBroken)
        remark(sentence);
}

void Session::complain(const Error& error)
{
    m_complained = true;
    if (!m_outputBroken)
        remark(error.message);
}

void Session::complain(const std::vector<Failure>& failures)
{
    for (const Failure& failure : failures) {
        const bool named = failure.error.message.find(failure.subject) != std::string::npos;
        Error error = failure.error;
        if (!named)
            error.message = failure.subject + ": " + error.message;
        complain(error);
    }
}

int Session::failed(const Error& error)
{
    complain(error);
    return finish();
}

int Session::finish()
{
    flush();
    return m_complained || m_outputBroken ? exitFailed : exitDone;
}

Result<std::int64_t> Session::beginChange(std::string action, std::string target, std::string detail)
{
    return beginChange(m_profile, std::move(action), std::move(target), std::move(detail));
}

Result<std::int64_t> Session::beginChange(const Profile& changed, std::string action, std::string target, std::string detail)
{
    if (changed.readOnly)
        return fail(ErrorKind::NotAuthorized, "Nothing was changed: this connection was opened for reading only.");
    if (!m_trail) {
        auto opened = AuditTrail::open(AuditTrail::defaultPath());
        if (!opened)
            return fail(opened.error().kind, "Nothing was changed, because it could not be noted in the activity: " +
                                                 opened.error().message);
        m_trail = std::move(*opened);
    }
    return m_trail->begin({0, nowMs(), changed.name, std::move(action), std::move(target), std::move(detail), {}});
}

void Session::completeChange(std::int64_t id, const std::string& outcome)
{
    // The change itself is over; a status of "failed" would make scripts send it again.
    if (const auto noted = m_trail->complete(id, outcome); !noted)
        remark("The outcome could not be noted in the activity: " + noted.error().message);
}

} // namespace weir::cli
