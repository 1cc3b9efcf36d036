// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_journal.h"

#include <span>
#include <vector>

namespace weir {

/// Records of a job that are ready to be sent: those of the items [begin, end) of the plan, in its order.
struct ReplaySlice {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::vector<OutgoingRecord> records;
    std::vector<std::int64_t> indexes; ///< of the items they are made of
    std::vector<ReplayResult> unsent;  ///< final outcomes of those that cannot be sent

    /// Takes the first `most` records, with the items before and between them, off this slice. All items when there are no
    /// more records than that.
    [[nodiscard]] ReplaySlice takeFirst(std::size_t most);
    [[nodiscard]] bool empty() const { return begin == end; }
};

/// Reads letters again and makes the records to be sent of them. One thread at a time.
class ReplaySliceReader
{
public:
    /// `journal` knows what other jobs have put back since the plan was made.
    ReplaySliceReader(std::shared_ptr<const ReplayPlan> plan, std::unique_ptr<LetterSource> source,
                      std::shared_ptr<const ReplayJournal> journal);

    /// The slice that begins at `begin`: up to about `mostRecords` records or 16 MB. `outcomes` tells which items still wait;
    /// only those from `begin` on are looked at. An error is one that may be over later: nothing was decided.
    [[nodiscard]] Result<ReplaySlice> read(std::int64_t begin, std::size_t mostRecords,
                                           std::span<const ReplayOutcome> outcomes, const Call& call);

private:
    [[nodiscard]] Result<void> add(ReplaySlice& slice, std::size_t index, Result<Record> letter, const Call& call);
    [[nodiscard]] Result<std::vector<ReplayResult>> putBackMeanwhile(std::size_t from, std::size_t to,
                                                                     std::span<const ReplayOutcome> outcomes) const;
    [[nodiscard]] std::size_t lettersAtOnce() const;

    const std::shared_ptr<const ReplayPlan> m_plan;
    const std::unique_ptr<LetterSource> m_source;
    const std::shared_ptr<const ReplayJournal> m_journal;
    std::size_t m_recordBytes = 1'000; ///< of an average record so far
};

} // namespace weir
