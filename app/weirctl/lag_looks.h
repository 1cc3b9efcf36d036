// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/lag_printer.h"

#include "core/groups/group_analysis.h"

#include <memory>
#include <set>

namespace weir::cli {

/// Looks at groups, once or again and again. Used by the main thread.
class LagLooks
{
public:
    /// `ids` empty: all groups. With detail.rates looks build on each other; with detail.times records are read.
    LagLooks(Session& session, Cluster& cluster, std::vector<std::string> ids, LagDetail detail);

    struct Answer {
        LagLook look;
        std::vector<Failure> failures;
    };
    [[nodiscard]] Result<Answer> next();

private:
    void readRetentions(const std::vector<GroupLag>& groups);
    void readRecords(const Call& call);

    Session& m_session;
    Cluster& m_cluster;
    std::vector<std::string> m_ids;
    LagDetail m_detail;
    GroupAnalysis m_analysis;
    std::unique_ptr<Reader> m_reader;
    std::set<std::string> m_topics; ///< whose retention was asked
    std::optional<TimestampMs> m_last;
};

} // namespace weir::cli
