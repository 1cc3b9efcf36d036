// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/lag_printer.h"

#include "app/weirctl/text_table.h"

namespace weir::cli {
namespace {

using Align = TextTable::Align;
using Columns = std::vector<TextTable::Column>;
using Cells = std::vector<std::string>;

constexpr std::size_t widestTopic = 28;
constexpr std::size_t widestGroup = 30;
constexpr std::size_t widestState = 12;
constexpr std::size_t widestMember = 24;

std::string headline(const GroupLag& group)
{
    std::string text = shownText(group.group) + ": " + shownText(group.state);
    text += group.membersVisible ? ", " + std::to_string(group.members.size()) + (group.members.size() == 1 ? " member" : " members")
                                 : ", members not visible with this client";
    text += ", lag " + shownNumber(group.lag);
    return text + (group.partial ? " (some partitions are unknown)" : "");
}

std::string headlineOf(const GroupLag& group, const GroupStatus* status, const LagDetail& detail)
{
    std::string text = headline(group);
    if (status == nullptr || !detail.any())
        return text;
    text += ", time lag " + shownTimeLag(status->total.time);
    if (status->unknownTimes > 0)
        text += " (unknown in " + std::to_string(status->unknownTimes) + ")";
    if (detail.rates && status->total.health.health != Health::Unknown)
        text += ", " + std::string(healthCode(status->total.health.health));
    return text;
}

std::optional<std::string> typeName(GroupType type)
{
    switch (type) {
    case GroupType::Classic: return "classic";
    case GroupType::Consumer: return "consumer";
    case GroupType::Unknown: break;
    }
    return std::nullopt;
}

/// The note of the lag, why the time is unknown, why the health is what it is: what there is, once each.
std::string noteOf(const std::string& note, const LagStatus* status, const LagDetail& detail)
{
    std::string text = note;
    const auto add = [&](const std::string& more) {
        if (!more.empty() && text.find(more) == std::string::npos)
            text += (text.empty() ? "" : "; ") + more;
    };
    if (status != nullptr && !detail.times && detail.any() && status->time.why == TimeLag::Why::NotYetRead)
        add("time: --time reads it");
    else if (status != nullptr && detail.any())
        add(whyUnknown(status->time));
    if (status != nullptr && detail.rates && severity(status->health.health) > 0)
        add(status->health.reason);
    return text;
}

void append(Cells& cells, Cells more)
{
    cells.insert(cells.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Columns rateColumns()
{
    return {{"READ/s", Align::Right}, {"WRITTEN/s", Align::Right}, {"TREND/s", Align::Right}, {"DONE-IN", Align::Right}, {"HEALTH"}};
}

Cells rateCells(const LagStatus& status)
{
    return {shownRate(status.consumed), shownRate(status.produced), shownChange(status.change), shownAhead(status.drained),
            status.health.health == Health::Unknown ? "-" : std::string(healthCode(status.health.health))};
}

TextTable plainTable(const GroupLag& group)
{
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
    return table;
}

TextTable statusTable(const GroupLag& group, const GroupStatus& status, const LagDetail& detail)
{
    Columns columns{{"TOPIC"}, {"PARTITION", Align::Right}};
    if (!detail.rates) {
        columns.push_back({"COMMITTED", Align::Right});
        columns.push_back({"END", Align::Right});
    }
    columns.push_back({"LAG", Align::Right});
    columns.push_back({"TIME-LAG", Align::Right});
    if (detail.rates)
        for (auto& column : rateColumns())
            columns.push_back(std::move(column));
    else
        columns.push_back({"MEMBER"});
    columns.push_back({"NOTE"});
    TextTable table(std::move(columns));
    for (std::size_t i = 0; i < group.rows.size(); ++i) {
        const PartitionLag& row = group.rows[i];
        const LagStatus one = i < status.partitions.size() ? status.partitions[i] : LagStatus{};
        Cells cells{shortened(row.partition.topic, widestTopic), std::to_string(row.partition.partition)};
        if (!detail.rates)
            append(cells, {shownNumber(row.committed), shownNumber(row.end)});
        append(cells, {shownNumber(row.lag), shownTimeLag(one.time)});
        append(cells, detail.rates ? rateCells(one) : Cells{row.member ? shortened(row.member->clientId, widestMember) : "-"});
        cells.push_back(noteOf(noteText(row), &one, detail));
        table.addRow(std::move(cells));
    }
    return table;
}

} // namespace

JsonLine LagPrinter::beginLine(TimestampMs time) const
{
    JsonLine line;
    if (m_timed)
        line.number("time", time);
    return line;
}

std::string LagPrinter::json(const GroupLag& group, const PartitionLag& row, const LagStatus* status, TimestampMs time) const
{
    JsonLine line = beginLine(time);
    const auto ofMember = [&](std::string GroupMember::*field) {
        return row.member ? std::optional((*row.member).*field) : std::nullopt;
    };
    line.text("group", group.group)
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
        .text("error", row.error ? std::optional(row.error->message) : std::nullopt);
    addStatus(line, status != nullptr ? *status : LagStatus{}, m_detail);
    return line.str();
}

std::string LagPrinter::json(const GroupLag& group, const GroupStatus* status, TimestampMs time) const
{
    JsonLine line = beginLine(time);
    line.text("group", group.group)
        .text("state", group.state)
        .text("type", typeName(group.type))
        .number("members", group.membersVisible ? std::optional<std::int64_t>(group.members.size()) : std::nullopt)
        .number("partitions", static_cast<std::int64_t>(group.rows.size()))
        .number("lag", group.lag)
        .flag("partial", group.partial);
    addStatus(line, status != nullptr ? status->total : LagStatus{}, m_detail);
    if (m_detail.any())
        line.number("unknown_time_lags", status != nullptr ? std::optional<std::int64_t>(status->unknownTimes) : std::nullopt);
    return line.str();
}

void LagPrinter::printPartitions(const GroupLag& group, const GroupStatus* status)
{
    const bool plain = status == nullptr || !m_detail.any();
    const TextTable table = plain ? plainTable(group) : statusTable(group, *status, m_detail);
    m_session.print(headlineOf(group, status, m_detail) + "\n" + (table.empty() ? "" : table.text()));
}

void LagPrinter::printSummary(const LagLook& look)
{
    Columns columns{{"GROUP"}, {"STATE"}};
    if (!m_detail.rates) {
        columns.push_back({"TYPE"});
        columns.push_back({"MEMBERS", Align::Right});
    }
    columns.push_back({"LAG", Align::Right});
    if (m_detail.any())
        columns.push_back({"TIME-LAG", Align::Right});
    if (m_detail.rates)
        for (auto& column : rateColumns())
            columns.push_back(std::move(column));
    columns.push_back({"NOTE"});
    TextTable table(std::move(columns));
    for (std::size_t i = 0; i < look.groups.size(); ++i) {
        const GroupLag& group = look.groups[i];
        const LagStatus status = i < look.statuses.size() ? look.statuses[i].total : LagStatus{};
        const std::size_t unknown = i < look.statuses.size() ? look.statuses[i].unknownTimes : 0;
        Cells cells{shortened(group.group, widestGroup), shortened(group.state, widestState)};
        if (!m_detail.rates)
            append(cells, {typeName(group.type).value_or("-"), group.membersVisible ? std::to_string(group.members.size()) : "-"});
        cells.push_back(shownNumber(group.lag));
        if (m_detail.any())
            cells.push_back(shownTimeLag(status.time));
        if (m_detail.rates)
            append(cells, rateCells(status));
        std::string note = group.partial ? "some partitions are unknown" : group.lag ? "" : "nothing committed";
        // Beside a known time: it is that of the others, and the group may be further behind.
        if (m_detail.any() && unknown > 0 && status.time.kind != TimeLag::Kind::Unknown)
            note += (note.empty() ? "time unknown in " : "; time unknown in ") + std::to_string(unknown);
        cells.push_back(noteOf(note, &status, m_detail));
        table.addRow(std::move(cells));
    }
    m_session.print(table.text());
}

void LagPrinter::print(const LagLook& look)
{
    if (m_timed && !m_session.json())
        m_session.print("\n" + formatUtc(look.time));
    if (m_summary && !m_session.json())
        return printSummary(look);
    for (std::size_t i = 0; i < look.groups.size(); ++i) {
        const GroupLag& group = look.groups[i];
        const GroupStatus* status = i < look.statuses.size() ? &look.statuses[i] : nullptr;
        if (!m_session.json()) {
            printPartitions(group, status);
            continue;
        }
        if (m_summary) {
            m_session.print(json(group, status, look.time));
            continue;
        }
        for (std::size_t row = 0; row < group.rows.size(); ++row) {
            const bool known = status != nullptr && row < status->partitions.size();
            m_session.print(json(group, group.rows[row], known ? &status->partitions[row] : nullptr, look.time));
        }
    }
}

} // namespace weir::cli
