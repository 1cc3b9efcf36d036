// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_report.h"
#include "core/deadletters/letter_place.h"
#include "core/kafka/cluster.h"

#include <map>
#include <vector>

namespace weir::ui {

/// What a line of the letters' table shows besides place and time; taken from the record and its headers.
struct LetterDetails {
    static constexpr std::size_t mostKey = 200; ///< bytes kept of a key

    bool gone = false;                 ///< the record is not there any more
    std::optional<weir::Error> error;  ///< it could not be read
    OptionalBytes key;
    std::optional<std::string> originTopic;
    std::optional<std::int32_t> originPartition;
    std::optional<std::int64_t> originOffset;
    std::optional<std::int64_t> attempts;
};

/// Reads these letters; one answer for each. Those that stand close together are read in one go. Blocks; any thread.
[[nodiscard]] std::map<LetterPlace, LetterDetails> readLetterDetails(Cluster& cluster, std::vector<LetterPlace> places,
                                                                     const std::vector<CustomConvention>& own, const Call& call);

} // namespace weir::ui
