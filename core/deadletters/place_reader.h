// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Reads single records at many places in few reads: places of a partition that lie close together are one range, and the
/// partitions are read at once. Records of transactions that are open or were aborted are not there. One thread at a time.
class PlaceReader
{
public:
    struct Place {
        std::uint32_t topic = 0; ///< index into Wanted::topics
        std::int32_t partition = 0;
        std::int64_t offset = 0;
        auto operator<=>(const Place&) const = default;
    };
    struct Wanted {
        const std::vector<std::string>& topics;
        std::size_t count = 0;
        std::function<Place(std::size_t)> at; ///< in rising order, without repeats
        std::function<void(std::size_t, const RecordView&)> found;
        /// NotFound: not there any more; anything else: it could not be read, or not yet (open transaction).
        std::function<void(std::size_t, const Error&)> missing;
    };

    PlaceReader(Cluster& cluster, std::unique_ptr<Reader> reader) : m_cluster(cluster), m_reader(std::move(reader)) {}

    /// Every place is answered by one of the two callbacks, on the calling thread. An error when the call is over before.
    [[nodiscard]] Result<void> read(const Wanted& wanted, const Call& call);

private:
    /// The places of one partition that are not answered yet: [next, last).
    struct Run {
        TopicPartition partition;
        std::size_t next = 0;
        std::size_t last = 0;
        std::size_t rangeLast = 0; ///< of the range that is being read
    };
    [[nodiscard]] std::vector<Run> runsOf(const Wanted& wanted) const;
    /// The log of a partition, as far as it was asked for. Later ones have more at the end, or begin later.
    struct Bounds {
        std::int64_t start = 0;
        std::int64_t end = 0;
        std::int64_t stable = 0; ///< end for read_committed
    };
    struct Asked {
        std::optional<Bounds> bounds;
        std::optional<Error> error;
    };
    void checkBounds(const Wanted& wanted, std::vector<Run>& runs, const Call& call);
    [[nodiscard]] std::map<TopicPartition, Asked> ask(const std::vector<TopicPartition>& partitions, const Call& call);
    void applyBounds(const Wanted& wanted, Run& run, const Asked& asked);
    [[nodiscard]] Result<void> readRound(const Wanted& wanted, std::vector<Run>& runs, const Call& call);
    void take(const Wanted& wanted, Run& run, const RecordView& record) const;
    void handle(const Wanted& wanted, Run& run, const Error& error, const Call& call);
    void skipDamage(const Wanted& wanted, Run& run, const Error& error, const Call& call);
    void lookAgain(const Wanted& wanted, Run& run, const Error& error, const Call& call);
    static void answer(const Wanted& wanted, Run& run, std::size_t until, const Error& error);

    Cluster& m_cluster;
    const std::unique_ptr<Reader> m_reader;
    std::map<TopicPartition, Bounds> m_bounds;
};

/// The error for a record that is not there.
[[nodiscard]] Error goneError(const TopicPartition& partition, std::int64_t offset);

} // namespace weir
