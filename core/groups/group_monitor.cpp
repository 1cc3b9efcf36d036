// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_monitor.h"

#include "core/base/user_folders.h"
#include "core/groups/lag_probe.h"

#include <mutex>
#include <set>

namespace weir {
namespace {

constexpr std::chrono::seconds identifyWithin{5};

std::vector<std::string> topicsOf(const LagSample& sample)
{
    std::set<std::string> topics;
    if (sample.groups)
        for (const GroupLag& group : sample.groups->values)
            for (const PartitionLag& row : group.rows)
                topics.insert(row.partition.topic);
    return {topics.begin(), topics.end()};
}

} // namespace

struct GroupMonitor::Parts {
    Parts(std::shared_ptr<Cluster> theCluster, Options theOptions, Sink theSink)
        : cluster(std::move(theCluster)), options(std::move(theOptions)), sink(std::move(theSink)), analysis(options.rules)
    {
    }

    void take(const std::shared_ptr<const LagSample>& sample);
    void identify();
    void openStores(const std::string& clusterId, std::optional<Error> why);
    void loadRules();
    void keepAlerts(std::vector<AlertChange>& changes);

    const std::shared_ptr<Cluster> cluster;
    const Options options;
    const Sink sink;

    mutable std::mutex mutex; ///< guards what follows, down to the threads
    GroupAnalysis analysis;
    EventDetector detector;
    AlertEngine engine;
    std::set<std::string> closely;
    std::vector<GroupEvent> noted; ///< since the last round
    std::shared_ptr<GroupHistory> history;
    std::shared_ptr<AlertStore> alerts;
    std::optional<Error> notOpened; ///< why alerts are in memory although there is a folder
    std::optional<Error> notRead;   ///< why the rules are the defaults
    std::optional<Error> notKept;   ///< of the newest alert

    // Last, in this order: the sampler's sink asks the probe, whose sink uses the analysis.
    std::unique_ptr<LagProbe> probe;
    std::unique_ptr<LagSampler> sampler;
};

void GroupMonitor::Parts::identify()
{
    if (history)
        return;
    // Without a cluster id two clusters would share a file; then nothing is kept.
    std::string id;
    std::optional<Error> why;
    if (!options.folder.empty()) {
        const auto reply = cluster->ping(Call::within(identifyWithin));
        if (reply)
            id = reply->clusterId;
        if (id.empty())
            why = Error{ErrorKind::Unsupported, "The cluster's id is not known, so nothing is kept under it.",
                        reply ? std::string() : reply.error().message, 0, false};
    }
    openStores(id, std::move(why));
}

void GroupMonitor::Parts::openStores(const std::string& clusterId, std::optional<Error> why)
{
    const bool kept = !clusterId.empty();
    auto opened = std::make_shared<GroupHistory>(kept ? GroupHistory::pathIn(options.folder, clusterId) : std::filesystem::path(),
                                                 options.limits);
    std::shared_ptr<AlertStore> store;
    if (kept) {
        auto file = AlertStore::open(AlertStore::pathIn(options.folder, clusterId));
        if (file)
            store = std::move(*file);
        else
            why = std::move(file.error());
    }
    if (!store) {
        if (auto memory = AlertStore::inMemory())
            store = std::move(*memory);
        else
            why = std::move(memory.error());
    }
    const std::scoped_lock lock(mutex);
    history = std::move(opened);
    alerts = std::move(store);
    notOpened = std::move(why);
    if (alerts) {
        if (const auto open = alerts->open())
            engine.resume(*open);
    }
    loadRules();
}

void GroupMonitor::Parts::loadRules()
{
    if (!alerts)
        return engine.setRules(defaultAlertRules());
    auto rules = alerts->rules();
    notRead = rules ? std::nullopt : std::optional(rules.error());
    engine.setRules(rules ? std::move(*rules) : defaultAlertRules());
}

void GroupMonitor::Parts::keepAlerts(std::vector<AlertChange>& changes)
{
    if (!alerts)
        return;
    for (AlertChange& change : changes) {
        auto kept = alerts->keep(change);
        notKept = kept ? std::nullopt : std::optional(kept.error());
        if (kept)
            change.alert = std::move(*kept);
    }
}

void GroupMonitor::Parts::take(const std::shared_ptr<const LagSample>& sample)
{
    if (sample->groups)
        identify();
    auto round = std::make_shared<GroupRound>();
    round->sample = sample;
    std::vector<TimeQuestion> questions;
    {
        const std::scoped_lock lock(mutex);
        round->groups = analysis.add(*sample);
        round->events = detector.add(*sample, round->groups);
        round->events.insert(round->events.end(), noted.begin(), noted.end());
        noted.clear();
        round->alerts = engine.add(*sample, round->groups);
        keepAlerts(round->alerts);
        questions = analysis.times().questions(closely, options.timesPerRound);
    }
    if (history) {
        history->add(*sample, round->groups);
        for (const GroupEvent& event : round->events)
            history->add(event);
    }
    probe->ask(std::move(questions), topicsOf(*sample));
    sink(round);
}

GroupMonitor::GroupMonitor(std::shared_ptr<Cluster> cluster, Options options, Sink sink)
    : m_parts(std::make_unique<Parts>(std::move(cluster), std::move(options), std::move(sink)))
{
    Parts& parts = *m_parts;
    parts.closely = parts.options.wishes.closely;
    parts.probe = std::make_unique<LagProbe>(parts.cluster, [&parts](const LagProbeAnswer& answer) {
        const std::scoped_lock lock(parts.mutex);
        for (const TimeAnswer& time : answer.times)
            parts.analysis.times().add(time);
        for (const auto& [topic, retention] : answer.retentions)
            parts.analysis.setRetention(topic, retention);
    });
    parts.sampler = std::make_unique<LagSampler>(parts.cluster, parts.options.wishes,
                                                 [&parts](const std::shared_ptr<const LagSample>& sample) { parts.take(sample); });
}

GroupMonitor::~GroupMonitor() = default;

std::filesystem::path GroupMonitor::defaultFolder()
{
    return userStateFolder() / "lag";
}

void GroupMonitor::setWishes(SamplerWishes wishes)
{
    {
        const std::scoped_lock lock(m_parts->mutex);
        m_parts->closely = wishes.closely;
    }
    m_parts->sampler->setWishes(std::move(wishes));
}

void GroupMonitor::sampleNow()
{
    m_parts->sampler->sampleNow();
}

std::shared_ptr<GroupHistory> GroupMonitor::history() const
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->history;
}

std::shared_ptr<AlertStore> GroupMonitor::alerts() const
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->alerts;
}

std::optional<Error> GroupMonitor::alertsError() const
{
    const std::scoped_lock lock(m_parts->mutex);
    const Parts& parts = *m_parts;
    return parts.notOpened ? parts.notOpened : parts.notRead ? parts.notRead : parts.notKept;
}

void GroupMonitor::note(const GroupEvent& event)
{
    const std::scoped_lock lock(m_parts->mutex);
    m_parts->noted.push_back(event);
}

void GroupMonitor::alertsChanged()
{
    const std::scoped_lock lock(m_parts->mutex);
    m_parts->loadRules();
}

} // namespace weir
