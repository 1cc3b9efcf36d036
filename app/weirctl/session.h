// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/arguments.h"
#include "app/weirctl/stop_signals.h"

#include "core/base/partial.h"
#include "core/connections/audit_trail.h"
#include "core/connections/connection_choice.h"
#include "core/demo/demo_traffic.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace weir::cli {

inline constexpr int exitDone = 0;
inline constexpr int exitFailed = 1; ///< also when the answer is partial
inline constexpr int exitUsage = 2;
inline constexpr int exitUnknown = 3; ///< of checks: it cannot be told whether they hold

/// What a command works with: its arguments, the cluster, the output and the stop signals. Used by the main thread.
class Session
{
public:
    /// How far the demo cluster has to be before a command looks at it.
    enum class DemoReady {
        Nothing, ///< the command brings its own traffic
        Records, ///< topics and history are there
        Groups,  ///< and the groups have joined
    };

    Session(const Arguments& arguments, Profile profile, StopSignals& signals);
    ~Session();

    [[nodiscard]] const Arguments& arguments() const { return m_arguments; }
    /// A word after the command.
    [[nodiscard]] const std::string& word(std::size_t index) const { return m_arguments.words()[index]; }
    [[nodiscard]] const Profile& profile() const { return m_profile; }
    [[nodiscard]] bool json() const { return m_arguments.has("json"); }
    [[nodiscard]] std::stop_token stopToken() const { return m_signals.token(); }
    /// A call that may take as long as --timeout says, from now.
    [[nodiscard]] Call call() const;
    /// For work of many questions: as long as it takes, unless --timeout was given.
    [[nodiscard]] Call longCall() const;
    /// The option that names the cluster, to be written in front of a command, and its value: "--profile", "shop". Both
    /// are empty when the environment names it.
    [[nodiscard]] std::pair<std::string, std::string> connectionWords() const;
    /// Waits; false when a stop was asked for.
    [[nodiscard]] bool pause(std::chrono::milliseconds time) const;

    /// Opens the cluster at the first call. With --demo also starts its traffic and waits until it is ready.
    [[nodiscard]] Result<std::shared_ptr<Cluster>> connect(DemoReady ready = DemoReady::Records);

    /// Writes one line (or several) to standard output.
    void print(std::string_view text);
    void flush();
    /// Nobody reads the output any more, or it cannot be written.
    [[nodiscard]] bool outputBroken() const { return m_outputBroken; }
    /// "weirctl: sentence" on standard error; the exit status becomes 1.
    void complain(const Error& error);
    void complain(const std::vector<Failure>& failures);
    /// A remark on standard error that does not change the exit status.
    static void remark(std::string_view sentence);
    /// A remark, unless nobody reads the output any more; what was printed before comes out before it.
    void note(std::string_view sentence);
    [[nodiscard]] int failed(const Error& error);
    [[nodiscard]] int finish();
    /// Forgets earlier complaints: for commands that ask again and again, the last answer counts.
    void startAnew() { m_complained = false; }

    /// Notes a change in the activity before it is made; complete it with completeChange().
    [[nodiscard]] Result<std::int64_t> beginChange(std::string action, std::string target, std::string detail);
    /// The same on another connection than that of the command.
    [[nodiscard]] Result<std::int64_t> beginChange(const Profile& changed, std::string action, std::string target,
                                                   std::string detail);
    void completeChange(std::int64_t id, const std::string& outcome);
    template <typename T> void completeChange(std::int64_t id, const Result<T>& result, const std::string& done)
    {
        completeChange(id, result ? "done: " + done : "failed: " + result.error().message);
    }

private:
    [[nodiscard]] Result<void> startDemo(DemoReady ready);
    void noteDemo(const DemoTrafficStatus& status);

    const Arguments& m_arguments;
    Profile m_profile;
    StopSignals& m_signals;
    std::chrono::milliseconds m_timeout{15'000};
    bool m_complained = false;
    bool m_outputBroken = false;
    std::unique_ptr<AuditTrail> m_trail;
    std::shared_ptr<Cluster> m_cluster;
    std::mutex m_demoMutex;
    std::condition_variable_any m_demoChanged;
    DemoTrafficStatus m_demoStatus;
    std::unique_ptr<DemoTraffic> m_traffic; // last: it uses the members above
};

} // namespace weir::cli
