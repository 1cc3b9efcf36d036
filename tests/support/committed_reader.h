// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weir::test {

/// Reads partitions from their first record on, as a consumer with isolation.level=read_committed does: bare librdkafka on
/// a thread of its own, nothing of Weir's. Keeps everything. Goes on while brokers are away.
class CommittedReader
{
public:
    CommittedReader(const std::string& bootstrap, const std::vector<TopicPartition>& partitions);
    ~CommittedReader();
    CommittedReader(const CommittedReader&) = delete;
    CommittedReader& operator=(const CommittedReader&) = delete;

    /// Waits until it has come to these end offsets; false when it has not in time.
    [[nodiscard]] bool waitUntil(const OffsetMap& ends, std::chrono::milliseconds time) const;
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::map<TopicPartition, std::vector<Record>> records() const;
    /// What a consumer must never see: an offset that does not come after the one before it, a partition that cannot be read.
    [[nodiscard]] std::vector<std::string> complaints() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::test
