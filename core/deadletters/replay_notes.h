// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_report.h"
#include "core/deadletters/replay_headers.h"
#include "core/deadletters/replay_plan.h"

#include <map>
#include <string>
#include <vector>

namespace weir {

/// Private to the plan: counts what is worth saying about many records, with one example each.
class ReplayNotes
{
public:
    enum class Kind {
        Undecodable,
        SeveralSystems,
        ReplayedBefore,
        CountUnreadable,
        NoValue,
        RandomPartition,
        PartitionUnknown,
        PartitionMissing,
        OtherData,       ///< the source is sent
        Again,           ///< an earlier job has sent it, and it would be sent again
        EditFailed,
        DifferentRepeat, ///< an archive holds two records of the same place
        Repeat,
    };
    void add(Kind kind, const LetterPlace& place, std::string_view detail = {});
    void addReport(const FailureReport& report, const LetterPlace& place);
    void addHeaders(const ReplayHeaders& headers);

    [[nodiscard]] std::vector<std::string> sentences() const;
    /// Names in their order; at most 500, the rest under one name.
    [[nodiscard]] std::vector<HeaderSummary> headers() const;

private:
    struct Note {
        std::int64_t count = 0;
        std::string example;
        std::string detail;
    };
    std::map<Kind, Note> m_notes;
    /// By name and fate.
    std::map<std::string, std::map<HeaderFate, HeaderSummary>, std::less<>> m_headers;
};

} // namespace weir
