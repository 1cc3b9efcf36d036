// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"
#include "core/kafka/producer.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Clients as other people's programs have them: librdkafka with whatever properties they set, nothing of Weir's own.
namespace weir::test {

struct ForeignRecord {
    TopicPartition partition;
    std::int64_t offset = 0;
};

/// A member of a group. Heartbeats go on by themselves; commits nothing unless told to or "enable.auto.commit" is given.
/// One thread at a time. Ends the program when a property is bad: that is a fault of the test.
class ForeignMember
{
public:
    /// `properties` win over "earliest", no automatic commit and a session of 6 s. A topic "^…" is a pattern.
    ForeignMember(const std::string& bootstrap, const std::string& group, const std::vector<std::string>& topics,
                  const std::map<std::string, std::string>& properties = {});
    /// Leaves the group, unless it has vanished.
    ~ForeignMember();
    ForeignMember(const ForeignMember&) = delete;
    ForeignMember& operator=(const ForeignMember&) = delete;

    /// The next record, nullopt when none came in time.
    [[nodiscard]] std::optional<ForeignRecord> poll(std::chrono::milliseconds time);
    /// Waits for the confirmation; the client's words when it failed, else empty. The broker takes any partition.
    [[nodiscard]] std::string commit(const OffsetMap& next);
    void seek(const TopicPartition& partition, std::int64_t offset);
    [[nodiscard]] std::vector<TopicPartition> assignment() const;
    /// Polls, and throws away what comes, until so many partitions are assigned.
    [[nodiscard]] bool waitForAssignment(std::size_t partitions, std::chrono::milliseconds time);
    /// Goes without a word, as a program that was killed: the group learns it when the session ends.
    void vanish();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Commits as a consumer that assigned itself its partitions; the group must have no members. Empty, or what failed.
[[nodiscard]] std::string commitAsForeigner(const std::string& bootstrap, const std::string& group,
                                            const OffsetMap& offsets);

/// A transaction that stays open until it is told how to end; aborted with the object.
class ForeignTransaction
{
public:
    /// Sends the records and returns when they are written; ends the program when that is not possible.
    ForeignTransaction(const std::string& bootstrap, const std::string& transactionalId,
                       const std::vector<OutgoingRecord>& records);
    ~ForeignTransaction();
    ForeignTransaction(const ForeignTransaction&) = delete;
    ForeignTransaction& operator=(const ForeignTransaction&) = delete;

    [[nodiscard]] bool commit();
    [[nodiscard]] bool abort();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::test
