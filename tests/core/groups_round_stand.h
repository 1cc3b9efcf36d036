// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_round.h"
#include "tests/support/fake_cluster.h"

#include <QStringList>

namespace weir::test {

inline const Error denied{ErrorKind::NotAuthorized, "Group denied.", {}, 30, false};
inline const Error noTopic{ErrorKind::NotFound, "No such topic.", {}, 3, false};
inline const Error moment{ErrorKind::Broker, "Not now.", {}, 15, true};

/// Notes who was asked for what.
class WatchedCluster : public FakeCluster
{
public:
    std::vector<std::string> described; ///< since forget()
    std::map<OffsetPoint, std::vector<std::string>> asked;
    void forget()
    {
        described.clear();
        asked.clear();
    }
    Partial<std::vector<GroupDescription>> describeGroups(const std::vector<std::string>& ids, const Call& call) override
    {
        described.insert(described.end(), ids.begin(), ids.end());
        return FakeCluster::describeGroups(ids, call);
    }
    Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point, const Call& call) override
    {
        for (const TopicPartition& partition : partitions)
            asked[point].push_back(toString(partition));
        return FakeCluster::offsets(partitions, point, call);
    }
};

inline GroupMember member(const std::string& id, std::vector<TopicPartition> assigned)
{
    return {id, id, "/127.0.0.1", std::nullopt, std::move(assigned)};
}

/// A cluster with one group that reads one partition, and its reader of rounds.
struct Stand {
    WatchedCluster cluster;
    GroupRoundReader reader{cluster};
    FakeTopic* topic = nullptr;
    FakeGroup* group = nullptr;

    Stand()
    {
        topic = &cluster.addTopic("orders", 3);
        for (int i = 0; i < 30; ++i)
            cluster.append("orders", i % 3, "k", "v");
        group = &cluster.addGroup("billing");
        group->description.members = {member("m", {{"orders", 0}})};
        cluster.commit("billing", {"orders", 0}, 4);
    }
    RoundAnswer round(const RoundQuestion& question = {})
    {
        cluster.forget();
        auto answer = reader.read(question, Call{});
        return answer ? std::move(*answer) : RoundAnswer{{{}, {{"the round", answer.error()}}}, {}};
    }
    std::size_t asked(OffsetPoint point) { return cluster.asked[point].size(); }
};

inline QStringList subjects(const RoundAnswer& answer)
{
    QStringList list;
    for (const Failure& failure : answer.groups.failures)
        list << QString::fromStdString(failure.subject);
    return list;
}

} // namespace weir::test
