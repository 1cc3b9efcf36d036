// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/member_table.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <map>

namespace weir::ui {
namespace {

class MemberTable
{
    Q_DECLARE_TR_FUNCTIONS(MemberTable)
};

QString hostText(const GroupMember& member)
{
    QString host = displayText(std::string_view(member.host));
    // Java's brokers write an address as "/10.2.1.14".
    if (host.startsWith(QLatin1Char('/')))
        host.remove(0, 1);
    return host;
}

} // namespace

QString memberKey(const MemberRow& row)
{
    return QString::fromStdString(row.member.id);
}

QString assignedText(const std::vector<TopicPartition>& assigned)
{
    std::map<std::string, std::vector<std::int32_t>> topics;
    for (const TopicPartition& partition : assigned)
        topics[partition.topic].push_back(partition.partition);
    QStringList parts;
    for (auto& [topic, partitions] : topics) {
        std::ranges::sort(partitions);
        QStringList numbers;
        for (const std::int32_t partition : partitions)
            numbers << QString::number(partition);
        parts << QStringLiteral("%1 %2").arg(displayText(std::string_view(topic)), numbers.join(QStringLiteral(", ")));
    }
    return parts.join(QStringLiteral(" · "));
}

std::vector<Column<MemberRow>> memberColumns()
{
    using Row = MemberRow;
    return {
        {.id = QStringLiteral("client"),
         .title = MemberTable::tr("Client id"),
         .text = [](const Row& row) { return displayText(std::string_view(row.member.clientId)); },
         .width = 200,
         .strong = [](const Row&) { return true; },
         .toolTip = [](const Row& row) {
             return MemberTable::tr("Member %1").arg(displayText(std::string_view(row.member.id)));
         }},
        {.id = QStringLiteral("host"),
         .title = MemberTable::tr("Host"),
         .text = [](const Row& row) { return hostText(row.member); },
         .width = 160,
         .mono = true},
        {.id = QStringLiteral("instance"),
         .title = MemberTable::tr("Static id"),
         .text = [](const Row& row) {
             return row.member.instanceId ? displayText(std::string_view(*row.member.instanceId)) : QStringLiteral("–");
         },
         .width = 120,
         .tone = [](const Row&) { return Tone::Neutral; },
         .toolTip = [](const Row& row) {
             return row.member.instanceId ? QString()
                                          : MemberTable::tr("A dynamic member: it has no group.instance.id.");
         }},
        {.id = QStringLiteral("partitions"),
         .title = MemberTable::tr("Partitions"),
         .text = [](const Row& row) { return countText(static_cast<qint64>(row.member.assigned.size())); },
         .width = 84,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return SortKey(static_cast<qint64>(row.member.assigned.size())); }},
        {.id = QStringLiteral("lag"),
         .title = MemberTable::tr("Lag"),
         .text = [](const Row& row) { return countText(row.lag); },
         .width = 110,
         .alignment = Qt::AlignRight,
         .mono = true,
         .searchable = false,
         .sortKey = [](const Row& row) { return row.lag ? SortKey(*row.lag) : SortKey(); },
         .toolTip = [](const Row& row) {
             return row.lag ? QString() : MemberTable::tr("No partition of this member has a known lag.");
         }},
        {.id = QStringLiteral("assigned"),
         .title = MemberTable::tr("Assigned"),
         .text = [](const Row& row) {
             return row.member.assigned.empty() ? MemberTable::tr("nothing") : assignedText(row.member.assigned);
         },
         .width = 0,
         .toolTip = [](const Row& row) { return assignedText(row.member.assigned); }},
    };
}

} // namespace weir::ui
