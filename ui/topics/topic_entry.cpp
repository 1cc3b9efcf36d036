// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/topics/topic_entry.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <limits>

namespace weir::ui {
namespace {

QString tr(const char* text, int count = -1)
{
    return QCoreApplication::translate("TopicsPage", text, nullptr, count);
}

std::vector<double> barValues(const weir::TopicDetails& details)
{
    std::vector<double> values;
    values.reserve(details.recordsPerPartition.size());
    for (const auto& records : details.recordsPerPartition)
        values.push_back(static_cast<double>(records.value_or(0)));
    return values;
}

CellMark partitionsMark(const TopicEntry& entry)
{
    BarsCell bars;
    bars.caption = QString::number(entry.summary.partitions);
    if (entry.details) {
        bars.values = barValues(*entry.details);
        bars.hot = hotPartition(entry.details->recordsPerPartition);
    }
    return bars;
}

QString partitionsSpoken(const TopicEntry& entry)
{
    const int hot = entry.details ? hotPartition(entry.details->recordsPerPartition) : -1;
    const QString count = tr("%1 partitions").arg(entry.summary.partitions);
    return hot < 0 ? count : tr("%1, partition %2 holds far more than the others").arg(count).arg(hot);
}

QString shownName(const TopicEntry& entry)
{
    return entry.grouped ? entry.name.mid(entry.group.prefix) : entry.name;
}

std::optional<qint64> recordsOf(const TopicEntry& entry)
{
    if (!entry.details || !entry.details->records)
        return std::nullopt;
    return *entry.details->records;
}

QString keptText(const TopicEntry& entry)
{
    if (!entry.details || !entry.details->retention)
        return QStringLiteral("–");
    return QString::fromStdString(weir::describeRetention(*entry.details->retention));
}

SortKey keptKey(const TopicEntry& entry)
{
    if (!entry.details || !entry.details->retention)
        return {};
    const auto& kept = *entry.details->retention;
    if (!kept.deletes || !kept.time)
        return std::numeric_limits<qint64>::max();
    return static_cast<qint64>(kept.time->count());
}

SortKey stateKey(const TopicEntry& entry)
{
    const auto& s = entry.summary;
    // What is worst comes first.
    return static_cast<qint64>(-(qint64{s.offline} * 1'000'000 + s.underReplicated) + (s.internal ? 1 : 0));
}


} // namespace

PillCell topicState(const weir::TopicSummary& summary)
{
    if (summary.offline > 0)
        return {tr("%1 without leader").arg(summary.offline), Tone::Bad};
    if (summary.underReplicated > 0)
        return {tr("%1 under-replicated").arg(summary.underReplicated), Tone::Warning};
    if (summary.internal)
        return {tr("internal"), Tone::Neutral};
    return {};
}

int hotPartition(const std::vector<std::optional<std::int64_t>>& records)
{
    if (records.size() < 2)
        return -1;
    std::int64_t sum = 0;
    std::size_t most = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!records[i])
            return -1;
        sum += *records[i];
        if (*records[i] > *records[most])
            most = i;
    }
    const std::int64_t top = *records[most];
    const double others = static_cast<double>(sum - top) / static_cast<double>(records.size() - 1);
    return top >= 100 && static_cast<double>(top) > 2 * others ? static_cast<int>(most) : -1;
}

std::vector<Column<TopicEntry>> topicColumns()
{
    std::vector<Column<TopicEntry>> columns;
    columns.push_back({.id = QStringLiteral("name"), .title = tr("Topic"), .text = shownName, .width = 0,
                       .sortKey = [](const TopicEntry& e) { return SortKey(e.name); },
                       .toolTip = [](const TopicEntry& e) { return e.name; },
                       .accessible = [](const TopicEntry& e) { return e.name; }});
    columns.push_back({.id = QStringLiteral("partitions"), .title = tr("Partitions, by size"),
                       .text = [](const TopicEntry& e) { return QString::number(e.summary.partitions); },
                       .width = 160, .searchable = false,
                       .sortKey = [](const TopicEntry& e) { return SortKey(qint64{e.summary.partitions}); },
                       .mark = partitionsMark, .accessible = partitionsSpoken});
    columns.push_back({.id = QStringLiteral("replicas"), .title = tr("Replicas"),
                       .text = [](const TopicEntry& e) { return QString::number(e.summary.replication); },
                       .width = 72, .alignment = Qt::AlignRight, .mono = true, .searchable = false,
                       .sortKey = [](const TopicEntry& e) { return SortKey(qint64{e.summary.replication}); }});
    columns.push_back({.id = QStringLiteral("records"), .title = tr("Records"),
                       .text = [](const TopicEntry& e) { return countText(recordsOf(e)); }, .width = 112,
                       .alignment = Qt::AlignRight, .mono = true, .searchable = false,
                       .sortKey = [](const TopicEntry& e) {
                           const auto records = recordsOf(e);
                           return records ? SortKey(*records) : SortKey();
                       },
                       .toolTip = [](const TopicEntry& e) {
                           return e.problem.isEmpty() ? tr("End minus log start of all partitions: compaction and "
                                                           "transactions leave fewer")
                                                      : e.problem;
                       }});
    columns.push_back({.id = QStringLiteral("kept"), .title = tr("Kept"), .text = keptText, .width = 182,
                       .alignment = Qt::AlignRight, .sortKey = keptKey,
                       .toolTip = [](const TopicEntry& e) { return e.problem.isEmpty() ? keptText(e) : e.problem; }});
    columns.push_back({.id = QStringLiteral("state"), .title = tr("State"),
                       .text = [](const TopicEntry& e) { return topicState(e.summary).text; }, .width = 128,
                       .sortKey = stateKey, .mark = [](const TopicEntry& e) -> CellMark {
                           const PillCell state = topicState(e.summary);
                           return state.text.isEmpty() ? CellMark() : CellMark(state);
                       }});
    return columns;
}

} // namespace weir::ui
