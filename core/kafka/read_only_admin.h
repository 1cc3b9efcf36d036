// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"

namespace weir {

/// "what was refused: this connection was opened for reading only.", NotAuthorized.
[[nodiscard]] Error readOnlyRefusal(const std::string& what);

/// The questions of another admin without its changes, which are refused before they reach it. The one place that
/// knows which calls change something: real connections opened read-only and readOnlyView() both use it. Any thread.
class ReadOnlyAdmin final : public Admin
{
public:
    /// `admin` must outlive this object.
    explicit ReadOnlyAdmin(Admin& admin) : m_admin(admin) {}

    Result<Partial<ClusterMetadata>> metadata(const Call& call) override;
    Result<TopicMetadata> topic(const std::string& name, const Call& call) override;
    Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                               const Call& call) override;
    Partial<OffsetMap> offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                     const Call& call) override;
    Partial<std::map<std::string, std::vector<ConfigEntry>>> topicConfigs(const std::vector<std::string>& topics,
                                                                          const Call& call) override;
    Result<Partial<std::vector<GroupListing>>> groups(const Call& call) override;
    Partial<std::vector<GroupDescription>> describeGroups(const std::vector<std::string>& ids,
                                                          const Call& call) override;
    Partial<std::map<std::string, OffsetMap>> committedOffsets(const std::vector<std::string>& groups,
                                                               const Call& call) override;
    Partial<OffsetMap> alterCommittedOffsets(const std::string& group, const OffsetMap& offsets,
                                             const Call& call) override;
    Partial<std::vector<TopicPartition>> deleteCommittedOffsets(const std::string& group,
                                                                const std::vector<TopicPartition>& partitions,
                                                                const Call& call) override;
    Partial<std::vector<std::string>> deleteGroups(const std::vector<std::string>& groups, const Call& call) override;
    Result<void> createTopic(const NewTopic& topic, const Call&) override;
    Result<void> deleteTopic(const std::string& name, const Call&) override;
    Partial<OffsetMap> deleteRecordsBefore(const OffsetMap& offsets, const Call&) override;

private:
    Admin& m_admin;
};

} // namespace weir
