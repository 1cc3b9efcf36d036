// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/text_table.h"

#include "core/groups/group_lag.h"

namespace weir::cli {
namespace {

std::optional<std::string> noteCode(LagNote note)
{
    switch (note) {
    case LagNote::None: break;
    case LagNote::NoCommit: return "no_commit";
    case LagNote::BelowLogStart: return "below_log_start";
    case LagNote::BeyondEnd: return "beyond_end";
    }
    return std::nullopt;
}

std::string noteText(const PartitionLag& row)
{
    if (row.error)
        return row.error->message;
    switch (row.note) {
    case LagNote::None: break;
    case LagNote::NoCommit: return "nothing committed";
    case LagNote::BelowLogStart: return "committed offset was deleted";
    case LagNote::BeyondEnd: return "committed beyond the end";
    }
    return {};
}

std::string jsonOf(const GroupLag& group, const PartitionLag& row, std::optional<TimestampMs> time)
{
    JsonLine line;
    if (time)
        line.number("time", *time);
    const auto ofMember = [&](std::string GroupMember::*field) {
        return row.member ? std::optional((*row.member).*field) : std::nullopt;
    };
    return line.text("group", group.group)
        .text("topic", row.partition.topic)
        .number("partition", row.partition.partition)
        .number("committed", row.committed)
        .number("log_start", row.logStart)
        .number("end", row.end)
        .number("lag", row.lag)
        .text("member", ofMember(&GroupMember::id))
        .text("client_id", ofMember(&GroupMember::clientId))
        .text("host", ofMember(&GroupMember::host))
        .text("note", noteCode(row.note))
        .text("error", row.error ? std::optional(row.error->message) : std::nullopt)
        .str();
}

std::string headline(const GroupLag& group)
{
    std::string text = shownText(group.group) + ": " + shownText(group.state);
    text += group.membersVisible ? ", " + std::to_string(group.members.size()) + (group.members.size() == 1 ? " member" : " members")
                                 : ", members not visible with this client";
    text += ", lag " + shownNumber(group.lag);
    return text + (group.partial ? " (some partitions are unknown)" : "");
}

void printText(Session& session, const GroupLag& group)
{
    using Align = TextTable::Align;
    TextTable table({{"TOPIC"},
                     {"PARTITION", Align::Right},
                     {"COMMITTED", Align::Right},
                     {"LOG-START", Align::Right},
                     {"END", Align::Right},
                     {"LAG", Align::Right},
                     {"MEMBER"},
                     {"NOTE"}});
    for (const PartitionLag& row : group.rows)
        table.addRow({row.partition.topic, std::to_string(row.partition.partition), shownNumber(row.committed),
                      shownNumber(row.logStart), shownNumber(row.end), shownNumber(row.lag),
                      row.member ? row.member->id : "-", noteText(row)});
    session.print(headline(group) + "\n" + (table.empty() ? "" : table.text()));
}

/// One question and its answer. False when it was stopped.
bool round(Session& session, Cluster& cluster, bool watch)
{
    session.startAnew();
    const TimestampMs time = nowMs();
    const auto groups = groupLags(cluster, {session.word(0)}, session.call());
    if (session.stopToken().stop_requested() && watch)
        return false;
    if (!groups) {
        session.complain(groups.error());
        return true;
    }
    if (watch && !session.json())
        session.print("\n" + formatUtc(time));
    for (const GroupLag& group : groups->values) {
        if (!session.json())
            printText(session, group);
        else
            for (const PartitionLag& row : group.rows)
                session.print(jsonOf(group, row, watch ? std::optional(time) : std::nullopt));
    }
    session.complain(groups->failures);
    session.flush();
    return true;
}

} // namespace

int runLag(Session& session)
{
    const auto interval = session.arguments().decimal("interval", 0.1, 86'400);
    if (!interval) {
        Session::remark(interval.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect(Session::DemoReady::Groups);
    if (!cluster)
        return session.failed(cluster.error());
    const bool watch = session.arguments().has("watch");
    const std::chrono::milliseconds pause(static_cast<std::int64_t>(interval->value_or(1) * 1'000));
    while (round(session, **cluster, watch) && watch && session.pause(pause)) {
    }
    return session.finish();
}

} // namespace weir::cli
