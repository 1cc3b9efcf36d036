// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_history.h"

#include <QString>
#include <QStringList>

namespace weir::test {

inline PartitionLag lagRow(std::int32_t partition, std::optional<std::int64_t> lag,
                           std::optional<ErrorKind> error = std::nullopt, const std::string& topic = "t")
{
    PartitionLag row;
    row.partition = {topic, partition};
    row.lag = lag;
    if (error)
        row.error = Error{*error, "why", {}, 0, false};
    return row;
}

inline GroupLag lagGroup(const std::string& id, std::vector<PartitionLag> rows)
{
    GroupLag group;
    group.group = id;
    group.state = "Stable";
    group.rows = std::move(rows);
    group.lag = totalLag(group.rows);
    return group;
}

inline LagSample lagSample(TimestampMs time, std::vector<GroupLag> groups,
                           std::chrono::milliseconds interval = std::chrono::seconds(1))
{
    LagSample sample{time, std::chrono::milliseconds(20), Partial<std::vector<GroupLag>>{std::move(groups), {}}};
    sample.interval = interval;
    return sample;
}

inline LagSample failedSample(TimestampMs time)
{
    LagSample sample{time, std::chrono::milliseconds(20), fail(ErrorKind::Unreachable, "No broker answers.")};
    sample.interval = std::chrono::seconds(1);
    return sample;
}

/// A status whose partitions are so many milliseconds behind; nullopt: unknown.
inline GroupStatus lagStatus(const std::string& group, const std::vector<std::optional<std::int64_t>>& behind)
{
    GroupStatus status;
    status.group = group;
    for (const auto& each : behind) {
        LagStatus partition;
        if (each) {
            partition.time.kind = *each == 0 ? TimeLag::Kind::CaughtUp : TimeLag::Kind::Exact;
            partition.time.behind = std::chrono::milliseconds(*each);
            if (status.total.time.kind == TimeLag::Kind::Unknown || status.total.time.behind < partition.time.behind)
                status.total.time = partition.time;
        }
        status.partitions.push_back(partition);
    }
    return status;
}

/// "1000:5 2000:- 3000:7", times in ms, "-" for a gap; "3:5/1/9" with least and most where they differ.
inline QString pointsText(const std::vector<HistoryPoint>& points)
{
    QStringList parts;
    for (const HistoryPoint& point : points) {
        QString part = QString::number(point.time) + ":" + (point.last ? QString::number(*point.last) : QString("-"));
        if (point.last && (point.least != *point.last || point.most != *point.last))
            part += QString("/%1/%2").arg(point.least).arg(point.most);
        parts << part;
    }
    return parts.join(' ');
}

} // namespace weir::test
