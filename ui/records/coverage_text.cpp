// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/coverage_text.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>
#include <map>

namespace weir::ui {
namespace {

QString tr(const char* text, int count = -1)
{
    return QCoreApplication::translate("Coverage", text, nullptr, count);
}

struct Seen {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t records = 0;
};

std::map<std::int32_t, Seen> seenByPartition(const std::vector<weir::Record>& records)
{
    std::map<std::int32_t, Seen> seen;
    for (const auto& record : records) {
        const auto [at, fresh] = seen.try_emplace(record.partition, Seen{record.offset, record.offset, 1});
        if (fresh)
            continue;
        at->second.first = std::min(at->second.first, record.offset);
        at->second.last = std::max(at->second.last, record.offset);
        ++at->second.records;
    }
    return seen;
}

QString offsetsText(const Seen& seen)
{
    return seen.first == seen.last
               ? tr("offset %1").arg(countText(seen.first))
               : tr("offsets %1–%2").arg(countText(seen.first), countText(seen.last));
}

QString whereText(const weir::BrowseResult& result, const std::map<std::int32_t, Seen>& seen)
{
    std::vector<std::int32_t> partitions;
    for (const auto& [partition, span] : result.spans)
        partitions.push_back(partition.partition);
    if (partitions.size() == 1 && seen.size() == 1)
        return tr("%1 of partition %2").arg(offsetsText(seen.begin()->second)).arg(partitions.front());
    if (partitions.size() == 1)
        return tr("partition %1").arg(partitions.front());
    return partitions.empty() ? QString() : tr("partitions %1").arg(partitionRuns(std::move(partitions)));
}

QString detailLines(const weir::BrowseResult& result, const std::map<std::int32_t, Seen>& seen)
{
    constexpr std::size_t mostLines = 32;
    QStringList lines;
    for (const auto& [partition, span] : result.spans) {
        if (static_cast<std::size_t>(lines.size()) == mostLines) {
            lines << tr("… and %1 more").arg(result.spans.size() - mostLines);
            break;
        }
        const QString log = tr("log %1 to %2").arg(countText(span.logStart), countText(span.end));
        const auto found = seen.find(partition.partition);
        const QString shown = found == seen.end()
                                  ? tr("nothing shown")
                                  : tr("%1 shown, %2").arg(countText(found->second.records), offsetsText(found->second));
        lines << tr("Partition %1: %2 (%3)").arg(QString::number(partition.partition), shown, log);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

QString Coverage::sentence() const
{
    QStringList parts{shown};
    for (const QString& part : {where, reason}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(QStringLiteral(" · "));
}

Coverage describeCoverage(const weir::BrowseRequest& request, const weir::BrowseResult& result, std::size_t failed)
{
    const auto seen = seenByPartition(result.records);
    const auto shown = static_cast<qint64>(result.records.size());
    Coverage coverage;
    coverage.where = whereText(result, seen);
    coverage.details = detailLines(result, seen);
    // Offsets have gaps, so before everything was read their number is only an upper bound of the records.
    const bool all = result.offsetsScanned >= result.offsetsInRange && !result.interrupted && !result.limitReached;
    // A read from an offset that ended by itself reached the end of the log; what lies before it was not asked for.
    const bool endReached = request.from.kind == BrowseFrom::Kind::Offset && !result.limitReached && !result.interrupted;
    coverage.more = !all && !endReached && shown < result.offsetsInRange;
    if (all && failed == 0)
        coverage.shown = tr("Showing all %1").arg(countText(shown));
    else
        coverage.shown = tr("Showing %1 of about %2").arg(countText(shown), countText(result.offsetsInRange));

    QStringList reasons;
    if (failed > 0)
        reasons << (failed == 1 ? tr("1 partition could not be read")
                                : tr("%1 partitions could not be read").arg(failed));
    if (result.interrupted)
        reasons << tr("stopped before everything was read");
    coverage.warn = !reasons.isEmpty();
    if (result.limitReached)
        reasons << (static_cast<std::size_t>(shown) >= request.limit ? tr("limit reached") : tr("size limit reached"));
    if (all && result.offsetsScanned > shown)
        reasons << tr("%1 offsets hold no record (compaction, transactions)")
                       .arg(countText(result.offsetsScanned - shown));
    coverage.reason = reasons.join(QStringLiteral(" · "));
    return coverage;
}

QString partitionRuns(std::vector<std::int32_t> partitions)
{
    std::ranges::sort(partitions);
    QStringList runs;
    for (std::size_t i = 0; i < partitions.size();) {
        std::size_t last = i;
        while (last + 1 < partitions.size() && partitions[last + 1] == partitions[last] + 1)
            ++last;
        runs << (last == i ? QString::number(partitions[i])
                           : QStringLiteral("%1–%2").arg(partitions[i]).arg(partitions[last]));
        i = last + 1;
    }
    return runs.join(QStringLiteral(", "));
}

} // namespace weir::ui
