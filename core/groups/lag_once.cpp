// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_once.h"

#include <algorithm>

namespace weir {

std::vector<GroupStatus> readTimeLags(Cluster& cluster, const std::vector<GroupLag>& groups, const Call& call)
{
    TimeLagBook book;
    const TimestampMs now = nowMs();
    LagSample sample;
    sample.time = now;
    sample.groups = Partial<std::vector<GroupLag>>{groups, {}};
    book.add(sample);

    constexpr std::size_t mostAtOnce = 1000;
    // Two records a partition, and a few more where markers are found on the way.
    std::size_t left = mostAtOnce;
    for (const GroupLag& group : groups)
        left += 4 * group.rows.size();
    std::unique_ptr<Reader> reader;
    std::optional<Error> noReader;
    const auto ask = [&] {
        auto questions = book.questions({}, std::min(mostAtOnce, left));
        left -= questions.size();
        return questions;
    };
    for (auto questions = ask(); !questions.empty(); questions = ask()) {
        if (!reader && !noReader) {
            auto made = cluster.newPageReader(Isolation::ReadUncommitted);
            if (made)
                reader = std::move(*made);
            else
                noReader = made.error();
        }
        // A failed question is not asked again, so this comes to an end also when nothing can be read.
        if (reader)
            for (const TimeAnswer& answer : readTimes(*reader, questions, call))
                book.add(answer);
        else
            for (const TimeQuestion& question : questions)
                book.add(TimeAnswer{question, std::nullopt, std::nullopt, noReader});
    }

    std::vector<GroupStatus> statuses;
    for (const GroupLag& group : groups) {
        GroupStatus& status = statuses.emplace_back();
        status.group = group.group;
        bool any = false;
        std::optional<TimeLag> unknown;
        for (const PartitionLag& row : group.rows) {
            const TimeLag time = book.lagOf(row, now);
            status.partitions.emplace_back().time = time;
            if (row.lag && *row.lag > 0 && time.kind == TimeLag::Kind::Unknown) {
                ++status.unknownTimes;
                unknown = time;
            }
            if (row.lag && (!any || worse(time, status.total.time)))
                status.total.time = time;
            any = any || row.lag.has_value();
        }
        // With partitions of which nothing is known it cannot be said that the group has caught up.
        if (unknown && status.total.time.kind == TimeLag::Kind::CaughtUp)
            status.total.time = *unknown;
    }
    return statuses;
}

} // namespace weir
