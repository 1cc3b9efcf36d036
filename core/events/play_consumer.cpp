// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/play_consumer.h"

#include "core/events/play_member.h"

#include <algorithm>
#include <random>

namespace weir {
namespace {

using namespace std::chrono_literals;
using Members = std::vector<std::shared_ptr<PlayingMember>>;

constexpr std::string_view ownClients = "weir-play";

class RunningPlay final : public PlayConsumer
{
public:
    RunningPlay(std::shared_ptr<Cluster> cluster, PlayOptions options, std::function<void()> changed);
    ~RunningPlay() override;

    const PlayOptions& options() const override { return m_options; }
    PlayProgress progress() const override;
    void setRules(std::vector<PlayRule> rules) override { m_ledger->setRules(std::move(rules)); }
    void setMembers(int count) override;
    void stop() override;

private:
    void bringTo(std::size_t count);
    void flap(const std::stop_token& stop);

    const std::shared_ptr<Cluster> m_cluster;
    const PlayOptions m_options;
    const std::shared_ptr<PlayLedger> m_ledger;
    const std::uint64_t m_seed;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_bell;
    Members m_members;
    Members m_leaving; ///< asked to stop, perhaps still in the group
    int m_wanted = 0;
    bool m_stopped = false;
    std::jthread m_flapping; ///< last: it uses the others
};

RunningPlay::RunningPlay(std::shared_ptr<Cluster> cluster, PlayOptions options, std::function<void()> changed)
    : m_cluster(std::move(cluster)), m_options(std::move(options)),
      m_ledger(std::make_shared<PlayLedger>(m_options.rules, std::move(changed))),
      m_seed((std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}())
{
    setMembers(m_options.members);
    if (m_options.flapEvery > 0ms)
        m_flapping = std::jthread([this](const std::stop_token& stop) { flap(stop); });
}

RunningPlay::~RunningPlay()
{
    stop();
    if (m_flapping.joinable())
        m_flapping.join();
    // They all leave at the same time; what is waited for is the slowest.
    Members members;
    {
        const std::scoped_lock lock(m_mutex);
        members = std::move(m_members);
        members.insert(members.end(), m_leaving.begin(), m_leaving.end());
        m_leaving.clear();
    }
}

PlayProgress RunningPlay::progress() const
{
    PlayProgress progress = m_ledger->progress();
    const std::scoped_lock lock(m_mutex);
    for (const Members* members : {&m_members, &m_leaving})
        for (const auto& member : *members)
            if (!member->finished())
                progress.members.push_back(member->view());
    progress.running = !progress.members.empty();
    return progress;
}

/// With the lock.
void RunningPlay::bringTo(std::size_t count)
{
    Members gone;
    std::erase_if(m_leaving, [&](const auto& member) {
        if (member->finished())
            gone.push_back(member); // its thread is at its very end
        return member->finished();
    });
    while (m_members.size() > count) {
        m_members.back()->requestStop();
        m_leaving.push_back(std::move(m_members.back()));
        m_members.pop_back();
    }
    for (int number = 1; m_members.size() < count; ++number) {
        const auto sameNumber = [&](const auto& member) { return member->number() == number; };
        if (std::ranges::any_of(m_members, sameNumber) || std::ranges::any_of(m_leaving, sameNumber))
            continue;
        m_members.push_back(std::make_shared<PlayingMember>(m_cluster, m_options, number, m_seed, m_ledger,
                                                            [this](const Error& error) {
                                                                m_ledger->noteEnd(error);
                                                                stop();
                                                            }));
    }
}

void RunningPlay::setMembers(int count)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopped)
            return;
        m_wanted = std::clamp(count, 1, 8);
        bringTo(static_cast<std::size_t>(m_wanted));
    }
    m_ledger->tell();
}

void RunningPlay::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopped = true;
        for (const auto& member : m_members)
            member->requestStop();
    }
    m_bell.notify_all();
    m_ledger->tell();
}

void RunningPlay::flap(const std::stop_token& stop)
{
    for (bool more = true; !stop.stop_requested(); more = !more) {
        {
            std::unique_lock lock(m_mutex);
            m_bell.wait_for(lock, stop, m_options.flapEvery, [&] { return m_stopped; });
            if (stop.stop_requested() || m_stopped)
                return;
            bringTo(static_cast<std::size_t>(more ? std::min(m_wanted + 1, 8) : m_wanted));
        }
        m_ledger->tell();
    }
}

/// Members of the group that are not Weir's.
Result<std::vector<std::string>> othersOf(Cluster& cluster, const std::string& group, const Call& call)
{
    const auto answer = cluster.admin().describeGroups({group}, call);
    if (!answer.complete()) {
        if (answer.failures.front().error.kind == ErrorKind::NotFound)
            return std::vector<std::string>();
        Error error = answer.failures.front().error;
        error.message = "Whether others are members of group " + group + " could not be seen: " + error.message;
        return fail(std::move(error));
    }
    std::vector<std::string> others;
    for (const GroupDescription& description : answer.values) {
        for (const GroupMember& member : description.members)
            if (!member.clientId.starts_with(ownClients))
                others.push_back(member.clientId);
        if (!description.membersVisible && description.state != "Empty" && description.state != "Dead")
            others.emplace_back("members that cannot be seen");
    }
    return others;
}

Result<void> checkOthers(Cluster& cluster, const std::string& group, const Call& call)
{
    const auto others = othersOf(cluster, group, call);
    if (!others)
        return fail(others.error());
    if (others->empty())
        return {};
    const std::string who = others->size() == 1 ? "a member that is" : std::to_string(others->size()) + " members that are";
    return fail(ErrorKind::AlreadyExists,
                "The group " + group + " has " + who + " not Weir's (" + others->front() + (others->size() > 1 ? ", ..." : "") +
                    "): a play consumer would take partitions away from a real service.");
}

} // namespace

Result<std::unique_ptr<PlayConsumer>> PlayConsumer::start(std::shared_ptr<Cluster> cluster, PlayOptions options,
                                                          bool joinOthers, std::function<void()> changed, const Call& call)
{
    if (auto good = checkPlay(options); !good)
        return fail(std::move(good.error()));
    if (cluster->readOnly())
        return fail(ErrorKind::NotAuthorized,
                    "Group " + options.groupId + " was not joined: this connection is for reading only.");
    for (const std::string& topic : options.topics)
        if (const auto known = cluster->admin().topic(topic, call); !known)
            return fail(known.error());
    if (!joinOthers)
        if (auto alone = checkOthers(*cluster, options.groupId, call); !alone)
            return fail(std::move(alone.error()));
    return std::make_unique<RunningPlay>(std::move(cluster), std::move(options), std::move(changed));
}

} // namespace weir
