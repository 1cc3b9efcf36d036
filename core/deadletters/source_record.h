// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_report.h"
#include "core/kafka/cluster.h"
#include "core/records/record_diff.h"

#include <optional>
#include <string>

namespace weir {

/// The record a dead letter was made of, as it stands in its origin now.
struct SourceRecord {
    enum class State {
        Identical, ///< key and value byte for byte
        Differs,   ///< see `diff`; where the dead letter is an envelope around it, or another topic took the name
        Gone,      ///< retention, compaction, or the topic was deleted
        Unknown,   ///< the headers do not say where it is
        Failed,    ///< it could not be read: `error`
    };
    State state = State::Unknown;
    std::optional<Record> record;  ///< Identical, Differs
    std::optional<RecordDiff> diff; ///< Differs: source on the left
    /// The dead letter carries no data of its own (share groups without errors.deadletterqueue.copy.record.enable): the
    /// source is what will be replayed.
    bool onlyHere = false;
    std::optional<Error> error;
    std::string sentence;          ///< one sentence for people
};

/// Fetches the source by the letter's headers. Blocks; any thread.
[[nodiscard]] SourceRecord findSource(Cluster& cluster, const Record& letter, const FailureReport& failure,
                                      const Call& call);
/// True for a dead letter of a share group whose key and value the broker left out (KIP-1191). Pure.
[[nodiscard]] bool lacksData(const Record& letter, const FailureReport& failure);

} // namespace weir
