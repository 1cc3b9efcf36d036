// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/lag_words.h"
#include "app/weirctl/session.h"

#include <optional>
#include <vector>

namespace weir::cli {

/// One look at groups and what was derived from it; `statuses` has the order of `groups` or is empty.
struct LagLook {
    TimestampMs time = 0;
    std::vector<GroupLag> groups;
    std::vector<GroupStatus> statuses;
};

/// Prints looks as tables of at most about 120 characters (but for notes), or as JSON lines: one for each partition, or
/// one for each group. Used by the main thread.
class LagPrinter
{
public:
    /// `timed`: each look says when it was.
    LagPrinter(Session& session, LagDetail detail, bool summary, bool timed)
        : m_session(session), m_detail(detail), m_summary(summary), m_timed(timed)
    {
    }
    void print(const LagLook& look);

private:
    void printPartitions(const GroupLag& group, const GroupStatus* status);
    void printSummary(const LagLook& look);
    [[nodiscard]] JsonLine beginLine(TimestampMs time) const;
    [[nodiscard]] std::string json(const GroupLag& group, const GroupStatus* status, TimestampMs time) const;
    [[nodiscard]] std::string json(const GroupLag& group, const PartitionLag& row, const LagStatus* status,
                                   TimestampMs time) const;

    Session& m_session;
    LagDetail m_detail;
    bool m_summary;
    bool m_timed;
};

} // namespace weir::cli
