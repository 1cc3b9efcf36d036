// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"
#include "tests/support/foreign_client.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace weir::test {

/// Consumer groups with every oddity a broker can hold, made on a real one: what is behind a name is in seed().
class OddGroups
{
public:
    OddGroups(Cluster& cluster, std::string bootstrap);
    ~OddGroups();

    /// Makes all of it; what could not be made is in `faults`.
    void seed();

    /// One more, with which Kafka 4.3's own tool fails for all groups: a member whose topic is no longer there.
    void deleteTopicUnderMember();

    /// By what is odd about them: "below log start" → the group's name.
    std::map<std::string, std::string> group;
    std::map<std::string, std::string> topic;
    std::vector<std::string> faults;

    [[nodiscard]] std::set<std::string> names() const;

private:
    void makeTopics();
    void makeTransactions();
    void commitWithoutMembers();
    void nameOddly();
    void joinMembers();
    void joinNewProtocol();
    void deleteThings();
    void settle();
    void deleteTopic(const std::string& what);

    std::string& makeTopic(const std::string& what, std::int32_t partitions,
                           std::map<std::string, std::string> configs = {});
    void fill(const std::string& what, std::int32_t partition, int records);
    const std::string& nameGroup(const std::string& what, const std::string& suffix);
    void commit(const std::string& what, const OffsetMap& offsets);
    ForeignMember& join(const std::string& what, const std::vector<std::string>& topics, std::size_t partitions,
                        std::map<std::string, std::string> properties = {});
    void check(bool good, const std::string& fault);

    Cluster& m_cluster;
    const std::string m_bootstrap;
    const std::string m_unique;
    std::vector<std::unique_ptr<ForeignMember>> m_members;
    std::vector<std::unique_ptr<ForeignTransaction>> m_open;
};

} // namespace weir::test
