// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/text_table.h"

#include "core/demo/demo_traffic.h"

#include <mutex>
#include <set>

namespace weir::cli {
namespace {

constexpr std::chrono::milliseconds reportInterval{5'000};
constexpr std::chrono::milliseconds tick{100};

/// The newest status, handed from the traffic's thread to the main one.
class StatusBoard
{
public:
    void put(const DemoTrafficStatus& status)
    {
        const std::scoped_lock lock(m_mutex);
        m_status = status;
    }
    [[nodiscard]] DemoTrafficStatus get() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_status;
    }

private:
    mutable std::mutex m_mutex;
    DemoTrafficStatus m_status;
};

std::string jsonOf(const DemoGroupStatus& group)
{
    const auto stuck = group.stuckOn ? std::optional(toString(*group.stuckOn)) : std::nullopt;
    return JsonLine()
        .text("group", group.id)
        .flag("joined", group.joined)
        .number("handled", static_cast<std::int64_t>(group.handled))
        .number("dead_letters", static_cast<std::int64_t>(group.deadLetters))
        .text("stuck_on", stuck)
        .number("stuck_offset", group.stuckOffset)
        .str();
}

std::string jsonOf(const DemoTrafficStatus& status)
{
    return JsonLine()
        .number("time", nowMs())
        .number("sent", static_cast<std::int64_t>(status.sent))
        .number("unconfirmed", static_cast<std::int64_t>(status.unconfirmed))
        .number("dead_letters", static_cast<std::int64_t>(status.deadLetters))
        .raw("groups", jsonArray(status.groups, [](const DemoGroupStatus& group) { return jsonOf(group); }))
        .str();
}

std::string textOf(const DemoTrafficStatus& status)
{
    std::string text = formatUtc(nowMs()) + "  " + std::to_string(status.sent) + " events confirmed, " +
                       std::to_string(status.deadLetters) + " dead letters";
    if (status.unconfirmed > 0)
        text += ", " + std::to_string(status.unconfirmed) + " not confirmed";
    for (const DemoGroupStatus& group : status.groups) {
        text += "; " + group.id + ": " + (group.joined ? std::to_string(group.handled) + " handled" : "joining");
        if (group.stuckOn && group.stuckOffset)
            text += ", stuck on " + toString(*group.stuckOn) + " offset " + std::to_string(*group.stuckOffset);
    }
    return text;
}

/// Every trouble once, when it is new.
void reportTroubles(const DemoTrafficStatus& status, std::set<std::string>& known)
{
    std::set<std::string> now;
    for (const Failure& failure : status.troubles) {
        now.insert(failure.subject + failure.error.message);
        if (!known.contains(failure.subject + failure.error.message))
            Session::remark(failure.subject + ": " + failure.error.message);
    }
    known = std::move(now);
}

/// Until the end, a stop, or an output nobody reads. Returns what was wrong before the traffic was stopped: what the
/// stop itself cut short is no trouble.
std::vector<Failure> follow(Session& session, DemoTraffic& traffic, const StatusBoard& board)
{
    std::set<std::string> troubles;
    const auto print = [&] {
        const DemoTrafficStatus status = board.get();
        session.print(session.json() ? jsonOf(status) : textOf(status));
        if (!session.stopToken().stop_requested())
            reportTroubles(status, troubles);
        session.flush();
    };
    Deadline next = Deadline::after(reportInterval);
    while (!session.stopToken().stop_requested() && !traffic.waitFor(tick)) {
        if (!next.expired())
            continue;
        print();
        next = Deadline::after(reportInterval);
    }
    std::vector<Failure> wrong = board.get().troubles;
    traffic.stop();
    print();
    return wrong;
}

} // namespace

int runDemoTraffic(Session& session)
{
    const auto minutes = session.arguments().decimal("minutes", 0.01, 100'000);
    const auto rate = session.arguments().decimal("rate", 0.1, 2'000);
    if (!minutes || !rate) {
        Session::remark(!minutes ? minutes.error().message : rate.error().message);
        return exitUsage;
    }
    DemoTrafficOptions options;
    if (*rate)
        options.recordsPerSecond = **rate;
    if (*minutes)
        options.duration = std::chrono::milliseconds(static_cast<std::int64_t>(**minutes * 60'000));
    const auto cluster = session.connect(Session::DemoReady::Nothing);
    if (!cluster)
        return session.failed(cluster.error());
    const auto reached = (*cluster)->ping(session.call());
    if (!reached)
        return session.failed(reached.error());
    const auto change = session.beginChange("demo traffic", "the topics of the demo",
                                            shownNumber(static_cast<std::int64_t>(options.recordsPerSecond)) +
                                                " events per second");
    if (!change)
        return session.failed(change.error());
    StatusBoard board;
    auto traffic = DemoTraffic::start(*cluster, options, [&board](const auto& status) { board.put(status); });
    std::vector<Failure> wrong;
    if (traffic)
        wrong = follow(session, **traffic, board);
    session.completeChange(*change, traffic, std::to_string(board.get().sent) + " events");
    if (!traffic)
        return session.failed(traffic.error());
    session.complain(wrong);
    return session.finish();
}

} // namespace weir::cli
