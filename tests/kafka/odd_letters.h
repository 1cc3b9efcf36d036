// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/letter_place.h"
#include "core/kafka/cluster.h"

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace weir::test {

/// A dead letter as a foreign program wrote it, and what must become of it.
struct OddLetter {
    OutgoingRecord written;
    LetterPlace place;                          ///< where it stands
    std::string target;
    std::optional<std::int32_t> targetPartition; ///< nullopt: its key decides
    Headers kept;                               ///< its own headers, without those of the failure and of earlier replays
    int replays = 0;                            ///< how often it was put back before, as it says itself
};

/// Dead letters in four topics of several partitions – Spring's, Kafka Connect's, plain ones, and ones without any failure
/// header – whose origins are three topics. Keys, values and headers are as odd as Kafka allows: NULL and empty, binary,
/// repeated names, nameless headers, 100 KB. Of the same seed the same letters.
struct OddLetters {
    std::vector<std::string> topics;
    std::map<std::string, std::int32_t> targets; ///< with their number of partitions
    std::map<LetterPlace, OddLetter> letters;

    [[nodiscard]] std::vector<TopicPartition> targetPartitions() const;
};

/// Creates the topics and writes the letters; ends the program when that is not possible. `name` begins the topics' names.
[[nodiscard]] OddLetters writeOddLetters(Cluster& cluster, const std::string& name, int count, std::uint64_t seed);

/// What is wrong with what read_committed readers see of the targets, at most 20 sentences: every letter exactly once, in its
/// topic and partition, key, value and kept headers byte for byte, Weir's headers there once and right, letters of one partition
/// in their order, and nothing else. With `copies`, letters that are there more than once are counted there (beyond the first)
/// and not complained of; the order is that of the first ones.
[[nodiscard]] std::vector<std::string> judgeTargets(const OddLetters& letters, const std::string& job,
                                                    const std::map<TopicPartition, std::vector<Record>>& seen,
                                                    std::int64_t* copies = nullptr);

} // namespace weir::test
